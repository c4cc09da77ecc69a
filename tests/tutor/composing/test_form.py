"""Forms: which bars return, which phrases begin where, and which cadences they reach."""

from __future__ import annotations

import pytest

from tutor.composing.form import NAMED, default_form, fits, least_bars, plan, sections_of


def sources(form: str, bars: int) -> list[int | None]:
    return [bar.source for bar in plan(form, bars).bars]


def test_letters_that_return_repeat_their_bars() -> None:
    assert sources("AABA", 8) == [None, None, 0, 1, None, None, 0, 1]
    assert sources("ABAC", 8) == [None, None, None, None, 0, 1, None, None]


def test_a_period_answers_its_question_with_a_new_ending() -> None:
    planned = plan("period", 8)
    assert [bar.source for bar in planned.bars] == [None, None, None, None, 0, 1, None, None]
    question, answer = planned.bars[3].cadence, planned.bars[7].cadence
    assert question is not None
    assert answer is not None
    assert set(question.degrees) == {1, 4, 6}
    assert answer.degrees == (0,)


def test_a_tilde_brings_a_phrase_back_in_new_notes_that_follow_its_rhythm() -> None:
    planned = plan("A A~", 8, pickup=24)
    assert [bar.source for bar in planned.bars] == [None] * 9
    assert [bar.like for bar in planned.bars] == [None] * 5 + [1, 2, 3, 4]
    assert set(planned.bars[4].cadence.degrees) == {1, 4, 6}
    assert planned.bars[8].cadence.degrees == (0,)
    assert sections_of("varied period", 8) == sections_of("A A~", 8)


def test_a_sentence_states_its_idea_twice_and_goes_on() -> None:
    assert sources("sentence", 8) == [None, None, 0, 1, None, None, None, None]


def test_the_last_bar_always_closes_on_the_tonic() -> None:
    for form in (*NAMED, "AABA", "ABAC", "AABB"):
        planned = plan(form, 12 if form == "12-bar" else 16)
        source = planned.bars[-1].source
        closing = planned.bars[-1 if source is None else source].cadence
        assert closing is not None
        assert closing.final, form


def test_a_source_is_heard_as_often_as_it_returns() -> None:
    assert [bar.weight for bar in plan("AABA", 8).bars[:2]] == [3, 3]


def test_a_pickup_comes_before_the_first_bar_and_the_last_bar_is_written_anew() -> None:
    planned = plan("AABA", 8, pickup=24)
    assert len(planned.bars) == 9
    assert planned.full_bars == 8
    assert planned.bars[-1].source is None
    assert planned.bars[3].source == 1


def test_forms_share_out_bars_that_do_not_divide_evenly() -> None:
    assert [s.bars for s in sections_of("AAB", 8)] == [2, 2, 4]
    lengths = {s.letter: s.bars for s in sections_of("ABACA", 8)}
    assert 3 * lengths["A"] + lengths["B"] + lengths["C"] == 8


def test_a_form_of_many_letters_is_laid_out_as_well_as_one_of_two() -> None:
    assert [s.bars for s in sections_of("ABCDEFGHIJKL", 32)] == [2] * 8 + [4] * 4


def test_a_form_needs_a_bar_for_each_letter() -> None:
    assert least_bars("AABA") == 4
    with pytest.raises(ValueError, match="needs 4 bars or more"):
        plan("AABA", 3)


@pytest.mark.parametrize("nonsense", ["", "A?B", "12", "A+B"])
def test_what_is_not_a_form_is_refused(nonsense: str) -> None:
    with pytest.raises(ValueError, match="is not a form"):
        plan(nonsense, 8)


def test_the_default_form_is_the_styles_own_where_it_fits() -> None:
    assert default_form(8, ("AABA",)) == "AABA"
    assert default_form(7, ("AABA",)) == "free"
    assert not fits("AABA", 7)
