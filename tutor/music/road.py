"""The way through a score with repeats, endings, D.C. and D.S.: which bars are played after which.

A score holds every bar once. Its metadata names the way, as in "1-4 1-3 5-8": bars 1 to 4, again 1 to 3, then 5 to 8.
After D.C. or D.S. repeats are not taken again and the last ending is played, as is usual; a coda's own repeats are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby, pairwise

from tutor.music.score import Score

ROAD_FIELD = "road"
_SPAN = re.compile(r"(\d{1,6})-(\d{1,6})")
CAPO, SEGNO = "capo", "segno"
_MOST_TURNS = 64  # in a longer way a sign contradicts another

Span = tuple[int, int]  # first and last bar, both included


@dataclass(frozen=True)
class Turn:
    """What a measure says of the way: signs that open and close a repeat, how often it is played, and the passes in
    which the measure is; whether the segno or the coda begins with it, and whether its end leads to the coda, is the
    end of the piece (`fine`), or goes back to "capo" or "segno"."""

    opens: bool = False
    closes: bool = False
    times: int = 2
    endings: tuple[int, ...] = ()
    segno: bool = False
    coda: bool = False
    to_coda: bool = False
    fine: bool = False
    back: str = ""

    @property
    def turns_back(self) -> bool:
        """Whether anything here leads back to a bar that has been played."""
        return self.closes or bool(self.back)


def way_through(turns: Sequence[Turn]) -> tuple[Span, ...]:
    """Spans of measure indices in the order they are played."""
    walk = _Walk(turns)
    while walk.at < len(turns) and len(walk.order) < _MOST_TURNS * len(turns):
        walk.step()
    return _spans(walk.order)


@dataclass
class _Walk:
    """Somebody at measure `at`, in the pass `turn` through what began at `start`. `gone_back`: D.C. or D.S. has been
    obeyed; `again`: and what it repeats is being played."""

    turns: Sequence[Turn]
    order: list[int] = field(default_factory=list)
    at: int = 0
    start: int = 0
    turn: int = 1
    gone_back: bool = False
    again: bool = False

    def step(self) -> None:
        """Play the measure, where this pass holds it, and go where it leads."""
        at, here = self.at, self.turns[self.at]
        after_endings = at > 0 and self.turns[at - 1].endings and not here.endings
        if (here.opens or after_endings) and at != self.start:
            self.start, self.turn = at, 1
        if self._is_played(here):
            self.order.append(at)
            self._go_on(here)
        else:
            self.at += 1

    def _is_played(self, here: Turn) -> bool:
        return not here.endings or (self._last_passes[self.at] if self.again else self.turn) in here.endings

    @cached_property
    def _last_passes(self) -> list[int]:
        """For every measure the last pass through the endings beside it."""
        found: list[int] = []
        for _, run in groupby(self.turns, key=lambda turn: bool(turn.endings)):
            beside = list(run)
            last = max(max(turn.times if turn.closes else 1, *turn.endings, 1) for turn in beside)
            found += [last] * len(beside)
        return found

    def _go_on(self, here: Turn) -> None:
        coda = _coda_after(self.turns, self.at)
        if self.again and here.fine:
            self.at = len(self.turns)
        elif self.again and here.to_coda and coda:
            self.again = False
            self._begin(coda)
        elif here.closes and not self.again and self.turn < _passes(self.turns, self.at):
            self.at, self.turn = self.start, self.turn + 1
        elif here.back and not self.gone_back:
            self.gone_back = self.again = True
            self._begin(_return_of(self.turns, self.at))
        elif here.closes and not here.endings:
            self._begin(self.at + 1)
        else:
            self.at += 1

    def _begin(self, at: int) -> None:
        self.at = self.start = at
        self.turn = 1


def _coda_after(turns: Sequence[Turn], at: int) -> int:
    """The measure where the coda begins; 0 where none does."""
    return next((k for k in range(at + 1, len(turns)) if turns[k].coda), 0)


def _return_of(turns: Sequence[Turn], at: int) -> int:
    """The measure that D.C. or D.S. at the end of another leads to."""
    if turns[at].back == CAPO:
        return 0
    return next((k for k in reversed(range(at + 1)) if turns[k].segno), 0)


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
