"""Exact musical time: quarter lengths as Fractions, metres, and the tempo that turns them into seconds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from tutor.errors import NotMusic

TICKS_PER_QUARTER = 24  # divides sixteenths, triplets and sextuplets exactly
_METER = re.compile(r"^(\d{1,2})/(1|2|4|8|16)$")
_GROUPS = {5: (3, 2), 7: (2, 2, 3)}


@dataclass(frozen=True)
class Meter:
    """A time signature."""

    numerator: int
    denominator: int

    @classmethod
    def parse(cls, text: str) -> Meter:
        """Read "6/8"; raise NotMusic otherwise."""
        match = _METER.match(text.strip())
        if not match or not 1 <= int(match[1]) <= 24:
            raise NotMusic(f"'{text}' is not a metre; write it as in 3/4 or 6/8")
        return cls(int(match[1]), int(match[2]))

    @property
    def name(self) -> str:
        return f"{self.numerator}/{self.denominator}"

    @cached_property
    def unit(self) -> Fraction:
        """Quarter length of the denominator's note value."""
        return Fraction(4, self.denominator)

    @cached_property
    def bar_length(self) -> Fraction:
        """Quarter length of a full bar."""
        return self.numerator * self.unit

    @property
    def is_compound(self) -> bool:
        return self.numerator > 3 and self.numerator % 3 == 0 and self.denominator >= 8

    @cached_property
    def beats(self) -> tuple[Fraction, ...]:
        """Quarter length of each felt beat of the bar: dotted in compound metres, uneven in 5/8 and 7/8."""
        if self.is_compound or (self.numerator == 3 and self.denominator >= 8):
            return (3 * self.unit,) * (self.numerator // 3)
        if self.denominator >= 8 and self.numerator in _GROUPS:
            return tuple(n * self.unit for n in _GROUPS[self.numerator])
        return (self.unit,) * self.numerator

    @cached_property
    def beat_onsets(self) -> tuple[Fraction, ...]:
        """Offset of each felt beat from the bar line, in quarters."""
        beats = self.beats
        return tuple(sum(beats[:i], Fraction(0)) for i in range(len(beats)))


def seconds_per_quarter(tempo_bpm: float) -> float:
    """Tempo counts quarter notes per minute, whatever the metre."""
    return 60.0 / tempo_bpm


def to_ticks(quarters: Fraction) -> int:
    """Whole ticks of a quarter length; raises ValueError when it lies off the tick grid."""
    ticks = quarters * TICKS_PER_QUARTER
    if ticks.denominator != 1:
        raise ValueError(f"{quarters} quarters does not lie on the 1/{TICKS_PER_QUARTER} grid")
    return int(ticks)
