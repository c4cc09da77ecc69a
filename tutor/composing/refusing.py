"""Saying why a request is impossible: the smallest set of wishes that cannot stand together, and a change that helps.

Nothing is guessed: `can` composes nothing but works out whether a machine exists, so every fix named has been tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from tutor.composing.purposes import purpose_of
from tutor.composing.request import ComposeRequest
from tutor.errors import RequestImpossible
from tutor.learning.skills import SKILLS

Can = Callable[[ComposeRequest], bool]
Change = tuple[ComposeRequest, str]
_MOST_BARS = 32


def refusal_of(request: ComposeRequest, can: Can) -> RequestImpossible:
    """The two things in conflict and the smallest change that `can` be composed."""
    here = f"level {request.level:g} in {request.meter} with {_bars(request.bars)}"
    if can(_with_only(request, ())):
        clash = _clash(request, can)
        second = f"the skill {clash[1]}" if len(clash) > 1 else here
        return RequestImpossible(f"the skill {clash[0]}", second, _fix(_skill_changes(request, clash, can), can))
    for wish, changes in _wishes(request):
        if helped := next((text for changed, text in changes if can(changed)), None):
            return RequestImpossible(wish, here, helped)
    return RequestImpossible("the request", here, "Ask for fewer skills, a higher level or more bars.")


def _clash(request: ComposeRequest, can: Can) -> list[str]:
    """A smallest set of skills that are impossible together: one is dropped when the rest still cannot be."""
    kept = list(dict.fromkeys(request.skills))
    for name in tuple(kept):
        rest = [n for n in kept if n != name]
        if not can(_with_only(request, rest)):
            kept = rest
    return kept


def _fix(changes: Iterator[Change], can: Can) -> str:
    return next((text for changed, text in changes if can(changed)), "Ask for fewer skills.")


def _skill_changes(request: ComposeRequest, clash: list[str], can: Can) -> Iterator[Change]:
    """Changes from small to large: the form, the length, the level, and at last skills left out."""
    without = [n for n in request.skills if n != clash[0]]
    leave = f", or leave the skill {clash[0]} out" if can(_with_skills(request, without)) else ""
    if request.form and request.form != "free":
        yield replace(request, form="free"), f"Ask for the form free{leave}."
    for bars in (request.bars + 1, request.bars + 2, 2 * request.bars, 4 * request.bars):
        if request.bars < bars <= _MOST_BARS:
            yield replace(request, bars=bars), f"Ask for {_bars(bars)}{leave}."
    for level in range(int(request.level) + 1, 9):
        yield replace(request, level=level), f"Raise the level to {level}{leave}."
    yield _with_skills(request, without), f"Leave the skill {clash[0]} out."
    for count in range(len(without) - 1, -1, -1):
        yield _with_skills(request, without[:count]), f"Leave out {_listed(clash[0], *without[count:])}."


def _wishes(request: ComposeRequest) -> Iterator[tuple[str, list[Change]]]:
    """Each wish that may be in the way when no skill is, with the changes that might do."""
    if request.form is not None:
        yield f"the form {request.form}", [(replace(request, form="free"), "Ask for the form free.")]
    if request.pickup or "pickup" in request.skills:
        skills = tuple(name for name in request.skills if SKILLS[name].needs != "pickup")
        yield "the pickup", [(replace(request, pickup=False, skills=skills), "Leave the pickup out.")]
    if request.range is not None:
        yield f"the range {request.range}", [(replace(request, range=None), "Widen the range, or leave it out.")]
    higher = [(replace(request, level=n), f"Raise the level to {n}.") for n in range(int(request.level) + 1, 9)]
    yield f"the metre {request.meter}", higher


def _with_skills(request: ComposeRequest, skills) -> ComposeRequest:
    return replace(request, skills=tuple(skills))


def _with_only(request: ComposeRequest, skills) -> ComposeRequest:
    """The request with these skills, to find out what is in the way: an étude on none is refused for that alone."""
    kept = _with_skills(request, skills)
    return kept if kept.skills or purpose_of(request).owed == 1 else replace(kept, purpose=None)


def _bars(count: int) -> str:
    return "1 bar" if count == 1 else f"{count} bars"


def _listed(*names: str) -> str:
    return " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else names[0]
