"""Augmentation and diminution: every value doubled or halved, written in a metre that people read.

A metre that divides in two stays, and its bars double or halve in number; others change their unit: 3/4 becomes 3/2.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from tutor.composing.melody import split_value
from tutor.composing.vocabulary import METERS
from tutor.errors import RequestImpossible
from tutor.music.rhythm import TICKS_PER_QUARTER, Meter, to_ticks
from tutor.music.score import Bar, ChordSymbol, Direction, Note, Part, Score

DOUBLE, HALF = Fraction(2), Fraction(1, 2)


def augmented(score: Score) -> Score:
    """The score in values twice as long. Raises RequestImpossible when they cannot be written."""
    return _rescaled(score, DOUBLE)


def diminished(score: Score) -> Score:
    """The score in values half as long. Raises RequestImpossible when they cannot be written."""
    return _rescaled(score, HALF)


def _rescaled(score: Score, factor: Fraction) -> Score:
    meter = _meter(score, factor)
    bars = _bars(score, meter, factor)
    parts = tuple(_part(part, bars, factor) for part in score.parts)
    return replace(score, bars=bars, parts=parts, harmony=tuple(_chord(c, factor) for c in score.harmony))


def _meter(score: Score, factor: Fraction) -> Meter:
    """The metre the new values are written in."""
    meter, full = score.meter, sum(1 for bar in score.bars if bar.number > 0)
    if any((bar.meter, bar.key) != (meter, score.key) for bar in score.bars):
        raise RequestImpossible("other note values", "a change of key or metre", "Choose a piece in one key and metre.")
    halves_well = meter.numerator in (2, 4) and (factor == DOUBLE or full % 2 == 0)
    if halves_well:
        return meter
    denominator = Fraction(meter.denominator) / factor
    name = f"{meter.numerator}/{denominator}"
    if name not in METERS:
        verb = "doubling" if factor == DOUBLE else "halving"
        raise RequestImpossible(
            f"{verb} every value",
            f"{full} bars of {meter.name}",
            f"There is no {name} here; choose a piece in 4/4.",
        )
    return Meter.parse(name)


def _bars(score: Score, meter: Meter, factor: Fraction) -> tuple[Bar, ...]:
    """Bars over the new length; what was an upbeat of half a bar or more may fill whole bars."""
    length = score.length * factor
    upbeat = score.bars[0].length * factor if score.bars[0].number == 0 else Fraction(0)
    short = upbeat % meter.bar_length
    cuts = [short] if short else [meter.bar_length]
    while cuts[-1] < length:
        cuts.append(min(length, cuts[-1] + meter.bar_length))
    starts = [Fraction(0), *cuts[:-1]]
    first = 0 if short else 1
    return tuple(Bar(first + i, a, b - a, meter, score.key) for i, (a, b) in enumerate(zip(starts, cuts, strict=True)))


def _part(part: Part, bars: tuple[Bar, ...], factor: Fraction) -> Part:
    notes = tuple(_note(note, bars, factor) for note in part.notes)
    directions = tuple(_direction(mark, factor) for mark in part.directions)
    return replace(part, notes=notes, directions=directions)


def _direction(mark: Direction, factor: Fraction) -> Direction:
    return replace(mark, onset=mark.onset * factor, end=None if mark.end is None else mark.end * factor)


def _chord(chord: ChordSymbol, factor: Fraction) -> ChordSymbol:
    return replace(chord, onset=chord.onset * factor, duration=chord.duration * factor)


def _note(note: Note, bars: tuple[Bar, ...], factor: Fraction) -> Note:
    """The note in its new place, cut at bar lines and into values that can be written."""
    onset, end = note.onset * factor, note.end * factor
    segments: list[Fraction] = []
    for bar in bars:
        first, last = max(onset, bar.onset), min(end, bar.end)
        if first < last:
            segments += _written(first, last, bar)
    return replace(note, onset=onset, segments=tuple(segments))


def _written(first: Fraction, last: Fraction, bar: Bar) -> list[Fraction]:
    ticks, start = (last - first) * TICKS_PER_QUARTER, (first - bar.onset) * TICKS_PER_QUARTER
    values = (
        split_value(to_ticks(last - first), to_ticks(first - bar.onset), bar.meter)
        if ticks.denominator == start.denominator == 1
        else []
    )
    if not values:
        raise RequestImpossible("halving every value", "the shortest notes here", "Choose a piece in longer values.")
    return [Fraction(value, TICKS_PER_QUARTER) for value in values]
