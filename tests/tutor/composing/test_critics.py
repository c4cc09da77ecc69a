"""Critics: each prefers the melody a musician would."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.tutor.composing.test_levels import DO, FOUR, MI, RE, SOL, melody
from tutor.composing import critics
from tutor.composing.critics import Candidate, rank
from tutor.composing.form import plan
from tutor.composing.guidance import echo_biases, line_biases
from tutor.composing.sampling import Settings, pick
from tutor.composing.taste import Taste
from tutor.composing.vocabulary import REST, Event

FA, LA, TI, HIGH = (3, 0), (5, 0), (6, 0), (7, 0)
TUNE = [(24, DO), (24, RE), (24, MI), (24, SOL), (24, LA), (24, SOL), (48, MI), (24, FA), (24, MI), (24, RE), (24, MI),
        (24, RE), (24, TI), (48, HIGH)]  # fmt: skip


def candidate(events: list, surprise: float = 2.0, level: int = 3) -> Candidate:
    made = melody(*events, meter=FOUR)
    return Candidate(made, plan("free", len(made.bars)), surprise, level, 7)


def quarters(*steps: tuple[int, int]) -> list:
    return [(24, step) for step in steps]


@pytest.mark.parametrize(
    ("critic", "better", "worse"),
    [
        (critics.steps_and_skips, TUNE, quarters(*[DO, DO, DO, SOL] * 4)),
        (critics.answered_leaps, quarters(DO, SOL, FA, MI), quarters(DO, SOL, HIGH, SOL)),
        (critics.leaves_its_notes, TUNE, quarters(*[DO, RE, DO, DO] * 4)),
        (critics.one_height, TUNE, quarters(*[DO, RE, DO, RE] * 4)),
        (critics.no_marking_time, TUNE, quarters(*[DO, RE, MI, FA] * 4)),
        (critics.no_wobble, TUNE, quarters(*[DO, RE] * 8)),
        (critics.comes_to_rest, [(24, MI), (24, RE), (48, DO)], [(48, LA), (24, LA), (24, DO)]),
        (critics.few_silences, TUNE, [(24, DO), (24, "rest"), (24, MI), (24, "rest")]),
    ],
)
def test_a_critic_prefers_the_better_melody(critic, better: list, worse: list) -> None:
    assert critic(candidate(better)) > critic(candidate(worse))


def test_rhythms_should_neither_all_differ_nor_all_agree() -> None:
    long_short, short_long, even = [(48, DO), (24, RE), (24, MI)], [(24, RE), (24, MI), (48, DO)], quarters(*[DO] * 4)
    mixed = candidate([*long_short, *even, *long_short, *short_long])
    same = candidate(even * 4)
    assert critics.rhythms_return(mixed) > critics.rhythms_return(same)


def test_what_is_below_the_level_is_worth_less() -> None:
    assert critics.at_level(candidate(TUNE, level=3)) > critics.at_level(candidate(TUNE, level=7))


def test_a_slow_line_does_not_keep_a_quick_pace() -> None:
    slow, quick = (replace(candidate(TUNE), taste=Taste(pace=pace)) for pace in (0.9, 4.0))
    assert critics.keeps_its_pace(slow) == 1.0
    assert critics.keeps_its_pace(quick) < 0.5


def test_the_typical_comes_before_the_likeliest_and_the_strangest() -> None:
    usual, trite, odd = (candidate(TUNE, surprise) for surprise in (2.0, 0.2, 5.0))
    assert rank([trite, usual, odd], usual_surprise=2.0)[0] == 1


def test_a_note_may_come_twice_but_the_fourth_time_is_leant_against_more_than_the_third() -> None:
    again = [line_biases([DO] * times, [DO])[0] for times in (1, 2, 3)]
    assert again[2] < again[1] < 0 == again[0]
    assert line_biases([DO] * 3, [DO], level=5)[0] < again[2], "still less where something is to be demanded"


def test_a_bar_leans_away_from_the_notes_that_stood_there_four_and_eight_bars_before() -> None:
    line = [[Event(24, pitch) for pitch in bar] for bar in ([DO, RE, MI, FA], [MI] * 4, [SOL] * 4, [LA] * 4)]
    begun = [*line, [Event(24, SOL)]]
    re, mi, rest = echo_biases(begun, [RE, MI, REST])
    assert (mi, rest) == (0, 0)
    assert re < 0
    assert echo_biases([*line, *line, begun[-1]], [RE]) == [re]
    assert echo_biases([*line, [Event(36, SOL)]], [RE]) == [0]  # nothing began there
    assert echo_biases(begun[1:], [RE]) == [0]


def test_a_wide_leap_leans_back_by_step() -> None:
    back, onward = line_biases([DO, SOL], [FA, HIGH])
    assert back > 0 > onward


def test_a_draw_follows_the_probabilities_and_leaves_out_the_tail() -> None:
    import numpy as np

    logs, none = np.log([0.6, 0.3, 0.1]), np.zeros(3)
    settings = Settings(temperature=1.0, top_p=0.85)
    drawn = [pick(logs, none, draw, settings) for draw in np.linspace(0, 0.999, 300)]
    assert set(drawn) == {0, 1}
    assert drawn.count(0) == pytest.approx(200, abs=2)
