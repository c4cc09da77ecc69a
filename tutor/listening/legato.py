"""When did the new tone begin, if the old one was still sounding and nothing struck?

Under a ringing note a slow bow's new tone wins the pitch tracker only late. Its own partials, those the old tone
lacks, show its rise from the start.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from tutor.listening.types import Audio

_STEP_S = 0.005
_BEFORE_S, _AFTER_S = 0.2, 0.09
_LEAST_BEFORE_S, _SETTLED_S, _BASE_S = 0.06, 0.06, 0.05
_PARTIALS, _HIGHEST_HZ = 20, 5000.0
_LOW_NOTE_HZ = 130.0
_BEGUN = 0.12  # share of the rise at which the tone is taken to have begun
_LEAST_RISE = 2.0


def tone_begins(
    audio: Audio, new_hz: float, old_hz: float | None, turn_s: float, old_begins_s: float = -np.inf
) -> float | None:
    """Time in s at which the tone `new_hz` rises, shortly before the pitch turns to it at `turn_s`; None when unclear.

    `old_hz` is the tone that may still ring, None after silence; it began at `old_begins_s`, and before it had settled
    its own rise would be taken for the new tone's.
    """
    size = 1024 if new_hz > _LOW_NOTE_HZ else 2048
    settled = old_begins_s + _SETTLED_S if old_hz is not None else -np.inf
    earliest = min(max(turn_s - _BEFORE_S, settled), turn_s - _LEAST_BEFORE_S)
    times = np.arange(earliest, turn_s + _AFTER_S, _STEP_S)
    partials = _own_partials(new_hz, old_hz, 1.5 * audio.rate / size)
    if len(partials) < 2:
        return None
    level = level_of_partials(audio, times, partials, size)
    top = float(np.median(level[times > turn_s + 0.02]))
    base = float(level[: max(1, int(np.searchsorted(times, turn_s - _BASE_S)))].min())
    if top < _LEAST_RISE * base:
        return None
    above = level > base + _BEGUN * (top - base)
    first = len(level) - 1
    while first > 0 and above[first - 1]:
        first -= 1
    return float(times[first])


def _own_partials(new_hz: float, old_hz: float | None, apart_hz: float) -> NDArray[np.float64]:
    """The new tone's partials that lie clear of all the old one's."""
    new = new_hz * np.arange(1.0, _PARTIALS + 1.0)
    if old_hz is None:
        return new[new < _HIGHEST_HZ]
    old = old_hz * np.arange(1, int(_HIGHEST_HZ / old_hz) + 2)
    clear = np.abs(new[:, None] - old).min(axis=1) > apart_hz
    return new[clear & (new < _HIGHEST_HZ)]


def level_of_partials(
    audio: Audio, times: NDArray[np.float64], partials: NDArray[np.float64], size: int
) -> NDArray[np.float64]:
    """Summed magnitude of the partials at each time, shape (times,)."""
    padded = np.pad(audio.samples.astype(np.float32), size)
    starts = np.clip(np.rint(times * audio.rate).astype(int) + size // 2, 0, len(padded) - size)
    frames = padded[starts[:, None] + np.arange(size)] * np.hanning(size).astype(np.float32)
    magnitude = np.abs(fft.rfft(frames))
    bins = np.rint(partials * size / audio.rate).astype(int)
    peaks = np.maximum(np.maximum(magnitude[:, bins], magnitude[:, bins - 1]), magnitude[:, bins + 1])
    return peaks.sum(axis=1, dtype=np.float64)
