"""Levels change by first sight alone, and only on firm ground."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tutor.learning.mastery import Belief, observe
from tutor.learning.promotion import Attempt, next_level, prerequisites
from tutor.learning.skills import SKILLS

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def attempts(*shares: float, level: int = 3) -> list[Attempt]:
    return [Attempt(level, share) for share in shares]


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ((0.8, 0.8, 0.8), 4),
        ((0.9, 0.5, 0.9, 0.8), 4),
        ((0.9, 0.9, 0.5, 0.79), 3),
        ((0.9, 0.9, 0.9, 0.5, 0.5), 3),  # only the last four count
        ((0.9, 0.9), 3),
        ((0.4, 0.45, 0.9, 0.3), 2),
        ((), 3),
    ],
)
def test_three_of_the_last_four_decide(shares: tuple[float, ...], expected: int) -> None:
    assert next_level(3, attempts(*shares), {}) == expected


def test_repeats_and_other_levels_prove_nothing() -> None:
    seen_before = [Attempt(3, 1.0, first_sight=False)] * 4
    assert next_level(3, [*seen_before, *attempts(1, 1, 1, level=2)], {}) == 3


def test_a_weak_prerequisite_holds_a_learner_back() -> None:
    needed = sorted(prerequisites(4))[0]
    weak = {needed: observe(Belief(), 1, 5, NOW)}
    assert next_level(3, attempts(1, 1, 1), weak) == 3
    assert next_level(3, attempts(1, 1, 1), {needed: observe(Belief(), 6, 0, NOW)}) == 4


def test_levels_end_at_one_and_eight() -> None:
    assert next_level(8, attempts(1, 1, 1, level=8), {}) == 8
    assert next_level(1, attempts(0, 0, 0, level=1), {}) == 1


def test_prerequisites_are_what_the_skills_of_a_level_require() -> None:
    assert prerequisites(5) == {n for s in SKILLS.values() if s.level == 5 for n in s.requires}
    assert prerequisites(5) <= set(SKILLS)


def test_from_a_half_level_the_way_leads_to_a_whole_one() -> None:
    well, badly = ([Attempt(3.5, share)] * 4 for share in (0.9, 0.3))
    assert next_level(3.5, well, {}) == 4
    assert next_level(3.5, badly, {}) == 3
    assert next_level(7.5, [Attempt(7.5, 1.0)] * 4, {}) == 8
