"""A singing voice of our own: a harmonic source shaped by the formants of "ah", with vibrato, breath and soft onsets.

Formant frequencies and bandwidths follow the published averages for the vowel of "father" (Peterson and Barney 1952
for men and women); the source falls 12 dB an octave as a glottal pulse does.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tutor.music.pitch import midi_to_hz
from tutor.performing.sampler import RATE, Tone

VIBRATO_HZ = 5.5
ATTACK_S, RELEASE_S = 0.035, 0.07
BREATH = 0.006
_LOW_VOICE = ((730, 90), (1090, 110), (2440, 170), (3300, 250), (3900, 300))  # (Hz, bandwidth) of each formant
_HIGH_VOICE = ((850, 100), (1220, 120), (2810, 180), (3800, 270), (4600, 320))
_FORMANT_GAINS = (1.0, 0.6, 0.25, 0.2, 0.08)
_TOP_HZ = 6000.0

FloatArray = NDArray[np.floating]


def sing_tone(tone: Tone, seed: int = 0) -> NDArray[np.float32]:
    """Samples, shape (n,), of "ah" sung for `tone.seconds`; `tone.cents` bends it, beside a slow tremor of 3 cents."""
    count = round((tone.seconds + RELEASE_S) * RATE)
    rng = np.random.default_rng([seed, int(100 * tone.midi), count])
    hz = midi_to_hz(tone.midi) * 2 ** ((_curve(tone, count) + _tremor(count, rng)) / 1200)
    phase = 2 * np.pi * np.cumsum(hz) / RATE
    sound = _harmonics(phase, _gains(midi_to_hz(tone.midi), tone.midi))
    sound += BREATH * _breath(count, rng)
    loud = 0.25 * (tone.velocity / 100) ** 1.6
    return (loud * sound * _shape(count, tone.seconds)).astype(np.float32)


def _curve(tone: Tone, count: int) -> FloatArray:
    if tone.cents is None:
        return np.zeros(count)
    curve = np.full(count, float(tone.cents[-1]))
    curve[: len(tone.cents)] = tone.cents[:count]
    return curve


def _tremor(count: int, rng: np.random.Generator) -> FloatArray:
    """Slow random wandering, in cents, with mean zero."""
    knots = rng.standard_normal(count // 4410 + 2)
    curve = np.interp(np.arange(count) / 4410, np.arange(len(knots)), knots)
    return 3.0 * (curve - curve.mean())


def _gains(f0: float, midi: float) -> FloatArray:
    """Amplitude of each harmonic, shape (harmonics,), scaled so that the sum of squares is 1."""
    harmonics = f0 * np.arange(1, max(2, int(_TOP_HZ / f0)) + 1)
    blend = min(max((midi - 52) / 12, 0.0), 1.0)
    envelope = np.full(len(harmonics), 0.01)
    for low, high, gain in zip(_LOW_VOICE, _HIGH_VOICE, _FORMANT_GAINS, strict=True):
        centre, width = ((1 - blend) * a + blend * b for a, b in zip(low, high, strict=True))
        centre = max(centre, f0) if low is _LOW_VOICE[0] else centre  # sopranos raise the jaw to follow the pitch
        envelope += gain / (1 + ((harmonics - centre) / width) ** 2)
    gains = envelope * (f0 / harmonics)  # -12 dB an octave at the source, +6 dB at the lips
    return gains / np.sqrt(np.sum(gains**2))


def _harmonics(phase: FloatArray, gains: FloatArray) -> FloatArray:
    """Sum of gains[h] * sin((h + 1) * phase), by the recurrence sin(n+1)x = 2 cos x sin nx - sin(n-1)x."""
    twice, before, now = 2 * np.cos(phase), np.zeros_like(phase), np.sin(phase)
    total = gains[0] * now
    for gain in gains[1:]:
        before, now = now, twice * now - before
        total += gain * now
    return total


def _breath(count: int, rng: np.random.Generator) -> FloatArray:
    noise = rng.standard_normal(count + 1)
    return noise[1:] - 0.6 * noise[:-1]


def _shape(count: int, seconds: float) -> FloatArray:
    t = np.arange(count) / RATE
    rise = np.clip(t / ATTACK_S, 0, 1)
    fall = np.clip((seconds + RELEASE_S - t) / RELEASE_S, 0, 1)
    return np.sin(np.pi / 2 * rise) ** 2 * np.sin(np.pi / 2 * fall) ** 2


def consonant(midi: float, seconds: float) -> NDArray[np.float32]:
    """Samples, shape (n,), of the hiss of an "s" or "t" that comes before a sung vowel; which one follows the pitch."""
    from scipy.signal import butter, sosfilt

    count = round(seconds * RATE)
    noise = np.random.default_rng([int(100 * midi), count, 8]).standard_normal(count)
    hiss = sosfilt(butter(2, [3000 if int(midi) % 2 else 5000, 9000], "bandpass", fs=RATE, output="sos"), noise)
    return (0.05 * hiss * np.sin(np.pi * np.arange(count) / count) ** 0.5).astype(np.float32)


def whistle_tone(tone: Tone, seed: int = 0) -> NDArray[np.float32]:
    """Samples, shape (n,), of a whistle: almost a pure tone, with breath around it."""
    count = round((tone.seconds + RELEASE_S) * RATE)
    rng = np.random.default_rng([seed, int(100 * tone.midi), count, 7])
    hz = midi_to_hz(tone.midi) * 2 ** ((_curve(tone, count) + _tremor(count, rng)) / 1200)
    sound = _harmonics(2 * np.pi * np.cumsum(hz) / RATE, np.array([1.0, 0.05, 0.02])) + BREATH * _breath(count, rng)
    return (0.25 * (tone.velocity / 100) ** 1.6 * sound * _shape(count, tone.seconds)).astype(np.float32)
