"""Facts as findings hold them: neutral JSON values, spoken later by `tutor.grading.speech`."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tutor.music.score import ChordSymbol, Score

Facts = dict[str, Any]
_DISTANCES = (
    "unison",
    "semitone",
    "whole tone",
    "minor third",
    "major third",
    "perfect fourth",
    "tritone",
    "perfect fifth",
    "minor sixth",
    "major sixth",
    "minor seventh",
    "major seventh",
    "octave",
)
_SIGNS = {1: "sharp", -1: "flat", 0: "natural", 2: "double sharp", -2: "double flat"}


def place_of(score: Score, onset: Fraction) -> dict[str, Any]:
    """A moment of written time: {bar, beat (counted in the metre's denominator unit from 1), meter}."""
    bar = score.bar_at(onset)
    return {"bar": bar.number, "beat": str(score.beat_of(onset)), "meter": bar.meter.name}


def distance_name(semitones: int) -> str:
    """The plain name of a distance in semitones, whatever its spelling: "minor third"."""
    octaves, rest = divmod(abs(semitones), 12)
    if not octaves or (not rest and octaves == 1):
        return _DISTANCES[abs(semitones)]
    whole = "an octave" if octaves == 1 else f"{octaves} octaves"
    return f"{_DISTANCES[rest]} and {whole}" if rest else whole


def sign_name(alter: int) -> str:
    """ "sharp", "double flat", "natural"."""
    return _SIGNS[alter]


def chord_name(chord: ChordSymbol) -> str:
    """ "G major", "F# dominant-seventh"."""
    return f"{chord.root} {chord.quality}"
