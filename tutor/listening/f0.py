"""Pitch over time: one interface, several trackers, one frame every 10 ms centred on its time.

A tracker takes `Frames` (16 kHz samples and the frames to judge) and returns (hz, confidence), each (frames,), with a
pitch guessed for every frame; `track_pitch` then marks as unvoiced (hz 0) the frames of little confidence.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from tutor.listening.octaves import octave_below
from tutor.listening.types import Audio, F0Track
from tutor.listening.yin import pitch_near, yin_pitch

HOP_S = 0.010
RATE = 16_000
LOWEST_HZ, HIGHEST_HZ = 40.0, 2500.0
_VOICED = 0.5
_AGREE_CENTS = 60.0
_EXACT_CLARITY, _EXACT_CENTS = 0.8, 25.0
_CLEAR = 0.85  # YIN's clarity above which a frame that nobody disputes is voiced

Estimate = tuple[NDArray[np.float64], NDArray[np.float64]]


@dataclass(frozen=True)
class Frames:
    """16 kHz `samples`, the sample index at each frame's `centres`, and the range searched in Hz."""

    samples: NDArray[np.float32]
    centres: NDArray[np.int64]
    low_hz: float
    high_hz: float

    def only(self, chosen: NDArray[np.bool_]) -> Frames:
        return Frames(self.samples, self.centres[chosen], self.low_hz, self.high_hz)


def track_pitch(audio: Audio, tracker: str = "auto", low_hz: float = LOWEST_HZ, high_hz: float = HIGHEST_HZ) -> F0Track:
    """Pitch of `audio` by the named tracker (see TRACKERS), searched between `low_hz` and `high_hz`.

    ValueError names the trackers when `tracker` is not one of them.
    """
    if tracker not in TRACKERS:
        raise ValueError(f"No pitch tracker is called '{tracker}'; choose one of {', '.join(TRACKERS)}.")
    frames = _frames(audio, max(low_hz, LOWEST_HZ), min(high_hz, HIGHEST_HZ))
    hz, confidence = TRACKERS[tracker](frames)
    voiced = (confidence >= _VOICED) & (hz > 0)
    return F0Track(frames.centres / RATE, np.where(voiced, hz, 0.0), confidence, tracker)


def _frames(audio: Audio, low_hz: float, high_hz: float) -> Frames:
    import soxr

    samples = np.asarray(audio.samples, dtype=np.float32)
    if audio.rate != RATE:
        samples = soxr.resample(samples, audio.rate, RATE)
    peak = float(np.max(np.abs(samples), initial=0.0))
    # Trackers know nothing of level but have floors of their own: a quiet recording is as good as a loud one.
    samples = samples * np.float32(0.5 / peak) if peak > 0 else samples
    count = int(audio.duration_s / HOP_S) + 1
    centres = np.rint(np.arange(count) * HOP_S * RATE).astype(np.int64)
    return Frames(samples, np.minimum(centres, max(len(samples) - 1, 0)), low_hz, high_hz)


def crepe_tiny(frames: Frames) -> Estimate:
    return _crepe(frames, "tiny")


def crepe_full(frames: Frames) -> Estimate:
    return _crepe(frames, "full")


def _crepe(frames: Frames, size: str) -> Estimate:
    from tutor.listening.crepe import activations, pitch_path

    return pitch_path(activations(frames.samples, frames.centres, size), frames.low_hz, frames.high_hz)


@lru_cache(maxsize=1)
def _swift():
    import swift_f0

    return swift_f0.SwiftF0(threads=1, spin=False)


def swiftf0(frames: Frames) -> Estimate:
    """SwiftF0 (46.9-2093.7 Hz, a frame every 16 ms), interpolated to the frames in log frequency."""
    from swift_f0.core import FMAX, FMIN

    low, high = min(max(frames.low_hz, FMIN), FMAX / 2), max(min(frames.high_hz, FMAX), FMIN * 2)
    found = _swift().detect(frames.samples, RATE, low, high)
    return _interpolated(frames.centres / RATE, found.timestamps, found.pitch_hz, found.confidence)


def _interpolated(times_s, at_s, hz, confidence) -> Estimate:
    """Linear between neighbours no more than a semitone apart, the nearer one otherwise: no pitch that nobody
    played.
    """
    after = np.clip(np.searchsorted(at_s, times_s), 1, max(len(at_s) - 1, 1))
    if len(at_s) < 2:
        return np.full(len(times_s), hz[0]), np.full(len(times_s), confidence[0])
    before = after - 1
    share = np.clip((times_s - at_s[before]) / (at_s[after] - at_s[before]), 0.0, 1.0)
    log = np.log2(np.maximum(hz, 1.0))
    smooth = np.abs(log[after] - log[before]) < 1 / 12
    weight = np.where(smooth, share, np.rint(share))
    return 2.0 ** (log[before] + weight * (log[after] - log[before])), (
        confidence[before] + share * (confidence[after] - confidence[before])
    )


