"""Sound files → mono float32 at one working rate. Same bytes, same samples.

Memory and time are bounded whatever the file claims: reading stops at `max_bytes`, decoding at `max_seconds`, and
only one channel at the working rate is ever kept.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from tutor.errors import UnreadableTake, UnusableRecording
from tutor.listening.containers import READABLE, length_is_guessed, ogg_cut_short, sniff, wav_share_present
from tutor.listening.types import Audio

WORKING_RATE = 22_050
MAX_SECONDS = 600.0
MAX_BYTES = 100_000_000
# Float files may exceed 1.0, and a few carry integer-sized values; anything beyond is damage.
_LARGEST_SAMPLE = 65_536.0
# Less than this share of the declared length decoded, and more than this many seconds lost: the file is damaged.
_ENOUGH_DECODED = 0.9
_LOSS_FORGIVEN_S = 1.0
# MP3 without an index declares a length guessed from its first frame's bit rate.
_ENOUGH_DECODED_GUESSED = 0.4


def decode(
    source: Path | str | bytes | BinaryIO, *, max_seconds: float = MAX_SECONDS, max_bytes: int = MAX_BYTES
) -> Audio:
    """Decode a sound file, or its bytes, to mono at WORKING_RATE.

    Raises UnreadableTake when it is missing, empty or not sound; UnusableRecording "too_long" or "corrupt".
    """
    data = _read(source, max_bytes)
    demuxer = sniff(data)
    if demuxer is None:
        raise UnreadableTake("This is not a sound file Etude can read; it reads {readable}.", readable=READABLE)
    # Out-of-phase stereo cancels when averaged; then the loudest channel alone is the recording.
    samples, loudest = _decode_channel(data, demuxer, None, max_seconds)
    if loudest is not None:
        samples, _ = _decode_channel(data, demuxer, loudest, max_seconds)
    return Audio(samples, WORKING_RATE)


def _read(source: Path | str | bytes | BinaryIO, max_bytes: int) -> bytes:
    """The source's bytes, at most `max_bytes` of them."""
    data = _read_at_most(source, max_bytes + 1)
    if not data:
        raise UnreadableTake("The recording is empty (0 bytes); please record or export it again.")
    if len(data) > max_bytes:
        raise UnusableRecording(
            "too_long",
            "The file is larger than {megabytes} MB; please send a shorter take.",
            megabytes=max_bytes // 1_000_000,
        )
    return data


def _read_at_most(source: Path | str | bytes | BinaryIO, count: int) -> bytes:
    if isinstance(source, bytes | bytearray | memoryview):
        return bytes(source)
    if not isinstance(source, str | Path):
        return source.read(count)
    try:
        with open(source, "rb") as file:
            return file.read(count)
    except OSError as error:
        raise UnreadableTake(f"Cannot open the recording {Path(source).name}: {error.strerror or error}.") from error


def _decode_channel(
    data: bytes, demuxer: str, channel: int | None, max_seconds: float
) -> tuple[NDArray[np.float32], int | None]:
    """Decode one channel, or the mean of all (`None`); also name the channel to prefer when the mean has cancelled."""
    import av

    try:
        with av.open(io.BytesIO(data), mode="r", format=demuxer) as container:
            if not container.streams.audio:
                raise UnreadableTake("The file holds no sound track; please send an audio recording.")
            stream = container.streams.audio[0]
            declared = _declared_seconds(container, stream)
            blocks = _Blocks(channel, int(max_seconds * WORKING_RATE))
            for planes in _resampled(container, stream):
                blocks.add(planes)
    except (av.error.FFmpegError, IndexError, ValueError) as error:
        raise UnreadableTake("This sound file cannot be decoded; please send {readable}.", readable=READABLE) from error
    samples = blocks.samples()
    decoded = len(samples) / WORKING_RATE
    if demuxer == "wav":
        declared = decoded / max(wav_share_present(data), 1e-9)
    if demuxer == "ogg" and ogg_cut_short(data):
        raise UnusableRecording(
            "corrupt", "The file ends in the middle of a sound packet; please upload it again or record a new take."
        )
    _check_complete(decoded, declared, _ENOUGH_DECODED_GUESSED if length_is_guessed(data, demuxer) else _ENOUGH_DECODED)
    return samples, blocks.channel_to_prefer()


