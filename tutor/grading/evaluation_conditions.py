"""What a recording goes through on its way: a room, noise, a telephone's band, a lossy codec, a leaking metronome,
somebody practising next door, a backing track beside the microphone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

NOISE_DB = 20.0  # signal over noise
ROOM_S, ROOM_WET = 0.4, 0.35  # time to fall by 60 dB; level of the room beside the direct sound
CLICK_DB, NEXT_DOOR_DB = -12.0, -24.0  # under the take's peak, and under its level
BACKING, BACKING_DB = "backing track", -15.0  # under the take's level; it goes along with the player
PHONE_HZ = (300.0, 3400.0)

Samples = NDArray[np.floating]


def clean(samples: Samples, rate: int, seed: int) -> Samples:
    return samples


def noisy(samples: Samples, rate: int, seed: int) -> Samples:
    """Pink noise 20 dB under the take's mean level."""
    rng = np.random.default_rng(seed)
    spectrum = np.fft.rfft(rng.standard_normal(len(samples)))
    pink = np.fft.irfft(spectrum / np.sqrt(np.arange(1, len(spectrum) + 1)), n=len(samples))
    level = np.sqrt(np.mean(samples**2) / np.mean(pink**2)) * 10 ** (-NOISE_DB / 20.0)
    return samples + level * pink


def roomy(samples: Samples, rate: int, seed: int) -> Samples:
    """A small room: the take and its convolution with a decaying noise."""
    from scipy.signal import fftconvolve

    rng = np.random.default_rng(seed)
    time = np.arange(int(ROOM_S * rate)) / rate
    tail = rng.standard_normal(len(time)) * 10.0 ** (-3.0 * time / ROOM_S)
    wet = fftconvolve(samples, tail / np.sqrt(np.sum(tail**2)))[: len(samples)]
    return samples + ROOM_WET * wet


def telephone(samples: Samples, rate: int, seed: int) -> Samples:
    """Only the band a telephone carries."""
    from scipy.signal import butter, sosfiltfilt

    return np.asarray(sosfiltfilt(butter(4, PHONE_HZ, "bandpass", fs=rate, output="sos"), samples))


def beside_a_click(samples: Samples, rate: int, seed: int) -> Samples:
    """A metronome that leaks into the microphone, not in time with anything: a click a beat at its own tempo."""
    rng = np.random.default_rng([seed, 21])
    time = np.arange(int(0.03 * rate)) / rate
    click = np.sin(2 * np.pi * 1600 * time) * np.exp(-time / 0.006)
    out = np.array(samples, dtype=np.float64)
    for start in range(int(0.3 * rate), len(out) - len(click), int(rate * rng.uniform(0.45, 0.9))):
        out[start : start + len(click)] += 10 ** (CLICK_DB / 20) * float(np.abs(samples).max()) * click
    return out


def next_door(samples: Samples, rate: int, seed: int) -> Samples:
    """Somebody practises another piece on another instrument behind a wall, NEXT_DOOR_DB under the take."""
    from tutor.grading.evaluation_scores import study
    from tutor.performing.mixing import sounding_level
    from tutor.performing.perform import perform

    other = perform(study(seed + 1, "clarinet", 4), instrument="clarinet", seed=seed + 1).samples
    heard = roomy(np.resize(other, len(samples)), rate, seed)
    return samples + heard * sounding_level(samples) / sounding_level(heard) * 10 ** (NEXT_DOOR_DB / 20)


CONDITIONS: dict[str, Callable[[Samples, int, int], Samples]] = {
    "clean": clean,
    "20 dB noise": noisy,
    "room": roomy,
    "telephone band": telephone,
    "Opus": clean,
    "metronome": beside_a_click,
    "next door": next_door,
    BACKING: clean,  # what the player plays along with is rendered with the take
}


def record(samples: Samples, rate: int, condition: str, seed: int, folder: Path) -> Path:
    """The take as a file, as that condition leaves it."""
    from tutor.performing.encoding import write_audio

    heard = CONDITIONS[condition](samples, rate, seed)
    path = folder / ("take.ogg" if condition == "Opus" else "take.wav")
    write_audio(np.asarray(heard * min(1.0, 0.9 / max(1e-9, float(np.abs(heard).max()))), dtype=np.float32), rate, path)
    return path
