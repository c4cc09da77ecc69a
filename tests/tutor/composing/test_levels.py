"""Levels: one table, and the lowest level that reads a melody."""

from __future__ import annotations

import itertools

import pytest

from tutor.composing.levels import LEVELS, allowed, key_need, level_of, meter_need
from tutor.composing.reading_pitch import SPANS, leap_level
from tutor.composing.reading_rhythm import NEVER, rhythm_level, values_at
from tutor.composing.vocabulary import REST, TIE, Event, Melody
from tutor.music.instruments import LEVEL_STEPS
from tutor.music.key import Key
from tutor.music.rhythm import Meter

FOUR, SIX = Meter(4, 4), Meter(6, 8)
DO, RE, MI, SOL = (0, 0), (1, 0), (2, 0), (4, 0)


def melody(*events: tuple[int, object], mode: str = "major", meter: Meter = FOUR) -> Melody:
    """A melody cut into full bars."""
    full, bars, now = meter.numerator * 96 // meter.denominator, [], []
    for ticks, pitch in events:
        now.append(Event(ticks, pitch))
        if sum(e.ticks for e in now) == full:
            bars.append(tuple(now))
            now = []
    assert not now, "the example must fill its bars"
    return Melody("test", mode, meter, tuple(bars))


def test_there_are_eight_levels_each_with_a_line_about_it() -> None:
    assert list(LEVELS) == [str(n) for n in range(1, 9)]
    assert all(level.about.endswith(".") for level in LEVELS.values())


def test_every_level_reads_what_the_one_below_reads() -> None:
    rows = list(LEVELS.values())
    for below, above in itertools.pairwise(rows):
        assert above.fifths[0] <= below.fifths[0] <= below.fifths[1] <= above.fifths[1]
        assert set(below.meters) <= set(above.meters) | set(above.meters_on_request)
        assert below.span < above.span


def test_ranges_agree_with_the_windows_that_instruments_give() -> None:
    assert {level: allowed(level).span for level in LEVEL_STEPS} == LEVEL_STEPS
    assert tuple(LEVEL_STEPS.values()) == SPANS


@pytest.mark.parametrize("level", range(1, 9))
@pytest.mark.parametrize("key", ["C major", "G major", "F major", "D major"])
def test_everyday_keys_and_metres_are_read_at_every_level(level: int, key: str) -> None:
    assert allowed(level).reads_key(Key.parse(key))
    assert all(allowed(level).reads_meter(Meter.parse(name)) for name in ("2/4", "3/4", "4/4"))


def test_far_keys_and_odd_metres_are_not_read_at_first() -> None:
    assert key_need(Key.parse("F# major")) > 3
    assert meter_need(Meter(7, 8)) > 4
    assert meter_need(Meter(11, 16)) == NEVER


@pytest.mark.parametrize(
    ("level", "events"),
    [
        (1, [(24, DO), (24, MI), (24, SOL), (12, MI), (12, RE)]),
        (2, [(72, DO), (24, SOL)]),
        (3, [(36, DO), (12, RE), (48, DO)]),
        (3, [(24, DO), (12, RE), (12, REST), (48, DO)]),
        (4, [(6, DO), (6, RE), (12, MI), (72, RE)]),
        (4, [(12, DO), (24, RE), (12, MI), (48, RE)]),
        (4, [(48, DO), (48, (5, 0))]),
        (5, [(18, DO), (6, RE), (72, DO)]),
        (5, [(8, DO), (8, RE), (8, MI), (72, RE)]),
        (5, [(48, DO), (48, RE), (24, TIE), (72, RE)]),
        (6, [(48, (3, 0)), (48, (6, 0))]),
        (8, [(48, DO), (48, (9, 0))]),
    ],
)
def test_the_lowest_level_follows_the_hardest_feature(level: int, events: list) -> None:
    assert level_of(melody(*events)) == level


def test_the_raised_seventh_of_minor_is_level_two_when_it_rises_to_the_tonic() -> None:
    rising = melody((24, RE), (24, DO), (24, (-1, 1)), (24, DO), mode="minor")
    falling = melody((24, DO), (24, (-1, 1)), (24, (-2, 0)), (24, DO), mode="minor")
    assert level_of(rising) == 2
    assert level_of(falling) >= 5


def test_a_chromatic_neighbour_is_level_four_and_a_leap_from_it_is_not() -> None:
    neighbour = melody((24, SOL), (24, (3, 1)), (24, SOL), (24, SOL))
    leaping = melody((24, SOL), (24, (3, 1)), (24, DO), (24, SOL))
    assert level_of(neighbour) == 4
    assert level_of(leaping) >= 6


def test_leaps_of_the_tonic_triad_come_before_other_leaps() -> None:
    assert leap_level("major", DO, MI) == 1
    assert leap_level("major", DO, SOL) == 2
    assert leap_level("major", RE, (3, 0)) == 3
    assert leap_level("major", (3, 0), (6, 0)) == 6  # the tritone


def test_compound_metres_count_in_dotted_quarters() -> None:
    assert rhythm_level(SIX, 0, 36) == 1
    assert rhythm_level(SIX, 12, 24) == 4
    assert set(values_at(SIX, 0, 1)) == {12, 24, 36, 72}
    assert set(values_at(FOUR, 0, 1)) == {12, 24, 48, 96}


def test_nothing_lasts_beyond_its_bar() -> None:
    assert rhythm_level(FOUR, 48, 72) == NEVER


@pytest.mark.parametrize("wrong", [0, 9, -1])
def test_other_levels_do_not_exist(wrong: int) -> None:
    with pytest.raises(ValueError, match="use 1 to 8"):
        allowed(wrong)
