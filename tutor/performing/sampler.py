"""Play one note of a sound bank: samples read at any pitch curve, looped, filtered and shaped, in NumPy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from tutor.music.pitch import midi_to_hz
from tutor.performing.bank import Bank, Zone, sound_bank

RATE = 44100
RELEASE_SHARE = 0.35  # of the bank's release time to -60 dB: dry notes for close listening, not an orchestra hall
LONGEST_RELEASE_S, LONGEST_BLOWN_RELEASE_S = 0.35, 0.1  # of struck or plucked notes, and of blown or bowed ones
_CALIBRATION_WINDOWS = ((0.04, 0.2), (0.16, 0.36), (0.36, 0.6), (0.6, 0.9))  # seconds of a note measured apart
_STEADY_CENTS = 3.0  # a note that wanders less is corrected as a whole

FloatArray = NDArray[np.floating]


@dataclass(frozen=True)
class Tone:
    """One note to sound: `midi` fractional pitch, `cents` shape (n,) of deviations over its whole sound or None."""

    midi: float
    seconds: float
    velocity: int = 90
    cents: FloatArray | None = None


def play_tone(program: int, tone: Tone, bank: Bank | None = None) -> NDArray[np.float32]:
    """Samples, shape (n,), of a note held for `tone.seconds` and then released; in tune to within a few cents."""
    bank = bank or sound_bank()
    key = round(tone.midi)
    correction = mistuning(bank, program, key)
    return _raw_tone(bank, program, key, tone, correction)


@lru_cache(maxsize=4096)
def mistuning(bank: Bank, program: int, key: int) -> tuple[float, ...]:
    """Cents by which the bank's own note lies above equal temperament (A4 = 440 Hz), in each calibration window.

    A recorded note often starts flat and settles, so short notes would be out of tune by a single figure.
    """
    sound = _raw_tone(bank, program, key, Tone(key, _CALIBRATION_WINDOWS[-1][1]), (0.0,))
    cents = [measured_cents(sound[int(a * RATE) : int(b * RATE)], key) for a, b in _CALIBRATION_WINDOWS]
    if max(cents) - min(cents) < _STEADY_CENTS:
        return (float(np.mean(cents)),)
    return tuple(cents)


def measured_cents(sound: FloatArray, midi: float, partials: int = 6, reach: float = 60.0) -> float:
    """Cents above `midi` of a steady sound at RATE: strength-weighted mean over its partials, each within `reach`."""
    size = 1 << 17
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), size))
    base = midi_to_hz(midi) * size / RATE
    spread = 2 ** (reach / 1200)
    cents, weights = [0.0], [1e-12]
    for partial in range(1, partials + 1):
        low, high = int(partial * base / spread), int(partial * base * spread) + 2
        if high + 1 >= len(spectrum):
            break
        peak = low + int(np.argmax(spectrum[low:high]))
        if low < peak < high - 1:
            cents.append(1200 * float(np.log2(_between_bins(spectrum, peak) / (partial * base))))
            weights.append(float(spectrum[peak]))
    return float(np.average(cents, weights=weights))


def _between_bins(spectrum: FloatArray, peak: int) -> float:
    left, mid, right = np.log(spectrum[peak - 1 : peak + 2] + 1e-12)
    return peak + 0.5 * float(left - right) / float(left - 2 * mid + right)


def _raw_tone(bank: Bank, program: int, key: int, tone: Tone, correction: tuple[float, ...]) -> NDArray[np.float32]:
    zones = bank.zones(program, min(127, max(0, key)), tone.velocity)
    release = min([_release_s(zone) for zone in zones], default=0.05)
    count = round((tone.seconds + release) * RATE)
    sound = np.zeros(count, np.float64)
    for zone in zones:
        sound += zone.gain * _zone_sound(zone, tone, correction, count)
    sound *= _released(count, tone.seconds, release) * _loudness(tone.velocity)
    return sound.astype(np.float32)


def _release_s(zone: Zone) -> float:
    longest = LONGEST_BLOWN_RELEASE_S if zone.sustain > 0.1 else LONGEST_RELEASE_S
    return min(longest, RELEASE_SHARE * zone.release_s)


def _loudness(velocity: int) -> float:
    """The specification's concave velocity curve: 40 dB over the range, squared amplitude."""
    return (velocity / 127) ** 2


