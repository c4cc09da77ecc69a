"""Who gets what from every address of the school. An address without a row here fails the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from lessons.library.models import CompositionJob, Exercise, Guess, OwnStyle, Rendering
from lessons.people.models import Membership
from lessons.practice.models import Take
from lessons.teaching.models import Assignment, Comment, Override
from lessons.work import Status
from tests.lessons.conftest import Cast

PEOPLE = ("anonymous", "student", "classmate", "outsider", "teacher")
# The student played, the classmate is in the same class, the outsider teaches another one, the teacher theirs.
# 302 leads on: an anonymous person to the sign-in page, others to where their action took them.
TABLE = {
    #                                    anonymous student classmate outsider teacher
    "people:login":               ("GET",  200, 302, 302, 302, 302),
    "people:logout":              ("POST", 302, 302, 302, 302, 302),
    "people:sign_up":             ("GET",  200, 302, 302, 302, 302),
    "people:welcome":             ("GET",  302, 302, 302, 302, 302),
    "people:join":                ("GET",  200, 200, 200, 200, 200),
    "people:join_class":          ("GET",  200, 302, 302, 302, 302),
    "people:joined":              ("GET",  302, 200, 200, 404, 404),
    "people:account":             ("GET",  302, 200, 200, 200, 200),
    "people:password":            ("GET",  302, 200, 200, 200, 200),
    "people:export":              ("GET",  302, 200, 200, 200, 200),
    "people:delete":              ("GET",  302, 200, 200, 200, 200),
    "people:privacy":             ("GET",  200, 200, 200, 200, 200),
    "people:language":            ("POST", 302, 302, 302, 302, 302),
    "practice:accuracy":          ("GET",  200, 200, 200, 200, 200),
    "library:list":               ("GET",  302, 200, 200, 200, 200),
    "library:compose":            ("GET",  302, 200, 200, 200, 200),
    "library:job":                ("GET",  302, 404, 404, 404, 200),
    "library:job_status":         ("GET",  302, 404, 404, 404, 200),
    "library:exercise":           ("GET",  302, 404, 404, 404, 200),
    "library:keep":               ("POST", 302, 404, 404, 404, 302),
    "library:rename":             ("POST", 302, 404, 404, 404, 302),
    "library:more":               ("POST", 302, 404, 404, 404, 302),
    "library:change":             ("POST", 302, 404, 404, 404, 302),
    "library:compare":            ("GET",  302, 404, 404, 404, 200),
    "library:opening":            ("GET",  302, 200, 200, 200, 200),
    "library:styles":             ("GET",  302, 404, 404, 200, 200),
    "library:style":              ("GET",  302, 404, 404, 404, 200),
    "library:style_status":       ("GET",  302, 404, 404, 404, 200),
    "library:delete_style":       ("POST", 302, 404, 404, 404, 302),
    "library:delete":             ("POST", 302, 404, 404, 404, 302),
    "library:musicxml":           ("GET",  302, 200, 200, 404, 200),
    "library:sound":              ("GET",  302, 200, 200, 404, 200),
    "library:sound_audio":        ("GET",  302, 200, 200, 404, 200),
    "guess:home":                 ("GET",  302, 404, 404, 200, 200),
    "guess:next":                 ("POST", 302, 404, 404, 302, 302),
    "guess:piece":                ("GET",  302, 404, 404, 404, 200),
    "guess:status":               ("GET",  302, 404, 404, 404, 200),
    "guess:answer":               ("POST", 302, 404, 404, 404, 302),
    "teaching:home":              ("GET",  302, 404, 404, 200, 200),
    "teaching:concept":           ("GET",  302, 404, 404, 200, 200),
    "teaching:new_classroom":     ("GET",  302, 404, 404, 200, 200),
    "teaching:classroom":         ("GET",  302, 404, 404, 404, 200),
    "teaching:edit_classroom":    ("GET",  302, 404, 404, 404, 200),
    "teaching:renew_code":        ("POST", 302, 404, 404, 404, 302),
    "teaching:join_square":       ("GET",  302, 404, 404, 404, 200),
    "teaching:classroom_marks":   ("GET",  302, 404, 404, 404, 200),
    "teaching:student":           ("GET",  302, 404, 404, 404, 200),
    "teaching:reset_password":    ("POST", 302, 404, 404, 404, 200),
    "teaching:remove_student":    ("POST", 302, 404, 404, 404, 302),
    "teaching:delete_student":    ("POST", 302, 404, 404, 404, 302),
    "teaching:export_student":    ("GET",  302, 404, 404, 404, 200),
    "teaching:assign":            ("GET",  302, 404, 404, 200, 200),
    "teaching:assignment":        ("GET",  302, 404, 404, 404, 200),
    "teaching:edit_assignment":   ("GET",  302, 404, 404, 404, 200),
    "teaching:delete_assignment": ("POST", 302, 404, 404, 404, 302),
    "teaching:assignment_marks":  ("GET",  302, 404, 404, 404, 200),
    "teaching:comment":           ("POST", 302, 404, 404, 404, 302),
    "teaching:delete_comment":    ("POST", 302, 404, 404, 404, 302),
    "teaching:override":          ("POST", 302, 404, 404, 404, 302),
    "teaching:take_back":         ("POST", 302, 404, 404, 404, 302),
    "teaching:regression_cases":  ("GET",  302, 404, 404, 404, 200),
    "practice:today":             ("GET",  302, 200, 200, 302, 302),
    "practice:recommended": ("POST", 302, 302, 302, 302, 302),
    "practice:progress":          ("GET",  302, 200, 200, 200, 200),
    "practice:exercise":          ("GET",  302, 200, 200, 404, 200),
    "practice:submit":            ("POST", 302, 302, 302, 404, 302),
    "practice:history":           ("GET",  302, 200, 200, 404, 200),
    "practice:listen":            ("GET",  302, 200, 200, 404, 200),
    "practice:take":              ("GET",  302, 200, 404, 404, 200),
    "practice:take_status":       ("GET",  302, 200, 404, 404, 200),
    "practice:take_audio":        ("GET",  302, 200, 404, 404, 200),
    "practice:try_again":         ("POST", 302, 302, 404, 404, 404),
    "practice:delete":            ("POST", 302, 302, 404, 404, 404),
    "practice:practise":          ("POST", 302, 302, 404, 404, 302),
    "practice:composing":         ("GET",  302, 404, 404, 404, 302),
    "practice:composing_status":  ("GET",  302, 404, 404, 404, 200),
    "operations:trust":           ("GET",  200, 200, 200, 200, 200),
    "operations:authority":       ("GET",  404, 404, 404, 404, 404),
    "operations:health":          ("GET",  200, 200, 200, 200, 200),
}  # fmt: skip


def every_address(resolver: URLResolver | None = None, space: str = "") -> Iterator[str]:
    """The names of all patterns, with their namespaces."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from every_address(entry, f"{entry.namespace}:" if entry.namespace else space)
        elif isinstance(entry, URLPattern):
            yield f"{space}{entry.name}"


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert set(every_address()) == set(TABLE)


