"""Intervals between spelled pitches, by the names musicians use."""

from __future__ import annotations

from dataclasses import dataclass

from tutor.music.pitch import Pitch

_NUMBERS: tuple[str, ...] = ("unison", "second", "third", "fourth", "fifth", "sixth", "seventh", "octave")
_NUMBERS += ("ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "double octave")
_MAJOR_OR_PERFECT = (0, 2, 4, 5, 7, 9, 11)  # semitones of the major scale's intervals above its tonic
_PERFECT_STEPS = {0, 3, 4}
_TIMES = ("", "", "doubly ", "triply ", "quadruply ", "quintuply ")
_SHORT = {"perfect": "P", "major": "M", "minor": "m", "augmented": "A", "diminished": "d"}


@dataclass(frozen=True)
class Interval:
    """`number` 1 = unison, 8 = octave; `semitones` and `direction` (1 up, -1 down, 0 level) from the first pitch."""

    quality: str
    number: int
    semitones: int
    direction: int

    @property
    def name(self) -> str:
        """ "minor third", "octave", "augmented fourth"."""
        number = _NUMBERS[self.number - 1] if self.number <= len(_NUMBERS) else f"interval of {self.number} steps"
        is_plain = self.quality == "perfect" and self.number in (1, 8, 15)
        return number if is_plain else f"{self.quality} {number}"

    @property
    def text(self) -> str:
        """The name and the way it goes: "minor third up"."""
        way = {1: " up", -1: " down", 0: ""}[self.direction]
        return self.name + way

    @property
    def short(self) -> str:
        """ "m3", "P8", "AA4"."""
        times = _TIMES.index(self.quality[: self.quality.rfind(" ") + 1]) if " " in self.quality else 1
        return _SHORT[self.quality.rpartition(" ")[2]] * times + str(self.number)

    @property
    def is_step(self) -> bool:
        return self.number == 2

    @property
    def is_leap(self) -> bool:
        """Wider than a third."""
        return self.number > 3

    @property
    def is_tritone(self) -> bool:
        return abs(self.semitones) % 12 == 6 and (self.number - 1) % 7 in (3, 4)


def interval(first: Pitch, second: Pitch) -> Interval:
    """The interval between written pitches, as spelled: C4 to D#4 is an augmented second, to Eb4 a minor third."""
    steps, semitones = second.diatonic - first.diatonic, second.midi - first.midi
    direction = (steps > 0) - (steps < 0) or (semitones > 0) - (semitones < 0)
    size = semitones if direction >= 0 else -semitones
    octaves, simple = divmod(abs(steps), 7)
    return Interval(
        _quality(simple, size - 12 * octaves - _MAJOR_OR_PERFECT[simple]), abs(steps) + 1, semitones, direction
    )


def _quality(simple: int, difference: int) -> str:
    """Name a size by its distance in semitones from the major or perfect interval."""
    if simple in _PERFECT_STEPS:
        if difference == 0:
            return "perfect"
        return _TIMES[abs(difference)] + ("augmented" if difference > 0 else "diminished")
    if difference > 0:
        return _TIMES[difference] + "augmented"
    return {0: "major", -1: "minor"}.get(difference) or _TIMES[-1 - difference] + "diminished"
