"""Where notes may begin: spectral flux that vibrato does not excite, and the rise of level around each moment.

Flux after Böck and Widmer (SuperFlux, DAFx 2013): the rise of a log-frequency, log-magnitude spectrum over 10 ms,
measured against the maximum of neighbouring bands, so that a partial that only slides sideways adds nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import fft, ndimage, signal

from tutor.listening.types import Audio

HOP = 110  # samples at 22 050 Hz: 5 ms
_WINDOW = 1024
_LAG = 2  # hops
_BANDS_PER_OCTAVE = 24
_LOW_HZ, _HIGH_HZ = 80.0, 10_000.0
_COMPRESSION = 100.0  # log10(1 + this * magnitude / loud magnitude): 40 dB below loud counts as nothing
_BATCH = 2048
_PEAK_APART_S = 0.03
_EARLY_S = 0.0115  # a 46 ms window feels an attack before its centre reaches it: measured on rendered notes
_RELEASE_DB = 6.0


@dataclass(frozen=True)
class Onsets:
    """Candidate note beginnings, arrays of shape (n,): `times_s` and flux `strength` (0.03 weak, 0.1 plain, 0.3
    struck).
    """

    times_s: NDArray[np.float64]
    strength: NDArray[np.float64]


def find_onsets(audio: Audio, floor: float = 0.02) -> Onsets:
    """Every local peak of flux above `floor`, strong and weak alike: what is a note is decided with the pitch at hand.

    Peaks where sound only stops (a release splashes over the spectrum too) are left out.
    """
    flux = spectral_flux(audio)
    step = HOP / audio.rate
    peaks, _ = signal.find_peaks(flux, height=floor, distance=max(1, round(_PEAK_APART_S / step)))
    times = _sharpened(flux, peaks) * step + _EARLY_S
    sounding = ~_releases(level_db(audio), np.rint(times / step).astype(int), step)
    return Onsets(times[sounding], flux[peaks][sounding])


def spectral_flux(audio: Audio) -> NDArray[np.float64]:
    """Flux, shape (hops,), at times i * HOP / rate, of 22 050 Hz audio."""
    bands = _band_levels(audio)
    before = ndimage.maximum_filter1d(bands, 3, axis=1)[:-_LAG]
    rise = np.maximum(bands[_LAG:] - before, 0.0).mean(axis=1)
    flux = np.zeros(len(bands))
    flux[_LAG // 2 : len(bands) - (_LAG - _LAG // 2)] = rise  # a rise belongs to the middle of its lag
    return flux


def level_db(audio: Audio) -> NDArray[np.float64]:
    """Level in dB (full scale 0) of the 12 ms around each hop, shape (hops,)."""
    width = round(0.012 * audio.rate)
    power = ndimage.uniform_filter1d(np.square(audio.samples, dtype=np.float64), width, mode="constant")[::HOP]
    return 10.0 * np.log10(np.maximum(power, 1e-12))


def _band_levels(audio: Audio) -> NDArray[np.float32]:
    """Log-compressed magnitude, shape (hops, bands)."""
    filters = _filters(audio.rate)
    padded = np.pad(audio.samples.astype(np.float32), _WINDOW // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::HOP]
    window = np.hanning(_WINDOW).astype(np.float32)
    blocks = [np.abs(fft.rfft(frames[i : i + _BATCH] * window)) @ filters for i in range(0, len(frames), _BATCH)]
    bands = np.concatenate(blocks)
    loud = float(np.percentile(bands.max(axis=1), 90)) or 1.0
    return np.log10(1.0 + _COMPRESSION * bands / loud)


@lru_cache(maxsize=4)
def _filters(rate: int) -> NDArray[np.float32]:
    """Triangular bands a quarter-tone apart, shape (bins, bands); bands narrower than a bin are dropped."""
    octaves = np.log2(_HIGH_HZ / _LOW_HZ)
    centres = _LOW_HZ * 2.0 ** (np.arange(int(octaves * _BANDS_PER_OCTAVE)) / _BANDS_PER_OCTAVE)
    bins = np.unique(np.rint(centres * _WINDOW / rate).astype(int))
    filters = np.zeros((_WINDOW // 2 + 1, len(bins) - 2), dtype=np.float32)
    for band, (low, centre, high) in enumerate(zip(bins, bins[1:], bins[2:], strict=False)):
        filters[low : centre + 1, band] = np.linspace(0.0, 1.0, centre - low + 1)
        filters[centre : high + 1, band] = np.linspace(1.0, 0.0, high - centre + 1)
    return filters


def _sharpened(flux: NDArray[np.float64], peaks: NDArray[np.int64]) -> NDArray[np.float64]:
    """Peak positions between hops, by the parabola through each peak."""
    before, at, after = flux[peaks - 1], flux[peaks], flux[np.minimum(peaks + 1, len(flux) - 1)]
    curve = before - 2 * at + after
    shift = np.where(curve < 0, 0.5 * (before - after) / np.where(curve < 0, curve, 1.0), 0.0)
    return peaks.astype(np.float64) + shift


def _releases(level: NDArray[np.float64], at: NDArray[np.int64], step: float) -> NDArray[np.bool_]:
    """Where the level of the next 20-140 ms stays well below that of the last 25-60 ms."""

    def around(start_s: float, stop_s: float) -> NDArray[np.float64]:
        offsets = np.arange(round(start_s / step), round(stop_s / step) + 1)
        return level[np.clip(at[:, None] + offsets, 0, len(level) - 1)]

    return around(0.02, 0.14).max(axis=1) < np.median(around(-0.06, -0.025), axis=1) - _RELEASE_DB
