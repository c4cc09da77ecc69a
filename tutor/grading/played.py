"""The played notes of a take as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tutor.listening.types import PlayedNote

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Played:
    """Played notes as arrays of shape (played,), in time order."""

    notes: tuple[PlayedNote, ...]
    onset: Array
    duration: Array
    midi: Array
    confidence: Array

    @classmethod
    def of(cls, notes: Sequence[PlayedNote]) -> Played:
        ordered = tuple(sorted(notes, key=lambda note: (note.onset_s, note.midi)))
        return cls(
            ordered,
            np.array([note.onset_s for note in ordered]),
            np.array([note.duration_s for note in ordered]),
            np.array([note.midi for note in ordered]),
            np.array([note.confidence for note in ordered]),
        )

    @property
    def weight(self) -> Array:
        """How much each note says about tuning."""
        return np.maximum(0.05, self.confidence) * np.minimum(self.duration, 0.6)
