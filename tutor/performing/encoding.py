"""Write sound as a file, and pass it through a codec, with PyAV: the kinds that browsers and phones hand in."""

from __future__ import annotations

import io
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class FileKind:
    """A file ending: its container and codec, the sample format the codec takes, and its bit rate (0 = lossless)."""

    container: str
    codec: str
    sample_format: str
    bit_rate: int = 0
    rate: int = 0  # Hz the codec insists on, 0 = the sound's own


KINDS = {
    ".wav": FileKind("wav", "pcm_s16le", "s16"),
    ".flac": FileKind("flac", "flac", "s16"),
    ".ogg": FileKind("ogg", "libopus", "flt", 64000, 48000),
    ".opus": FileKind("ogg", "libopus", "flt", 64000, 48000),
    ".webm": FileKind("webm", "libopus", "flt", 64000, 48000),
    ".mp3": FileKind("mp3", "libmp3lame", "fltp", 128000),
    ".m4a": FileKind("mp4", "aac", "fltp", 128000),
    ".mp4": FileKind("mp4", "aac", "fltp", 128000),
}


def write_audio(samples: NDArray[np.float32], rate: int, path: str | Path, *, bit_rate: int | None = None) -> None:
    """Write mono `samples`, shape (n,), -1..1, as the kind the path ends in (ValueError for another ending)."""
    Path(path).write_bytes(encoded(samples, rate, kind_of(path), bit_rate=bit_rate))


def kind_of(path: str | Path) -> str:
    """The ending of `path`, a key of KINDS; ValueError when there is no such kind."""
    ending = Path(path).suffix.lower()
    if ending not in KINDS:
        raise ValueError(f"'{ending}' is not a kind of sound file; use one of {', '.join(KINDS)}")
    return ending


def encoded(samples: NDArray[np.float32], rate: int, ending: str, *, bit_rate: int | None = None) -> bytes:
    """The bytes of such a file; the same for the same arguments."""
    import av

    kind = KINDS[kind_of(f"sound{ending}")]
    buffer = io.BytesIO()
    with av.open(buffer, "w", format=kind.container, options={"fflags": "+bitexact"}) as container:
        stream: Any = container.add_stream(kind.codec, rate=kind.rate or rate, layout="mono")
        stream.codec_context.format = kind.sample_format
        stream.codec_context.flags |= 1 << 23  # bit exact: no random serial numbers or dates
        if kind.bit_rate:
            stream.bit_rate = bit_rate or kind.bit_rate
        resampler = av.AudioResampler(format=kind.sample_format, layout="mono", rate=kind.rate or rate)
        for frame in [*_frames(samples, rate, resampler), None]:
            container.mux(stream.encode(frame))
    return buffer.getvalue()


def _frames(samples: NDArray[np.float32], rate: int, resampler, size: int = 1 << 15):
    import av

    whole = np.clip(samples, -1, 1).astype(np.float32)
    for start in range(0, max(len(whole), 1), size):
        frame = av.AudioFrame.from_ndarray(whole[None, start : start + size], format="flt", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = rate, start, Fraction(1, rate)
        yield from resampler.resample(frame)
    yield from resampler.resample(None)


def through_opus(samples: NDArray[np.float32], rate: int, bit_rate: int = 64000) -> NDArray[np.float32]:
    """What is left of the sound, shape (n,) at the same rate, after Opus at `bit_rate` bits a second and back."""
    import av

    data = encoded(samples, rate, ".ogg", bit_rate=bit_rate)
    resampler = av.AudioResampler(format="flt", layout="mono", rate=rate)
    with av.open(io.BytesIO(data), "r") as container:
        frames = [f for frame in container.decode(audio=0) for f in resampler.resample(frame)]
    frames += resampler.resample(None)
    sound = np.concatenate([frame.to_ndarray()[0] for frame in frames])
    return np.pad(sound, (0, max(0, len(samples) - len(sound))))[: len(samples)].astype(np.float32)
