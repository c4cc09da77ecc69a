"""The class at a glance. Every function makes a fixed number of queries, however many students and takes there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, Max, Q, QuerySet
from django.db.models.functions import Lower, TruncWeek
from django.utils import timezone

from lessons.people.models import Classroom, Membership, User
from lessons.practice.models import Take
from lessons.teaching.models import Assignment
from lessons.teaching.results import Result
from lessons.work import Status

SOON = timedelta(days=2)
STILL_OPEN_AFTER_DUE = timedelta(days=14)


@dataclass
class Need:
    """One line of "who needs me today"."""

    urgency: int
    kind: str  # "stuck", "unheard", "late", "soon"
    assignment: Assignment
    places: list[Membership]
    mark: float | None = None
    count: int = 0
    take: Any = None


def open_assignments(classrooms: QuerySet[Classroom]) -> list[Assignment]:
    """Assignments still worth asking about."""
    recent = Q(due=None) | Q(due__gt=timezone.now() - STILL_OPEN_AFTER_DUE)
    return list(Assignment.objects.filter(recent, classroom__in=classrooms).select_related("classroom"))


def needs(assignments: list[Assignment], found: dict[int, list[Result]], most: int = 12) -> list[Need]:
    """Who needs the teacher, most urgent first."""
    lines: list[Need] = []
    for assignment in assignments:
        lines += [need for result in found[assignment.pk] if (need := _personal(assignment, result))]
        silent = [result.place for result in found[assignment.pk] if not result.takes]
        if silent and (need := _silent(assignment, silent)):
            lines.append(need)
    return _one_a_student(sorted(lines, key=lambda need: -need.urgency))[:most]


def _one_a_student(lines: list[Need]) -> list[Need]:
    """Only the most urgent line of each student; lines about several stay."""
    seen: set[int] = set()
    kept = []
    for need in lines:
        student = need.places[0].student_id
        if need.kind in ("stuck", "unheard") and student in seen:
            continue
        if need.kind in ("stuck", "unheard"):
            seen.add(student)
        kept.append(need)
    return kept


def _personal(assignment: Assignment, result: Result) -> Need | None:
    if result.unheard:
        return Need(4, "unheard", assignment, [result.place], count=len(result.takes), take=result.last)
    stuck = result.stuck
    if stuck:
        best = max(take["mark_overall"] for take in stuck)
        return Need(5, "stuck", assignment, [result.place], mark=best, count=len(stuck), take=stuck[-1])
    return None


def _silent(assignment: Assignment, places: list[Membership]) -> Need | None:
    now = timezone.now()
    if assignment.due is None or assignment.due > now + SOON:
        return None
    late = assignment.due < now
    return Need(3 if late else 2, "late" if late else "soon", assignment, places)


@dataclass
class Misreading:
    """A concept that costs the class marks."""

    concept: str
    students: int
    takes: int
    notes: int
    request: dict[str, Any]  # what a remedy asked the composer for


def misread(classrooms: Iterable[Classroom], days: int = 30, most: int = 6) -> list[Misreading]:
    """The commonest mistakes of these classes, by concept. One query."""
    since = timezone.now() - timedelta(days=days)
    rows = Take.objects.filter(assignment__classroom__in=classrooms, status=Status.DONE, created__gte=since)
    students: dict[str, set[int]] = defaultdict(set)
    takes: dict[str, int] = defaultdict(int)
    notes: dict[str, int] = defaultdict(int)
    requests: dict[str, dict[str, Any]] = {}
    for student, concepts in rows.values_list("student_id", "concepts"):
        for concept, (count, request) in _once_a_take(concepts).items():
            students[concept].add(student)
            takes[concept] += 1
            notes[concept] += count
            requests.setdefault(concept, request)
    found = [Misreading(c, len(students[c]), takes[c], notes[c], requests[c]) for c in students]
    return sorted(found, key=lambda m: (-m.students, -m.notes, m.concept))[:most]


def _once_a_take(concepts: list[list[Any]]) -> dict[str, tuple[int, dict[str, Any]]]:
    total: dict[str, tuple[int, dict[str, Any]]] = {}
    for _kind, concept, count, *rest in concepts:
        before, request = total.get(concept, (0, {}))
        total[concept] = (before + count, request or (rest[0] if rest else {}))
    return total


def takes_with(classrooms: Iterable[Classroom], concept: str, days: int = 30) -> list[Take]:
    """The takes behind a misreading, newest first."""
    since = timezone.now() - timedelta(days=days)
    rows = Take.objects.filter(assignment__classroom__in=classrooms, status=Status.DONE, created__gte=since)
    rows = rows.select_related("student", "exercise", "assignment__classroom").only(
        "id", "created", "concepts", "mark_overall", "part", "student__nickname", "exercise__title",
        "assignment__title", "assignment__classroom__name",
    )  # fmt: skip
    return [take for take in rows if concept in _once_a_take(take.concepts)][:200]


@dataclass
class Week:
    start: datetime
    mark: float
    takes: int
    students: int


def weeks(classrooms: Iterable[Classroom], count: int = 10, student: User | None = None) -> list[Week]:
    """The mean mark of each week's takes, oldest first. One query."""
    since = timezone.now() - timedelta(weeks=count)
    rows = Take.objects.filter(assignment__classroom__in=classrooms, status=Status.DONE, created__gte=since)
    if student is not None:
        rows = rows.filter(student=student)
    grouped = (
        rows.exclude(mark_overall=None)
        .order_by()
        .annotate(week=TruncWeek("created"))
        .values("week")
        .annotate(mark=Avg("mark_overall"), takes=Count("pk"), students=Count("student", distinct=True))
        .order_by("week")
    )
    return [Week(row["week"], row["mark"], row["takes"], row["students"]) for row in grouped]


def overview(classrooms: QuerySet[Classroom]) -> QuerySet[Classroom]:
    """Classes with their numbers of students and assignments and their last take."""
    return classrooms.annotate(
        student_count=Count("memberships", distinct=True),
        assignment_count=Count("assignments", distinct=True),
        last_take=Max("assignments__takes__created"),
    ).order_by("name", "pk")


def students(classroom: Classroom) -> QuerySet[Membership]:
    """The members of a class with their takes for it: how many, the last, the mean mark. One query."""
    mine = Q(student__takes__assignment__classroom=classroom)
    return (
        Membership.objects.filter(classroom=classroom)
        .select_related("student")
        .annotate(
            take_count=Count("student__takes", filter=mine),
            last_take=Max("student__takes__created", filter=mine),
            mean_mark=Avg("student__takes__mark_overall", filter=mine),
        )
        .order_by(Lower("nickname"), "pk")
    )


def student_takes(place: Membership, owner: User) -> QuerySet[Take]:
    """A student's takes that this teacher may see, newest first, without reports."""
    visible = Q(assignment__classroom__owner=owner) | Q(exercise__owner=owner)
    rows = Take.objects.filter(visible, student=place.student).select_related("exercise", "assignment")
    return rows.defer(
        "report", "heard", "curves", "exercise__svg", "exercise__svg_narrow", "exercise__musicxml",
        "exercise__timeline",
    ).annotate(comment_count=Count("comments")).order_by("-created")  # fmt: skip
