"""Everything kept about a person can be taken along and deleted."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

from django.core.files.storage import default_storage
from django.urls import reverse

from lessons.people.models import User
from lessons.practice.models import Take
from tests.lessons.conftest import Cast

RECORDING = b"RIFF\x00\x00\x00\x00WAVEfmt "


def unpacked(response: Any) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))


def test_a_student_takes_recordings_and_reports_along(cast: Cast, make_take: Callable[..., Take]) -> None:
    take = make_take(cast.student, audio=RECORDING)
    make_take(cast.classmate, audio=b"RIFF not yours")
    archive = unpacked(cast.sign_in("student").get(reverse("people:export")))
    data = json.loads(archive.read("data.json"))
    assert data["profile"]["username"] == "anna"
    assert [row["id"] for row in data["takes"]] == [str(take.pk)]
    assert data["takes"][0]["report"]["marks"]["overall"] == 90.0
    assert archive.read(data["takes"][0]["recording"]) == RECORDING
    assert len([name for name in archive.namelist() if name.startswith("recordings/")]) == 1


def test_deleting_an_account_needs_the_user_name_and_takes_everything(
    cast: Cast, make_take: Callable[..., Take], django_capture_on_commit_callbacks: Any
) -> None:
    take = make_take(cast.student, audio=RECORDING)
    browser = cast.sign_in("student")
    assert browser.post(reverse("people:delete"), {"username": "ben"}).status_code == 422
    assert default_storage.exists(take.audio.name)
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(reverse("people:delete"), {"username": "Anna"})
    assert not User.objects.filter(pk=cast.student.pk).exists()
    assert not Take.objects.filter(pk=take.pk).exists()
    assert not default_storage.exists(take.audio.name)
    assert User.objects.filter(pk=cast.classmate.pk).exists()
