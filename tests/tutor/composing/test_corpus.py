"""Reading corpora: what a file says becomes a melody, cut where it cannot, and siblings stay together."""

from dataclasses import replace

import pytest

from tests.tutor.composing.test_vocabulary import tune
from tutor.composing.corpus import Corpus, load_corpus, split_of, unfolded
from tutor.composing.corpus_kern import kern_pitch, kern_ticks, read_kern
from tutor.composing.corpus_lines import Line, Read, ReadBar, ensemble_key, melodies_of
from tutor.composing.corpus_midi import bars_from, downbeat_phase, read_midi, top_line, voices
from tutor.composing.corpus_musicxml import open_musicxml, part_names, read_part
from tutor.composing.corpus_sources import SOURCES, music21_corpus
from tutor.composing.siblings import groups_of
from tutor.composing.vocabulary import TIE, Event
from tutor.music.key import Key
from tutor.music.pitch import Pitch
from tutor.music.rhythm import Meter

COMMON = Meter(4, 4)


def bar(*notes, meter=COMMON, fifths=0, **more):
    """A bar of (ticks, pitch name or None) pairs."""
    reads = tuple(Read(t, Pitch.parse(p) if p else None, *held) for t, p, *held in notes)
    return ReadBar(meter, fifths, reads, **more)


PHRASE = (
    bar((24, "C4"), (24, "D4"), (24, "E4"), (24, "G4")),
    bar((48, "E4"), (48, "C4")),
    bar((24, "F4"), (24, "D4"), (48, "B3")),
    bar((96, "C4")),
)


def only(*bars, **more):
    found = melodies_of(Line("a piece", "a source", "hymn", bars, **more))
    assert len(found) == 1
    return found[0]


def test_a_line_becomes_steps_above_its_tonic():
    melody = only(*PHRASE)
    assert melody.mode == "major"
    assert melody.bars[0] == (Event(24, (0, 0)), Event(24, (1, 0)), Event(24, (2, 0)), Event(24, (4, 0)))
    assert melody.bars[2][-1] == Event(48, (-1, 0))
    assert (melody.id, melody.source) == ("a piece#0", "a source")


def test_the_minor_key_is_heard_from_what_sounds():
    bars = (
        bar((24, "A4"), (24, "B4"), (24, "C5"), (24, "E5")),
        bar((48, "D5"), (48, "C5")),
        bar((24, "B4"), (24, "G#4"), (48, "E4")),
        bar((96, "A4")),
    )
    melody = only(*bars)
    assert melody.mode == "minor"
    assert melody.bars[2][1] == Event(24, (-1, 1)), "a raised leading tone"


def test_a_short_first_bar_is_a_pickup_and_the_last_bar_completes_it():
    melody = only(bar((24, "G3")), *PHRASE)
    assert melody.pickup
    assert melody.bars[-1] == (Event(72, (0, 0)),)


def test_a_bar_cut_by_a_repeat_sign_is_put_together():
    halves = (bar((48, "E4")), bar((48, "C4")))
    assert only(PHRASE[0], *halves, *PHRASE[2:]).bars == only(*PHRASE).bars


def test_a_held_note_goes_on_as_a_tie():
    bars = (*PHRASE[:1], bar((48, "E4"), (48, "C4")), bar((24, "C4", True), (72, "B3")), PHRASE[3])
    assert only(*bars).bars[2][0] == Event(24, TIE)


@pytest.mark.parametrize(
    "wall",
    [
        [replace(b, meter=Meter(3, 4), reads=(*b.reads[:1], Read(72 - b.reads[0].ticks, None))) for b in PHRASE[:1]],
        [replace(PHRASE[1], bad=True)],
        [bar((96, None)), bar((96, None))],
    ],
    ids=["another metre", "a bar that cannot be told", "two silent bars"],
)
def test_a_line_is_cut_at(wall):
    found = melodies_of(Line("p", "s", "hymn", (*PHRASE, *wall, *PHRASE)))
    assert [m.full_bars for m in found] == [4, 4]


def test_what_is_left_of_a_line_must_be_four_bars():
    assert melodies_of(Line("p", "s", "hymn", PHRASE[:3])) == []


def test_a_known_tonic_finds_its_mode():
    melody = only(*PHRASE, tonic=2, idiom="folk")
    assert melody.mode == "dorian"


def test_voices_heard_together_share_the_key_of_the_lowest_final_note():
    upper = [bar((96, "C5")), bar((96, "E5"))]
    lower = [bar((96, "A3")), bar((96, "A3"))]
    assert ensemble_key([upper, lower], "tonal") == Key.parse("A minor")


# --- files


def write_midi(path, notes, signature=(4, 4)):
    import mido

    midi = mido.MidiFile(ticks_per_beat=24)
    track = mido.MidiTrack()
    track.append(mido.MetaMessage("time_signature", numerator=signature[0], denominator=signature[1]))
    track.append(mido.MetaMessage("key_signature", key="G"))
    for number, ticks, velocity in notes:
        track.append(mido.Message("note_on", note=number, velocity=velocity, time=0))
        track.append(mido.Message("note_off", note=number, time=ticks))
    midi.tracks.append(track)
    midi.save(path)


def test_midi_is_spelled_by_its_key_and_barred_by_its_accents(tmp_path):
    tune_notes = [(62, 24, 80)] + [(n, 24, 105 if i % 4 == 0 else 80) for i, n in enumerate([67, 69, 66, 67] * 4)]
    write_midi(tmp_path / "t.mid", tune_notes)
    midi = read_midi(tmp_path / "t.mid")
    (line,) = voices(midi)
    phase = downbeat_phase(line, 96, accent=105)
    bars = bars_from(midi, line, phase)
    assert phase == 24
    assert [b.ticks for b in bars] == [24, 96, 96, 96, 96]
    assert [r.pitch.name for r in bars[1].reads] == ["G4", "A4", "F#4", "G4"]


