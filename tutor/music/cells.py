"""The cells of a bar: the stretches of time that rhythms are read in.

Ticks, 24 to the quarter. A cell is a quarter in simple metres, a dotted quarter in compound ones, and a group of two
or three eighths in 5/8 and 7/8.
"""

from __future__ import annotations

from functools import lru_cache

from tutor.music.rhythm import Meter, to_ticks

QUARTER, DOTTED_QUARTER = 24, 36


@lru_cache(maxsize=64)
def cells(meter: Meter) -> tuple[tuple[int, int], ...]:
    """(start, ticks) of each cell of a full bar."""
    found, start = [], 0
    for beat in meter.beats:
        ticks = to_ticks(beat)
        parts = ticks // QUARTER if ticks % DOTTED_QUARTER and ticks > QUARTER else 1
        found += [(start + i * ticks // parts, ticks // parts) for i in range(parts)]
        start += ticks
    return tuple(found)


def cell_at(meter: Meter, tick: int) -> tuple[int, int]:
    """(start, ticks) of the cell that holds a tick of the bar."""
    return next(cell for cell in reversed(cells(meter)) if cell[0] <= tick)
