"""The named values that pass between the stages of listening. All times in seconds from the decoded file's start."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.floating]


@dataclass(frozen=True)
class Audio:
    """Decoded sound: `samples` mono float32, shape (n,), nominally in -1..1, at `rate` Hz."""

    samples: FloatArray
    rate: int

    @property
    def duration_s(self) -> float:
        return len(self.samples) / self.rate


@dataclass(frozen=True)
class F0Track:
    """Pitch over time, one value a frame. `hz` is 0 where unvoiced; `confidence` 0..1; arrays of shape (frames,)."""

    times_s: FloatArray
    hz: FloatArray
    confidence: FloatArray
    tracker: str


@dataclass(frozen=True)
class PlayedNote:
    """One note that was heard: `midi` is its fractional centre pitch (A4 = 440 Hz = 69), vibrato averaged out."""

    onset_s: float
    offset_s: float
    midi: float
    confidence: float
    loudness_db: float = 0.0

    @property
    def duration_s(self) -> float:
        return self.offset_s - self.onset_s


@dataclass(frozen=True)
class Heard:
    """All that listening found in one take."""

    audio: Audio | None  # None for a keyboard (MIDI) take or a ready-made f0 track
    track: F0Track | None
    notes: tuple[PlayedNote, ...]
    tracker: str
    duration_s: float
