"""YIN (de Cheveigné and Kawahara, JASA 2002) on given frames: exact periods, and a second opinion on octaves.

Cheap: the difference function of all frames goes through FFTs. No smoothing, so callers decide what a frame's doubt
means.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import fft

_BATCH = 512
_THRESHOLD = 0.15  # the first dip below this is the period; from the paper (0.1) eased for room sound
_REFINE_LAG_S = 0.008  # refine on the period's multiple nearest this lag: sub-sample error shrinks with the multiple


def yin_pitch(
    samples: NDArray[np.float32], centres: NDArray[np.int64], rate: int, low_hz: float, high_hz: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(hz, clarity), each (len(centres),): pitch in the range and 1 - the dip's depth, clipped to 0..1."""
    hz, clarity = np.zeros(len(centres)), np.zeros(len(centres))
    for rows, dips in _batches(samples, centres, rate, low_hz):
        lag, depth = _first_dip(dips, rate / high_hz, rate / low_hz)
        hz[rows] = rate / _refined(dips, lag, rate)
        clarity[rows] = np.clip(1.0 - depth, 0.0, 1.0)
    return hz, clarity


def pitch_near(
    samples: NDArray[np.float32], centres: NDArray[np.int64], rate: int, near_hz: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(hz, clarity), each (len(centres),): the exact pitch within about a semitone of `near_hz` (> 0)."""
    hz, clarity = np.zeros(len(centres)), np.zeros(len(centres))
    for rows, dips in _batches(samples, centres, rate, float(near_hz.min(initial=1000.0)) / 1.1):
        lag = _lowest_near(dips, rate / near_hz[rows])
        hz[rows] = rate / _refined(dips, lag, rate)
        clarity[rows] = np.clip(1.0 - dips[np.arange(len(lag)), lag], 0.0, 1.0)
    return hz, clarity


def _lowest_near(dips: NDArray[np.float64], period: NDArray[np.float64]) -> NDArray[np.int64]:
    """Lag of each row's lowest value within 5 % (at least one lag) of its `period` in samples."""
    reach = int(np.ceil(0.05 * period.max())) + 1
    offsets = np.arange(-reach, reach + 1)
    lags = np.rint(period).astype(np.int64)[:, None] + offsets
    allowed = np.abs(offsets) <= np.maximum(0.05 * period, 1.0)[:, None]
    lags = np.clip(lags, 1, dips.shape[1] - 2)
    values = np.where(allowed, np.take_along_axis(dips, lags, axis=1), np.inf)
    return lags[np.arange(len(dips)), values.argmin(axis=1)]


Batch = tuple[slice, NDArray[np.float64]]


def _batches(samples: NDArray[np.float32], centres: NDArray[np.int64], rate: int, low_hz: float) -> Iterator[Batch]:
    """Yield (rows, normalised difference of shape (rows, lags)) for consecutive batches of frames."""
    longest = int(np.ceil(max(rate / low_hz, 2 * _REFINE_LAG_S * rate))) + 2
    window = int(np.clip(4 * rate / low_hz, 0.025 * rate, 0.064 * rate))
    size = window + longest
    padded = np.pad(samples.astype(np.float32), size)
    frames = np.lib.stride_tricks.sliding_window_view(padded, size)
    for start in range(0, len(centres), _BATCH):
        first = centres[start : start + _BATCH] + size - size // 2
        dips = _normalised_difference(frames[first].astype(np.float64), window, longest)
        yield slice(start, start + len(dips)), dips


def _normalised_difference(frames: NDArray[np.float64], window: int, longest: int) -> NDArray[np.float64]:
    """Cumulative-mean-normalised difference, shape (rows, longest + 1); lag 0 is 1 by definition."""
    size = fft.next_fast_len(frames.shape[1] + window, real=True)
    head = fft.rfft(frames[:, :window], size)
    correlation = fft.irfft(np.conj(head) * fft.rfft(frames, size), size)[:, : longest + 1]
    squares = np.cumsum(np.pad(np.square(frames), ((0, 0), (1, 0))), axis=1)
    energy = squares[:, window : window + longest + 1] - squares[:, : longest + 1]
    difference = np.maximum(energy[:, :1] + energy - 2 * correlation, 0.0)
    total = np.cumsum(difference[:, 1:], axis=1)
    floor = 1e-9 * window
    normalised = difference[:, 1:] * np.arange(1, longest + 1) / np.maximum(total, floor)
    normalised[energy[:, 0] < floor] = 1.0
    return np.concatenate([np.ones((len(frames), 1)), normalised], axis=1)


def _first_dip(
    dips: NDArray[np.float64], shortest: float, longest: float
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """(lag, depth) of each row's first local minimum under the threshold, else of its lowest value, within the lags."""
    first, last = max(int(np.floor(shortest)) - 1, 1), min(int(np.ceil(longest)) + 1, dips.shape[1] - 2)
    inner = dips[:, first : last + 1]
    minimum = (inner <= dips[:, first - 1 : last]) & (inner < dips[:, first + 1 : last + 2])
    lowest = np.where(minimum, inner, np.inf).min(axis=1, keepdims=True)
    good = minimum & (inner <= np.maximum(_THRESHOLD, lowest + 0.0))
    column = np.where(good.any(axis=1), good.argmax(axis=1), inner.argmin(axis=1))
    rows = np.arange(len(dips))
    return first + column, inner[rows, column]


def _refined(dips: NDArray[np.float64], lag: NDArray[np.int64], rate: int) -> NDArray[np.float64]:
    """Sub-sample period, by a parabola through the dip of a whole multiple of it."""
    period = _parabola(dips, lag)
    for multiple in (2, 4, 8, 16):
        wanted = period * multiple
        usable = (wanted <= 2 * _REFINE_LAG_S * rate) & (wanted < dips.shape[1] - 3)
        near = np.clip(np.rint(wanted).astype(np.int64), 2, dips.shape[1] - 3)
        offsets = np.arange(-1, 2)
        around = np.take_along_axis(dips, near[:, None] + offsets, axis=1)
        near = near + offsets[around.argmin(axis=1)]
        better = _parabola(dips, np.clip(near, 1, dips.shape[1] - 2)) / multiple
        agrees = np.abs(better - period) * multiple < 1.5
        period = np.where(usable & agrees, better, period)
    return period


def _parabola(dips: NDArray[np.float64], lag: NDArray[np.int64]) -> NDArray[np.float64]:
    """Vertex of the parabola through each row's values at lag - 1, lag, lag + 1."""
    rows = np.arange(len(dips))
    before, at, after = dips[rows, lag - 1], dips[rows, lag], dips[rows, lag + 1]
    curve = before - 2 * at + after
    shift = np.where(curve > 1e-12, 0.5 * (before - after) / np.where(curve > 1e-12, curve, 1.0), 0.0)
    return lag + np.clip(shift, -1.0, 1.0)
