"""The take's own tuning: one robust centre, and a slow drift that no single note can bend."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DRIFT_WINDOW_S = 6.0  # standard deviation of the window that a drift is seen through

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Tuning:
    """`centre` in semitones from A4 = 440 Hz; `drift[i]` semitones added to it at `times_s[i]`."""

    centre: float
    times_s: Array
    drift: Array

    def at(self, seconds: Array | float) -> Array:
        """The reference at a moment, in semitones from equal temperament at 440 Hz."""
        if not len(self.times_s):
            return np.full(np.shape(seconds), self.centre)
        return self.centre + np.interp(np.asarray(seconds, dtype=float), self.times_s, self.drift)

    @property
    def slope_cents_per_minute(self) -> float:
        """Linear trend of the drift."""
        if len(self.times_s) < 2 or np.ptp(self.times_s) < 1e-6:
            return 0.0
        return float(np.polyfit(self.times_s, self.drift, 1)[0] * 6000.0)


def circular_tuning(midi: Array, weights: Array) -> float:
    """Fraction of a semitone, -0.5..0.5, around which pitches cluster; needs no score. Shapes (notes,)."""
    if not len(midi) or weights.sum() <= 0:
        return 0.0
    vector = np.sum(weights * np.exp(2j * np.pi * midi))
    return float(np.angle(vector) / (2 * np.pi)) if abs(vector) > 0.3 * weights.sum() else 0.0


def fit_tuning(seconds: Array, deviation: Array, weights: Array) -> Tuning:
    """Tuning of a take from its right notes: `deviation` in semitones from the written pitch. Shapes (notes,)."""
    if not len(seconds):
        return Tuning(0.0, np.zeros(0), np.zeros(0))
    centre = weighted_median(deviation, weights)
    if len(seconds) < 8:
        return Tuning(centre, np.zeros(0), np.zeros(0))
    times = np.linspace(seconds[0], seconds[-1], max(2, int(np.ptp(seconds) / 2.0) + 2))
    drift = np.array([_local(t, seconds, deviation - centre, weights) for t in times])
    return Tuning(centre, times, drift)


def _local(moment: float, seconds: Array, deviation: Array, weights: Array) -> float:
    """Locally weighted robust line (LOESS, three bisquare turns) evaluated at `moment`, shrunk where notes are few."""
    near = weights * np.exp(-0.5 * ((seconds - moment) / DRIFT_WINDOW_S) ** 2)
    robust = np.ones_like(near)
    value = 0.0
    for _ in range(3):
        total = near * robust
        basis = np.stack([np.ones_like(seconds), (seconds - moment) / DRIFT_WINDOW_S])
        normal = (basis * total) @ basis.T + np.diag([2.0, 6.0])  # a prior worth two notes: no drift
        level, slope = np.linalg.solve(normal, (basis * total) @ deviation)
        residual = deviation - basis.T @ np.array([level, slope])
        scale = max(0.08, 1.4826 * float(np.median(np.abs(residual))))
        robust = np.clip(1 - (residual / (4.0 * scale)) ** 2, 0, 1) ** 2
        value = float(level)
    return value


def weighted_median(values: Array, weights: Array) -> float:
    """The value that half of the weight lies below."""
    order = np.argsort(values, kind="stable")
    share = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(share, 0.5 * share[-1])])
