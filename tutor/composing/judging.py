"""Candidates made ready for the critics, and put in order; what leaps to its last note comes after all that settles."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.composing.critics import Candidate, rank
from tutor.composing.form import Plan
from tutor.composing.register import is_sung
from tutor.composing.request import ComposeRequest
from tutor.composing.taste import taste_of
from tutor.composing.vocabulary import Melody, Step

_WIDE = 4  # staff steps: a fifth
_DOMINANT = 4  # its degree above the tonic


def candidate_of(request: ComposeRequest, melody: Melody, plan: Plan, surprise: float, room: int) -> Candidate:
    """A melody as an answer to a request: `surprise` in nats per event, `room` staff steps of its window."""
    return Candidate(melody, plan, surprise, request.level, room, taste_of(request))


def in_order(request: ComposeRequest, candidates: Sequence[Candidate]) -> list[int]:
    """Indices of candidates, best first."""
    sung = is_sung(request)
    return sorted(rank(candidates), key=lambda i: leaps_home(candidates[i].line, sung))


def leaps_home(line: Sequence[Step], sung: bool) -> bool:
    """Whether the last note is reached by a leap of a fifth or more; a player may go so from dominant to tonic."""
    if len(line) < 2:
        return False
    size = abs(line[-1][0] - line[-2][0])
    return size > _WIDE or (size == _WIDE and (sung or line[-2][0] % 7 != _DOMINANT))
