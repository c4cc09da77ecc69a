"""Strong and weak places of the bar, and how they are counted aloud."""

from fractions import Fraction

import pytest

from tutor.music.metrics import is_strong, metric_weight, subdivision_name
from tutor.music.rhythm import Meter


@pytest.mark.parametrize(
    ("beat", "meter", "words"),
    [
        ("1", "4/4", "beat 1"),
        ("5/2", "4/4", "the and of 2"),
        ("9/4", "4/4", "the e of 2"),
        ("11/4", "3/4", "the a of 2"),
        ("7/3", "2/4", "the second triplet of 2"),
        ("8/3", "2/4", "the third triplet of 2"),
        ("3/2", "2/2", "the and of 1"),
        ("1", "6/8", "beat 1"),
        ("2", "6/8", "the second eighth of beat 1"),
        ("4", "6/8", "beat 2"),
        ("6", "6/8", "the third eighth of beat 2"),
        ("9/2", "6/8", "the and after beat 2"),
        ("11/2", "6/8", "the and after the second eighth of beat 2"),
        ("4", "7/8", "count 4"),
        ("7/2", "5/8", "the and of count 3"),
    ],
)
def test_a_place_in_the_bar_is_counted_as_players_count(beat, meter, words):
    assert subdivision_name(Fraction(beat), Meter.parse(meter)) == words


@pytest.mark.parametrize("meter", ["2/4", "3/4", "4/4", "6/8", "9/8", "12/8", "5/8", "7/8", "2/2"])
def test_the_downbeat_outweighs_every_beat_and_every_beat_what_lies_between(meter):
    meter = Meter.parse(meter)
    beats = [metric_weight(onset, meter) for onset in meter.beat_onsets]
    between = [metric_weight(onset + meter.unit / 4, meter) for onset in meter.beat_onsets]
    assert beats[0] == 1.0 == max(beats)
    assert beats.count(1.0) == 1
    assert max(between) < min(beats)


@pytest.mark.parametrize(
    ("onset", "meter", "strong"), [("2", "4/4", True), ("1", "4/4", False), ("1", "3/4", False), ("3/2", "6/8", True)]
)
def test_the_half_bar_is_strong_where_the_bar_halves(onset, meter, strong):
    assert is_strong(Fraction(onset), Meter.parse(meter)) is strong
