"""What to play next: the learner as the engine knows them, and its recommendations for today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from lessons.library import services as library
from lessons.library.models import CompositionJob
from lessons.people.models import User
from lessons.practice import queries
from lessons.practice.models import Take
from lessons.practice.words import skill_about_words, skill_words, speech
from lessons.work import Status
from tutor.errors import EtudeError
from tutor.learning.mastery import Belief, aged
from tutor.learning.promotion import Attempt
from tutor.learning.reasons import reason_in
from tutor.learning.recommend import Learner, Recommendation, assured, recommend
from tutor.learning.skills import SKILLS

REMEMBERED = 40  # takes that say at which level someone reads
FIRST_LEVEL = 1


class NotRecommended(EtudeError):
    """The page was old: this is no longer among the recommendations."""


@dataclass(frozen=True)
class SkillState:
    """A skill on the Progress page: per cent right that is believed, its 90 % range, notes seen of late."""

    name: str
    about: str
    value: int
    low: int
    high: int
    seen: int
    secure: bool

    @property
    def width(self) -> int:
        return max(1, self.high - self.low)


def for_today(student: User, count: int = 3) -> list[Recommendation]:
    """The same ones all day, until something new is learned."""
    now = timezone.now()
    return recommend(_learner(student), now, _seed(student, now), count, tried=False)


def title_of(one: Recommendation) -> str:
    return skill_words(one.skill) if one.skill else _("Fresh music, level %(level)s") % {"level": one.request.level}


def reason_for(one: Recommendation) -> str:
    """Why it is recommended, in the reader's words."""
    return reason_in(one.kind, one.facts, speech())


def accept(student: User, kind: str, skill: str) -> CompositionJob:
    """Queue the recommendation that was pressed; raises NotRecommended, or what queueing raises."""
    for one in for_today(student):
        if one.kind == kind and (one.skill or "") == skill and (request := assured(_learner(student), one)):
            return library.queue_composition(student, request, count=1, keep=True)
    raise NotRecommended(_("Your recommendations have changed meanwhile; here are the new ones."))


def skill_states(student: User) -> list[SkillState]:
    """What is believed of each skill that was played, as of now, the weakest first."""
    now = timezone.now()
    rows = [(row.skill, aged(Belief.from_dict(row.state), now)) for row in queries.beliefs(student)]
    states = [_state(name, belief) for name, belief in rows if name in SKILLS]
    return sorted(states, key=lambda state: (state.value, state.name))


def _state(name: str, belief: Belief) -> SkillState:
    low, high = (round(100 * end) for end in belief.interval)
    seen = belief.recent_counts[1]
    return SkillState(
        skill_words(name), skill_about_words(name), round(100 * belief.mean), low, high, seen, belief.is_secure
    )


def _seed(student: User, when: datetime) -> int:
    return when.date().toordinal() * 1009 + student.pk


def _learner(student: User) -> Learner:
    rows = (
        Take.objects.filter(student=student, status=Status.DONE, mark_pitch__isnull=False, part=None)
        .order_by("-created")
        .values("exercise", "mark_pitch", "mark_rhythm", "exercise__level", "exercise__style", "exercise__instrument")
    )
    takes: list[dict[str, Any]] = [dict(row) for row in rows[:REMEMBERED]][::-1]
    last: dict[str, Any] = takes[-1] if takes else {}
    return Learner(
        beliefs={row.skill: Belief.from_dict(row.state) for row in queries.beliefs(student)},
        level=last.get("exercise__level") or FIRST_LEVEL,
        attempts=_attempts(takes),
        instrument=student.instrument or last.get("exercise__instrument") or "violin",
        style=last.get("exercise__style") or Learner.style,
    )


def _attempts(takes: list[dict[str, Any]]) -> list[Attempt]:
    """Oldest first; a mark stands for the share of notes that were right."""
    attempts, seen = [], set()
    for take in takes:
        marks = [mark for mark in (take["mark_pitch"], take["mark_rhythm"]) if mark is not None]
        attempts.append(Attempt(take["exercise__level"], min(marks) / 100, take["exercise"] not in seen))
        seen.add(take["exercise"])
    return attempts
