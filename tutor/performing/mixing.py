"""Mixing, and the conditions recordings are made in: room, noise, a phone's narrow band, clipping. All mono float32."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.floating]
Sound = NDArray[np.float32]


def mix(layers: Sequence[tuple[FloatArray, float]], peak: float = 0.8) -> Sound:
    """Sum of (samples, gain in dB relative to the first layer's level as it stands), held below `peak`."""
    size = max(len(samples) for samples, _ in layers)
    total = np.zeros(size, np.float64)
    for samples, gain_db in layers:
        total[: len(samples)] += samples * 10 ** (gain_db / 20)
    loudest = float(np.abs(total).max(initial=0.0))
    return (total * min(1.0, peak / loudest) if loudest else total).astype(np.float32)


def in_room(samples: FloatArray, rate: int, *, decay_s: float = 0.5, wet_db: float = -6.0, seed: int = 0) -> Sound:
    """The sound in a room whose echo takes `decay_s` to fall 60 dB; `wet_db` is the echo's energy to the direct."""
    from scipy.signal import oaconvolve

    rng = np.random.default_rng([seed, 11])
    t = np.arange(int(decay_s * rate)) / rate
    tail = rng.standard_normal(len(t)) * 10 ** (-3 * t / decay_s) * (t > 0.012)
    for delay, gain in zip(rng.uniform(0.003, 0.03, 6), 0.5 ** np.arange(1, 7), strict=True):
        tail[int(delay * rate)] += gain * 8
    tail *= 10 ** (wet_db / 20) / np.sqrt(np.sum(tail**2))
    echo = oaconvolve(np.asarray(samples, np.float64), tail)
    echo[: len(samples)] += samples
    return echo.astype(np.float32)


def with_noise(samples: FloatArray, *, snr_db: float, seed: int = 0) -> Sound:
    """The sound with pink noise `snr_db` below its level where it sounds (frames within 40 dB of the loudest)."""
    rng = np.random.default_rng([seed, 12])
    spectrum = np.fft.rfft(rng.standard_normal(len(samples)))
    spectrum[1:] /= np.sqrt(np.arange(1, len(spectrum)))
    spectrum[0] = 0
    noise = np.fft.irfft(spectrum, len(samples))
    noise *= sounding_level(samples) * 10 ** (-snr_db / 20) / np.sqrt(np.mean(noise**2))
    return (samples + noise).astype(np.float32)


def sounding_level(samples: FloatArray, frame: int = 2048) -> float:
    """Root mean square over the frames within 40 dB of the loudest one; silence between notes does not count."""
    count = max(1, len(samples) // frame)
    padded = np.resize(samples, count * frame) if len(samples) < frame else samples[: count * frame]
    power = np.mean(np.asarray(padded, np.float64).reshape(count, frame) ** 2, axis=1)
    return float(np.sqrt(np.mean(power[power >= power.max() * 1e-4])))


def db_over(samples: FloatArray, other: FloatArray) -> float:
    """By how many dB the level of one sound lies over that of another; 0 where either is silent."""
    levels = sounding_level(samples), sounding_level(other)
    return float(20 * np.log10(levels[0] / levels[1])) if min(levels) > 0 else 0.0


def through_phone(samples: FloatArray, rate: int, *, low_hz: float = 300.0, high_hz: float = 3400.0) -> Sound:
    """What a telephone passes: fourth-order band-pass."""
    from scipy.signal import butter, sosfilt

    return sosfilt(butter(2, [low_hz, high_hz], "bandpass", fs=rate, output="sos"), samples).astype(np.float32)


def overdriven(samples: FloatArray, gain_db: float) -> Sound:
    """The sound turned up by `gain_db` and clipped at full scale."""
    return np.clip(samples * 10 ** (gain_db / 20), -1, 1).astype(np.float32)
