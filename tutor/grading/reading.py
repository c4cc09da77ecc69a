"""How the part was read: as written, in another key, or as if in another clef; whichever follows best."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tutor.grading.expected import Expected
from tutor.grading.follow import Walk, follow, pitch_costs
from tutor.grading.played import Played
from tutor.grading.transposition import CLEF_STEPS, candidate_shifts, misread, octave_of
from tutor.grading.tuning import circular_tuning

SHIFT_MARGIN = 0.25  # cost a note by which another key must fit better than the written one
CLEF_MARGIN = 0.35  # the same for another clef, which bends intervals
GOOD_COST = 0.3  # cost a note under which nothing but the written reading is tried

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Reading:
    """One way to take the part: shifted in semitones and octaves, or read off by staff steps, and what that costs."""

    cost: float
    shift: int
    octave: int
    steps: int
    walk: Walk


def best_reading(expected: Expected, played: Played) -> Reading:
    """Follow as written, and, where that goes badly, in the likeliest other keys and clefs."""
    plain = read(expected, played, 0, 0)
    if plain.cost < GOOD_COST * max(len(expected.notes), len(played.notes)):
        return plain
    tuning = circular_tuning(played.midi, played.weight)
    shifts = candidate_shifts(played.midi - tuning, expected.midi)
    others = [read(expected, played, shift, 0) for shift in shifts if shift]
    others += [read(misread(expected, steps), played, 0, steps) for steps in CLEF_STEPS]
    return min([plain, *others], key=lambda reading: reading.cost)


def read(expected: Expected, played: Played, shift: int, steps: int) -> Reading:
    midi = played.midi - circular_tuning(played.midi, played.weight) - shift
    octave = octave_of(midi, expected.midi)
    walk = _walk_at_some_tempo(expected, played, midi, octave)
    margin = CLEF_MARGIN if steps else SHIFT_MARGIN if shift else 0.0
    return Reading(walk.cost + margin * len(played.notes), shift, octave, steps, walk)


def _walk_at_some_tempo(expected: Expected, played: Played, midi: Array, octave: int) -> Walk:
    """Follow from the written tempo and from the one that the take's length suggests; keep the cheaper walk."""
    costs = pitch_costs(expected, midi, octave)
    walks = [follow(expected, played.onset, costs, spq) for spq in _tempo_guesses(expected, played)]
    return min(walks, key=lambda walk: walk.cost)


def _tempo_guesses(expected: Expected, played: Played) -> list[float]:
    """Seconds a quarter: as written, and as the ratio of typical intervals, where that is much different."""
    written = expected.spq
    if len(played.onset) < 3 or len(expected.event_q) < 3:
        return [written]
    gaps = np.diff(played.onset)
    ratio = (
        float(np.median(gaps[gaps > 0.05])) / float(np.median(np.diff(expected.event_q)))
        if np.any(gaps > 0.05)
        else written
    )
    ratio = float(np.clip(ratio, 0.4 * written, 2.5 * written))
    return [written] if 0.8 < ratio / written < 1.25 else [written, ratio]
