"""A part of the piece: which bars were played, told by what was left out at the ends."""

from fractions import Fraction

import pytest

from tests.tutor.grading.playing import tune
from tutor.grading.marks import Marks
from tutor.grading.partial import part_played
from tutor.grading.verdicts import NoteVerdict
from tutor.listening.types import PlayedNote

SCORE = tune("G4 A4 B4 C5 " * 6)
SOUND = PlayedNote(0.0, 0.5, 67.0, 0.9)
SAID = {"r": "correct", "m": "missed", "u": "unsure"}


def verdicts(bars):
    """One word a bar: each note right (r), missed (m) or unsure with nothing heard (u)."""
    letters = [letter for word in bars.split() for letter in word]
    return [
        NoteVerdict(i, note, i // 4 + 1, Fraction(i % 4 + 1), 67, SOUND if said == "r" else None, SAID[said])
        for i, (note, said) in enumerate(zip(SCORE.notes, letters, strict=True))
    ]


def bars_played(bars):
    part = part_played(verdicts(bars), [], lambda some, more: Marks(100.0, 100.0, 100.0, 100.0, ()))
    return (part["first_bar"], part["last_bar"]) if part else None


@pytest.mark.parametrize(
    ("bars", "played"),
    [
        ("rrrr rrrr rrrr rrrr rrrr rrrr", None),
        ("mmmm mmmm rrrr rrrr rrrr rrrr", (3, 6)),
        ("rrrr rrrr rrrr mmmm mmmm mmmm", (1, 3)),
        ("mmmm rrrr rrrr mrrr rrrr mmmm", (2, 5)),
        ("rrrr mmmm rrrr rrrr rrrr rrrr", None),
        ("mmmm mmmm mmmm mmmm mmmm mmmm", None),
    ],
)
def test_whole_bars_missed_at_an_end_were_left_out(bars, played):
    assert bars_played(bars) == played


def test_beside_bars_that_were_left_out_what_nobody_heard_was_not_played():
    assert bars_played("mmmm mmuu uuuu rrrr rrrr rrrr") == (4, 6)
    assert bars_played("rrrr rrrr rrrr uuuu uumm mmmm") == (1, 3)


def test_what_is_only_unsure_at_an_end_may_have_been_played():
    assert bars_played("uuuu uuuu rrrr rrrr rrrr rrrr") is None
    assert bars_played("uuuu rrrr rrrr rrrr mmmm mmmm") == (1, 4)
