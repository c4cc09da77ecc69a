"""What each student has done for an assignment, and how the assignment stands."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from statistics import mean
from typing import Any

from django.db.models import QuerySet

from lessons.people.models import Membership
from lessons.practice.models import Take
from lessons.teaching.models import Assignment, Piece
from lessons.work import Status

LIGHT_TAKE = ("id", "student_id", "exercise_id", "assignment_id", "status", "mark_overall", "part", "created")
STUCK_AFTER = 3
FAIR_MARK = 70  # what counts as reached where the teacher set no goal
Rows = list[dict[str, Any]]


@dataclass
class Result:
    """What one student has done for one assignment. `pieces` are the exercises asked of them; None: being composed."""

    place: Membership
    takes: Rows = field(default_factory=list)  # oldest first
    pieces: list[int | None] = field(default_factory=list)
    goal: int | None = None

    @property
    def done(self) -> Rows:
        return [take for take in self.takes if take["status"] == Status.DONE and take["mark_overall"] is not None]

    @property
    def best(self) -> dict[int, dict[str, Any]]:
        """The best take of each exercise."""
        found: dict[int, dict[str, Any]] = {}
        for take in self.done:
            held = found.get(take["exercise_id"])
            if held is None or take["mark_overall"] > held["mark_overall"]:
                found[take["exercise_id"]] = take
        return found

    @property
    def cells(self) -> list[tuple[int | None, dict[str, Any] | None]]:
        """For each piece its exercise and the best take of it."""
        return [(piece, self.best.get(piece) if piece else None) for piece in self.pieces]

    @property
    def mark(self) -> float | None:
        """The mean of the best marks of what was played."""
        return mean(take["mark_overall"] for take in self.best.values()) if self.best else None

    @property
    def played(self) -> int:
        return len({take["exercise_id"] for take in self.takes})

    @property
    def last(self) -> dict[str, Any] | None:
        return self.takes[-1] if self.takes else None

    @property
    def unheard(self) -> bool:
        """The last two takes could not be judged."""
        return len(self.takes) >= 2 and all(take["status"] == Status.REFUSED for take in self.takes[-2:])

    @property
    def latest(self) -> Rows:
        return self.takes[-6:]

    @property
    def reached(self) -> bool:
        """Every piece is played and has the goal."""
        played = [take for _, take in self.cells]
        return bool(played) and all(take is not None and take["mark_overall"] >= (self.goal or 0) for take in played)

    @property
    def stuck(self) -> Rows | None:
        """The takes of a piece played whole several times, the goal not reached, and the last no better than before."""
        for piece in self.best:
            takes = [take for take in self.done if take["exercise_id"] == piece and not take["part"]]
            marks = [take["mark_overall"] for take in takes]
            if len(marks) >= STUCK_AFTER and max(marks) < (self.goal or FAIR_MARK) and marks[-1] <= max(marks[:-1]) + 2:
                return takes
        return None


def light_takes(takes: QuerySet[Take]) -> Rows:
    return list(takes.order_by("created").values(*LIGHT_TAKE))


def results(assignments: list[Assignment]) -> dict[int, list[Result]]:
    """For each assignment the results of all its class's members, by nickname. Three queries."""
    by_class: dict[int, list[Membership]] = defaultdict(list)
    classrooms = {assignment.classroom_id for assignment in assignments}
    for place in Membership.objects.filter(classroom__in=classrooms).select_related("student"):
        by_class[place.classroom_id].append(place)
    takes: dict[tuple[int, int], Rows] = defaultdict(list)
    for take in light_takes(Take.objects.filter(assignment__in=assignments)):
        takes[take["assignment_id"], take["student_id"]].append(take)
    pieces: dict[tuple[int, int | None], list[int | None]] = defaultdict(list)
    for piece in Piece.objects.filter(assignment__in=assignments):
        pieces[piece.assignment_id, piece.student_id].append(piece.exercise_id)
    return {
        a.pk: [
            Result(place, takes[a.pk, place.student_id], pieces[a.pk, place.student_id] + pieces[a.pk, None], a.goal)
            for place in by_class[a.classroom_id]
        ]
        for a in assignments
    }


@dataclass
class Summary:
    """An assignment in one line."""

    assignment: Assignment
    members: int
    played: int
    reached: int
    mean_mark: float | None


def summaries(assignments: list[Assignment], found: dict[int, list[Result]]) -> list[Summary]:
    """How each assignment stands."""
    return [_summary(assignment, found[assignment.pk]) for assignment in assignments]


def _summary(assignment: Assignment, rows: list[Result]) -> Summary:
    marks = [result.mark for result in rows if result.mark is not None]
    return Summary(
        assignment,
        members=len(rows),
        played=sum(1 for result in rows if result.takes),
        reached=sum(1 for result in rows if result.reached),
        mean_mark=mean(marks) if marks else None,
    )
