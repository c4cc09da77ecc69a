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
    slope_cents_per_minute: float = 0.0  # the linear trend of the whole take

    def at(self, seconds: Array | float) -> Array:
        """The reference at a moment, in semitones from equal temperament at 440 Hz."""
        if not len(self.times_s):
            return np.full(np.shape(seconds), self.centre)
        return self.centre + np.interp(np.asarray(seconds, dtype=float), self.times_s, self.drift)


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
    even = weights / weights.mean()
    drift = np.array([_local(t, seconds, deviation - centre, even, DRIFT_WINDOW_S)[0] for t in times])
    span = max(1.0, float(np.ptp(seconds)))
    _, slope = _local(float(seconds.mean()), seconds, deviation - centre, even, 100.0 * span)
    return Tuning(centre, times, drift, 100.0 * 60.0 * slope)


def _local(moment: float, seconds: Array, deviation: Array, weights: Array, window_s: float) -> tuple[float, float]:
    """(level, slope a second) at `moment` of a locally weighted robust line (LOESS), shrunk where notes are few."""
    near = weights * np.exp(-0.5 * ((seconds - moment) / window_s) ** 2)
    robust = np.ones_like(near)
    unit = min(window_s, max(1.0, float(np.ptp(seconds))))
    basis = np.stack([np.ones_like(seconds), (seconds - moment) / unit])
    answer: Array = np.zeros(2)
    for _ in range(3):
        total = near * robust
        normal = (basis * total) @ basis.T + np.diag([1.0, 0.3])  # as if one more note had shown no drift
        answer = np.linalg.solve(normal, (basis * total) @ deviation).astype(np.float64)
        residual = deviation - basis.T @ answer
        scale = max(0.08, 1.4826 * float(np.median(np.abs(residual))))
        robust = np.clip(1 - (residual / (4.0 * scale)) ** 2, 0, 1) ** 2
    return float(answer[0]), float(answer[1]) / unit


def weighted_median(values: Array, weights: Array) -> float:
    """The value that half of the weight lies below."""
    order = np.argsort(values, kind="stable")
    share = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(share, 0.5 * share[-1])])
