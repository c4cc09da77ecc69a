"""Changing metre: a pattern of metres that the bars go through, from level 6 on."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import music21
import pytest

from tutor.composing.compose import compose, with_defaults
from tutor.composing.feasibility import check
from tutor.composing.form import plan, repeats_fit
from tutor.composing.metres import is_changing, metres_over, parse_metres
from tutor.composing.promises import broken_promises
from tutor.composing.request import ComposeRequest
from tutor.errors import RequestImpossible
from tutor.learning.skills import skills_in
from tutor.music.musicxml import to_musicxml
from tutor.music.rhythm import Meter

pytestmark = pytest.mark.usefixtures("untrained")


def names(text: str, bars: int, pickup: bool = False) -> list[str]:
    return [meter.name for meter in metres_over(text, bars, pickup)]


def test_a_pattern_goes_round_and_round() -> None:
    assert names("4/4 3/4", 5) == ["4/4", "3/4", "4/4", "3/4", "4/4"]
    assert names("4/4x3 6/8", 5) == ["4/4", "4/4", "4/4", "6/8", "4/4"]
    assert names("3/4", 2) == ["3/4", "3/4"]


def test_a_pickup_is_in_the_metre_of_the_first_bar() -> None:
    assert names("4/4 3/4", 2, pickup=True) == ["4/4", "4/4", "3/4"]


def test_one_metre_written_twice_is_no_change() -> None:
    assert not is_changing("4/4 4/4")
    assert is_changing("4/4x2 3/4")


@pytest.mark.parametrize("nonsense", ["", "4", "4/4x0", "4/4 x2", "4/4,3/4", "4/4x99"])
def test_what_is_no_metre_is_refused(nonsense: str) -> None:
    with pytest.raises(ValueError, match="not a metre"):
        parse_metres(nonsense)


@pytest.mark.parametrize("meter", ["4/4 3/4", "2/4x3 3/4", "6/8 3/4", "5/8 6/8", "4/4x4 3/4x4"])
@pytest.mark.parametrize("pickup", [False, True])
def test_every_bar_is_filled_in_its_own_metre_as_another_reader_sees_it(meter: str, pickup: bool) -> None:
    request = ComposeRequest(style="classical", level=6, meter=meter, pickup=pickup, seed=1)
    score = compose(request).score
    assert broken_promises(score, request) == []
    part = music21.converter.parseData(to_musicxml(score), format="musicxml").parts[0]
    full = [m for m in part.getElementsByClass("Measure") if m.number >= 1]
    filled = [sum(Fraction(e.quarterLength) for e in m.getElementsByClass(("Note", "Rest"))) for m in full]
    shown = [m.timeSignature.ratioString if m.timeSignature else None for m in full]
    changes = [(i, name) for i, name in enumerate(shown) if name and (i or not pickup)]
    expected = names(meter, 8)
    assert changes == [
        (i, n) for i, n in enumerate(expected) if (i == 0 and not pickup) or (i and n != expected[i - 1])
    ]
    wanted = [m.bar_length for m in metres_over(meter, 8)]
    upbeat = score.bars[0].length if pickup else 0
    assert filled == [*wanted[:-1], wanted[-1] - upbeat]


def test_skills_are_counted_in_the_metre_of_their_bar() -> None:
    request = ComposeRequest(style="classical", level=6, meter="6/8 2/4", skills=("compound-rhythm",), form="free")
    score = compose(request).score
    assert len(skills_in(score)["compound-rhythm"]) >= 3


def test_a_style_with_chords_changes_metre_too() -> None:
    score = compose(with_defaults({"style": "cinematic", "level": 6, "meter": "4/4 3/4", "seed": 2})).score
    assert sum(chord.duration for chord in score.harmony) == score.length


def test_bars_return_only_in_their_own_metre() -> None:
    laid = plan("AABA", 8)
    assert repeats_fit(replace(laid, meters=metres_over("4/4 3/4", 8)))
    assert not repeats_fit(replace(laid, meters=metres_over("4/4x2 3/4", 8)))


@pytest.mark.parametrize(
    ("wishes", "words"),
    [
        ({"level": 5, "meter": "4/4 3/4"}, ("changing metre 4/4 3/4", "level 5", "Raise the level to 6")),
        ({"level": 6, "meter": "4/4 7/4"}, ("7/4", "level 6", "Raise the level to 7")),
        ({"level": 6, "meter": "4/4x2 3/4", "form": "AABA"}, ("form AABA", "changing metre", "form free")),
    ],
)
def test_a_change_that_cannot_be_is_refused_with_its_reason(wishes: dict, words: tuple[str, ...]) -> None:
    with pytest.raises(RequestImpossible) as caught:
        check(ComposeRequest(**wishes))
    assert all(word in str(caught.value) for word in words)


def test_metres_that_do_not_change_are_as_before() -> None:
    assert metres_over("7/8", 3) == (Meter(7, 8),) * 3
