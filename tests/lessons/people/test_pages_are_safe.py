"""What every answer carries, and what every page leaves out."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.lessons.conftest import Cast

PAGES = ("people:account", "people:privacy", "library:list", "library:compose", "teaching:home", "teaching:assign")


@pytest.mark.parametrize("name", PAGES)
def test_no_page_needs_an_inline_script_or_style(cast: Cast, name: str) -> None:
    page = cast.sign_in("teacher").get(reverse(name)).content.decode()
    scripts = re.findall(r"<script\b[^>]*>", page)
    assert all("src=" in tag or 'type="application/json"' in tag for tag in scripts)
    assert not re.search(r"<style\b|\sstyle=|\son[a-z]+=\"", page)


def test_the_policy_allows_our_own_files_and_nothing_inline(cast: Cast, client: Client) -> None:
    policy = client.get(reverse("people:login"))["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("allowed", ["microphone=(self)", "midi=(self)"])
def test_only_our_pages_may_open_microphone_and_keyboard(cast: Cast, client: Client, allowed: str) -> None:
    assert allowed in client.get(reverse("people:login"))["Permissions-Policy"]


def test_cookies_set_over_https_never_travel_in_the_clear(cast: Cast, client: Client) -> None:
    data = {"username": "clara", "password": "quiet-violin-42"}
    open_line = client.post(reverse("people:login"), data)
    assert not open_line.cookies["sessionid"]["secure"]
    encrypted = Client().post(reverse("people:login"), data, secure=True)
    assert encrypted.cookies["sessionid"]["secure"]
    assert encrypted.cookies["sessionid"]["httponly"]


def test_a_form_without_its_token_is_refused(cast: Cast) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.teacher)
    response = browser.post(reverse("teaching:new_classroom"), {"name": "Forged", "strictness": "normal"})
    assert response.status_code == 403
    assert not cast.teacher.classrooms.filter(name="Forged").exists()


@pytest.mark.parametrize(("cookie", "shown"), [("America/New_York", "07:00"), ("../../etc/passwd", "12:00")])
def test_times_are_in_the_readers_zone_and_a_forged_zone_is_ignored(
    cast: Cast, client: Client, cookie: str, shown: str
) -> None:
    from datetime import UTC, datetime

    from lessons.teaching.models import Assignment

    due = datetime(2099, 1, 15, 12, 0, tzinfo=UTC)
    assignment = Assignment.objects.create(classroom=cast.classroom, title="Later", due=due)
    browser = cast.sign_in("teacher")
    browser.cookies["timezone"] = cookie
    page = browser.get(reverse("teaching:edit_assignment", args=[assignment.pk])).content.decode()
    assert f"T{shown}" in page
