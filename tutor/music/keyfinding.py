"""Estimating a key from the notes alone: Krumhansl and Kessler's probe-tone profiles (1982), by correlation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import sqrt

from tutor.music.key import Key

# Krumhansl, Cognitive Foundations of Musical Pitch (1990), table 2.1: how well each semitone above the tonic fits.
_PROFILES = {
    "major": (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88),
    "minor": (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17),
}
_CANDIDATES = tuple(Key.from_fifths(fifths, mode) for mode in _PROFILES for fifths in range(-5, 7))


def estimate_key(weighted: Iterable[tuple[int, float]]) -> Key:
    """The likeliest major or minor key of (MIDI number, duration) pairs; C major when there is nothing to tell by."""
    weights = [0.0] * 12
    for midi, duration in weighted:
        weights[midi % 12] += duration
    return max(_CANDIDATES, key=lambda key: (_fit(weights, key), -abs(key.fifths), key.mode == "major"))


def _fit(weights: Sequence[float], key: Key) -> float:
    profile = _PROFILES[key.mode]
    return round(_correlation(weights, [profile[(pc - key.tonic_class) % 12] for pc in range(12)]), 9)


def _correlation(a: Sequence[float], b: Sequence[float]) -> float:
    mean_a, mean_b = sum(a) / len(a), sum(b) / len(b)
    da, db = [x - mean_a for x in a], [x - mean_b for x in b]
    scale = sqrt(sum(x * x for x in da) * sum(x * x for x in db))
    return sum(x * y for x, y in zip(da, db, strict=True)) / scale if scale else 0.0
