"""A blend of two styles: both in all of it, or one rather in the rhythm and the other in the pitches."""

from __future__ import annotations

import pytest

from tests.tutor.composing.test_automaton import grammar
from tutor.composing.automaton import Automaton
from tutor.composing.form import plan
from tutor.composing.sampling import Row, weights_for

MACHINE = Automaton(grammar(3), plan("free", 4))


def weights(blend: float, accent: float) -> tuple[list[float], list[float]]:
    """Of both styles, for the next value and for the pitch after it."""
    row = Row(MACHINE, accent=accent)
    value = weights_for(row, [1.0 - blend, blend])
    row.ticks = 24
    return value, weights_for(row, [1.0 - blend, blend])


def test_without_an_accent_rhythm_and_pitches_are_blended_alike() -> None:
    assert weights(0.25, 0.0) == ([0.75, 0.25], [0.75, 0.25])


def test_an_accent_gives_the_second_style_the_rhythm_and_the_first_the_pitches() -> None:
    assert weights(0.5, 1.0) == ([0.0, 1.0], [1.0, 0.0])
    assert weights(0.5, -1.0) == ([1.0, 0.0], [0.0, 1.0])


@pytest.mark.parametrize("accent", [-1.0, -0.5, 0.0, 1.0])
@pytest.mark.parametrize("blend", [0.1, 0.3, 0.5, 0.8])
def test_each_style_keeps_its_share_of_the_whole(blend: float, accent: float) -> None:
    value, pitch = weights(blend, accent)
    assert all(sum(one) == pytest.approx(1) and min(one) >= 0 for one in (value, pitch))
    assert (value[1] + pitch[1]) / 2 == pytest.approx(blend)


def test_one_style_alone_is_written_by_itself() -> None:
    assert weights_for(Row(MACHINE, accent=1.0), [1.0]) == [1.0]