def _zone_sound(zone: Zone, tone: Tone, correction: tuple[float, ...], count: int) -> FloatArray:
    position = _positions(zone, tone, correction, count)
    sound = _read_at(zone.wave, position) * (position < len(zone.wave) - 3) * _envelope(zone, count)
    return _filtered(sound, zone)


def _positions(zone: Zone, tone: Tone, correction: tuple[float, ...], count: int) -> FloatArray:
    """Fractional index into the sample for every output sample, wrapped into the loop once it is reached."""
    steady = zone.rate / RATE * 2 ** ((tone.midi - zone.root) / 12)
    if tone.cents is None and len(correction) == 1:
        position = np.arange(count) * (steady * 2 ** (-correction[0] / 1200))
    else:
        steps = steady * 2 ** (_bend(tone, correction, count) / 1200)
        position = np.cumsum(steps) - steps[0]
    start, end = zone.loop
    return np.where(position < end, position, start + np.mod(position - start, end - start)) if end else position


def _bend(tone: Tone, correction: tuple[float, ...], count: int) -> FloatArray:
    """Cents by which the sample is to be read higher, shape (count,): what is asked for, less its own mistuning."""
    if len(correction) == 1:
        curve = np.full(count, -correction[0])
    else:
        centres = [RATE * (a + b) / 2 for a, b in _CALIBRATION_WINDOWS]
        curve = -np.interp(np.arange(count), centres, correction)
    if tone.cents is not None:
        asked = tone.cents[:count]
        curve[: len(asked)] += asked
        curve[len(asked) :] += asked[-1]
    return curve


def _read_at(wave: FloatArray, position: FloatArray) -> FloatArray:
    """Four-point cubic (Catmull-Rom) interpolation; positions past the end read silence."""
    position = np.clip(position, 0, len(wave) - 3)
    index = position.astype(np.int64)
    x = (position - index).astype(np.float32)
    a, b, c, d = wave[np.maximum(index - 1, 0)], wave[index], wave[index + 1], wave[index + 2]
    return b + 0.5 * x * (c - a + x * (2 * a - 5 * b + 4 * c - d + x * (3 * (b - c) + d - a)))


def _envelope(zone: Zone, count: int) -> FloatArray:
    """The volume envelope while the key is down: linear attack, hold, then a fall in dB to the sustain level."""
    t = np.arange(count) / RATE
    rise = np.minimum(t / max(zone.attack_s, 0.001), 1.0)
    fallen_db = np.maximum(t - zone.attack_s - zone.hold_s, 0) * (100 / zone.decay_s)
    limit_db = -20 * np.log10(max(zone.sustain, 1e-5))
    return rise * 10 ** (-np.minimum(fallen_db, limit_db) / 20)


def _released(count: int, seconds: float, release: float) -> FloatArray:
    """1 while the key is down, then an exponential fall of 60 dB over the release, ended softly at zero."""
    after = np.maximum(np.arange(count) / RATE - seconds, 0) / release
    return 10 ** (-3 * after) * np.minimum(1, 8 * (1 - after).clip(0))


def _filtered(sound: FloatArray, zone: Zone) -> FloatArray:
    """The zone's low-pass; where its cutoff moves, a bright and a dark version are faded by the filter's envelope."""
    if zone.cutoff_hz > 15000:
        return sound
    dark = _low_pass(sound, zone.cutoff_hz)
    if zone.brightness_hz < 1.1 * zone.cutoff_hz:
        return dark
    t = np.arange(len(sound)) / RATE
    rise = np.minimum(t / max(zone.bright_attack_s, 0.001), 1.0)
    fall = np.maximum(1 - np.maximum(t - zone.bright_attack_s, 0) / zone.bright_decay_s, zone.bright_sustain)
    open_share = rise * fall
    return open_share * _low_pass(sound, zone.brightness_hz) + (1 - open_share) * dark


def _low_pass(sound: FloatArray, cutoff_hz: float) -> FloatArray:
    """Second-order Butterworth, as the specification's two-pole filter without resonance."""
    from scipy.signal import butter, sosfilt

    if cutoff_hz > 0.45 * RATE:
        return sound
    return np.asarray(sosfilt(butter(2, cutoff_hz, fs=RATE, output="sos"), sound))
