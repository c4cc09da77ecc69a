"""Scores written by hand for the tests of performing."""

from __future__ import annotations

from fractions import Fraction

from tutor.music.key import Key
from tutor.music.pitch import Pitch
from tutor.music.rhythm import Meter
from tutor.music.score import Bar, Note, Part, Score

ROUND = "C4 D4 E4 F4 G4 A4 B4 C5 D5 B4 C5 A4 G4 r C4"
ROUND_VALUES = "1 1 1/2 1/2 1 1 1 3/2 1/2 1 1 1 1 1 3"


def tune(
    pitches: str, values: str | None = None, *, key="C major", meter="4/4", tempo=96.0, instrument="violin"
) -> Score:
    """Notes n1, n2, … of the given pitches ("r" rests) and values; quarters where no values are given.

    A value such as "2+1" is a tie of two.
    """
    names = pitches.split()
    lengths = (values or " ".join("1" for _ in names)).split()
    notes, at = [], Fraction(0)
    for name, length in zip(names, lengths, strict=True):
        segments = tuple(map(Fraction, length.split("+")))
        if name != "r":
            notes.append(Note(f"n{len(notes) + 1}", at, Pitch.parse(name), segments))
        at += sum(segments)
    signature, tonality = Meter.parse(meter), Key.parse(key)
    length_of_bar = signature.bar_length
    count = -(-at // length_of_bar)
    bars = tuple(Bar(i + 1, i * length_of_bar, length_of_bar, signature, tonality) for i in range(count))
    return Score("Round", bars, (Part(tuple(notes), instrument),), tempo)


def a_round(**options) -> Score:
    """Fourteen notes over four bars, with a rest, a dotted pair and two eighths."""
    return tune(ROUND, ROUND_VALUES, **options)
