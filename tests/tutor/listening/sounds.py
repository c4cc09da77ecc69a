"""Sounds whose pitch and timing are known exactly, and files of every kind made from them."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tutor.listening.types import Audio

RATE = 22_050
Samples = NDArray[np.float32]

# ending → (container, codec, sample rate the codec takes)
ENCODINGS = {
    "wav": ("wav", "pcm_s16le", 44_100),
    "flac": ("flac", "flac", 44_100),
    "ogg": ("ogg", "libopus", 48_000),
    "mp3": ("mp3", "libmp3lame", 44_100),
    "webm": ("webm", "libopus", 48_000),
    "mp4": ("mp4", "aac", 44_100),
    "m4a": ("ipod", "aac", 44_100),
}


def hz(midi: float) -> float:
    return 440.0 * 2.0 ** ((midi - 69.0) / 12.0)


def sung(midi: NDArray[np.floating], rate: int = RATE, partials: int = 6) -> Samples:
    """A voice-like tone whose pitch follows `midi`, one value a sample."""
    phase = 2 * np.pi * np.cumsum(440.0 * 2.0 ** ((np.asarray(midi) - 69.0) / 12.0)) / rate
    highest = 440.0 * 2.0 ** ((float(np.max(midi)) - 69.0) / 12.0)
    loud = [k for k in range(1, partials + 1) if k * highest < 0.45 * rate]
    return (0.2 * sum(np.sin(k * phase) / k for k in loud)).astype(np.float32)


def tone(midi: float, seconds: float, rate: int = RATE, partials: int = 6) -> Samples:
    return sung(np.full(int(seconds * rate), midi), rate, partials)


def shaped(samples: Samples, attack_s: float = 0.01, release_s: float = 0.03, rate: int = RATE) -> Samples:
    """The same sound with a soft beginning and end."""
    times = np.arange(len(samples)) / rate
    rise = np.minimum(times / attack_s, 1.0)
    fall = np.minimum((times[-1] - times) / release_s, 1.0)
    return (samples * rise * fall).astype(np.float32)


def silence(seconds: float, rate: int = RATE) -> Samples:
    return np.zeros(int(seconds * rate), dtype=np.float32)


def melody(notes: Sequence[tuple[float, float]], lead_s: float = 0.3) -> Audio:
    """(midi, seconds) notes played one after the other after `lead_s` of silence."""
    return Audio(
        np.concatenate([silence(lead_s), *(shaped(tone(midi, length)) for midi, length in notes), silence(0.3)]), RATE
    )


def plucked(midi: float, seconds: float) -> Samples:
    times = np.arange(int(seconds * RATE)) / RATE
    return (tone(midi, seconds) * np.exp(-times / 0.25)).astype(np.float32)


def babble(seconds: float, seed: int = 3) -> Samples:
    """Speech-like sound: short syllables whose pitch glides, between bursts of noise and pauses."""
    chance = np.random.default_rng(seed)
    parts: list[Samples] = []
    while sum(map(len, parts)) < seconds * RATE:
        length = chance.uniform(0.12, 0.3)
        start = chance.uniform(44, 52)
        line = np.linspace(start, start + chance.choice([-1, 1]) * chance.uniform(2.5, 6), int(length * RATE))
        parts.append(shaped(sung(line, partials=12), 0.02, 0.04))
        parts.append((chance.normal(0, 0.03, int(chance.uniform(0.03, 0.12) * RATE))).astype(np.float32))
        if chance.random() < 0.2:
            parts.append(silence(0.2))
    return np.concatenate(parts)


def noise(seconds: float, level: float = 0.1, seed: int = 1) -> Samples:
    return np.random.default_rng(seed).normal(0, level, int(seconds * RATE)).astype(np.float32)


def encoded(planes: NDArray[np.float32], ending: str, rate: int, codec: str | None = None) -> bytes:
    """File bytes of `planes`, shape (channels, n) at `rate` Hz, in the format of `ending` (see ENCODINGS)."""
    import av

    container_name, usual, codec_rate = ENCODINGS[ending]
    layout = {1: "mono", 2: "stereo", 8: "7.1"}[len(planes)]
    file = io.BytesIO()
    with av.open(file, "w", format=container_name) as container:
        stream = container.add_stream(codec or usual, rate=rate if codec else codec_rate, layout=layout)
        interleaved = np.ascontiguousarray(planes.T, np.float32).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(interleaved, format="flt", layout=layout)
        frame.sample_rate = rate
        frame.pts = 0
        resampler = av.AudioResampler(stream.format, stream.layout, stream.rate, stream.codec_context.frame_size)
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return file.getvalue()
