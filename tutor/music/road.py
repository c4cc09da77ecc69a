"""The way through a score with repeat signs and endings: which bars are played after which.

A score holds every bar once. Its metadata names the way, as in "1-4 1-3 5-8": bars 1 to 4, again 1 to 3, then 5 to 8.
D.C. and D.S. are not read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tutor.music.score import Score

ROAD_FIELD = "road"
_SPAN = re.compile(r"(\d{1,6})-(\d{1,6})")
_MOST_TURNS = 64  # in a longer way a sign contradicts another

Span = tuple[int, int]  # first and last bar, both included


@dataclass(frozen=True)
class Turn:
    """What a measure says of the way: signs that open and close a repeat, how often it is played, and the passes in
    which the measure is."""

    opens: bool = False
    closes: bool = False
    times: int = 2
    endings: tuple[int, ...] = ()


def way_through(turns: Sequence[Turn]) -> tuple[Span, ...]:
    """Spans of measure indices in the order they are played."""
    order: list[int] = []
    at, start, turn = 0, 0, 1
    while at < len(turns) and len(order) < _MOST_TURNS * len(turns):
        here = turns[at]
        after_endings = at > 0 and turns[at - 1].endings and not here.endings
        if (here.opens or after_endings) and at != start:
            start, turn = at, 1
        played = not here.endings or turn in here.endings
        if played:
            order.append(at)
        if played and here.closes and turn < _passes(turns, at):
            at, turn = start, turn + 1
            continue
        if here.closes and played and not here.endings:
            start, turn = at + 1, 1
        at += 1
    return _spans(order)


def _passes(turns: Sequence[Turn], at: int) -> int:
    """How often the passage that a sign closes is played: as its endings count, where it has some."""
    last = turns[at].times
    while at < len(turns) and turns[at].endings:
        last = max(last, *turns[at].endings)
        at += 1
    return last


def _spans(order: Sequence[int]) -> tuple[Span, ...]:
    if not order:
        return ()
    cuts = [0, *(k for k in range(1, len(order)) if order[k] != order[k - 1] + 1), len(order)]
    return tuple((order[a], order[b - 1]) for a, b in pairwise(cuts))


def road_text(spans: Sequence[Span], numbers: Sequence[int]) -> str:
    """The way in bar numbers, as metadata hold it."""
    return " ".join(f"{numbers[first]}-{numbers[last]}" for first, last in spans)


def road_of(score: Score) -> tuple[Span, ...]:
    """The way through a score in bar numbers; empty where no repeats are written."""
    return tuple((int(first), int(last)) for first, last in _SPAN.findall(score.meta.get(ROAD_FIELD, "")))


def jumps_of(road: Sequence[Span]) -> tuple[Span, ...]:
    """(bar one comes from, bar one goes to) of each turn of the way, in order: back at a repeat, ahead at an ending."""
    return tuple((before[1], after[0]) for before, after in pairwise(road))
