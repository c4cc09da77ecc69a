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
_BEGUN = 0.3  # an attack begins where its flux first reaches this share of the peak: slow bows and fast hammers alike
_EARLY_S = 0.014  # a 46 ms window feels an attack before its centre reaches it: measured on rendered notes
_RELEASE_DB = 6.0
_ECHO_S = 0.09
_RISE_WINDOW_S = 0.03
# Logistic regression of "a repeated note begins" against peaks inside held notes: 659 and 15,108 of them, in rendered
# takes of thirteen instruments from two sound banks, clean, in a room and in noise.
_PER_LOG_STRENGTH, _PER_LOG_RISE, _CLARITY_OFFSET = 3.5, 2.2, 4.6


@dataclass(frozen=True)
class Onsets:
    """Candidate note beginnings, arrays of shape (n,).

    `times_s`; flux `strength` (0.05 weak, 0.2 plain, 1 struck, 1 being the take's usual sound out of nothing);
    `clarity`, the log odds that a note begins here even if its pitch is the last one's.
    """

    times_s: NDArray[np.float64]
    strength: NDArray[np.float64]
    clarity: NDArray[np.float64]

    def only(self, chosen: NDArray[np.bool_]) -> Onsets:
        return Onsets(self.times_s[chosen], self.strength[chosen], self.clarity[chosen])


NO_ONSETS = Onsets(np.zeros(0), np.zeros(0), np.zeros(0))


def find_onsets(audio: Audio, floor: float = 0.02) -> Onsets:
    """Every local peak of flux above `floor`, strong and weak alike: what is a note is decided with the pitch at hand.

    Peaks where sound only stops (a release splashes over the spectrum too) and echoes of a stronger attack are left
    out.
    """
    flux = spectral_flux(audio)
    step = HOP / audio.rate
    peaks, _ = signal.find_peaks(flux, height=floor, distance=max(1, round(_PEAK_APART_S / step)))
    if not len(peaks):
        return NO_ONSETS
    times = np.array([_beginning(flux, peak) for peak in peaks]) * step + _EARLY_S
    at = np.rint(times / step).astype(int)
    strength = flux[peaks]
    rise = _rise(level_db(audio, _RISE_WINDOW_S), at, step)
    clarity = _PER_LOG_STRENGTH * np.log(strength) + _PER_LOG_RISE * np.log1p(np.clip(rise, 0, 30)) + _CLARITY_OFFSET
    found = Onsets(times, strength, clarity)
    return found.only(~_releases(level_db(audio), at, step) & ~_echoes(times, strength))


def spectral_flux(audio: Audio) -> NDArray[np.float64]:
    """Flux, shape (hops,), at times i * HOP / rate, of 22 050 Hz audio."""
    bands = _band_levels(audio)
    before = ndimage.maximum_filter1d(bands, 3, axis=1)[:-_LAG]
    rise = np.maximum(bands[_LAG:] - before, 0.0).mean(axis=1)
    flux = np.zeros(len(bands))
    flux[_LAG // 2 : len(bands) - (_LAG - _LAG // 2)] = rise  # a rise belongs to the middle of its lag
    return flux / _usual_level(bands)


def _usual_level(bands: NDArray[np.float32]) -> float:
    """Mean band level of the louder half of the sounding hops: a pure flute fills few bands, a piano many."""
    whole = bands.mean(axis=1)
    sounding = whole[whole > 0.1 * whole.max(initial=0.0)]
    return max(float(np.median(sounding)), 1e-3) if len(sounding) else 1.0


def level_db(audio: Audio, window_s: float = 0.012) -> NDArray[np.float64]:
    """Level in dB (full scale 0) of the window around each hop, shape (hops,)."""
    width = round(window_s * audio.rate)
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


def _beginning(flux: NDArray[np.float64], peak: int) -> float:
    """Hop (fractional) before `peak` at which the flux rises through a share of its height."""
    threshold = _BEGUN * flux[peak]
    hop = int(peak)
    while hop > 0 and flux[hop] > threshold:
        hop -= 1
    return hop + float(threshold - flux[hop]) / float(flux[hop + 1] - flux[hop]) if flux[hop + 1] > flux[hop] else hop


def _around(
    level: NDArray[np.float64], at: NDArray[np.int64], step: float, start_s: float, stop_s: float
) -> NDArray[np.float64]:
    """Levels from start to stop relative to each hop of `at`, shape (len(at), n)."""
    offsets = np.arange(round(start_s / step), round(stop_s / step) + 1)
    return level[np.clip(at[:, None] + offsets, 0, len(level) - 1)]


def _rise(level: NDArray[np.float64], at: NDArray[np.int64], step: float) -> NDArray[np.float64]:
    """Climb in dB from the lowest level about each candidate to the highest soon after: a jump, or a dip's far side."""
    lowest = _around(level, at, step, -0.05, 0.04).min(axis=1)
    return _around(level, at, step, 0.0, 0.1).max(axis=1) - np.maximum(lowest, -70.0)


def _releases(level: NDArray[np.float64], at: NDArray[np.int64], step: float) -> NDArray[np.bool_]:
    """Where the level of the next 20-140 ms stays well below that of the last 25-60 ms."""
    before = np.median(_around(level, at, step, -0.06, -0.025), axis=1)
    return _around(level, at, step, 0.02, 0.14).max(axis=1) < before - _RELEASE_DB


def _echoes(times: NDArray[np.float64], strength: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Candidates soon after one more than twice as strong: the second pulse of a pluck, a hammer's knock."""
    gap = times[None, :] - times[:, None]
    echoes = (gap > 0) & (gap < _ECHO_S) & (strength[:, None] > 2 * strength[None, :])
    return np.asarray(echoes.any(axis=0))
