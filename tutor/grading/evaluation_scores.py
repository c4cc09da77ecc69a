"""Scores to measure the ears with: plain melodies made by rule from a seed, so that no weights are needed."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from tutor.music.instruments import instrument as instrument_named
from tutor.music.key import Key
from tutor.music.rhythm import Meter
from tutor.music.score import Bar, Note, Part, Score

BARS = 8
KEYS = ("C major", "G major", "F major", "D major", "A minor", "E minor", "D minor", "Bb major")
METERS = ("4/4", "3/4", "2/4", "6/8")
_HALF, _QUARTER, _EIGHTH = Fraction(2), Fraction(1), Fraction(1, 2)
_THIRD, _SIXTEENTH = Fraction(1, 3), Fraction(1, 4)
# Rhythmic cells by the level that first reads them; a leading 0 means that the first value is a rest.
_SIMPLE: dict[int, tuple[tuple[Fraction | int, ...], ...]] = {
    1: ((_QUARTER,), (_QUARTER,), (_HALF,), (_EIGHTH, _EIGHTH), (0, _QUARTER)),
    3: ((Fraction(3, 2), _EIGHTH),),
    4: ((_SIXTEENTH,) * 4, (_EIGHTH, _QUARTER, _EIGHTH), (_EIGHTH, _SIXTEENTH, _SIXTEENTH)),
    5: ((Fraction(3, 4), _SIXTEENTH), (_THIRD,) * 3),
}
_COMPOUND: dict[int, tuple[tuple[Fraction | int, ...], ...]] = {
    1: ((Fraction(3, 2),), (_QUARTER, _EIGHTH), (_EIGHTH,) * 3),
    4: ((_EIGHTH, _QUARTER), (Fraction(3, 4), _SIXTEENTH, _EIGHTH)),
}
_STEPS, _WEIGHTS = (-4, -3, -2, -1, 0, 1, 2, 3, 4), (1, 1, 4, 10, 2, 10, 4, 1, 1)


def study(seed: int, instrument: str, level: int, *, bars: int = BARS) -> Score:
    """A melody of so many bars in the instrument's range for the level; the same arguments give the same score."""
    rng = np.random.default_rng([seed, level, 11])
    player = instrument_named(instrument)
    key, meter = Key.parse(str(rng.choice(KEYS))), Meter.parse(str(rng.choice(METERS)))
    staff = tuple(Bar(k + 1, k * meter.bar_length, meter.bar_length, meter, key) for k in range(bars))
    low, high = player.range_for(level, key)
    place = (low.diatonic + high.diatonic) // 2
    notes: list[Note] = []
    for onset, length in _rhythm(rng, meter, level, bars):
        step = int(rng.choice(_STEPS, p=np.array(_WEIGHTS) / sum(_WEIGHTS)))
        place = place + step if low.diatonic <= place + step <= high.diatonic else place - step
        place = min(high.diatonic, max(low.diatonic, place))
        notes.append(Note(f"n{len(notes) + 1}", onset, key.pitch_at(place), (length,)))
    tempo = float(rng.integers(60 + 3 * level, 80 + 5 * level))
    part = Part(tuple(notes), player.name, player.clef, player.transposition)
    return Score(f"Study {seed}", staff, (part,), tempo)


def _rhythm(rng: np.random.Generator, meter: Meter, level: int, bars: int) -> list[tuple[Fraction, Fraction]]:
    """(onset, length) of every note; bars are filled cell by cell, and the last one is a single note."""
    table = _COMPOUND if meter.is_compound else _SIMPLE
    cells = [cell for needed, found in table.items() if needed <= level for cell in found]
    placed: list[tuple[Fraction, Fraction]] = []
    for bar in range(bars - 1):
        start, end = bar * meter.bar_length, (bar + 1) * meter.bar_length
        while start < end:
            fitting = [cell for cell in cells if sum(cell) <= end - start]
            start = _place(placed, fitting[int(rng.integers(len(fitting)))], start)
    placed.append(((bars - 1) * meter.bar_length, meter.bar_length))
    return placed


def _place(placed: list[tuple[Fraction, Fraction]], cell: tuple[Fraction | int, ...], start: Fraction) -> Fraction:
    """Append a cell's notes; returns where it ends."""
    if cell[0] == 0:
        return start + sum(cell[1:], Fraction(0))
    for length in cell:
        placed.append((start, Fraction(length)))
        start += Fraction(length)
    return start
