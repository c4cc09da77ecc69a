"""What a line asks of its reader, by hand."""

from dataclasses import replace

import pytest

from tests.tutor.composing.test_critics import TUNE, candidate
from tutor.composing.critics import asks_what_its_level_asks
from tutor.composing.effort import beyond_its_level, effort
from tutor.composing.request import ComposeRequest
from tutor.composing.taste import Taste
from tutor.composing.vocabulary import REST, Event, Melody
from tutor.music.rhythm import Meter

DO, RE, SOL, HIGH_FI = (0, 0), (1, 0), (4, 0), (10, 1)


def of(*events: tuple[int, object]) -> Melody:
    return Melody("hymn", "major", Meter.parse("4/4"), (tuple(Event(*event) for event in events),))


STEPS = of((24, DO), (24, RE), (24, DO), (24, RE))


def test_four_quarters_by_step_at_sixty() -> None:
    assert effort(STEPS, 60) == pytest.approx(1 + 0.8 * 1 + 0.2 * 1 + 0.25 * 1)


def test_twice_the_tempo_is_a_note_a_second_more() -> None:
    assert effort(STEPS, 120) == pytest.approx(effort(STEPS, 60) + 1)


def test_leaps_compass_values_and_altered_notes_each_ask_more() -> None:
    leaps = of((24, DO), (24, SOL), (24, DO), (24, SOL))
    values = of((36, DO), (12, RE), (24, DO), (24, RE))
    altered = of((24, DO), (24, RE), (24, DO), (24, HIGH_FI))
    assert all(effort(line, 60) > effort(STEPS, 60) for line in (leaps, values, altered))


def test_a_line_without_notes_asks_nothing() -> None:
    assert effort(of((96, REST)), 60) == 0.0


def test_the_same_line_at_the_same_tempo_is_beyond_a_low_level_and_short_of_a_high_one() -> None:
    request = ComposeRequest(tempo_bpm=120.0)
    beyond = [beyond_its_level(STEPS, replace(request, level=level)) for level in (1, 4, 8)]
    assert beyond[0] > beyond[1] > beyond[2]
    assert beyond[2] < 0


def test_a_candidate_that_asks_what_the_level_means_is_preferred() -> None:
    low, high = (replace(candidate(TUNE), taste=Taste(request=ComposeRequest(level=level))) for level in (1, 8))
    assert asks_what_its_level_asks(low) > asks_what_its_level_asks(high)
