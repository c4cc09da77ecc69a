"""How durations are written: one sign where it shows the beats, ties where it would hide them."""

from fractions import Fraction

import pytest

from tutor.music.notation import notatable_values, rest_values, written_value
from tutor.music.rhythm import Meter

METERS = ["2/4", "3/4", "4/4", "5/4", "2/2", "3/2", "3/8", "6/8", "9/8", "12/8", "5/8", "7/8", "4/8", "11/8", "3/16"]


def fractions(text):
    return tuple(Fraction(word) for word in text.split())


@pytest.mark.parametrize(
    ("quarters", "sign"),
    [
        ("1", ("quarter", 0, None)),
        ("3/2", ("quarter", 1, None)),
        ("7/4", ("quarter", 2, None)),
        ("1/3", ("eighth", 0, (3, 2))),
        ("2/3", ("quarter", 0, (3, 2))),
        ("1/5", ("16th", 0, (5, 4))),
        ("4/7", ("quarter", 0, (7, 4))),
    ],
)
def test_a_duration_has_its_sign(quarters, sign):
    value = written_value(Fraction(quarters))
    assert (value.type, value.dots, value.tuplet) == sign
    assert value.quarters == Fraction(quarters)


@pytest.mark.parametrize("quarters", ["5/2", "5/4", "5/6", "9/2"])
def test_some_durations_need_a_tie(quarters):
    assert written_value(Fraction(quarters)) is None


@pytest.mark.parametrize(
    ("meter", "onset", "duration", "written"),
    [
        ("4/4", "0", "4", "4"),
        ("4/4", "0", "3", "3"),
        ("4/4", "1", "2", "2"),
        ("4/4", "1", "3", "1 2"),
        ("4/4", "1/2", "1", "1"),
        ("4/4", "3/2", "1", "1/2 1/2"),
        ("4/4", "0", "5/2", "2 1/2"),
        ("4/4", "3", "2", "1 1"),
        ("4/4", "0", "8", "4 4"),
        ("3/4", "0", "3", "3"),
        ("3/4", "1", "2", "2"),
        ("2/4", "3/4", "1/2", "1/4 1/4"),
        ("6/8", "0", "3", "3"),
        ("6/8", "0", "2", "3/2 1/2"),
        ("6/8", "1", "1", "1/2 1/2"),
        ("6/8", "1/2", "1", "1"),
        ("12/8", "0", "6", "6"),
        ("7/8", "1", "1", "1"),
        ("7/8", "1/2", "1", "1/2 1/2"),
        ("4/4", "0", "2/3", "2/3"),
        ("4/4", "2/3", "2/3", "2/3"),
        ("4/4", "1/3", "5/3", "2/3 1"),
        ("4/4", "0", "5/6", "1/2 1/3"),
    ],
)
def test_notes_are_split_where_a_player_wants_to_see_the_beat(meter, onset, duration, written):
    assert notatable_values(Fraction(onset), Fraction(duration), Meter.parse(meter)) == fractions(written)


@pytest.mark.parametrize(
    ("meter", "onset", "duration", "written"),
    [
        ("4/4", "0", "2", "2"),
        ("4/4", "1", "2", "1 1"),
        ("4/4", "1/2", "1", "1/2 1/2"),
        ("4/4", "0", "3/2", "1 1/2"),
        ("3/4", "0", "2", "1 1"),
        ("6/8", "0", "3/2", "3/2"),
        ("6/8", "0", "1", "1"),
        ("6/8", "1/2", "1", "1/2 1/2"),
        ("6/8", "1", "2", "1/2 3/2"),
        ("4/4", "1/3", "2/3", "2/3"),
    ],
)
def test_rests_never_hide_a_beat(meter, onset, duration, written):
    assert rest_values(Fraction(onset), Fraction(duration), Meter.parse(meter)) == fractions(written)


@pytest.mark.parametrize("name", METERS)
@pytest.mark.parametrize("split", [notatable_values, rest_values])
def test_everything_on_the_tick_grid_can_be_written_and_adds_up(name, split):
    meter = Meter.parse(name)
    ticks = int(meter.bar_length * 24)
    for start in range(0, ticks, 1 if ticks < 50 else 5):
        for length in range(1, ticks - start + 1, 1 if ticks < 50 else 7):
            values = split(Fraction(start, 24), Fraction(length, 24), meter)
            assert sum(values) == Fraction(length, 24)
            assert all(written_value(value) for value in values)
