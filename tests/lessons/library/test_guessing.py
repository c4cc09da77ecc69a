"""Listen and guess: pieces dressed alike, answers kept once, shares with their interval."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from lessons.library import guessing
from lessons.library.guessing import tally
from lessons.library.models import Exercise, Guess
from lessons.work import Status
from tests.lessons.conftest import Cast
from tests.tutor.composing.untrained import install


@pytest.fixture
def ask(cast: Cast, exercise: Exercise) -> Callable[..., Guess]:
    def make(human: bool = True, said: bool | None = None, style: str = "hymn", **columns: Any) -> Guess:
        values = {"owner": cast.teacher, "exercise": exercise, "status": Status.DONE, "seed": 1, **columns}
        return Guess.objects.create(style=style, human=human, said_human=said, **values)

    return make


@pytest.mark.parametrize("human", [True, False])
def test_the_worker_prepares_a_piece_that_tells_nothing(
    cast: Cast, human: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(monkeypatch)
    row = Guess.objects.create(owner=cast.teacher, style="irish-reel", human=human, seed=3)
    guessing.prepare_guess(row.pk)
    row.refresh_from_db()
    assert row.status == Status.DONE, row.message
    made = row.exercise
    assert (made.title, made.request, made.style, made.kept, made.bars) == ("Whose is it?", {}, "", False, 8)
    for word in ("Etude composed", "irish", "reel", "<harmony", "dynamics", "miscellaneous", "creator"):
        assert word not in made.musicxml
    page = cast.sign_in("teacher").get(reverse("guess:piece", args=[row.pk])).content.decode()
    assert "A person wrote it" in page
    assert "public-domain" not in page


def test_an_answer_is_kept_and_the_truth_told(cast: Cast, ask: Callable[..., Guess]) -> None:
    row, browser = ask(human=False), cast.sign_in("teacher")
    page = browser.post(reverse("guess:answer", args=[row.pk]), {"said": "person"}, follow=True).content.decode()
    assert "Not so." in page
    assert "Etude composed it." in page
    browser.post(reverse("guess:answer", args=[row.pk]), {"said": "program"})
    row.refresh_from_db()
    assert row.said_human is True, "the first answer counts"


@pytest.mark.parametrize("said", ["", "both", None])
def test_other_answers_do_not_exist(cast: Cast, ask: Callable[..., Guess], said: str | None) -> None:
    data = {} if said is None else {"said": said}
    assert cast.sign_in("teacher").post(reverse("guess:answer", args=[ask().pk]), data).status_code == 404


def test_results_are_told_by_style_and_over_all(cast: Cast, ask: Callable[..., Guess]) -> None:
    for human, said, style in (
        (True, True, "irish-reel"), (True, False, "irish-reel"), (False, False, "bach-chorale"),
        (True, None, "irish-reel"),
    ):  # fmt: skip
        ask(human, said, style)
    ask(True, True, "irish-reel", owner=cast.outsider)
    assert [(t.style, t.count, t.right) for t in guessing.results()] == [
        ("irish-reel", 3, 2), ("bach-chorale", 1, 1), ("", 4, 3),
    ]  # fmt: skip
    assert [(t.style, t.count) for t in guessing.results(cast.outsider)] == [("irish-reel", 1), ("", 1)]
    page = cast.sign_in("teacher").get(reverse("guess:home")).content.decode()
    assert "Irish reel" in page
    assert "You gave 3 answers, 2 of them right." in page


@pytest.mark.parametrize(
    ("count", "right", "low", "high"),
    [(10, 5, 24, 76), (100, 50, 40, 60), (20, 20, 84, 100), (0, 0, 0, 100), (1, 0, 0, 79)],
)
def test_the_interval_is_wilsons(count: int, right: int, low: int, high: int) -> None:
    """Against published values: 5 of 10 gives 0.237 to 0.763, 20 of 20 gives 0.839 to 1."""
    found = tally("", count, right)
    assert (found.low, found.high) == (low, high)


def test_people_can_tell_when_the_whole_interval_lies_above_chance() -> None:
    assert tally("", 100, 65).tells
    assert not tally("", 10, 7).tells


def test_a_piece_not_answered_comes_again(cast: Cast, ask: Callable[..., Guess]) -> None:
    waiting = ask(style="irish-reel")
    assert guessing.queue_guess(cast.teacher) == waiting
    assert guessing.queue_guess(cast.teacher, "irish-reel") == waiting
    assert guessing.queue_guess(cast.teacher, "irish-jig").style == "irish-jig"


def test_the_waiting_page_loads_again_when_the_piece_is_there(cast: Cast, ask: Callable[..., Guess]) -> None:
    row, browser = ask(status=Status.WORKING), cast.sign_in("teacher")
    assert "HX-Refresh" not in browser.get(reverse("guess:status", args=[row.pk])).headers
    Guess.objects.filter(pk=row.pk).update(status=Status.DONE)
    assert browser.get(reverse("guess:status", args=[row.pk]))["HX-Refresh"] == "true"
