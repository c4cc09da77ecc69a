"""Keys and modes: signature, scale degrees, and the spelling they imply."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from tutor.music.pitch import ALTER_SIGNS, STEP_SEMITONES, STEPS, Pitch

# Semitones of each degree above the tonic, and how many fifths the mode's signature lies from its tonic's major key.
MODE_DEGREES: dict[str, tuple[int, ...]] = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "locrian": (0, 1, 3, 5, 6, 8, 10),
}
MODE_FIFTHS = {"major": 0, "mixolydian": -1, "dorian": -2, "minor": -3, "phrygian": -4, "locrian": -5, "lydian": 1}
_MODE_ALIASES = {"ionian": "major", "aeolian": "minor", "maj": "major", "min": "minor"}
_LETTER_FIFTHS = {"F": -1, "C": 0, "G": 1, "D": 2, "A": 3, "E": 4, "B": 5}
_SIGNS = {"#": 1, "♯": 1, "sharp": 1, "b": -1, "-": -1, "♭": -1, "flat": -1, "": 0}
_KEY = re.compile(r"^([A-G])(#|♯|b|♭|-|[\s-]*(?:sharp|flat))?\s+([a-z]+)$", re.IGNORECASE)


@dataclass(frozen=True)
class Key:
    """A tonic (letter and alteration) and a mode of `MODE_DEGREES`."""

    step: str
    alter: int
    mode: str

    def __post_init__(self) -> None:
        if self.step not in STEP_SEMITONES or self.mode not in MODE_DEGREES:
            raise ValueError(f"not a key: {self.step} {self.alter} {self.mode}")
        if abs(self.fifths) > 7:
            raise ValueError(f"{self.name} would need more than seven sharps or flats")

    @classmethod
    def parse(cls, text: str) -> Key:
        """Read "D major", "F# minor", "B- major", "Bb major", "E-flat major" or "D dorian"; ValueError otherwise."""
        match = _KEY.match(text.strip())
        if not match:
            raise ValueError(f"'{text}' is not a key; write a tonic and a mode, as in 'D major' or 'F# minor'")
        letter, sign, mode = match.groups()
        mode = _MODE_ALIASES.get(mode.lower(), mode.lower())
        if mode not in MODE_DEGREES:
            raise ValueError(f"'{mode}' is not a mode; use one of {', '.join(MODE_DEGREES)}")
        return cls(letter.upper(), _SIGNS[_named(sign or "")], mode)

    @classmethod
    def from_fifths(cls, fifths: int, mode: str = "major") -> Key:
        """The key of `mode` whose signature has `fifths` sharps (negative: flats)."""
        tonic = fifths - MODE_FIFTHS[mode]
        letter = "FCGDAEB"[(tonic + 1) % 7]
        return cls(letter, (tonic + 1) // 7, mode)

    @property
    def name(self) -> str:
        return f"{self.step}{ALTER_SIGNS[self.alter]} {self.mode}"

    @property
    def fifths(self) -> int:
        """Sharps in the signature; negative for flats."""
        return _LETTER_FIFTHS[self.step] + 7 * self.alter + MODE_FIFTHS[self.mode]

    @property
    def tonic_class(self) -> int:
        return (STEP_SEMITONES[self.step] + self.alter) % 12

    @property
    def is_minor_like(self) -> bool:
        return MODE_DEGREES[self.mode][2] == 3

    @cached_property
    def signature(self) -> dict[str, int]:
        """Alteration that the signature gives each letter, e.g. {"F": 1, "C": 1, ...others 0}."""
        alters = dict.fromkeys(STEPS, 0)
        order = "FCGDAEB" if self.fifths > 0 else "BEADGCF"
        for letter in order[: abs(self.fifths)]:
            alters[letter] = 1 if self.fifths > 0 else -1
        return alters

    def degree_of(self, pitch: Pitch) -> tuple[int, int]:
        """(degree 1..7, alteration in semitones against the mode's own scale) of a spelled pitch."""
        degree = (STEPS.index(pitch.step) - STEPS.index(self.step)) % 7 + 1
        return degree, pitch.alter - self.signature[pitch.step]

    def pitch_at(self, diatonic: int, alter: int = 0) -> Pitch:
        """The pitch on staff position `diatonic` (steps above C0), `alter` semitones off the key signature."""
        return Pitch.from_diatonic(diatonic, self.signature[STEPS[diatonic % 7]] + alter)

    def spell(self, midi: int) -> Pitch:
        """The likeliest spelling of a MIDI number here: diatonic; else raised 6/7 in minor; else the fewest signs."""
        return min(self._spellings(midi), key=self._spelling_cost)

    def _spellings(self, midi: int) -> list[Pitch]:
        found = []
        for octave in (midi // 12 - 2, midi // 12 - 1, midi // 12):
            for step, semitones in STEP_SEMITONES.items():
                alter = midi - (12 * (octave + 1) + semitones)
                if abs(alter) <= 2:
                    found.append(Pitch(step, alter, octave))
        return found

    def _spelling_cost(self, pitch: Pitch) -> tuple[float, int]:
        degree, alter = self.degree_of(pitch)
        if alter == 0:
            return (0, 0)
        raised = {4: 1.0, 1: 1.2, 5: 1.3, 2: 1.4, 6: 2.0, 7: 9.0, 3: 9.0}
        lowered = {7: 1.0, 6: 1.1, 3: 1.15, 2: 1.5, 5: 3.0, 1: 9.0, 4: 9.0}
        if self.is_minor_like:
            raised |= {7: 0.5, 6: 0.6, 3: 2.0}
            lowered |= {7: 5.0, 6: 5.0, 3: 9.0, 2: 1.1, 5: 1.6}
        cost = 20.0 * (abs(alter) - 1) + (raised if alter > 0 else lowered)[degree]
        return (cost + 10.0 * (abs(pitch.alter) == 2), pitch.diatonic)


def _named(sign: str) -> str:
    """A sign as `_SIGNS` has it: "-Sharp" and " sharp" are "sharp"."""
    return sign.lower() if len(sign) < 2 else sign.lower().lstrip(" \t\n-")
