"""Metres and exact time."""

from fractions import Fraction as F

import pytest

from tutor.music.rhythm import Meter, to_ticks


@pytest.mark.parametrize(
    ("text", "bar", "beats"),
    [
        ("4/4", F(4), (F(1),) * 4),
        ("2/2", F(4), (F(2),) * 2),
        ("3/8", F(3, 2), (F(3, 2),)),
        ("6/8", F(3), (F(3, 2),) * 2),
        ("12/8", F(6), (F(3, 2),) * 4),
        ("5/8", F(5, 2), (F(3, 2), F(1))),
        ("7/8", F(7, 2), (F(1), F(1), F(3, 2))),
    ],
)
def test_bars_and_felt_beats(text: str, bar: F, beats: tuple[F, ...]) -> None:
    meter = Meter.parse(text)
    assert (meter.bar_length, meter.beats) == (bar, beats)
    assert sum(beats) == bar


@pytest.mark.parametrize("text", ["", "4", "4/5", "0/4", "x/4", "99/4"])
def test_what_is_not_a_metre_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="metre"):
        Meter.parse(text)


def test_ticks_are_exact_or_refused() -> None:
    assert to_ticks(F(1, 3)) == 8
    with pytest.raises(ValueError, match="grid"):
        to_ticks(F(1, 5))
