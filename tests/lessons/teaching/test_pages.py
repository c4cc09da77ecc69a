"""What a teacher does: classes, assignments, comments, marks, and taking care of students' data."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lessons.library.models import CompositionJob, Exercise
from lessons.library.services import job_done
from lessons.people import services as people
from lessons.people.models import Membership, User
from lessons.practice.models import Take
from lessons.teaching import exports, results, services
from lessons.teaching.models import Assignment, Comment, Piece
from lessons.work import Status
from tests.lessons.conftest import PASSWORD, Cast

Maker = Callable[..., Take]
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")  # what a cell must not begin with


def test_a_teacher_without_classes_is_shown_the_first_step(cast: Cast) -> None:
    cast.classroom.delete()
    page = cast.sign_in("teacher").get(reverse("teaching:home")).content.decode()
    assert "Make a class" in page


def test_a_new_class_shows_its_code_and_a_square_to_scan(cast: Cast) -> None:
    browser = cast.sign_in("teacher")
    made = browser.post(reverse("teaching:new_classroom"), {"name": "Winds 1", "strictness": "gentle"})
    classroom = cast.teacher.classrooms.get(name="Winds 1")
    assert classroom.join_code in browser.get(made["Location"]).content.decode()
    square = browser.get(reverse("teaching:join_square", args=[classroom.pk]))
    assert square["Content-Type"] == "image/svg+xml"
    assert square.content.startswith(b"<svg")


def wish(cast: Cast, exercises: list[Exercise], **more: Any) -> dict[str, Any]:
    data = {"classroom": cast.classroom.pk, "exercises": [e.pk for e in exercises], "mode": "same", "attempts": "0"}
    return {**data, **more}


def test_assigning_gives_the_exercise_to_the_class_and_keeps_it(
    cast: Cast, make_exercise: Callable[..., Exercise]
) -> None:
    exercise = make_exercise(kept=False)
    due = timezone.now() + timedelta(days=3)
    data = wish(cast, [exercise], shown=exercise.pk, attempts="3", goal="80", due=due.strftime("%Y-%m-%dT%H:%M"))
    response = cast.sign_in("teacher").post(reverse("teaching:assign"), data)
    made = Assignment.objects.get()
    assert response["Location"] == reverse("teaching:assignment", args=[made.pk])
    assert (made.title, made.attempts, made.goal) == (exercise.title, 3, 80)
    assert made.due is not None
    assert abs(made.due - due) < timedelta(minutes=1)
    exercise.refresh_from_db()
    assert exercise.kept
    assert cast.sign_in("student").get(reverse("practice:exercise", args=[exercise.pk])).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [{"due": "2001-01-01T10:00"}, {"goal": "101"}, {"attempts": "-1"}, {"exercises": []}, {"mode": "shuffled"}],
)
def test_an_assignment_that_makes_no_sense_is_refused(cast: Cast, exercise: Exercise, wrong: dict[str, Any]) -> None:
    response = cast.sign_in("teacher").post(reverse("teaching:assign"), {**wish(cast, [exercise]), **wrong})
    assert response.status_code == 422
    assert not Assignment.objects.exists()


def test_nobody_assigns_to_a_class_or_from_a_library_of_somebody_else(cast: Cast, exercise: Exercise) -> None:
    data = wish(cast, [exercise])
    assert cast.sign_in("outsider").post(reverse("teaching:assign"), data).status_code == 422
    foreign = {**data, "classroom": cast.elsewhere.pk}
    assert cast.sign_in("teacher").post(reverse("teaching:assign"), foreign).status_code == 422
    assert not Assignment.objects.exists()


def test_everybody_gets_music_of_their_own_from_the_same_request(
    cast: Cast, exercise: Exercise, make_exercise: Callable[..., Exercise]
) -> None:
    made = services.assign(cast.classroom, [exercise], mode="each")
    jobs = CompositionJob.objects.filter(owner=cast.teacher)
    assert jobs.count() == 2
    assert {job.request["style"] for job in jobs} == {exercise.request["style"]}
    assert len({job.request["seed"] for job in jobs}) == 2
    piece = Piece.objects.get(assignment=made, student=cast.student)
    own = make_exercise(job=piece.job)
    job_done.send(CompositionJob, job=piece.job)
    piece.refresh_from_db()
    assert piece.exercise == own
    mine, theirs = cast.sign_in("student"), cast.sign_in("classmate")
    path = reverse("practice:exercise", args=[own.pk])
    assert (mine.get(path).status_code, theirs.get(path).status_code) == (200, 404)
    pattern = reverse("practice:exercise", args=[exercise.pk])
    assert mine.get(pattern).status_code == 404, "the pattern is the teacher's"


def test_who_joins_later_gets_their_own_version_too(cast: Cast, exercise: Exercise, client: Client) -> None:
    made = services.assign(cast.classroom, [exercise], mode="each")
    path = reverse("people:join_class", args=[cast.classroom.join_code])
    client.post(path, {"nickname": "Late", "instrument": "violin", "password": "eight-strings"})
    assert Piece.objects.filter(assignment=made, student__nickname="Late", job__isnull=False).exists()
    assert services.give_missing_versions(cast.classroom) == 0


def test_a_comment_reaches_the_student(cast: Cast, assignment: Assignment, make_take: Maker) -> None:
    take = make_take(cast.student, assignment=assignment)
    teacher = cast.sign_in("teacher")
    path = reverse("practice:take", args=[take.pk])
    assert "Write to Anna" in teacher.get(path).content.decode()
    teacher.post(reverse("teaching:comment", args=[take.pk]), {"text": "Lovely <b>phrasing</b>."})
    page = cast.sign_in("student").get(path).content.decode()
    assert "Lovely &lt;b&gt;phrasing&lt;/b&gt;." in page
    assert "Write to" not in page


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001])
def test_an_empty_or_endless_comment_is_not_kept(cast: Cast, make_take: Maker, text: str) -> None:
    take = make_take(cast.student)
    cast.sign_in("teacher").post(reverse("teaching:comment", args=[take.pk]), {"text": text})
    assert not Comment.objects.exists()


def test_marks_come_as_a_table_for_a_spreadsheet(cast: Cast, assignment: Assignment, make_take: Maker) -> None:
    make_take(cast.student, assignment=assignment, mark=62.25)
    make_take(cast.student, assignment=assignment, mark=84.5)
    response = cast.sign_in("teacher").get(reverse("teaching:assignment_marks", args=[assignment.pk]))
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row["student"] for row in rows] == ["Anna", "Ben"]
    assert (rows[0]["mean of best marks"], rows[0]["takes"], rows[0]["goal reached"]) == ("84.5", "2", "yes")
    assert (rows[1]["mean of best marks"], rows[1]["takes"]) == ("", "0")
    assert "attachment" in response["Content-Disposition"]


def test_marks_in_german_open_in_a_spreadsheet_that_writes_commas(
    cast: Cast, assignment: Assignment, make_take: Maker, settings: Any
) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    due = datetime(2026, 3, 9, 17, 5, tzinfo=UTC)
    Assignment.objects.update(title="Dur; Moll", due=due)
    make_take(cast.student, assignment=assignment, mark=84.5)
    path = reverse("teaching:assignment_marks", args=[assignment.pk])
    response = cast.sign_in("teacher").get(path, headers={"accept-language": "de"})
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    told = [rows[0][head] for head in ("Schüler", "Aufgabe", "fällig", "Mittel der besten Bewertungen", "pünktlich")]
    assert told == ["Anna", "Dur; Moll", "09.03.2026 18:05", "84,5", "nein"]
    assert re.fullmatch(r"\d\d\.\d\d\.\d{4} \d\d:\d\d", rows[0]["letzte Aufnahme"])


def test_marks_in_english_keep_their_points_commas_and_times(
    cast: Cast, assignment: Assignment, make_take: Maker
) -> None:
    due = datetime(2026, 3, 9, 17, 5, tzinfo=UTC)
    Assignment.objects.update(title="Scales", due=due, goal=80)
    take = make_take(cast.student, assignment=assignment, mark=84.5)
    text = exports.marks_csv(list(Assignment.objects.all()), results.results(list(Assignment.objects.all())))
    played = take.created.isoformat(timespec="minutes")
    assert f"Anna,Scales,2026-03-09T17:05+00:00,1,1,1,84.5,80,yes,no,{played}\r\n" in text


@pytest.mark.parametrize("name", ["=1+1", "+49", "-2", "@SUM(A1)", "\tx", '=HYPERLINK("http://x")'])
def test_no_name_becomes_a_formula_in_the_spreadsheet(cast: Cast, assignment: Assignment, name: str) -> None:
    Membership.objects.filter(student=cast.student).update(nickname=name)
    text = exports.marks_csv([assignment], results.results([assignment]))
    cells = [row[0] for row in csv.reader(io.StringIO(text))]
    assert f"'{name}" in cells
    assert not any(cell.startswith(DANGEROUS) for cell in cells)


@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("name", ["Ann;=1+1", "Ann,=1+1", "Ann; =1+1"])
def test_nor_does_a_part_of_it_where_the_spreadsheet_splits_otherwise(
    cast: Cast, assignment: Assignment, name: str, separator: str
) -> None:
    Membership.objects.filter(student=cast.student).update(nickname=name)
    text = exports.marks_csv([assignment], results.results([assignment]))
    cells = [cell for row in csv.reader(io.StringIO(text), delimiter=separator) for cell in row]
    assert not any(cell.strip().startswith(DANGEROUS) for cell in cells)


def test_a_forgotten_password_is_replaced_by_one_that_is_shown_once(cast: Cast, client: Client) -> None:
    path = reverse("teaching:reset_password", args=[cast.classroom.pk, cast.student.pk])
    response = cast.sign_in("teacher").post(path)
    new = response.context["password"]
    assert response["Cache-Control"].startswith("max-age=0")
    assert not client.login(username="anna", password=PASSWORD)
    assert client.login(username="anna", password=new)


def test_a_student_taken_out_of_the_class_keeps_what_they_played(
    cast: Cast, assignment: Assignment, make_take: Maker
) -> None:
    take = make_take(cast.student, assignment=assignment)
    cast.sign_in("teacher").post(reverse("teaching:remove_student", args=[cast.classroom.pk, cast.student.pk]))
    assert not cast.student.memberships.exists()
    assert cast.sign_in("student").get(reverse("practice:take", args=[take.pk])).status_code == 200


def test_a_teacher_exports_what_a_student_has_in_the_class_and_no_more(
    cast: Cast, assignment: Assignment, make_take: Maker
) -> None:
    take = make_take(cast.student, assignment=assignment, audio=b"RIFF the recording")
    make_take(cast.student)  # practised on their own
    path = reverse("teaching:export_student", args=[cast.classroom.pk, cast.student.pk])
    response = cast.sign_in("teacher").get(path)
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    data = json.loads(archive.read("data.json"))
    assert (data["class"], data["nickname"]) == ("Strings 1", "Anna")
    assert [row["id"] for row in data["takes"]] == [str(take.pk)]
    assert archive.read(data["takes"][0]["recording"]) == b"RIFF the recording"


@pytest.mark.parametrize("elsewhere", [False, True])
def test_deleting_a_student_deletes_the_account_only_when_no_other_class_needs_it(
    cast: Cast, assignment: Assignment, make_take: Maker, django_capture_on_commit_callbacks: Any, elsewhere: bool
) -> None:
    take = make_take(cast.student, assignment=assignment, audio=b"RIFF")
    if elsewhere:
        people.join(cast.elsewhere, cast.student, "Anna")
    with django_capture_on_commit_callbacks(execute=True):
        cast.sign_in("teacher").post(reverse("teaching:delete_student", args=[cast.classroom.pk, cast.student.pk]))
    assert not Take.objects.filter(pk=take.pk).exists()
    assert not default_storage.exists(take.audio.name)
    assert User.objects.filter(pk=cast.student.pk).exists() is elsewhere


def test_a_deleted_assignment_leaves_the_takes_with_their_students(
    cast: Cast, assignment: Assignment, make_take: Maker
) -> None:
    take = make_take(cast.student, assignment=assignment)
    cast.sign_in("teacher").post(reverse("teaching:delete_assignment", args=[assignment.pk]))
    take.refresh_from_db()
    assert (take.assignment, take.status) == (None, Status.DONE)


def test_each_strictness_says_how_close_is_close_enough(cast: Cast) -> None:
    page = cast.sign_in("teacher").get(reverse("teaching:new_classroom")).content.decode()
    assert "gentle: for first steps (±45 cents, ±21 % of a beat)" in page
    assert "normal: for every day (±30 cents, ±14 % of a beat)" in page


def test_changing_the_strictness_says_how_many_takes_are_marked_again(
    cast: Cast, assignment: Assignment, make_take: Maker
) -> None:
    make_take(cast.student, assignment=assignment)
    data = {"name": "Strings 1", "strictness": "strict"}
    path = reverse("teaching:edit_classroom", args=[cast.classroom.pk])
    page = cast.sign_in("teacher").post(path, data, follow=True).content.decode()
    assert "1 take is being marked again" in page


def test_every_number_links_to_the_takes_behind_it_and_to_an_exercise_for_it(
    cast: Cast, assignment: Assignment, make_take: Maker
) -> None:
    take = make_take(cast.student, assignment=assignment, wrong=("n14",))
    page = cast.sign_in("teacher").get(reverse("teaching:assignment", args=[assignment.pk])).content.decode()
    assert reverse("practice:take", args=[take.pk]) in page
    overview = cast.sign_in("teacher").get(reverse("teaching:classroom", args=[cast.classroom.pk])).content.decode()
    assert "concept/?name=leading%20tone" in overview
    assert "skills=leading-tone" in overview


def test_the_first_page_leads_to_who_has_played_in_one_step(cast: Cast, assignment: Assignment, make_take: Any) -> None:
    make_take(cast.student, assignment=assignment)
    page = cast.sign_in("teacher").get(reverse("teaching:home")).text
    line = page[page.index("What is set now") :]
    assert reverse("teaching:assignment", args=[assignment.pk]) in line
    assert "1 of 2 played" in line
