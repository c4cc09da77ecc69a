"""What melodies are made of, counted: pitches, intervals, values, transitions, and how bars resemble earlier bars.

Counts are plain arrays, so that those of real music can be kept in a small file and compared anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from tutor.composing.runs import sounding
from tutor.composing.vocabulary import DURATIONS, TIE, Event, Melody

LAGS = (1, 2, 4, 8)
GRADES = 5  # similarity 0, up to a third, up to two thirds, below 1, and 1
_WIDEST_STEP, _WIDEST_SEMITONES = 7, 12


def counts(melodies: Iterable[Melody]) -> dict[str, np.ndarray]:
    """Pitch classes by scale degree (7 x 3 alterations), intervals in semitones (25, the ends hold what is wider),
    written values (18), and which move in steps follows which (15 x 15)."""
    found = {
        "pitch class": np.zeros(21),
        "interval": np.zeros(2 * _WIDEST_SEMITONES + 1),
        "duration": np.zeros(len(DURATIONS)),
        "transition": np.zeros((2 * _WIDEST_STEP + 1) ** 2),
    }
    for melody in melodies:
        line = [e.pitch for e in melody.events if isinstance(e.pitch, tuple)]
        _add(found["pitch class"], [d % 7 * 3 + alter + 1 for d, alter in line])
        heights = [pitch for _, _, pitch in sounding(melody)]
        _add(found["interval"], [_within(b - a, _WIDEST_SEMITONES) for a, b in pairwise(heights)])
        _add(found["duration"], [DURATIONS.index(e.ticks) for e in melody.events if e.pitch != TIE])
        moves = [_within(b[0] - a[0], _WIDEST_STEP) for a, b in pairwise(line)]
        _add(found["transition"], [a * (2 * _WIDEST_STEP + 1) + b for a, b in pairwise(moves)])
    return found


def _add(histogram: np.ndarray, places: Sequence[int]) -> None:
    histogram += np.bincount(places, minlength=len(histogram)) if places else 0


def _within(move: int, widest: int) -> int:
    return max(-widest, min(widest, move)) + widest


def overlap(first: np.ndarray, second: np.ndarray) -> float:
    """The shared part of two histograms, 0 to 1."""
    return float(np.minimum(first / first.sum(), second / second.sum()).sum())


def similarities(melodies: Iterable[Melody]) -> np.ndarray:
    """How alike bars are to those 1, 2, 4 and 8 bars before, in GRADES grades: counts (lags, grades)."""
    found = np.zeros((len(LAGS), GRADES))
    for melody in melodies:
        bars = melody.bars[melody.pickup :]
        for row, lag in zip(found, LAGS, strict=True):
            _add(row, [grade(likeness(a, b)) for a, b in zip(bars, bars[lag:], strict=False)])
    return found


def likeness(first: Sequence[Event], second: Sequence[Event]) -> float:
    """The part of two bars' onsets, of either, at which both begin the same pitch: 0 to 1."""
    a, b = _onsets(first), _onsets(second)
    return len(a & b) / len(a | b) if a | b else 1.0


def _onsets(bar: Sequence[Event]) -> set[tuple[int, object]]:
    clock = 0
    found: set[tuple[int, object]] = set()
    for event in bar:
        found.add((clock, event.pitch))
        clock += event.ticks
    return found


def grade(similarity: float) -> int:
    return 0 if similarity == 0 else GRADES - 1 if similarity == 1 else 1 + min(2, int(similarity * 3))


def divergence(real: np.ndarray, made: np.ndarray) -> float:
    """Kullback and Leibler's divergence of one histogram from another in nats; half a count is added to every cell."""
    p, q = real + 0.5, made + 0.5
    p, q = p / p.sum(), q / q.sum()
    return float((p * np.log(p / q)).sum())
