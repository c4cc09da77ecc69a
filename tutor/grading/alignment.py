"""The result of aligning: which played note answers which written one, and on what terms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tutor.grading.expected import Expected
from tutor.grading.passes import Restart
from tutor.grading.played import Played
from tutor.grading.tempo import TempoCurve
from tutor.grading.tuning import Tuning


@dataclass(frozen=True)
class Alignment:
    """`partner[i]` is the played note that answers written note i, or -1. `shift` semitones (-6..6) and `octave`
    octaves lie between score and take; `tuning` is the rest. `discarded` played notes belong to an earlier pass."""

    expected: Expected
    played: Played
    partner: NDArray[np.intp]
    extra: tuple[int, ...]
    discarded: tuple[int, ...]
    restarts: tuple[Restart, ...]
    curve: TempoCurve
    octave: int
    shift: int
    tuning: Tuning
    misread_steps: int = 0  # staff steps (-3..3) by which the whole part was read off, as in another clef

    @property
    def transposition(self) -> int:
        """Semitones from the score to the take, octaves included."""
        return 12 * self.octave + self.shift

    def deviation(self, i: int) -> float:
        """Semitones by which the answer to written note i lies off its target, tuning and drift taken out."""
        j = int(self.partner[i])
        reference = float(self.tuning.at(self.played.onset[j]))
        return float(self.played.midi[j] - self.expected.midi[i] - self.transposition - reference)


def folded(semitones: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distances with whole octaves taken out, -6..6."""
    return (semitones + 6.0) % 12.0 - 6.0
