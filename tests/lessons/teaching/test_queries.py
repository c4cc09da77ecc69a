"""The class at a glance: who needs the teacher, what is misread, where a score trips people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lessons.library.models import Exercise
from lessons.people import services as people
from lessons.people.models import Classroom
from lessons.practice.models import Take
from lessons.teaching import pictures, queries, results, services, stumbles
from lessons.teaching.models import Assignment
from lessons.teaching.queries import Need
from lessons.teaching.stumbles import NoteTrouble
from lessons.work import Status
from tests.lessons.conftest import PASSWORD, Cast

Maker = Callable[..., Take]


def all_needs(cast: Cast) -> list[Need]:
    classes = Classroom.objects.filter(owner=cast.teacher)
    assignments = queries.open_assignments(classes)
    return queries.needs(assignments, results.results(assignments))


def test_nobody_needs_anything_while_the_date_is_far(cast: Cast, assignment: Assignment) -> None:
    Assignment.objects.update(due=timezone.now() + timedelta(days=5))
    assert all_needs(cast) == []


@pytest.mark.parametrize(("days", "kind"), [(1, "soon"), (-1, "late")])
def test_who_has_not_played_is_named_when_the_date_comes_near(
    cast: Cast, assignment: Assignment, make_take: Maker, days: int, kind: str
) -> None:
    Assignment.objects.update(due=timezone.now() + timedelta(days=days))
    make_take(cast.student, assignment=assignment)
    (need,) = all_needs(cast)
    assert (need.kind, [place.nickname for place in need.places]) == (kind, ["Ben"])


def test_old_assignments_are_left_in_peace(cast: Cast, assignment: Assignment) -> None:
    Assignment.objects.update(due=timezone.now() - timedelta(days=20))
    assert all_needs(cast) == []


@pytest.mark.parametrize(
    ("marks", "stuck"),
    [((50, 52), False), ((50, 52, 51), True), ((50, 52, 60), False), ((50, 85, 60), False), ((70, 78, 79), True)],
)
def test_stuck_means_three_takes_below_the_goal_and_no_way_up(
    cast: Cast, assignment: Assignment, make_take: Maker, marks: tuple[float, ...], stuck: bool
) -> None:
    for mark in marks:
        make_take(cast.student, assignment=assignment, mark=mark)
    assert [need.kind for need in all_needs(cast)] == (["stuck"] if stuck else [])


def test_practising_some_of_the_bars_is_not_being_stuck(cast: Cast, assignment: Assignment, make_take: Maker) -> None:
    part = {"first_bar": 1, "last_bar": 2, "marks": {"overall": 98}}
    for mark in (50, 52, 51):
        make_take(cast.student, assignment=assignment, mark=mark, part=part)
    assert all_needs(cast) == []


def test_takes_that_could_not_be_heard_twice_in_a_row_ask_for_help(
    cast: Cast, assignment: Assignment, make_take: Maker
) -> None:
    nothing: dict[str, Any] = {"status": Status.REFUSED, "mark_overall": None, "report": None, "concepts": []}
    make_take(cast.student, assignment=assignment, **nothing)
    assert all_needs(cast) == []
    make_take(cast.student, assignment=assignment, **nothing)
    assert [need.kind for need in all_needs(cast)] == ["unheard"]


def test_misreadings_count_students_before_notes(cast: Cast, assignment: Assignment, make_take: Maker) -> None:
    for student in (cast.student, cast.classmate):
        make_take(student, assignment=assignment, wrong=("n14",))
    make_take(cast.student, assignment=assignment, concepts=[["T1", "rushing", 9, {}]])
    found = queries.misread([cast.classroom])
    rows = [(row.concept, row.students, row.takes, row.notes) for row in found]
    assert rows == [("leading tone", 2, 2, 2), ("rushing", 1, 1, 9)]
    assert found[0].request == {"key": "G major", "skills": ["leading-tone"]}


def test_misreadings_are_those_of_the_class_and_of_the_last_month(
    cast: Cast, assignment: Assignment, make_take: Maker
) -> None:
    old = make_take(cast.student, assignment=assignment, wrong=("n14",))
    Take.objects.filter(pk=old.pk).update(created=timezone.now() - timedelta(days=31))
    make_take(cast.student, wrong=("n14",))  # free practice
    assert queries.misread([cast.classroom]) == []


def test_the_takes_behind_a_misreading_can_be_listed(cast: Cast, assignment: Assignment, make_take: Maker) -> None:
    with_it = make_take(cast.student, assignment=assignment, wrong=("n14",))
    make_take(cast.student, assignment=assignment)
    assert queries.takes_with([cast.classroom], "leading tone") == [with_it]


def test_weeks_are_means_with_the_number_of_takes_behind_them(
    cast: Cast, assignment: Assignment, make_take: Maker
) -> None:
    now = timezone.now()
    for mark, who, ago in ((60, cast.student, 14), (70, cast.student, 0), (90, cast.classmate, 0)):
        take = make_take(who, assignment=assignment, mark=mark)
        Take.objects.filter(pk=take.pk).update(created=now - timedelta(days=ago))
    weeks = queries.weeks([cast.classroom])
    assert [(week.mark, week.takes, week.students) for week in weeks] == [(60.0, 1, 1), (80.0, 2, 2)]
    picture = pictures.weeks_picture(weeks)
    assert picture is not None
    assert picture.dots[0].y > picture.dots[1].y, "a better mark stands higher"
    assert (picture.dots[0].x, picture.dots[-1].x) == (picture.left, picture.right)
    assert pictures.weeks_picture(weeks[:1]) is None


def test_the_note_map_takes_each_students_best_take(
    cast: Cast, assignment: Assignment, exercise: Exercise, make_take: Maker
) -> None:
    make_take(cast.student, assignment=assignment, mark=40, wrong=("n1", "n2", "n3"))
    make_take(cast.student, assignment=assignment, mark=80, wrong=("n14",))
    make_take(cast.classmate, assignment=assignment, mark=70, wrong=("n14", "n5"))
    troubled = {row.id: row.wrong for row in stumbles.note_map(assignment, exercise) if row.trouble}
    assert troubled == {"n14": 2, "n5": 1}


def test_what_was_unsure_is_not_held_against_anybody(
    cast: Cast, assignment: Assignment, exercise: Exercise, make_take: Maker
) -> None:
    take = make_take(cast.student, assignment=assignment)
    assert take.report is not None
    take.report["notes"][0]["pitch"] = "unsure"
    take.save()
    first = stumbles.note_map(assignment, exercise)[0]
    assert (first.id, first.heard, first.share) == ("n1", 0, 0.0)


@pytest.mark.parametrize(("wrong", "name"), [(1, ""), (2, "trouble-1"), (4, "trouble-2"), (5, "trouble-3")])
def test_a_note_is_marked_by_the_share_that_stumbles(wrong: int, name: str) -> None:
    assert pictures.trouble_class(NoteTrouble("n1", 1, "1", "G4", wrong, 0, 0, 10)) == name


def test_the_score_is_marked_at_those_notes_and_nowhere_else(exercise: Exercise) -> None:
    notes = [NoteTrouble("n1", 1, "1", "G4", 5, 0, 0, 10), NoteTrouble("n2", 1, "2", "A4", 0, 0, 0, 10)]
    marked = pictures.marked_score(exercise.svg, notes)
    assert marked.count("trouble-3") == 1
    assert marked.replace(" trouble-3", "") == exercise.svg


def test_an_assignment_of_two_pieces_is_reached_when_both_are(
    cast: Cast, exercise: Exercise, make_exercise: Callable[..., Exercise], make_take: Maker
) -> None:
    second = make_exercise()
    both = services.assign(cast.classroom, [exercise, second], title="Both", goal=80)
    make_take(cast.student, assignment=both, mark=90)
    (anna, _) = results.results([both])[both.pk]
    assert (anna.reached, anna.played, anna.mark) == (False, 1, 90.0)
    make_take(cast.student, assignment=both, exercise=second, mark=84)
    (anna, _) = results.results([both])[both.pk]
    assert (anna.reached, anna.played, anna.mark) == (True, 2, 87.0)


PAGES = {
    "home": lambda cast, assignment: reverse("teaching:home"),
    "classroom": lambda cast, assignment: reverse("teaching:classroom", args=[cast.classroom.pk]),
    "assignment": lambda cast, assignment: reverse("teaching:assignment", args=[assignment.pk]),
    "marks": lambda cast, assignment: reverse("teaching:classroom_marks", args=[cast.classroom.pk]),
    "student": lambda cast, assignment: reverse("teaching:student", args=[cast.classroom.pk, cast.student.pk]),
    "concept": lambda cast, assignment: reverse("teaching:concept") + "?name=leading+tone",
}


@pytest.mark.parametrize("page", PAGES)
def test_a_larger_class_needs_no_more_queries(cast: Cast, assignment: Assignment, make_take: Maker, page: str) -> None:
    browser, path = cast.sign_in("teacher"), PAGES[page](cast, assignment)
    counts = []
    for size in (1, 6):
        for number in range(size):
            student = people.join_as_new(cast.classroom, f"Student {size}{number}", PASSWORD)
            for who in (student, cast.student):
                make_take(who, assignment=assignment, wrong=("n14",), mark=50 + number)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert browser.get(path).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
