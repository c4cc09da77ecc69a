"""MIDI files: what sounds goes out, and comes back barred, spelled and on the grid."""

import io
from dataclasses import replace
from fractions import Fraction

import mido
import pytest
from hypothesis import HealthCheck, given, settings

from tests.tutor.music.arbitrary import scores
from tutor.errors import UnreadableScore
from tutor.music.instruments import instrument
from tutor.music.key import Key
from tutor.music.midi import to_midi
from tutor.music.midi_reader import score_from_midi
from tutor.music.pitch import Pitch
from tutor.music.rhythm import Meter
from tutor.music.score import Bar, Note, Part, Score

_FEW = settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def tune(pitches, value=Fraction(1), key="C major", meter="4/4", name="violin"):
    notes = tuple(Note(f"n{i + 1}", i * value, Pitch.parse(p), (value,)) for i, p in enumerate(pitches))
    meter, row = Meter.parse(meter), instrument(name)
    count = -(-len(notes) * value // meter.bar_length)
    bars = tuple(Bar(i + 1, i * meter.bar_length, meter.bar_length, meter, Key.parse(key)) for i in range(int(count)))
    return Score("Tune", bars, (Part(notes, name, row.clef, row.transposition),), 96.0)


def sounding(score):
    return [(note.onset, note.duration, score.part.sounding_midi(note)) for note in score.notes]


def raw_midi(events, resolution=480, **meta):
    """A MIDI file of (onset tick, end tick, number) on one track, with optional meta messages."""
    file, track = mido.MidiFile(ticks_per_beat=resolution), mido.MidiTrack()
    file.tracks.append(track)
    for kind, values in meta.items():
        track.append(mido.MetaMessage(kind, **values))
    timed = [(on, 1, n) for on, _, n in events] + [(off, 0, n) for _, off, n in events]
    clock = 0
    for tick, is_on, number in sorted(timed):
        track.append(mido.Message("note_on" if is_on else "note_off", note=number, time=tick - clock))
        clock = tick
    out = io.BytesIO()
    file.save(file=out)
    return out.getvalue()


@given(scores(metadata=False))
@_FEW
def test_onsets_durations_and_sounding_pitches_survive(score):
    again = score_from_midi(to_midi(score), "tune.mid")
    assert sorted(sounding(again)) == sorted(sounding(score))
    assert again.tempo_bpm == pytest.approx(score.tempo_bpm, abs=0.01)


@given(scores(metadata=False))
@settings(parent=_FEW, max_examples=15)
def test_the_same_score_gives_the_same_bytes(score):
    assert to_midi(score) == to_midi(score)


def test_a_clarinet_sounds_a_whole_step_below_its_notation():
    again = score_from_midi(to_midi(tune(["C5", "D5"], key="D major", name="clarinet")), "tune.mid")
    assert [note.pitch.name for note in again.notes] == ["Bb4", "C5"]
    assert again.key.name == "C major"


def test_a_pickup_comes_back_as_bar_zero_of_the_full_metre():
    meter, key = Meter(6, 8), Key.parse("G major")
    bars = (Bar(0, Fraction(0), Fraction(1, 2), meter, key), Bar(1, Fraction(1, 2), Fraction(3), meter, key))
    notes = (Note("n1", Fraction(0), Pitch.parse("D4"), (Fraction(1, 2),)),)
    notes += (Note("n2", Fraction(1, 2), Pitch.parse("G4"), (Fraction(3),)),)
    again = score_from_midi(to_midi(Score("Tune", bars, (Part(notes),))), "tune.mid")
    assert [(bar.number, bar.length, bar.meter.name) for bar in again.bars] == [
        (0, Fraction(1, 2), "6/8"),
        (1, 3, "6/8"),
    ]


def test_without_a_key_signature_the_key_is_heard_from_the_notes():
    scale = [50, 52, 54, 55, 57, 59, 61, 62]
    score = score_from_midi(raw_midi([(480 * i, 480 * i + 480, n) for i, n in enumerate(scale)]), "scale.mid")
    assert score.key.name == "D major"
    assert [note.pitch.letter for note in score.notes] == ["D", "E", "F#", "G", "A", "B", "C#", "D"]


def test_slightly_late_and_short_notes_are_drawn_to_the_grid_and_the_next_note():
    score = score_from_midi(raw_midi([(3, 460, 60), (478, 950, 62), (961, 1440, 64)]), "played.mid")
    assert [(note.onset, note.segments) for note in score.notes] == [(0, (1,)), (1, (1,)), (2, (1,))]


def test_a_note_over_the_bar_line_is_one_note_in_two_written_values():
    score = score_from_midi(raw_midi([(1440, 2400, 60)]), "tie.mid")
    assert [note.segments for note in score.notes] == [(Fraction(1), Fraction(1))]


def test_percussion_is_not_read():
    file = mido.MidiFile(file=io.BytesIO(raw_midi([(0, 480, 60)])))
    file.tracks[0].insert(0, mido.Message("note_on", channel=9, note=38, time=0))
    file.tracks[0].insert(1, mido.Message("note_off", channel=9, note=38, time=240))
    out = io.BytesIO()
    file.save(file=out)
    assert len(score_from_midi(out.getvalue(), "drums.mid").notes) == 1


@pytest.mark.parametrize(
    "data",
    [b"MThd", b"not midi at all", raw_midi([]), to_midi(tune(["C4"]))[:40], b"MThd\x00\x00\x00\x06" + b"\xff" * 99],
)
def test_what_is_no_music_is_refused_in_one_sentence(data):
    with pytest.raises(UnreadableScore, match=r"^x\.mid .*[.]$"):
        score_from_midi(data, "x.mid")


def test_a_note_held_for_days_is_refused():
    with pytest.raises(UnreadableScore, match="too long"):
        score_from_midi(raw_midi([(0, 480 * 4 * 5000, 60)]), "days.mid")


def test_a_second_part_keeps_ids_of_its_own():
    score = tune(["C4", "E4"])
    bass = Part(tuple(replace(n, id="b" + n.id) for n in score.notes), "cello", "bass")
    again = score_from_midi(to_midi(score.with_parts(score.part, bass)), "duo.mid")
    assert [note.id for part in again.parts for note in part.notes] == ["n1", "n2", "p2n1", "p2n2"]
