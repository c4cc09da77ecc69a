"""From which level on a written value may stand at a place of the bar.

Ticks, 24 to the quarter. A value inside one cell of `tutor.music.cells`, a long value that begins on a cell, and one
that crosses from inside a cell into the next have a table each.
"""

from __future__ import annotations

from functools import lru_cache

from tutor.composing.vocabulary import DURATIONS, bar_ticks
from tutor.music.cells import cell_at
from tutor.music.rhythm import Meter

NEVER = 9  # no level reads it

# (offset in the cell, ticks) -> level, for values that end inside a cell or fill it.
_IN_SIMPLE = {
    (0, 24): 1, (0, 12): 1, (12, 12): 1,
    (0, 6): 4, (6, 6): 4, (12, 6): 4, (18, 6): 4,
    (0, 18): 5, (0, 8): 5, (8, 8): 5, (16, 8): 5,
    (6, 12): 6, (6, 18): 6,
    (0, 16): 7, (8, 16): 7, (0, 21): 7, (21, 3): 7, (12, 9): 7,
    **{(t, 3): 7 for t in (0, 3, 6, 9, 12, 15, 18)},
    **{(t, 4): 7 for t in range(0, 24, 4)},
    (0, 9): 7, (9, 3): 7, (3, 9): 8, (3, 21): 8, (12, 8): 8,
}  # fmt: skip
_IN_COMPOUND = {
    (0, 36): 1, (0, 24): 1, (24, 12): 1, (0, 12): 1, (12, 12): 1,
    (12, 24): 4, **{(t, 6): 4 for t in range(0, 36, 6)},
    (0, 18): 5, (18, 6): 5,
    (12, 18): 6, (18, 18): 6, (6, 12): 6, (18, 12): 6, (6, 6): 4, (30, 6): 4,
    (0, 9): 7, (9, 9): 7, (18, 9): 7, (27, 9): 7, **{(t, 3): 7 for t in range(0, 36, 3)},
    **{(t, 4): 8 for t in range(0, 36, 4)}, **{(t, 8): 8 for t in (0, 8, 16, 12, 20, 28)}, (6, 18): 8, (6, 24): 8,
    (0, 21): 8, (12, 16): 8, (12, 21): 8,
}  # fmt: skip
# Values that begin on a cell and last beyond it.
_LONG_SIMPLE = {48: 1, 96: 1, 72: 2, 36: 3, 144: 5, 42: 7, 84: 7, 32: 7, 16: 8}
_LONG_COMPOUND = {72: 1, 144: 2, 48: 6, 96: 6, 84: 7}
# Values that begin inside a cell and last beyond it: (offset, ticks) -> level.
_OVER_SIMPLE = {(12, 24): 4, (12, 36): 5, (12, 48): 6, (12, 18): 6, (18, 12): 7, (18, 18): 7, (18, 24): 8, (6, 24): 7,
                (6, 36): 8, (12, 72): 7, (16, 16): 7, (16, 32): 8, (12, 42): 8, (18, 36): 8, (8, 32): 8}  # fmt: skip
_OVER_COMPOUND = {(24, 24): 6, (24, 48): 6, (24, 36): 6, (12, 36): 6, (12, 48): 7, (24, 72): 7, (24, 18): 7,
                  (30, 12): 8, (18, 36): 8, (18, 24): 8, (30, 24): 8, (30, 18): 8}  # fmt: skip
_REST_SIMPLE = {(0, 24): 1, (0, 12): 3, (12, 12): 3, (0, 6): 5, (18, 6): 5, (6, 6): 6, (12, 6): 6, (0, 8): 7,
                (16, 8): 7, (0, 18): 7, (8, 8): 7, (0, 16): 8, (8, 16): 8}  # fmt: skip
_REST_COMPOUND = {(0, 36): 1, (24, 12): 2, (0, 12): 4, (12, 24): 3, (0, 24): 3, (12, 12): 4, (0, 6): 6, (30, 6): 6,
                  (18, 6): 7, (0, 18): 7, (12, 6): 7, (24, 6): 6}  # fmt: skip
_LONG_RESTS = {48: 1, 72: 2, 96: 2, 36: 4, 144: 4}


@lru_cache(maxsize=65536)
def rhythm_level(meter: Meter, tick: int, ticks: int, rest: bool = False) -> int:
    """The lowest level that reads a value of `ticks` (a rest or a note) begun at `tick` of the bar; NEVER if none."""
    if tick + ticks > bar_ticks(meter):
        return NEVER
    start, length = cell_at(meter, tick)
    offset, compound = tick - start, length % 36 == 0
    if rest:
        return _rest_level(meter, tick, offset, ticks, length)
    if offset + ticks <= length:
        return (_IN_COMPOUND if compound else _IN_SIMPLE).get((offset, ticks), NEVER)
    if offset:
        return (_OVER_COMPOUND if compound else _OVER_SIMPLE).get((offset, ticks), NEVER)
    need = (_LONG_COMPOUND if compound else _LONG_SIMPLE).get(ticks, NEVER)
    return max(need, _syncopation(meter, tick, ticks))


def _rest_level(meter: Meter, tick: int, offset: int, ticks: int, length: int) -> int:
    if offset + ticks <= length:
        return (_REST_COMPOUND if length % 36 == 0 else _REST_SIMPLE).get((offset, ticks), NEVER)
    return _LONG_RESTS.get(ticks, NEVER) if offset == 0 else NEVER


def _syncopation(meter: Meter, tick: int, ticks: int) -> int:
    """A value that begins on a weak quarter of 4/4 or 2/2 and sounds through the middle of the bar is level 4."""
    middle = bar_ticks(meter) // 2
    crosses = tick < middle < tick + ticks and tick > 0
    return 4 if crosses and bar_ticks(meter) == 96 and tick + ticks < 96 else 1


def tie_level(tick: int) -> int:
    """A tie inside the bar is read from level 2 on, one over the barline from level 5 on."""
    return 5 if tick == 0 else 2


@lru_cache(maxsize=512)
def values_at(meter: Meter, tick: int, level: int, rest: bool = False) -> tuple[int, ...]:
    """Every value that a level may begin at a tick of the bar."""
    return tuple(t for t in DURATIONS if rhythm_level(meter, tick, t, rest) <= level)
