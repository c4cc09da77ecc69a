"""The class at a glance. Every function makes a fixed number of queries, however many students and takes there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import mean
from typing import Any

from django.db.models import Avg, Count, Max, Q, QuerySet
from django.db.models.functions import Lower, TruncWeek
from django.utils import timezone

from lessons.library.models import Exercise
from lessons.people.models import Classroom, Membership, User
from lessons.practice.models import Take
from lessons.teaching.models import Assignment, Piece
from lessons.work import Status

LIGHT_TAKE = ("id", "student_id", "exercise_id", "assignment_id", "status", "mark_overall", "created")
SOON = timedelta(days=2)
STILL_OPEN_AFTER_DUE = timedelta(days=14)
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
        """The takes of a piece with several, the goal not reached, and the last no better than those before it."""
        for piece in self.best:
            takes = [take for take in self.done if take["exercise_id"] == piece]
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
        "id", "created", "concepts", "mark_overall", "student__nickname", "exercise__title",
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


@dataclass
class NoteTrouble:
    """One note and how many of the class went wrong at it."""

    id: str
    bar: int
    beat: str
    written: str
    wrong: int
    missed: int
    late: int
    heard: int

    @property
    def trouble(self) -> int:
        return self.wrong + self.missed + self.late

    @property
    def share(self) -> float:
        return self.trouble / self.heard if self.heard else 0.0


def note_map(assignment: Assignment, exercise: Exercise) -> list[NoteTrouble]:
    """Each note with what the class made of it, from every student's best take. Two queries."""
    takes = light_takes(Take.objects.filter(assignment=assignment, exercise=exercise, status=Status.DONE))
    best: dict[int, dict[str, Any]] = {}
    for take in takes:
        held = best.get(take["student_id"])
        if take["mark_overall"] is not None and (held is None or take["mark_overall"] >= held["mark_overall"]):
            best[take["student_id"]] = take
    reports = Take.objects.filter(pk__in=[take["id"] for take in best.values()]).values_list("report", flat=True)
    found: dict[str, NoteTrouble] = {}
    for report in reports:
        for note in (report or {}).get("notes", []):
            _add(found, note)
    return list(found.values())


def _add(found: dict[str, NoteTrouble], note: dict[str, Any]) -> None:
    row = found.setdefault(
        note["id"], NoteTrouble(note["id"], note["bar"], str(note["beat"]), note["written"], *[0] * 4)
    )
    if note["pitch"] == "unsure":
        return
    row.heard += 1
    if note["pitch"] == "wrong":
        row.wrong += 1
    elif note["pitch"] == "missed":
        row.missed += 1
    elif note["onset"] in ("early", "late"):
        row.late += 1


def student_takes(place: Membership, owner: User) -> QuerySet[Take]:
    """A student's takes that this teacher may see, newest first, without reports."""
    visible = Q(assignment__classroom__owner=owner) | Q(exercise__owner=owner)
    rows = Take.objects.filter(visible, student=place.student).select_related("exercise", "assignment")
    return rows.defer(
        "report", "heard", "curves", "exercise__svg", "exercise__svg_narrow", "exercise__musicxml",
        "exercise__timeline",
    ).annotate(comment_count=Count("comments")).order_by("-created")  # fmt: skip
