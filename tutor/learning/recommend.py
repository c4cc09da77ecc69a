"""What to play next, and why: a weak skill, one that is due to return, the next new one, or simply fresh reading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from tutor.composing.request import ComposeRequest
from tutor.errors import RequestImpossible
from tutor.grading.speaking import speech_for
from tutor.grading.voice import USUAL
from tutor.learning.mastery import FAILURE, SUCCESS, Belief, aged
from tutor.learning.occasions import occasions_for
from tutor.learning.promotion import PREREQUISITE, Attempt, next_level
from tutor.learning.reasons import reason_in
from tutor.learning.skills import SKILLS

WEAK, DUE, RISEN, NEW, READING = "weak", "due", "level", "new", "reading"
FEWEST_SEEN = 2  # places before a skill is called weak


@dataclass(frozen=True)
class Learner:
    """What is known of a learner: beliefs by skill, the level they read at, and past takes, oldest first."""

    beliefs: Mapping[str, Belief]
    level: float = 1
    attempts: Sequence[Attempt] = ()
    instrument: str = "violin"
    style: str = ComposeRequest.style


@dataclass(frozen=True)
class Recommendation:
    """`request` is what to compose, `reason` one line for the learner, `kind` weak, due, level, new or reading;
    `facts` are what the reason was made from, so that it can be told in other words (`reasons.reason_in`)."""

    request: ComposeRequest
    reason: str
    kind: str
    skill: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


def recommend(
    learner: Learner, when: datetime, seed: int, count: int = 3, *, tried: bool = True
) -> list[Recommendation]:
    """At most `count` exercises, most pressing first, each on another skill and with a seed of its own.

    Only requests that the composer can meet are returned, which may take a third of a second to find out. Not `tried`,
    they are those that no table forbids, within milliseconds; `assured` tries the one that is wanted.
    """
    found: list[Recommendation] = []
    level = next_level(learner.level, learner.attempts, learner.beliefs)
    for kind, skill, facts in _wishes(learner, level, when):
        if skill is not None and any(r.skill == skill for r in found):
            continue
        request = _request(learner, level, skill, seed + len(found), tried)
        if request is not None:
            reason = reason_in(kind, facts, speech_for(USUAL))
            found.append(Recommendation(request, reason, kind, skill, facts))
        if len(found) == count:
            break
    return found


def assured(learner: Learner, one: Recommendation) -> ComposeRequest | None:
    """The request of a recommendation as the composer can surely meet it; None where it cannot in any setting."""
    return _request(learner, one.request.level, one.skill, one.request.seed, tried=True)


def _wishes(learner: Learner, level: float, when: datetime) -> Iterator[tuple[str, str | None, dict[str, Any]]]:
    """(kind, skill, facts of the reason) in order of urgency; ends with plain reading at the level."""
    now = {skill: aged(belief, when) for skill, belief in learner.beliefs.items() if skill in SKILLS}
    if level > learner.level:
        yield RISEN, None, {"from_level": learner.level, "level": level}
    yield from ((WEAK, skill, _weak_facts(skill, now[skill])) for skill in _weak(now, level))
    yield from ((DUE, skill, _due_facts(skill, now[skill], when)) for skill in _due(now, level, when))
    yield from ((NEW, skill, {"skill": skill}) for skill in _new(now, level))
    yield READING, None, {"level": level}


def _weak(beliefs: Mapping[str, Belief], level: float) -> list[str]:
    """Skills more often wrong than they should be, the weakest first; what they build on comes before them."""
    weak = [s for s, b in beliefs.items() if _is_weak(b) and SKILLS[s].level <= level]
    ranked = sorted(weak, key=lambda skill: (beliefs[skill].mean, skill))
    return list(dict.fromkeys(root for skill in ranked for root in (*_weak_roots(skill, beliefs), skill)))


def _is_weak(belief: Belief) -> bool:
    """Often wrong of late; a skill only faded by time is due, not weak, and one slip is no pattern."""
    right, seen = belief.recent_counts
    return belief.mean < FAILURE and seen >= FEWEST_SEEN and right < SUCCESS * seen


def _weak_roots(skill: str, beliefs: Mapping[str, Belief]) -> list[str]:
    """Weak skills that this one builds on, deepest first."""
    roots: list[str] = []
    for needed in SKILLS[skill].requires:
        roots += _weak_roots(needed, beliefs)
        if needed in beliefs and _is_weak(beliefs[needed]):
            roots.append(needed)
    return roots


def _due(beliefs: Mapping[str, Belief], level: float, when: datetime) -> list[str]:
    """Skills whose time to return has come, the most overdue (in its own spacing) first."""
    due = [s for s, b in beliefs.items() if b.is_due(when) and SKILLS[s].level <= level]
    return sorted(due, key=lambda skill: (-_overdue(beliefs[skill], when), skill))


def _overdue(belief: Belief, when: datetime) -> float:
    assert belief.last is not None
    return (when - belief.last).total_seconds() / 86400 / belief.return_days


def _new(beliefs: Mapping[str, Belief], level: float) -> list[str]:
    """Unplayed skills of the level or below whose foundations stand, the easiest first."""
    ready = [
        name
        for name, skill in SKILLS.items()
        if name not in beliefs
        and skill.level <= level
        and all(needed in beliefs and beliefs[needed].mean >= PREREQUISITE for needed in skill.requires)
    ]
    return sorted(ready, key=lambda name: SKILLS[name].level)


def _weak_facts(skill: str, belief: Belief) -> dict[str, Any]:
    right, seen = belief.recent_counts
    return {"skill": skill, "right": right, "seen": seen}


def _due_facts(skill: str, belief: Belief, when: datetime) -> dict[str, Any]:
    assert belief.last is not None
    return {"skill": skill, "days": (when - belief.last).days}


def _request(learner: Learner, level: float, skill: str | None, seed: int, tried: bool) -> ComposeRequest | None:
    """The first setting in which the composer can show the skill; None when there is none at this level."""
    from tutor.composing import feasibility

    check = feasibility.check if tried else feasibility.check_tables
    base = ComposeRequest(level=level, instrument=learner.instrument, skills=(skill,) if skill else (), seed=seed)
    for occasion in occasions_for(skill, level, learner.style, seed):
        request = replace(base, **occasion)  # type: ignore[arg-type]
        try:
            check(request)
        except RequestImpossible:
            continue
        return request
    return None
