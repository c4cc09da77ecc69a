"""Every corpus a style shows is credited."""

from __future__ import annotations

import pytest

from tutor.composing.credits import credits_of
from tutor.composing.styles import STYLES


@pytest.mark.parametrize("style", STYLES)
def test_every_corpus_has_its_licence_and_its_makers(style: str) -> None:
    credits = credits_of(style)
    assert [credit["name"] for credit in credits] == list(STYLES[style].corpora)
    assert all(credit["licence"] and credit["attribution"] for credit in credits)


def test_an_unknown_style_owes_nobody() -> None:
    assert credits_of("nothing") == []
