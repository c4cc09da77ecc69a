"""Passes: a player who stops and goes back plays some bars twice; the last pass is the one that counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tutor.grading.follow import Walk


@dataclass(frozen=True)
class Restart:
    """A jump: after reaching score event `from_event` the player went on with played note `played` at `to_event`."""

    played: int
    from_event: int
    to_event: int

    @property
    def is_back(self) -> bool:
        return self.to_event <= self.from_event


@dataclass
class _Kept:
    played: list[int] = field(default_factory=list)
    restarts: list[Restart] = field(default_factory=list)
    discarded: list[int] = field(default_factory=list)


def graded_pass(walk: Walk) -> tuple[NDArray[np.intp], tuple[int, ...], tuple[Restart, ...]]:
    """Which played notes are graded (in time order), which belong to an earlier pass, and where the player jumped."""
    kept = _Kept()
    bounds = [0, *walk.jumps, len(walk.event)]
    for first, last in pairwise(bounds):
        _add_segment(kept, list(range(first, last)), walk.event)
    return np.array(kept.played, dtype=np.intp), tuple(sorted(kept.discarded)), tuple(kept.restarts)


def _add_segment(kept: _Kept, segment: list[int], event: NDArray[np.intp]) -> None:
    matched = [int(event[j]) for j in segment if event[j] >= 0]
    earlier = [j for j in kept.played if event[j] >= 0]
    if not matched or not earlier:
        kept.played += segment
        return
    start, reached = matched[0], int(event[earlier[-1]])
    overlapped = [j for j in earlier if event[j] >= start]
    if start <= reached and matched[-1] < reached - 1 and len(matched) < len(overlapped):
        kept.discarded += segment  # a few bars tried again after a longer pass: the longer one stands
        return
    if overlapped:
        kept.discarded += [j for j in kept.played if j >= overlapped[0]]
        kept.played = [j for j in kept.played if j < overlapped[0]]
    kept.restarts.append(Restart(segment[0], reached, start))
    kept.played += segment
