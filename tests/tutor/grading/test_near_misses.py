"""Takes that come close to a finding and must not be told so, for kinds whose own tests show only what fires them."""

import pytest

from tests.tutor.grading.playing import LINE, bent, exact, graded, kinds, later, stopped_before, tune
from tutor.listening.types import PlayedNote


def told(line, *slips, key="G major", meter="4/4", extra=()):
    """Kinds found in a tune played exactly but for slips: (index, what is off)."""
    score = tune(line, key=key, meter=meter)
    notes = exact(score)
    for index, off in slips:
        notes = bent(notes, index, **off)
    return kinds(graded(score, [*notes, *extra]))


def off(semitones):
    return {"semitones": semitones}


PITCH = {
    "P00: out of tune, not wrong": ("P00", LINE, [(5, off(0.45))], {}),
    "P02: the leading tone too high": ("P02", "G4 A4 B4 C5 F#5 G5 E5 D5 C5 B4 A4 G4:4", [(4, off(2))], {}),
    "P07: the borrowed third a semitone low": (
        "P07",
        "C5 D5 E5 F5 G5 Eb5 C5 G5 F5 D5 C5:2",
        [(5, off(-1))],
        {"key": "C major"},
    ),
    "P09: the natural note itself wrong": ("P09", "G4 A4 B4 D5 F5 E5 D5 B4 A4 G4:2", [(4, off(-1))], {}),
    "P13: the tritone right, the next note wrong": (
        "P13",
        "C5 D5 E5 F5 B4 C5 E5 D5 C5:2",
        [(5, off(2))],
        {"key": "C major"},
    ),
    "P13: a leap of a fourth": ("P13", "C5 D5 E5 F5 C5 D5 E5 D5 C5:2", [(4, off(-1))], {"key": "C major"}),
    "P14: a major seventh off": ("P14", LINE, [(5, off(11))], {}),
    "P20: the next pitch, but wrong again after it": (
        "P20",
        "G4 A4 B4 D5 G5 D5 B4 A4 G4:2",
        [(3, off(5)), (4, off(2))],
        {},
    ),
}


@pytest.mark.parametrize("name", PITCH)
def test_of_pitch(name):
    kind, line, slips, options = PITCH[name]
    assert kind not in told(line, *slips, **options)


@pytest.mark.parametrize("kind", ["P15", "P16", "P18", "P24"])
def test_a_shift_of_some_notes_is_none_of_the_whole_take(kind):
    shift = {"P15": -12, "P16": 2, "P18": 2, "P24": 4}[kind]
    assert kind not in told(LINE, *[(i, off(shift)) for i in (4, 9, 14)])


def test_p25_is_not_a_slip_that_stands_for_a_beat():
    score = tune(LINE)
    notes = stopped_before(exact(score), 5, 1.0)
    slip = PlayedNote(notes[5].onset_s - 1.0, notes[5].onset_s - 0.05, notes[5].midi + 1, 0.9)
    assert "P25" not in kinds(graded(score, [*notes, slip]))


class TestStructure:
    def test_s01_is_not_a_wrong_note(self):
        assert "S01" not in told(LINE, (5, off(3)))

    def test_s03_is_not_a_blip_of_the_same_pitch(self):
        score = tune(LINE)
        notes = exact(score)
        blip = PlayedNote(notes[5].offset_s + 0.01, notes[5].offset_s + 0.05, notes[5].midi, 0.9)
        assert "S03" not in kinds(graded(score, [*notes, blip]))

    def test_s04_is_not_a_pause(self):
        score = tune(LINE)
        assert kinds(graded(score, stopped_before(exact(score), 9, 1.5))) == ["R08"]

    def test_s06_is_not_another_pitch(self):
        score = tune(LINE)
        notes = exact(score)
        other = PlayedNote(notes[9].onset_s, notes[9].onset_s + 0.45, notes[9].midi + 4, 0.9)
        assert "S06" not in kinds(graded(score, [*notes[:9], other, *later(notes[9:], 0.5)]))

    def test_p19_of_a_stammer_is_not_told(self):
        assert "P19" not in told(LINE, (5, off(1)))


class TestRhythm:
    def test_r03_is_not_a_triplet_a_little_uneven(self):
        line = "G4 A4 B4 C5 D5:1/3 E5:1/3 D5:1/3 C5 B4 A4 G4 B4 A4 F#4 G4:2"
        assert told(line, (6, {"seconds": -0.07})) == []

    def test_r04_is_not_three_a_little_uneven(self):
        line = "G4:3/2 A4:3/2 B4:3/2 C5:3/2 D5:1/2 E5:1/2 D5:1/2 C5:3/2 B4:3/2 A4:3/2 G4:3/2 B4:3/2 A4:3"
        assert told(line, (6, {"seconds": -0.1}), meter="6/8") == []

    def test_r06_is_not_a_tie_held_on(self):
        assert told("G4 A4 B4 C5:1~1 D5 E5 D5 C5 B4 A4 G4:2") == []

    def test_r06_is_not_another_note_within_a_tie(self):
        other = PlayedNote(4.6, 5.3, 76.0, 0.9)
        assert "R06" not in told("G4 A4 B4 C5:1~1 D5 E5 D5 C5 B4 A4 G4:2", extra=[other])

    def test_r07_is_not_an_entry_a_little_early(self):
        line = "G4 A4 B4 C5 D5 r D5 C5 B4 A4 G4 B4 A4 F#4 G4:2"
        assert "R07" not in told(line, (5, {"seconds": -0.3}))

    def test_r09_is_not_a_note_with_air_after_it(self):
        score = tune(LINE)
        notes = exact(score)
        assert kinds(graded(score, bent(notes, 5, offset_s=notes[5].onset_s + 0.7))) == []

    def test_r10_is_not_a_note_that_rings_for_a_moment(self):
        score = tune("G4 A4 B4 C5 D5 r D5 C5 B4 A4 G4 B4 A4 F#4 G4:2")
        notes = exact(score)
        assert kinds(graded(score, bent(notes, 4, offset_s=notes[4].offset_s + 0.25))) == []

    def test_r12_is_not_a_note_held_half_as_long_again(self):
        score = tune(LINE)
        notes = stopped_before(exact(score), 9, 0.5)
        assert "R12" not in kinds(graded(score, bent(notes, 8, offset_s=notes[9].onset_s - 0.02)))

    def test_r04_is_not_a_stop_within_the_beat(self):
        line = "G4:3/2 A4:3/2 B4:3/2 C5:3/2 D5:1/2 E5:1/2 D5:1/2 C5:3/2 B4:3/2 A4:3/2 G4:3/2 B4:3/2 A4:3"
        score = tune(line, meter="6/8")
        assert kinds(graded(score, stopped_before(exact(score), 6, 2.0))) == ["R08"]


class TestIntonation:
    def test_i01_is_not_a_note_within_the_window(self):
        assert told(LINE, (5, off(0.25))) == []

    def test_i04_is_not_a_leading_tone_a_little_low(self):
        assert told(LINE, (9, off(-0.2))) == []

    def test_i06_is_not_a_few_seconds(self):
        score = tune("G4 A4 B4 C5 D5 C5 B4 A4 G4", tempo=90)
        assert "I06" not in kinds(graded(score, [bent([n], 0, semitones=0.05 * n.onset_s)[0] for n in exact(score)]))

    def test_i06_is_not_a_take_that_stays_within_a_few_cents(self):
        score = tune(LINE)
        assert kinds(graded(score, [bent([n], 0, semitones=-0.002 * n.onset_s)[0] for n in exact(score)])) == []