def test_the_top_line_of_chords_is_their_highest_note_cut_by_the_next():
    chords = [(0, 48, 60, 80), (0, 48, 67, 80), (24, 48, 72, 80), (48, 72, 55, 80)]
    assert top_line(chords) == [(0, 24, 67, 80), (24, 48, 72, 80), (48, 72, 55, 80)]


KERN = """**kern\t**kern
*k[f#]\t*k[f#]
*M2/4\t*M2/4
=1\t=1
2GG\t8g 8b
.\t8.a
.\t16f#
.\t8r
*\t*^
=2\t=2\t=2
[4GG\t4g\t4d
4GG]\t4g\t8c
.\t.\t8B
*\t*v\t*v
==\t==
*-\t*-
"""


def test_kern_gives_each_staff_its_first_layer_and_highest_notes(tmp_path):
    (tmp_path / "t.krn").write_text(KERN)
    low, high = read_kern(tmp_path / "t.krn")
    assert [[r.pitch.name if r.pitch else None for r in b.reads] for b in high] == [
        ["B4", "A4", "F#4", None],
        ["G4", "G4"],
    ]
    assert [r.ticks for r in high[0].reads] == [12, 18, 6, 12]
    assert [r.held for r in low[1].reads] == [False, True]
    assert (low[0].fifths, low[0].meter, high[-1].closes) == (1, Meter(2, 4), True)


@pytest.mark.parametrize(
    ("token", "ticks"), [("4c", 24), ("4.c", 36), ("0c", 192), ("12c", 8), ("3%2c", 64), ("128c", None)]
)
def test_kern_values(token, ticks):
    assert kern_ticks(token) == ticks


@pytest.mark.parametrize(("token", "name"), [("4cc#", "C#5"), ("4BB-", "Bb2"), ("4gn", "G4"), ("4r", None)])
def test_kern_pitches(token, name):
    pitch = kern_pitch(token)
    assert (pitch.name if pitch else None) == name


def test_a_chorale_gives_four_voices_in_one_key():
    root = open_musicxml(music21_corpus() / "bach" / "bwv66.6.mxl")
    assert part_names(root) == ["Soprano", "Alto", "Tenor", "Bass"]
    soprano = read_part(root, 0)
    assert [r.pitch.name for r in soprano[1].reads] == ["A4", "B4", "C#5", "E5"]
    chorales = next(s for s in SOURCES if s.name == "bach-chorales")
    lines = list(chorales.read(music21_corpus() / "bach" / "bwv66.6.mxl"))
    assert {m.mode for line in lines for m in melodies_of(line)} == {"minor"}


def test_an_abc_reel_is_read_with_its_key():
    ryan = next(s for s in SOURCES if s.name == "ryans-mammoth")
    (line,) = ryan.read(music21_corpus() / "ryansMammoth" / "7thRegimentReel.abc")
    assert all(m.style == "american-fiddle" and m.full_bars >= 8 for m in melodies_of(line))


def test_every_source_states_its_licence_and_credit():
    assert len({s.name for s in SOURCES}) == len(SOURCES)
    assert all(s.licence and s.attribution for s in SOURCES)


# --- the set as a whole

REEL = tune(*[[(12, (d, 0)) for d in (0, 2, 4, n % 7, 4, 3, 1, n % 5)] for n in range(8)])
OTHER = tune(*[[(24, (d, 0)) for d in (n % 6, 5, n % 3, 1)] for n in range(8)])


def slower(melody):
    bars = [tuple(Event(2 * e.ticks, e.pitch) for e in half) for b in melody.bars for half in (b[:4], b[4:])]
    return replace(melody, bars=tuple(bars))


def test_a_tune_in_longer_values_is_a_sibling_and_another_tune_is_not():
    assert groups_of([REEL, OTHER, slower(REEL)], ["a", "b", "c"]) == [0, 1, 0]


def test_lines_of_one_piece_belong_together():
    assert groups_of([REEL, OTHER], ["a", "a"]) == [0, 0]


def test_a_group_falls_whole_into_one_split():
    melodies = tuple(replace(m, id=f"p{i}#{j}") for i in range(60) for j, m in enumerate((REEL, OTHER)))
    corpus = Corpus(melodies, tuple(2 * (i // 2) for i in range(120)))
    parts = [{m.id.partition("#")[0] for m in corpus.split(s)} for s in ("train", "valid", "test")]
    assert len(parts[0] | parts[1] | parts[2]) == sum(map(len, parts)) == 60
    assert len(parts[0]) > 40
    assert split_of("p7") == split_of("p7")


def test_parts_played_twice_are_written_once():
    twice = replace(REEL, bars=(*REEL.bars, *REEL.bars, *OTHER.bars))
    assert unfolded(twice).bars == (*REEL.bars, *OTHER.bars)


def test_a_corpus_is_read_once_and_then_kept(tmp_path, monkeypatch):
    folder = tmp_path / "corpora" / "nifc-chopin-piano" / "kern"
    folder.mkdir(parents=True)
    bars = "".join(f"={i}\n4c\n4e\n4g\n4e\n" for i in range(1, 7))
    (folder / "t.krn").write_text(f"**kern\n*k[]\n*M4/4\n{bars}==\n*-\n")
    first = load_corpus(tmp_path / "corpora", tmp_path / "cache", workers=1, sources=["nifc-chopin"])
    (folder / "t.krn").write_text("nothing")
    again = load_corpus(tmp_path / "corpora", tmp_path / "cache", workers=1, sources=["nifc-chopin"])
    assert [m.full_bars for m in first.melodies] == [6]
    assert again == first
