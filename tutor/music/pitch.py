"""Spelled pitch: a letter, an alteration and an octave, with its MIDI number, frequency and cents."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

STEPS = "CDEFGAB"
STEP_SEMITONES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
ALTER_SIGNS = {-2: "bb", -1: "b", 0: "", 1: "#", 2: "##"}
_SIGN_ALTERS = {"": 0, "#": 1, "♯": 1, "##": 2, "x": 2, "b": -1, "♭": -1, "-": -1, "bb": -2, "--": -2}
_PITCH = re.compile(r"^([A-Ga-g])(##|#|♯|x|bb|--|b|♭|-)?(-?\d)$")
A4_MIDI, A4_HZ = 69, 440.0


@dataclass(frozen=True)
class Pitch:
    """A written pitch: `step` A-G, `alter` in semitones (-2..2), `octave` in scientific notation (C4 = middle C)."""

    step: str
    alter: int
    octave: int

    def __post_init__(self) -> None:
        if self.step not in STEP_SEMITONES or self.alter not in ALTER_SIGNS:
            raise ValueError(f"'{self.step}' altered by {self.alter} semitones is not a pitch")

    @classmethod
    def parse(cls, text: str) -> Pitch:
        """Read "F#4", "Bb3" or "B-3"; raise ValueError on anything else."""
        match = _PITCH.match(text.strip())
        if not match:
            raise ValueError(f"'{text}' is not a pitch; write a letter, an optional # or b, and an octave, as in F#4")
        letter, sign, octave = match.groups()
        return cls(letter.upper(), _SIGN_ALTERS[sign or ""], int(octave))

    @classmethod
    def from_diatonic(cls, index: int, alter: int = 0) -> Pitch:
        """The pitch `index` staff steps above C0, altered by `alter` semitones."""
        return cls(STEPS[index % 7], alter, index // 7)

    @property
    def diatonic(self) -> int:
        """Staff position: steps above C0, ignoring alteration."""
        return 7 * self.octave + STEPS.index(self.step)

    @property
    def midi(self) -> int:
        return 12 * (self.octave + 1) + STEP_SEMITONES[self.step] + self.alter

    @property
    def hz(self) -> float:
        return midi_to_hz(self.midi)

    @property
    def letter(self) -> str:
        """Name without octave, as in "F#"."""
        return self.step + ALTER_SIGNS[self.alter]

    @property
    def name(self) -> str:
        return f"{self.letter}{self.octave}"

    def __str__(self) -> str:
        return self.name


def midi_to_hz(midi: float, a4_hz: float = A4_HZ) -> float:
    """Equal-tempered frequency in Hz of a (fractional) MIDI number."""
    return a4_hz * 2.0 ** ((midi - A4_MIDI) / 12.0)


def hz_to_midi(hz: float, a4_hz: float = A4_HZ) -> float:
    """Fractional MIDI number of a frequency in Hz (> 0)."""
    return A4_MIDI + 12.0 * math.log2(hz / a4_hz)
