"""The score's promises, and where things stand in it."""

from dataclasses import replace
from fractions import Fraction as F

import pytest

from tutor.music.key import Key
from tutor.music.pitch import Pitch
from tutor.music.rhythm import Meter
from tutor.music.score import Bar, Note, Part, Score

C, FOUR = Key.parse("C major"), Meter(4, 4)


def note(name: str, onset: F, *segments: F) -> Note:
    return Note(f"n{onset}", onset, Pitch.parse(name), segments or (F(1),))


@pytest.fixture
def score() -> Score:
    """A pickup quarter, then two bars of 4/4, the second one note tied over from the first."""
    bars = (Bar(0, F(0), F(1), FOUR, C), Bar(1, F(1), F(4), FOUR, C), Bar(2, F(5), F(3), FOUR, C))
    notes = (note("G4", F(0)), note("C5", F(1), F(2)), note("D5", F(3), F(2), F(3)))
    return Score("Three notes", bars, (Part(notes),), tempo_bpm=120)


def test_a_tied_group_is_one_note_as_long_as_its_parts(score: Score) -> None:
    assert score.notes[2].duration == 5


def test_a_pickup_counts_its_beats_from_the_end_of_the_bar(score: Score) -> None:
    assert score.beat_of(F(0)) == 4
    assert [score.beat_of(n.onset) for n in score.notes] == [4, 1, 3]


def test_beats_are_counted_in_the_metres_own_unit() -> None:
    bar = Bar(1, F(0), F(3), Meter(6, 8), C)
    six = Score("Six", (bar,), (Part((note("C4", F(3, 2)),)),))
    assert six.beat_of(F(3, 2)) == 4


def test_written_time_becomes_seconds_at_the_tempo(score: Score) -> None:
    assert score.seconds(F(4)) == 2.0


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda s: replace(s, tempo_bpm=0), "tempo"),
        (lambda s: replace(s, bars=(s.bars[0], s.bars[2])), "starts at"),
        (lambda s: replace(s, bars=s.bars[:2]), "ends after"),
        (lambda s: s.with_parts(Part(s.notes[::-1])), "time order"),
        (lambda s: s.with_parts(Part((s.notes[0], s.notes[0]))), "share an id"),
        (lambda s: replace(s, bars=()), "at least one bar"),
    ],
)
def test_a_score_that_contradicts_itself_is_refused(score: Score, change, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        change(score)


def test_a_note_without_length_is_refused() -> None:
    with pytest.raises(ValueError, match="written value"):
        Note("n1", F(0), Pitch.parse("C4"), (F(0),))
