"""Beliefs move with evidence, fade with time, and return at widening intervals."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.learning.mastery import (
    EVIDENCE_HALF_LIFE_DAYS,
    KEPT_PER_TAKE,
    LONGEST_RETURN_DAYS,
    Belief,
    aged,
    learned,
    observe,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
COUNTS = st.integers(0, 40)
DAYS = st.floats(0, 400)


def later(days: float) -> datetime:
    return NOON + timedelta(days=days)


def test_nothing_is_known_at_first() -> None:
    assert Belief().mean == 0.5
    assert Belief().sd == pytest.approx((1 / 12) ** 0.5)  # the uniform distribution's
    assert not Belief().is_due(NOON)
    assert not Belief().is_secure


def test_two_right_of_five_by_hand() -> None:
    belief = observe(Belief(), 2, 3, NOON)
    assert belief.mean == pytest.approx((2 + 1) / (5 + 2))
    assert belief.recent_counts == (2, 5)


def test_a_second_take_discounts_the_first() -> None:
    belief = observe(observe(Belief(), 0, 4, NOON), 4, 0, NOON)
    assert (belief.right, belief.wrong) == (4, pytest.approx(KEPT_PER_TAKE * 4))


def test_a_long_take_counts_as_six_notes_at_most() -> None:
    belief = observe(Belief(), 30, 10, NOON)
    assert (belief.right, belief.wrong) == (pytest.approx(4.5), pytest.approx(1.5))


def test_evidence_halves_in_its_half_life() -> None:
    belief = aged(observe(Belief(), 4, 2, NOON), later(EVIDENCE_HALF_LIFE_DAYS))
    assert (belief.right, belief.wrong) == (pytest.approx(2), pytest.approx(1))


def test_three_good_takes_make_a_skill_secure_and_a_bad_one_unmakes_it() -> None:
    belief = Belief()
    for day in (0, 2, 6):
        belief = observe(belief, 6, 0, later(day))
    assert belief.is_secure
    assert not observe(belief, 1, 5, later(7)).is_secure


def test_return_spacing_doubles_after_due_successes_and_halves_after_a_failure() -> None:
    belief = observe(Belief(), 5, 0, NOON)
    assert belief.return_days == 2
    belief = observe(belief, 5, 0, later(2))
    assert belief.return_days == 4
    assert not belief.is_due(later(5.9))
    assert belief.is_due(later(6))
    assert observe(belief, 1, 4, later(6)).return_days == 2


def test_cramming_does_not_space_out() -> None:
    belief = observe(Belief(), 5, 0, NOON)
    for _ in range(5):
        belief = observe(belief, 5, 0, NOON)
    assert belief.return_days == 2


def test_a_take_without_the_skill_changes_nothing() -> None:
    belief = observe(Belief(), 2, 1, NOON)
    assert observe(belief, 0, 0, later(9)) == belief
    assert learned({"tritone": belief}, {}, later(9)) == {"tritone": belief}


def test_learning_touches_only_the_skills_that_were_played() -> None:
    beliefs = learned({"tritone": Belief()}, {"arpeggio": (3, 1)}, NOON)
    assert beliefs["tritone"] == Belief()
    assert beliefs["arpeggio"].mean == pytest.approx(4 / 6)


@given(right=COUNTS, wrong=COUNTS, days=DAYS)
def test_a_belief_survives_storage_and_stays_a_probability(right: int, wrong: int, days: float) -> None:
    belief = observe(observe(Belief(), wrong, right, NOON), right, wrong, later(days))
    again = Belief.from_dict(belief.to_dict())
    assert again.mean == pytest.approx(belief.mean, abs=1e-3)
    assert (again.last, again.return_days, again.recent) == (belief.last, belief.return_days, belief.recent)
    low, high = belief.interval
    assert 0 <= low <= belief.mean <= high <= 1
    assert 1 <= belief.return_days <= LONGEST_RETURN_DAYS


@given(right=COUNTS, wrong=COUNTS)
def test_one_more_right_never_lowers_and_one_more_wrong_never_raises(right: int, wrong: int) -> None:
    before = observe(Belief(), right, wrong, NOON).mean
    assert observe(Belief(), right + 1, wrong, NOON).mean >= before - 1e-12
    assert observe(Belief(), right, wrong + 1, NOON).mean <= before + 1e-12


@given(right=st.integers(1, 6), wrong=st.integers(0, 5), days=st.floats(1, 400))
def test_time_draws_a_belief_to_doubt(right: int, wrong: int, days: float) -> None:
    fresh = observe(Belief(), right, wrong, NOON)
    old = aged(fresh, later(days))
    assert abs(old.mean - 0.5) <= abs(fresh.mean - 0.5) + 1e-12
    assert old.right + old.wrong < fresh.right + fresh.wrong