def _declared_seconds(container: Any, stream: Any) -> float | None:
    """Length the header claims, in seconds, or None."""
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return container.duration / 1e6 if container.duration else None


def _resampled(container: Any, stream: Any) -> Iterator[NDArray[np.float32]]:
    """Yield blocks of shape (channels, n) at WORKING_RATE. What a damaged file still holds before the damage is
    yielded.
    """
    import av

    resampler, channels = None, 1
    for frame in _frames(container, stream):
        if resampler is None:
            channels = frame.layout.nb_channels
            resampler = av.AudioResampler(format="flt", layout=frame.layout.name, rate=WORKING_RATE)
        frame.pts = None  # Only order matters; odd timestamps would make the resampler refuse.
        try:
            blocks = resampler.resample(frame)
        except (av.error.FFmpegError, ValueError):
            return  # The layout or rate changed midway: the file is stitched together; keep the first part.
        yield from (_planes(block.to_ndarray(), channels) for block in blocks)
    if resampler is not None:
        yield from (_planes(block.to_ndarray(), channels) for block in resampler.resample(None))


def _frames(container: Any, stream: Any) -> Iterator[Any]:
    """Decoded frames; a damaged packet is passed over, a damaged container ends the stream."""
    import av

    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets)
        except (StopIteration, av.error.FFmpegError):
            return
        try:
            yield from packet.decode()
        except av.error.FFmpegError:
            continue


def _planes(interleaved: NDArray[Any], channels: int) -> NDArray[np.float32]:
    """Shape (channels, n) of a block; NaN and infinities become silence, the rest is bounded."""
    planes = np.nan_to_num(interleaved.reshape(-1, channels).T, nan=0.0, posinf=0.0, neginf=0.0)
    return np.clip(planes, -_LARGEST_SAMPLE, _LARGEST_SAMPLE).astype(np.float32)


class _Blocks:
    """Collects one channel (or the mean) of decoded blocks, with the energy of every channel beside it."""

    def __init__(self, channel: int | None, most: int) -> None:
        self._channel, self._most, self._count = channel, most, 0
        self._kept: list[NDArray[np.float32]] = []
        self._energy: NDArray[np.float64] = np.zeros(0)
        self._mean_energy = 0.0

    def add(self, planes: NDArray[np.float32]) -> None:
        mono = planes.mean(axis=0, dtype=np.float32) if self._channel is None else planes[self._channel]
        self._kept.append(np.ascontiguousarray(mono, dtype=np.float32))
        self._count += len(mono)
        if self._count > self._most:
            raise UnusableRecording(
                "too_long",
                "The recording is longer than {seconds:g} seconds; please send a shorter take.",
                seconds=self._most / WORKING_RATE,
            )
        if not len(self._energy):
            self._energy = np.zeros(len(planes))
        self._energy += np.sum(np.square(planes, dtype=np.float64), axis=1)
        self._mean_energy += float(np.sum(np.square(mono, dtype=np.float64)))

    def samples(self) -> NDArray[np.float32]:
        return np.concatenate(self._kept) if self._kept else np.zeros(0, dtype=np.float32)

    def channel_to_prefer(self) -> int | None:
        """The loudest channel, when averaging lost nine tenths of its energy; None when the mean will do."""
        if self._channel is not None or len(self._energy) < 2:
            return None
        loudest = int(np.argmax(self._energy))
        return loudest if self._mean_energy < 0.1 * self._energy[loudest] else None


def _check_complete(decoded_s: float, declared_s: float | None, enough: float) -> None:
    """Refuse a file that yielded nothing, or a share of what its header declares that is less than `enough`."""
    if decoded_s == 0.0:
        raise UnusableRecording("corrupt", "The file holds no sound that can be decoded; please record it again.")
    if declared_s is None:
        return
    if decoded_s < enough * declared_s and declared_s - decoded_s > _LOSS_FORGIVEN_S:
        raise UnusableRecording(
            "corrupt",
            "The file is damaged: only {decoded:.1f} of {declared:.1f} seconds can be read. "
            "Please upload it again or record a new take.",
            decoded=decoded_s,
            declared=declared_s,
        )
