"""Signing in and out, signing up, and the first minute of a school."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lessons.people import throttle
from lessons.people.models import Classroom, User
from tests.lessons.conftest import PASSWORD, Cast


def sign_in(client: Client, username: str, password: str, **extra: str) -> Any:
    return client.post(reverse("people:login"), {"username": username, "password": password, **extra})


@pytest.mark.parametrize(("who", "home"), [("clara", "/teaching/"), ("anna", "/")])
def test_each_person_comes_to_their_own_first_page(cast: Cast, client: Client, who: str, home: str) -> None:
    response = sign_in(client, who, PASSWORD)
    assert (response.status_code, response["Location"]) == (302, home)


def test_the_user_name_may_be_typed_with_a_capital_as_phones_do(cast: Cast, client: Client) -> None:
    assert sign_in(client, "Clara", PASSWORD).status_code == 302


def test_one_is_led_to_the_page_one_asked_for(cast: Cast, client: Client) -> None:
    assert sign_in(client, "clara", PASSWORD, next="/library/")["Location"] == "/library/"


def test_one_is_never_led_to_another_site(cast: Cast, client: Client) -> None:
    assert sign_in(client, "clara", PASSWORD, next="https://elsewhere.example/")["Location"] == "/teaching/"


def test_a_wrong_password_does_not_say_whether_the_name_exists(cast: Cast, client: Client) -> None:
    known = sign_in(client, "clara", "wrong").content.decode()
    unknown = sign_in(client, "nobody", "wrong").content.decode()
    sentence = "User name and password do not fit together"
    assert sentence in known
    assert sentence in unknown


def test_guessing_a_password_is_slowed_down_even_with_the_right_one_at_last(cast: Cast, client: Client) -> None:
    for _ in range(throttle.BY_ACCOUNT.tries):
        sign_in(client, "clara", "wrong")
    response = sign_in(client, "clara", PASSWORD)
    assert response.status_code == 422
    assert "wait five minutes" in response.content.decode()
    assert sign_in(client, "otto", PASSWORD).status_code == 302


def test_signing_out_needs_a_button_not_a_link(cast: Cast) -> None:
    browser = cast.sign_in("teacher")
    assert browser.get(reverse("people:logout")).status_code == 405
    browser.post(reverse("people:logout"))
    assert "_auth_user_id" not in browser.session


def test_a_teacher_signs_up_without_an_e_mail_address(cast: Cast, client: Client) -> None:
    data = {"role": "teacher", "username": "dora", "nickname": "Ms Dora", "password": "a-fine-pass-9"}
    assert client.post(reverse("people:sign_up"), data)["Location"] == "/teaching/"
    assert User.objects.get(username="dora").is_teacher


def test_a_learner_without_a_class_signs_up(cast: Cast, client: Client) -> None:
    data = {"role": "student", "username": "solo", "nickname": "Solo", "password": "a-fine-pass-9"}
    client.post(reverse("people:sign_up"), data)
    assert User.objects.get(username="solo").is_student


def test_where_teachers_are_appointed_nobody_appoints_themselves(cast: Cast, client: Client, settings: Any) -> None:
    settings.TEACHER_SIGN_UP = "closed"
    data = {"role": "teacher", "username": "dora", "nickname": "Ms Dora", "password": "a-fine-pass-9"}
    assert client.post(reverse("people:sign_up"), data).status_code == 422
    assert not User.objects.filter(username="dora").exists()


@pytest.mark.parametrize("weak", ["short", "12345678901", "password", "ms-dora-clarinet"])
def test_weak_passwords_are_refused_beside_the_field(cast: Cast, client: Client, weak: str) -> None:
    data = {"role": "teacher", "username": "dora", "nickname": "Ms Dora Clarinet", "password": weak}
    response = client.post(reverse("people:sign_up"), data)
    assert response.status_code == 422
    assert response.context["form"].errors["password"]


def test_two_people_cannot_differ_by_capitals_alone(cast: Cast, client: Client) -> None:
    data = {"role": "teacher", "username": "CLARA", "nickname": "Another", "password": "a-fine-pass-9"}
    assert "taken" in client.post(reverse("people:sign_up"), data).content.decode()


@pytest.mark.django_db
def test_a_new_school_begins_with_its_first_teacher_and_class(client: Client) -> None:
    assert client.get(reverse("people:login"))["Location"] == reverse("people:welcome")
    data = {"username": "clara", "nickname": "Ms Clara", "password": PASSWORD, "classroom": "Strings 1"}
    response = client.post(reverse("people:welcome"), data)
    classroom = Classroom.objects.get()
    assert response["Location"] == reverse("teaching:classroom", args=[classroom.pk])
    assert classroom.owner.is_teacher
    client.post(reverse("people:logout"))
    assert client.get(reverse("people:welcome"))["Location"] == reverse("people:login")


def test_a_changed_password_signs_other_devices_out(cast: Cast) -> None:
    here, there = cast.sign_in("student"), cast.sign_in("student")
    data = {"current": PASSWORD, "password": "another-tune-77"}
    assert here.post(reverse("people:password"), data).status_code == 302
    assert here.get(reverse("people:account")).status_code == 200
    assert there.get(reverse("people:account")).status_code == 302
