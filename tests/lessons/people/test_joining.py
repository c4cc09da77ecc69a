"""Joining a class with its code and a nickname."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from lessons.people import services, throttle
from lessons.people.forms import tidy_code
from lessons.people.models import CODE_ALPHABET, Classroom, Membership, User, new_join_code
from tests.lessons.conftest import PASSWORD, Cast


def join_path(classroom: Classroom) -> str:
    return reverse("people:join_class", args=[classroom.join_code])


def test_codes_hold_no_letter_that_is_mistaken_for_another() -> None:
    assert not set(CODE_ALPHABET) & set("0O1IL5S8BUV")
    code = new_join_code()
    assert len(code) == 9
    assert set(code.replace("-", "")) <= set(CODE_ALPHABET)
    assert len({new_join_code() for _ in range(200)}) == 200


@pytest.mark.parametrize("typed", ["K7QW-M3TD", "k7qw-m3td", "k7qw m3td", "K7QWM3TD", " k7qw–m3td "])
def test_a_code_may_be_typed_in_many_ways(typed: str) -> None:
    assert tidy_code(typed) == "K7QW-M3TD"


def test_a_student_joins_with_code_nickname_and_password(cast: Cast, client: Client) -> None:
    response = client.post(reverse("people:join"), {"code": cast.classroom.join_code.lower().replace("-", " ")})
    assert response["Location"] == join_path(cast.classroom)
    data = {"nickname": "Zoë M.", "instrument": "cello", "password": "eight-strings"}
    response = client.post(response["Location"], data)
    user = User.objects.get(nickname="Zoë M.")
    assert (user.is_student, user.instrument) == (True, "cello")
    page = client.get(response["Location"]).content.decode()
    assert user.username in page, "the student must see the user name to remember"
    assert Membership.objects.get(student=user).classroom == cast.classroom


def test_one_nickname_is_one_person_in_a_class(cast: Cast, client: Client) -> None:
    data = {"nickname": "ANNA", "instrument": "violin", "password": "eight-strings"}
    response = client.post(join_path(cast.classroom), data)
    assert response.status_code == 422
    assert "Someone in this class has this name already" in response.content.decode()
    assert client.post(join_path(cast.elsewhere), data).status_code == 302


def test_a_class_of_another_teacher_is_joined_with_the_same_account(cast: Cast) -> None:
    browser = cast.sign_in("student")
    assert browser.post(join_path(cast.elsewhere), {"nickname": "Anna K"})["Location"] == "/"
    assert cast.student.classes.count() == 2


def test_a_second_visit_to_the_link_does_not_join_twice(cast: Cast) -> None:
    assert cast.sign_in("student").get(join_path(cast.classroom))["Location"] == "/"
    assert cast.student.memberships.count() == 1


def test_teachers_do_not_become_students_of_a_class(cast: Cast) -> None:
    cast.sign_in("outsider").post(join_path(cast.classroom), {"nickname": "Otto"})
    assert not cast.outsider.memberships.exists()


@pytest.mark.parametrize("how", ["archived", "renewed"])
def test_a_closed_or_old_code_opens_nothing(cast: Cast, client: Client, how: str) -> None:
    path = join_path(cast.classroom)
    if how == "archived":
        Classroom.objects.filter(pk=cast.classroom.pk).update(archived=True)
    else:
        services.renew_code(cast.classroom)
    assert client.get(path).status_code == 404


def test_guessing_codes_is_stopped_and_then_even_a_right_one_waits(cast: Cast, client: Client) -> None:
    for _ in range(throttle.JOIN_CODES.tries):
        client.get(reverse("people:join_class", args=["AAAA-AAAA"]))
    assert client.get(join_path(cast.classroom)).status_code == 404
    response = client.post(reverse("people:join"), {"code": cast.classroom.join_code})
    assert "wait five minutes" in response.content.decode()


def test_user_names_are_made_from_nicknames_and_never_clash(cast: Cast) -> None:
    first = services.join_as_new(cast.elsewhere, "Anna", PASSWORD)
    assert cast.student.username == "anna"
    assert first.username.startswith("anna")
    assert first.username != "anna"


def test_a_nickname_in_any_script_makes_a_user_name(cast: Cast) -> None:
    assert services.join_as_new(cast.classroom, "Юля", PASSWORD).username == "юля"
    assert services.join_as_new(cast.classroom, "🎻", PASSWORD).username == "student"


def test_whoever_has_a_code_finds_the_way_on_the_first_page(client, cast: Cast) -> None:
    page = client.get(reverse("people:login")).text
    assert f'<a class="button" href="{reverse("people:join")}">Join a class</a>' in page
