"""What stands on a student's Today page: what is due, how far it is, and why something else is worth playing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from lessons.library.models import Exercise
from lessons.library.words import style_name
from lessons.people.models import User
from lessons.practice.models import Take
from lessons.practice.words import listed, speech
from lessons.teaching.models import Assignment, Piece
from lessons.work import Status
from tutor.learning.reasons import skill_name

LIGHT = ("id", "title", "level", "key", "meter", "style", "bars", "request")


@dataclass(frozen=True)
class Due:
    """One exercise a student is asked to play. `exercise` is None while it is still being composed."""

    assignment: Assignment
    exercise: Exercise | None
    best: float | None
    used: int

    @property
    def done(self) -> bool:
        goal = self.assignment.goal
        return self.best is not None and (goal is None or self.best >= goal)

    @property
    def overdue(self) -> bool:
        return not self.done and self.assignment.is_over

    @property
    def left(self) -> int | None:
        """Attempts left; None when there is no limit."""
        return max(0, self.assignment.attempts - self.used) if self.assignment.attempts else None


def due(student: User) -> list[Due]:
    """Everything assigned to the student, what is open first and by date; three queries."""
    pieces = (
        Piece.objects.filter(assignment__classroom__memberships__student=student)
        .filter(Q(student=None) | Q(student=student), assignment__classroom__archived=False)
        .select_related("assignment__classroom", "exercise")
        .defer("exercise__svg", "exercise__svg_narrow", "exercise__musicxml", "exercise__timeline")
        .distinct()
    )
    results = _results(student)
    rows = [_due(piece, results) for piece in pieces]
    return sorted(rows, key=lambda row: (row.done, row.assignment.due or _FAR, row.assignment.pk))


_FAR = datetime.max.replace(tzinfo=timezone.get_default_timezone())


def _results(student: User) -> dict[tuple[int, int], tuple[float | None, int]]:
    """(assignment, exercise) → best mark and attempts used."""
    takes = Take.objects.filter(student=student, assignment__isnull=False).order_by()
    counted = ~Q(status__in=(Status.REFUSED, Status.FAILED))
    rows = takes.values("assignment", "exercise").annotate(best=Max("mark_overall"), used=Count("pk", filter=counted))
    return {(row["assignment"], row["exercise"]): (row["best"], row["used"]) for row in rows}


def _due(piece: Piece, results: dict[tuple[int, int], tuple[float | None, int]]) -> Due:
    best, used = results.get((piece.assignment_id, piece.exercise_id or 0), (None, 0))
    return Due(piece.assignment, piece.exercise, best, used)


def unplayed(student: User, count: int = 3) -> list[Exercise]:
    """Exercises made for this student that they have not played yet, newest first."""
    rows = Exercise.objects.filter(owner=student, kept=True, takes=None)
    return list(rows.only(*LIGHT).order_by("-created")[:count])


def why_here(exercise: Exercise) -> str:
    """Why an exercise was made, in one line: "Made to practise: leap of a sixth. Irish reel, level 3." """
    kind = _("%(style)s, level %(level)s.") % {"style": style_name(exercise.style), "level": exercise.level}
    skills = [skill_name(skill, speech()) for skill in exercise.skills]
    made = _("Made to practise: %(skills)s.") % {"skills": listed(skills)}
    return f"{made} {kind}" if skills else kind
