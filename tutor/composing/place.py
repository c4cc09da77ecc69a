"""What is known at each step of a token sequence without guessing: where in the bar, the phrase and the piece it is.

`Place` follows a sequence token by token (decoding); `features_of` runs it over a whole one (training), so both
see the same numbers. A row describes the token that comes NEXT.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from functools import lru_cache

import numpy as np

from tutor.composing.vocabulary import END, PAD, PREFIX_LENGTH, bar_ticks, pickup_of, ticks_of
from tutor.music.rhythm import Meter, to_ticks

MAX_TICKS, MAX_BARS_LEFT, PHRASE = 192, 32, 8


class Kind(IntEnum):
    """What kind of token comes next."""

    PREFIX = 0
    BAR = 1  # BAR, PICKUP (first only) or END
    DURATION = 2
    PITCH = 3
    NOTHING = 4


# Columns of a feature row and how many values each can take.
COLUMNS = ("tick", "strength", "ticks_left", "bars_left", "bar_in_phrase", "kind")
SIZES = (MAX_TICKS + 1, 6, MAX_TICKS + 1, MAX_BARS_LEFT + 1, PHRASE + 1, len(Kind))


@lru_cache(maxsize=64)
def strengths(meter: Meter) -> tuple[int, ...]:
    """Metric weight of each tick of a bar: 5 downbeat, 4 half-bar, 3 beat, 2 its half or third, 1 sixteenth, 0."""
    full = bar_ticks(meter)
    beats = {to_ticks(b) for b in meter.beat_onsets}
    unit = to_ticks(meter.unit)
    half = full // 2 if len(beats) % 2 == 0 else -1
    division = unit if len(beats) < meter.numerator else max(unit // 2, 6)
    tests = ((5, lambda t: t == 0), (4, lambda t: t == half), (3, lambda t: t in beats))
    finer = ((2, lambda t: t % division == 0), (1, lambda t: t % 6 == 0))
    return tuple(next((weight for weight, test in (*tests, *finer) if test(t)), 0) for t in range(full))


class Place:
    """The position in a sequence of `bars` full bars in `meter`; feed it tokens with `advance`. `meters`: of each full
    bar, where the metre changes."""

    def __init__(self, meter: Meter, bars: int, meters: tuple[Meter, ...] = ()) -> None:
        self.meters = meters
        self.full, self.bars, self._strengths = bar_ticks(meter), bars, strengths(meter)
        self.seen = 0  # tokens so far
        self.bar = -1  # index of the bar being written; -1 before the first full bar
        self.tick = 0  # where the next event begins, from the bar line
        self.end = 0  # tick at which the bar being written is full
        self.pickup = 0
        self.pending = 0  # ticks of a duration that still lacks its pitch
        self.kind = Kind.PREFIX

    def copy(self) -> Place:
        other = Place.__new__(Place)
        other.__dict__.update(self.__dict__)
        return other

    def advance(self, token: int) -> None:
        """Take one more token of the sequence."""
        self.seen += 1
        if self.seen < PREFIX_LENGTH:
            return
        if self.seen == PREFIX_LENGTH:
            self.kind = Kind.BAR
        elif token in (END, PAD):
            self.kind = Kind.NOTHING
        elif self.kind == Kind.BAR:
            self._open_bar(pickup_of(token))
        elif self.kind == Kind.DURATION:
            self.pending, self.kind = ticks_of(token) or 0, Kind.PITCH
        elif self.kind == Kind.PITCH:
            self._close_event()

    def _open_bar(self, pickup: int | None) -> None:
        self.kind = Kind.DURATION
        if pickup:
            self.pickup, self.tick, self.end = pickup, self.full - pickup, self.full
            return
        self.bar += 1
        self.tick = 0
        if self.bar < len(self.meters):
            self.full, self._strengths = bar_ticks(self.meters[self.bar]), strengths(self.meters[self.bar])
        self.end = self.full - (self.pickup if self.bar == self.bars - 1 else 0)

    def _close_event(self) -> None:
        self.tick += self.pending
        self.pending = 0
        self.kind = Kind.DURATION if self.tick < self.end else Kind.BAR

    @property
    def ticks_left(self) -> int:
        """Ticks until the bar is full, counted from `tick`, before any pending duration; 0 at a bar line."""
        return max(0, self.end - self.tick)

    @property
    def bars_left(self) -> int:
        """Full bars still to be opened."""
        return max(0, self.bars - 1 - self.bar)

    def row(self) -> tuple[int, ...]:
        """The feature row of what comes next, in the order of COLUMNS."""
        if self.kind == Kind.PREFIX or self.kind == Kind.NOTHING:
            return (0, 0, 0, 0, PHRASE, int(self.kind))
        left = min(self.bars_left, MAX_BARS_LEFT)
        if self.kind == Kind.BAR:
            return (0, 0, 0, left, (self.bar + 1) % PHRASE, int(self.kind))
        # At a pitch, what is left counts from the note's end: how the bar goes on after it.
        after = self.ticks_left - self.pending
        return (
            min(self.tick, MAX_TICKS),
            self._strengths[self.tick % self.full],
            max(0, min(after, MAX_TICKS)),
            left,
            self.bar % PHRASE,
            int(self.kind),
        )


def features_of(tokens: Iterable[int], meter: Meter, bars: int) -> np.ndarray:
    """Feature rows of a sequence, shape (tokens, len(COLUMNS)), int16: row i describes what follows token i.

    `bars` is the number of full bars of the whole piece, which may go on beyond these tokens.
    """
    place, rows = Place(meter, bars), []
    for token in tokens:
        place.advance(token)
        rows.append(place.row())
    return np.array(rows, dtype=np.int16).reshape(len(rows), len(COLUMNS))
