"""Today: what is due, what is recommended and why."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lessons.library.models import CompositionJob
from lessons.practice import today
from lessons.practice.models import SkillBelief
from lessons.teaching import services as teaching


def page(cast, name="student"):
    response = cast.sign_in(name).get(reverse("practice:today"))
    assert response.status_code == 200
    return response.content.decode()


def test_an_assignment_stands_under_due_with_its_goal(cast, assignment):
    text = page(cast)
    assert "First week" in text
    assert "goal 80" in text


def test_another_class_has_nothing_to_do_with_it(cast, make_exercise):
    teaching.assign(cast.elsewhere, [make_exercise(cast.outsider)], title="Not for Anna")
    assert "Not for Anna" not in page(cast)


@pytest.mark.parametrize(("mark", "done"), [(79.0, False), (80.0, True)])
def test_it_is_done_when_the_goal_is_reached(cast, assignment, make_take, mark, done):
    make_take(cast.student, mark=mark, assignment=assignment)
    (row,) = today.due(cast.student)
    assert (row.done, row.best) == (done, mark)


def test_a_classmates_take_counts_for_the_classmate_only(cast, assignment, make_take):
    make_take(cast.classmate, mark=99.0, assignment=assignment)
    assert [row.best for row in today.due(cast.student)] == [None]
    assert [row.best for row in today.due(cast.classmate)] == [99.0]


def test_what_is_due_first_comes_first_and_what_is_done_last(cast, make_exercise, make_take):
    now = timezone.now()
    plans = [("later", now + timedelta(days=5)), ("soon", now + timedelta(days=1)), ("whenever", None)]
    made = {t: teaching.assign(cast.classroom, [make_exercise()], title=t, due=d) for t, d in plans}
    done = teaching.assign(cast.classroom, [make_exercise()], title="done", due=now)
    make_take(cast.student, exercise=done.exercises.get(), assignment=done)
    assert [row.assignment.title for row in today.due(cast.student)] == ["soon", "later", "whenever", "done"]
    assert len(made) == 3


def test_attempts_left_do_not_count_what_could_not_be_judged(cast, assignment, make_take):
    assignment.attempts = 3
    assignment.save()
    make_take(cast.student, assignment=assignment)
    make_take(cast.student, assignment=assignment, status="refused", report=None, mark_overall=None)
    (row,) = today.due(cast.student)
    assert row.left == 2


def test_the_number_of_queries_does_not_grow_with_the_rows(
    cast, make_exercise, make_take, django_assert_max_num_queries
):
    def add(count):
        for _ in range(count):
            piece = make_exercise()
            given = teaching.assign(cast.classroom, [piece], title="More")
            make_take(cast.student, exercise=piece, assignment=given)

    browser = cast.sign_in("student")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    add(1)
    with CaptureQueriesContext(
        connection,
    ) as few:
        browser.get(reverse("practice:today"))
    add(6)
    with django_assert_max_num_queries(len(few)):
        browser.get(reverse("practice:today"))


def test_a_newcomer_is_told_why_each_recommendation_is_there(cast):
    text = page(cast)
    assert "New for you" in text
    assert "Write it for me" in text


def test_a_weak_skill_is_recommended_with_its_figures(cast, make_take):
    make_take(cast.student)  # level 3 is where Anna reads
    state = {"right": 1.0, "wrong": 5.0, "last": timezone.now().isoformat(), "recent": [[1, 6]]}
    SkillBelief.objects.create(student=cast.student, skill="leap-of-a-third", state=state)
    assert "you read 1 of the last 6 right" in page(cast)


def test_no_music_is_planned_while_the_page_is_served(cast, make_take, monkeypatch):
    """Planning may take a third of a second at the higher levels."""
    from tutor.composing import planning

    planned = []
    monkeypatch.setattr(planning, "prepare", lambda request, *more: planned.append(request))
    make_take(cast.student)
    assert "Write it for me" in page(cast)
    assert planned == []
    browser = cast.sign_in("student")
    first = browser.get(reverse("practice:today")).context["recommended"][0][0]
    browser.post(reverse("practice:recommended"), {"kind": first.kind, "skill": first.skill or ""})
    assert [request.to_dict() for request in planned] == [first.request.to_dict()]


def test_pressing_a_recommendation_composes_exactly_that(cast, sent):
    browser = cast.sign_in("student")
    first = browser.get(reverse("practice:today")).context["recommended"][0][0]
    response = browser.post(reverse("practice:recommended"), {"kind": first.kind, "skill": first.skill or ""})
    job = CompositionJob.objects.get(owner=cast.student)
    assert response.url == reverse("practice:composing", args=[job.pk])
    assert job.request == first.request.to_dict()
    assert job.keep
    assert [key for _, key in sent] == []  # sent once the row is committed, which a test's transaction never is


def test_a_recommendation_that_is_gone_composes_nothing(cast):
    browser = cast.sign_in("student")
    response = browser.post(reverse("practice:recommended"), {"kind": "weak", "skill": "no-such-skill"}, follow=True)
    assert "have changed meanwhile" in response.content.decode()
    assert not CompositionJob.objects.exists()


def test_a_teacher_is_led_to_the_classes(cast):
    assert cast.sign_in("teacher").get(reverse("practice:today")).url == reverse("teaching:home")


def test_a_stranger_is_led_to_sign_in(cast):
    assert cast.sign_in("anonymous").get(reverse("practice:today")).url.startswith(reverse("people:login"))


def test_progress_shows_each_skill_with_its_range(cast):
    state = {"right": 18.0, "wrong": 1.0, "last": timezone.now().isoformat(), "recent": [[9, 9]]}
    SkillBelief.objects.create(student=cast.student, skill="leap-of-a-third", state=state)
    response = cast.sign_in("student").get(reverse("practice:progress"))
    (skill,) = response.context["skills"]
    assert skill.low < skill.value == 90 < skill.high
    assert "Leap of a third" in response.content.decode()


def test_progress_without_a_take_says_what_will_be_there(cast):
    assert "After your first take" in cast.sign_in("student").get(reverse("practice:progress")).content.decode()
