"""How the skills of a take went in earlier takes, of whatever exercise: counted, said only where enough was seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from lessons.practice.models import Take
from lessons.practice.words import things_words
from lessons.work import Status
from tutor.grading.praise import THINGS

LEAST_PLACES = 3  # on either side: fewer may be luck
LOOKED_AT = 60  # earlier takes
MOST_TOLD = 3

Counts = tuple[int, int]  # right, of how many


@dataclass(frozen=True)
class SkillChange:
    """A skill's places in earlier takes of one day (None: this very day, other exercises) and now."""

    name: str
    then: Counts
    day: date | None
    now: Counts

    @property
    def change(self) -> float:
        """The difference of the shares that were right."""
        return self.now[0] / self.now[1] - self.then[0] / self.then[1]


def skill_changes(take: Take) -> list[SkillChange]:
    """At most three skills, those that changed most first; one query.

    Compared with the latest earlier day that had enough places of the skill, all its takes together; else with other
    exercises of this day. The same exercise played again at once is compared note by note elsewhere.
    """
    now = {skill: _counts(pair) for skill, pair in take.skills.items() if skill in THINGS}
    now = {skill: counts for skill, counts in now.items() if counts[1] >= LEAST_PLACES}
    if not now:
        return []
    rows = Take.objects.filter(student_id=take.student_id, status=Status.DONE, created__lt=take.created)
    days = _by_day(rows.order_by("-created").values("created", "exercise", "skills")[:LOOKED_AT], take)
    found = [change for skill, counts in now.items() if (change := _change(skill, counts, days))]
    told = [one for one in found if one.change or one.now[0] < one.now[1]]  # all right before and now is no news
    return sorted(told, key=lambda one: (-abs(one.change), one.name))[:MOST_TOLD]


def _change(skill: str, now: Counts, days: dict[date | None, dict[str, Counts]]) -> SkillChange | None:
    for day in sorted(days, key=lambda day: (day is not None, day or date.min), reverse=True):
        then = days[day].get(skill, (0, 0))
        if then[1] >= LEAST_PLACES:
            return SkillChange(things_words(skill), then, day, now)
    return None


def _by_day(rows: Iterable[Mapping[str, Any]], take: Take) -> dict[date | None, dict[str, Counts]]:
    """The counts of each earlier day together, and under None those of other exercises on the take's own day."""
    today = _day(take.created)
    days: dict[date | None, dict[str, Counts]] = defaultdict(dict)
    for row in rows:
        day = _day(row["created"])
        if day < today or row["exercise"] != take.exercise_id:
            _add(days[day if day < today else None], row["skills"])
    return days


def _add(counts: dict[str, Counts], more: dict[str, list[int]]) -> None:
    for skill, pair in more.items():
        right, seen = counts.get(skill, (0, 0))
        counts[skill] = (right + pair[0], seen + sum(pair))


def _counts(pair: list[int]) -> Counts:
    return pair[0], sum(pair)


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()
