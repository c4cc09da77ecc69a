"""Styles of a teacher's own: handed in, learned by the worker, composed in, seen by nobody else, deleted for good."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from lessons.library import own, services
from lessons.library.models import CompositionJob, Exercise, OwnStyle
from lessons.work import Status
from tests.lessons.conftest import REQUEST, Cast
from tests.tutor.composing.test_own_style import abc, book
from tests.tutor.composing.untrained import install
from tutor.composing.request import ComposeRequest

WISH = {"key": "G major", "meter": "4/4", "bars": "4", "level": "3", "instrument": "violin", "count": "1"}


@pytest.fixture(autouse=True)
def untrained(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch)


def handed_in(name: str = "book.abc", data: bytes = b"") -> ContentFile:
    return ContentFile(data or book(21), name=name)


@pytest.fixture
def learned(cast: Cast) -> OwnStyle:
    row = own.queue_style(cast.teacher, "Village tunes", [handed_in()])
    own.learn_style(row.pk)
    row.refresh_from_db()
    assert row.status == Status.DONE, row.message
    return row


def test_tunes_are_handed_in_on_a_page_and_queued(cast: Cast, sent: list[tuple[str, str]]) -> None:
    browser = cast.sign_in("teacher")
    files = [ContentFile(abc(n).encode(), name=f"{n}.abc") for n in range(1, 4)]
    response = browser.post(
        reverse("library:styles"), {"title": "Mine", "tunes": files, "folder": [handed_in("x.txt")]}
    )
    row = OwnStyle.objects.get()
    assert response["Location"] == reverse("library:style", args=[row.pk])
    assert "waiting for a free worker" in browser.get(response["Location"]).content.decode()
    with row.upload.open("rb") as stream, zipfile.ZipFile(io.BytesIO(stream.read())) as kept:
        assert kept.namelist() == ["00000/1.abc", "00001/2.abc", "00002/3.abc"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"title": "Mine"}, "Choose your tunes"),
        ({"title": "Mine", "tunes": [ContentFile(b"x", name="virus.exe")]}, "Choose your tunes"),
        ({"title": "", "tunes": [ContentFile(b"x", name="a.abc")]}, "This field is required"),
    ],
)
def test_what_cannot_be_learned_from_is_turned_away_at_once(cast: Cast, data: dict, words: str) -> None:
    response = cast.sign_in("teacher").post(reverse("library:styles"), data)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not OwnStyle.objects.exists()


def test_the_worker_learns_it_and_forgets_what_was_handed_in(cast: Cast, learned: OwnStyle) -> None:
    assert learned.tune_count == 21
    assert not learned.upload
    assert learned.file.storage.exists(learned.file.name)
    page = cast.sign_in("teacher").get(reverse("library:style", args=[learned.pk])).content.decode()
    assert "Learned from 21 tunes" in page
    assert "nats a note" in page


def test_too_few_tunes_end_with_a_sentence_and_leave_nothing(cast: Cast) -> None:
    row = own.queue_style(cast.teacher, "Few", [handed_in(data=book(3))])
    own.learn_style(row.pk)
    row.refresh_from_db()
    assert (row.status, bool(row.file), bool(row.upload)) == (Status.REFUSED, False, False)
    assert "needs 20" in row.message


def test_a_zip_inside_is_opened_by_the_worker(cast: Cast) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for n in range(1, 22):
            archive.writestr(f"../{n}.abc", abc(n))
    row = own.queue_style(cast.teacher, "Zipped", [handed_in("tunes.zip", out.getvalue())])
    own.learn_style(row.pk)
    row.refresh_from_db()
    assert row.tune_count == 21, row.message


def test_a_blend_with_it_calls_it_by_its_title_and_claims_no_share(
    cast: Cast, learned: OwnStyle, make_exercise: Callable[..., Exercise]
) -> None:
    wish = {**REQUEST.to_dict(), "style2": learned.name, "blend": 0.4}
    row = make_exercise(request=wish, provenance={"recognised": {"irish-reel": 0.5, learned.name: None}})
    page = cast.sign_in("teacher").get(reverse("library:exercise", args=[row.pk])).content.decode()
    assert f"Irish reel: 50 %; {learned.title}: not known" in page


def test_its_owner_composes_in_it_and_blends_it(cast: Cast, learned: OwnStyle) -> None:
    browser = cast.sign_in("teacher")
    assert "Village tunes" in browser.get(reverse("library:compose")).content.decode()
    wish = {**WISH, "style": "irish-reel", "style2": learned.name, "blend": "40"}
    browser.post(reverse("library:compose"), wish)
    job = CompositionJob.objects.get()
    assert (job.request["style2"], job.request["blend"]) == (learned.name, 0.4)
    services.compose_job(str(job.pk))
    job.refresh_from_db()
    assert job.status == Status.DONE, job.message
    made = job.candidates.get()
    assert "Village tunes" in made.provenance["corpora"]
    page = browser.get(reverse("library:exercise", args=[made.pk])).content.decode()
    assert "Village tunes" in page


@pytest.mark.parametrize("who", ["outsider", "student"])
def test_to_everybody_else_it_does_not_exist(cast: Cast, learned: OwnStyle, who: str) -> None:
    browser = cast.sign_in(who)
    assert "Village tunes" not in browser.get(reverse("library:compose")).content.decode()
    response = browser.post(reverse("library:compose"), {**WISH, "style": learned.name})
    assert response.status_code == 422
    assert not CompositionJob.objects.exists()
    assert browser.get(reverse("library:style", args=[learned.pk])).status_code == 404
    assert browser.post(reverse("library:delete_style", args=[learned.pk])).status_code == 404
    with pytest.raises(ValueError, match="not a known style"):
        services.queue_composition(getattr(cast, who), ComposeRequest(style=learned.name))


def test_deleting_it_deletes_what_was_learned(cast: Cast, learned: OwnStyle) -> None:
    name, storage = learned.file.name, learned.file.storage
    cast.sign_in("teacher").post(reverse("library:delete_style", args=[learned.pk]))
    assert not OwnStyle.objects.exists()
    assert not storage.exists(name)


def test_with_its_owner_the_files_go_too(cast: Cast, learned: OwnStyle) -> None:
    name, storage = learned.file.name, learned.file.storage
    cast.teacher.delete()
    assert not storage.exists(name)


def test_one_teacher_has_so_many_styles(cast: Cast) -> None:
    OwnStyle.objects.bulk_create([OwnStyle(owner=cast.teacher, title=str(n)) for n in range(own.MOST_STYLES)])
    with pytest.raises(own.TooManyStyles, match="delete one"):
        own.queue_style(cast.teacher, "More", [handed_in()])


def test_a_second_delivery_learns_nothing_again(cast: Cast, learned: OwnStyle) -> None:
    before = learned.file.name
    own.learn_style(learned.pk)
    learned.refresh_from_db()
    assert learned.file.name == before