@dataclass
class World:
    """One of everything, all of it the teacher's and the student's."""

    cast: Cast
    exercise: Exercise
    assignment: Assignment
    take: Take
    sound: Rendering
    job: CompositionJob
    comment: Comment
    override: Override
    version: Exercise
    style: OwnStyle
    guess: Guess

    def path(self, name: str) -> str:
        place = {"pk": self.cast.classroom.pk, "student_pk": self.cast.student.pk}
        special: dict[str, dict[str, Any]] = {
            "people:join_class": {"code": self.cast.classroom.join_code},
            "people:joined": {"pk": self.cast.classroom.pk},
            "library:job": {"pk": self.job.pk},
            "library:job_status": {"pk": self.job.pk},
            "library:sound_audio": {"pk": self.sound.pk},
            "library:compare": {"pk": self.version.pk},
            **{f"guess:{name}": {"pk": self.guess.pk} for name in ("piece", "status", "answer")},
            **{f"library:{name}": {"pk": self.style.pk} for name in ("style", "style_status", "delete_style")},
            "teaching:delete_comment": {"pk": self.comment.pk},
            "teaching:take_back": {"pk": self.override.pk},
            "teaching:regression_cases": {"pk": self.cast.classroom.pk},
            "practice:composing": {"pk": self.job.pk},
            "practice:composing_status": {"pk": self.job.pk},
            "practice:practise": {"pk": self.take.pk, "index": 0},
        }
        plain = [
            (("teaching:student", "teaching:reset", "teaching:remove", "teaching:export", "teaching:delete_s"), place),
            (
                ("teaching:comment", "teaching:override", "practice:take", "practice:try", "practice:delete"),
                {"pk": self.take.pk},
            ),
            (("teaching:assignment", "teaching:edit_a", "teaching:delete_a"), {"pk": self.assignment.pk}),
            (("teaching:classroom", "teaching:edit_c", "teaching:renew", "teaching:join"), {"pk": place["pk"]}),
            (("library:", "practice:"), {"pk": self.exercise.pk}),
        ]
        without = ("people:", "guess:", "operations:", "teaching:home", "teaching:concept", "teaching:new",
                   "library:list", "library:compose", "library:opening", "library:styles", "practice:today",
                   "practice:progress", "practice:recommended", "practice:accuracy")  # fmt: skip
        if name in special:
            return reverse(name, kwargs=special[name])
        if name == "teaching:assign" or name.startswith(without):
            return reverse(name)
        return reverse(name, kwargs=next(kwargs for starts, kwargs in plain if name.startswith(starts)))


