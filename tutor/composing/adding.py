"""Working a skill into a tune that exists: as few bars as will do are composed anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tutor.composing.compose import compose
from tutor.composing.feasibility import check_conflicts
from tutor.composing.lineage import Changed
from tutor.composing.promises import broken_promises
from tutor.composing.request import ComposeRequest
from tutor.composing.vary import vary_for
from tutor.errors import RequestImpossible
from tutor.learning.skills import SKILLS, skills_in
from tutor.music.score import Score

_BEST_PLACE = 0.6  # of the way through: after the opening has been heard, before the end is prepared


def added(score: Score, request: ComposeRequest, name: str, seed: int) -> Changed:
    """The score with the skill shown as often as an exercise of its length owes it; the level rises to the skill's.

    Raises RequestImpossible where key or metre rule the skill out.
    """
    skill = SKILLS[name]
    skills = tuple(dict.fromkeys((*request.skills, name)))
    wanted = replace(request, skills=skills, level=max(request.level, skill.level), seed=seed)
    check_conflicts(wanted)
    word = name.replace("-", " ")
    if len(skills_in(score).get(name, ())) >= skill.quota(wanted.bars):
        raise RequestImpossible(
            f"more of {word}", "this piece, which shows it already", "Ask for another piece like it."
        )
    if skill.needs != "pickup":
        for bars in _spans(wanted.bars):
            if (found := _worked_in(score, bars, wanted)) is not None:
                where = f"bar {bars[0]}" if bars[0] == bars[1] else f"bars {bars[0]} to {bars[1]}"
                return Changed(found, wanted, f"{word} worked into {where}")
    return Changed(compose(wanted).score, wanted, f"composed anew with {word}")


def _spans(bars: int) -> Iterator[tuple[int, int]]:
    """Inner bars first, two at a time, then more; the beginning and the end stay as long as they can."""
    for length in (2, 4, 6):
        centre = bars * _BEST_PLACE - length / 2
        for first in sorted(range(2, bars - length + 1), key=lambda bar: abs(bar - centre)):
            yield first, first + length - 1


def _worked_in(score: Score, bars: tuple[int, int], wanted: ComposeRequest) -> Score | None:
    """The score with these bars anew and every promise of the request kept; None where that cannot be."""
    try:
        changed = vary_for(score, bars, wanted, wanted.seed)
    except (RequestImpossible, ValueError):
        return None
    return None if broken_promises(changed, wanted) else changed
