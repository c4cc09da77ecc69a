"""A take kept as numbers is graded like the take itself, at any strictness, without listening again."""

import json

import numpy as np
import pytest

from tests.tutor.grading.playing import LINE, bent, exact, graded, take, tune, without
from tutor.grading.contours import note_vibrato
from tutor.grading.curves import curves
from tutor.grading.grade import grade, regrade
from tutor.grading.memory import heard_from_dict, heard_to_dict
from tutor.grading.octaves import octave_in_sound
from tutor.listening.types import Audio, F0Track, Heard, PlayedNote

RATE = 22050


@pytest.fixture
def line():
    return tune(LINE)


def tone(hz, seconds, partials=(1.0, 0.5, 0.3, 0.2)):
    time = np.arange(int(seconds * RATE)) / RATE
    return sum(a * np.sin(2 * np.pi * hz * (k + 1) * time) for k, a in enumerate(partials)).astype(np.float32)


@pytest.mark.parametrize("strictness", ["gentle", "normal", "strict"])
def test_marking_again_gives_what_grading_anew_would(line, strictness):
    heard = take(bent(without(exact(line), 12), 5, semitones=0.33, seconds=0.13))
    kept = json.loads(json.dumps(heard_to_dict(heard)))
    assert regrade(line, kept, strictness=strictness).to_dict() == grade(line, heard, strictness=strictness).to_dict()


def test_a_take_kept_by_another_version_is_refused(line):
    kept = heard_to_dict(take(exact(line))) | {"version": 99}
    with pytest.raises(ValueError, match="listen to its recording again"):
        heard_from_dict(kept)


def test_loud_noise_over_a_note_makes_it_unsure_and_silence_makes_it_missed():
    score = tune("G4 A4 B4 C5 D5 C5 B4 A4 G4:2")
    notes = without(exact(score), 4)
    samples = np.zeros(int(12 * RATE), dtype=np.float32)
    for note in notes:
        start = int(note.onset_s * RATE)
        sound = tone(440 * 2 ** ((note.midi - 69) / 12), note.duration_s)
        samples[start : start + len(sound)] += sound
    times = np.arange(0, 12, 0.01)
    hz = np.zeros(len(times))
    for note in notes:
        hz[(times >= note.onset_s) & (times < note.offset_s)] = 440 * 2 ** ((note.midi - 69) / 12)
    track = F0Track(times, hz, np.where(hz > 0, 0.9, 0.0), "by hand")
    quiet = Heard(Audio(samples, RATE), track, tuple(notes), "by hand", 12.0)
    assert [n["pitch"] for n in grade(score, quiet).to_dict()["notes"]][4] == "missed"
    noise = samples.copy()
    rng = np.random.default_rng(1)
    noise[int(4.5 * RATE) : int(5.5 * RATE)] += rng.standard_normal(RATE).astype(np.float32)
    drowned = Heard(Audio(noise, RATE), track, tuple(notes), "by hand", 12.0)
    assert [n["pitch"] for n in grade(score, drowned).to_dict()["notes"]][4] == "unsure"


def test_an_octave_that_only_the_tracker_heard_is_put_right():
    rich = Audio(tone(220.0, 1.0), RATE)
    assert octave_in_sound(rich, PlayedNote(0.0, 1.0, 57.0, 0.9)) == 0
    assert octave_in_sound(rich, PlayedNote(0.0, 1.0, 69.0, 0.9)) == 1
    assert octave_in_sound(rich, PlayedNote(0.0, 1.0, 45.0, 0.9)) == -1


def test_faint_partials_of_the_octave_below_count_where_nothing_lies_between():
    heard = PlayedNote(0.0, 1.0, 76.0, 0.9)
    low = 440.0 * 2 ** ((76 - 69) / 12) / 2
    faint = tone(low, 1.0, (0.06, 1.0, 0.03, 0.3))  # the lower octave's own partials: 0.4 % of the others' energy
    assert octave_in_sound(Audio(faint, RATE), heard) == 1
    noise = np.random.default_rng(2).standard_normal(RATE).astype(np.float32)
    assert octave_in_sound(Audio(faint + 0.3 * noise, RATE), heard) == 0, "in noise they prove nothing"
    assert octave_in_sound(Audio(tone(2 * low, 1.0), RATE), heard) == 0


def test_vibrato_is_measured_and_a_plain_note_has_none():
    times = np.arange(0, 2, 0.01)
    cents = 30 * np.sin(2 * np.pi * 5.5 * times)
    note = PlayedNote(0.0, 2.0, 69.0, 0.9)
    rate, extent = note_vibrato(F0Track(times, 440 * 2 ** (cents / 1200), np.ones(len(times)), "t"), note)
    assert rate == pytest.approx(5.5, abs=0.2)
    assert extent == pytest.approx(30, abs=4)
    assert note_vibrato(F0Track(times, np.full(len(times), 440.0), np.ones(len(times)), "t"), note) is None


def test_the_drawn_curve_lifts_its_pen_where_nothing_sounds():
    times = np.arange(0, 1, 0.01)
    hz = np.where((times > 0.4) & (times < 0.6), 0.0, 440.0)
    heard = Heard(None, F0Track(times, hz, np.ones(len(times)), "t"), (), "t", 1.0)
    strokes = curves(heard, points=50)["pitch"]
    assert len(strokes) == 2
    assert sum(len(stroke) for stroke in strokes) <= 52
    assert strokes[0][0] == [0.0, 69.0]


def test_a_note_the_ear_split_in_two_by_its_octave_is_one_again(line):
    notes = exact(line, detached=0.9)
    tail = PlayedNote(notes[3].offset_s + 0.005, notes[3].offset_s + 0.055, notes[3].midi + 12, 0.8)
    assert graded(line, [*notes, tail]).extra == ()