@pytest.fixture
def world(
    cast: Cast, exercise: Exercise, assignment: Assignment, make_take: Callable[..., Take], make_exercise: Any
) -> World:
    take = make_take(cast.student, assignment=assignment, wrong=("n14",), audio=b"RIFF....WAVE")
    job = CompositionJob.objects.create(owner=cast.teacher, request=exercise.request, status=Status.DONE)
    make_exercise(job=job)
    version = make_exercise(parent=exercise, change={"kind": "bars", "about": "bars 1 to 2 composed anew"})
    sound = Rendering.objects.create(exercise=exercise, tempo_bpm=96.0, status=Status.DONE)
    sound.file.save("sound.flac", take.audio.file)
    comment = Comment.objects.create(take=take, author=cast.teacher, text="Mind the F sharp.")
    override = Override.objects.create(take=take, note="n14", author=cast.teacher)
    style = OwnStyle.objects.create(owner=cast.teacher, title="Village tunes")
    guess = Guess.objects.create(
        owner=cast.teacher, style="irish-reel", human=True, seed=1, exercise=exercise, status=Status.DONE
    )
    return World(cast, exercise, assignment, take, sound, job, comment, override, version, style, guess)


@pytest.mark.parametrize("name", TABLE)
def test_everyone_gets_what_the_table_says(world: World, name: str) -> None:
    method, *expected = TABLE[name]
    path = world.path(name)
    answers = []
    for who in PEOPLE:
        browser = world.cast.sign_in(who)
        with transaction.atomic():  # what one person does to the world is undone before the next one comes
            data = {"text": "Well done.", "title": "New", "first": "1", "last": "2", "kind": "bars", "said": "person"}
            response = browser.get(path) if method == "GET" else browser.post(path, data)
            transaction.set_rollback(True)
        answers.append(response.status_code)
    assert dict(zip(PEOPLE, answers, strict=True)) == dict(zip(PEOPLE, expected, strict=True))


@pytest.mark.parametrize("name", [name for name, row in TABLE.items() if row[0] == "POST"])
def test_what_changes_something_cannot_be_done_by_following_a_link(world: World, name: str) -> None:
    assert world.cast.sign_in("teacher").get(world.path(name)).status_code == 405


@pytest.mark.parametrize("name", [n for n, row in TABLE.items() if row[1] == 302 and not n.startswith("people:")])
def test_anonymous_people_are_led_to_the_sign_in_page(world: World, name: str) -> None:
    browser = world.cast.sign_in("anonymous")
    path = world.path(name)
    response = browser.get(path) if TABLE[name][0] == "GET" else browser.post(path)
    assert response["Location"].startswith(reverse("people:login"))


def test_what_a_student_plays_on_their_own_exercise_stays_theirs(
    cast: Cast, make_exercise: Callable[..., Exercise], make_take: Callable[..., Take]
) -> None:
    own = make_exercise(owner=cast.student)
    take = make_take(cast.student, exercise=own)
    path = reverse("practice:take", args=[take.pk])
    assert cast.sign_in("student").get(path).status_code == 200
    assert cast.sign_in("teacher").get(path).status_code == 404


def test_leaving_the_class_ends_access_to_its_exercises(world: World) -> None:
    Membership.objects.filter(student=world.cast.classmate).delete()
    path = reverse("practice:exercise", args=[world.exercise.pk])
    assert world.cast.sign_in("classmate").get(path).status_code == 404
