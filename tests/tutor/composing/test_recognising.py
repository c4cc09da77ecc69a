"""A blend tells what each of its styles is heard as, by a recogniser that had no part in composing it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.tutor.performing.tunes import tune
from tutor.composing.audit.recogniser import shipped_recogniser
from tutor.composing.melody import melody_of
from tutor.composing.recognising import recognised
from tutor.composing.request import ComposeRequest
from tutor.errors import ModelUnavailable
from tutor.music.score import Score

BLEND = ComposeRequest(style="irish-reel", style2="hymn", blend=0.3)


@pytest.fixture
def score() -> Score:
    return tune("G4 A4 B4 G4 D5 B4 A4 G4 E4 G4 D4 G4 A4 F#4 G4", "1 1 1 1 1 1 1 1 1 1 1 1 1 1 2", key="G major")


def test_both_styles_have_the_recognisers_own_share(score: Score) -> None:
    shares = shipped_recogniser().shares(melody_of(score))
    assert recognised(score, BLEND) == {name: round(shares[name], 3) for name in ("irish-reel", "hymn")}


def test_a_style_it_never_heard_is_not_given_a_number(score: Score) -> None:
    assert recognised(score, replace(BLEND, style2="blues"))["blues"] is None


@pytest.mark.parametrize("change", [{"style2": None}, {"blend": 0.0}])
def test_there_is_nothing_to_tell_without_a_blend(score: Score, change: dict) -> None:
    assert recognised(score, replace(BLEND, **change)) == {}


def test_without_a_recogniser_nothing_is_claimed(score: Score, monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> None:
        raise ModelUnavailable("there is no recogniser")

    monkeypatch.setattr("tutor.composing.audit.recogniser.shipped_recogniser", none)
    assert recognised(score, BLEND) == {}