def pyin(frames: Frames) -> Estimate:
    """librosa's probabilistic YIN (Mauch and Dixon 2014) over the range, every 20 ms, interpolated."""
    import librosa

    hop = int(2 * HOP_S * RATE)
    low = max(frames.low_hz, 4 * RATE / 2048)
    found, _, probability = librosa.pyin(
        frames.samples, fmin=low, fmax=frames.high_hz, sr=RATE, hop_length=hop, frame_length=2048, fill_na=None
    )
    return _interpolated(frames.centres / RATE, np.arange(len(found)) * hop / RATE, found, probability)


def yin(frames: Frames) -> Estimate:
    return yin_pitch(frames.samples, frames.centres, RATE, frames.low_hz, frames.high_hz)


def combined(frames: Frames) -> Estimate:
    """SwiftF0 and YIN on every frame; octaves go to the partials, which may overrule both; other disputes to CREPE
    (tiny); YIN's period.

    Their errors differ: SwiftF0 jumps an octave up on reeds and brass and loses plucked strings as they fade, YIN
    errs in noise and where notes ring into each other. CREPE is the slow one, so it is asked only where they disagree.
    """
    hz, confidence = swiftf0(frames)
    second, clarity = yin(frames)
    heard = (confidence > 0.2) | (clarity > 0.7)
    hz, second = _octaves_settled(frames, hz, second)
    hz, second = _octave_below_both(frames, hz, second, heard)
    disputed = heard & (_cents_apart(hz, second) > _AGREE_CENTS)
    if disputed.any():
        third, sure = crepe_tiny(frames.only(disputed))
        hz[disputed] = np.median([hz[disputed], second[disputed], third], axis=0)
        confidence[disputed] = _after_dispute(confidence[disputed], sure, hz[disputed], third)
    # A fading string is clear to YIN long after SwiftF0 has called it unvoiced.
    agreed = np.where(disputed, 0.0, np.where(clarity > _CLEAR, 0.8 * clarity, 0.0))
    exact, depth = pitch_near(frames.samples, frames.centres, RATE, hz)
    # Where notes ring into each other the nearest dip is a compromise between them, and lies too far off.
    trusted = (depth > _EXACT_CLARITY) & (_cents_apart(exact, hz) < _EXACT_CENTS)
    return np.where(trusted, exact, hz), np.maximum(confidence, agreed)


def _octaves_settled(frames: Frames, hz: NDArray[np.float64], second: NDArray[np.float64]) -> Estimate:
    """(hz, second), but where they differ by an octave, both are the one that the partials bear out."""
    apart = np.abs(_cents_apart(hz, second) - 1200.0) < _AGREE_CENTS
    if not apart.any():
        return hz, second
    low, high = np.minimum(hz, second)[apart], np.maximum(hz, second)[apart]
    chosen = frames.only(apart)
    hz, second = hz.copy(), second.copy()
    below = octave_below(chosen.samples, chosen.centres, RATE, high, disputed=True)
    hz[apart] = second[apart] = np.where(below, low, high)
    return hz, second


def _octave_below_both(
    frames: Frames, hz: NDArray[np.float64], second: NDArray[np.float64], heard: NDArray[np.bool_]
) -> Estimate:
    """(hz, second), an octave lower in the frames `heard` where they agree on what is only the second partial."""
    agreed = heard & (_cents_apart(hz, second) < _AGREE_CENTS) & (hz > 2 * frames.low_hz)
    chosen = frames.only(agreed)
    factor = np.ones(len(hz))
    below = octave_below(chosen.samples, chosen.centres, RATE, hz[agreed], disputed=False)
    factor[agreed] = np.where(below, 0.5, 1.0)
    return factor * hz, factor * second


def _after_dispute(
    confidence: NDArray[np.float64], sure: NDArray[np.float64], hz: NDArray[np.float64], third: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Voicing of disputed frames: kept where CREPE backs the verdict and is sure, lowered elsewhere."""
    backed = _cents_apart(hz, third) < _AGREE_CENTS
    return np.where(backed, np.maximum(np.minimum(sure, 0.9), confidence * 0.8), confidence * 0.6)


def _cents_apart(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1200.0 * np.abs(np.log2(np.maximum(one, 1.0) / np.maximum(other, 1.0)))


TRACKERS: dict[str, Callable[[Frames], Estimate]] = {
    "auto": combined,
    "crepe": crepe_tiny,
    "crepe-full": crepe_full,
    "swiftf0": swiftf0,
    "pyin": pyin,
    "yin": yin,
}
