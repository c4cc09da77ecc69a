"""Pitches, beats and bars as people read them."""

import pytest

from lessons.practice.templatetags.practice import difference_words, signed
from lessons.practice.words import bars_words, listed, pitch_symbol, pitch_words, place_words, value_words
from lessons.practice.words import mark_words as mark


@pytest.mark.parametrize(
    ("name", "symbol", "words"),
    [
        ("F#4", "F♯4", "F sharp 4"),
        ("Bb3", "B♭3", "B flat 3"),
        ("B-3", "B♭3", "B flat 3"),
        ("C##5", "C𝄪5", "C double sharp 5"),
        ("E--4", "E𝄫4", "E double flat 4"),
        ("G4", "G4", "G 4"),
    ],
)
def test_a_pitch_is_shown_with_signs_and_said_with_words(name, symbol, words):
    assert (pitch_symbol(name), pitch_words(name)) == (symbol, words)


def test_what_is_no_pitch_stays_as_it_is():
    assert pitch_symbol("whole take") == "whole take"


@pytest.mark.parametrize(
    ("beat", "meter", "said"),
    [
        ("2", "4/4", "beat 2"),
        ("5/2", "4/4", "the and of 2"),
        ("6", "6/8", "the third eighth of beat 2"),
        ("3", "5/8", "count 3"),
        ("3", "", "beat 3"),
    ],
)
def test_a_place_in_the_bar_is_told_as_the_findings_tell_it(beat, meter, said):
    assert place_words(beat, meter) == said


@pytest.mark.parametrize(("quarters", "name"), [(1.0, "quarters"), (1.5, "dotted quarters"), (2.0, "half notes")])
def test_the_counted_value_has_its_name(quarters, name):
    assert value_words(quarters) == name


@pytest.mark.parametrize(
    ("bars", "said"),
    [([3], "Bar 3"), ([3, 5], "Bars 3 and 5"), ([2, 3, 4], "Bars 2 to 4"), ([1, 3, 7], "Bars 1, 3 and 7"), ([], "")],
)
def test_bars_are_told_together(bars, said):
    assert bars_words(bars) == said


def test_lists():
    assert listed(["a", "b", "c"]) == "a, b and c"


@pytest.mark.parametrize(("value", "shown"), [(12.4, "+12"), (-7.6, "−8"), (0.2, "0")])
def test_a_difference_shows_its_sign(value, shown):
    assert signed(value) == shown


@pytest.mark.parametrize(("value", "shown"), [(99.6, "99"), (100.0, "100"), (89.5, "90"), (0.0, "0"), (None, "–")])
def test_only_a_take_that_lost_nothing_shows_100(value, shown):
    assert mark(value) == shown


@pytest.mark.parametrize(
    ("mended", "broken", "change", "said"),
    [
        (["n1"], [], 4.0, "One note that went wrong then is right now. The mark went up by 4."),
        ([], ["n1", "n2"], -9.6, "2 notes slipped that were right before. The mark went down by 10."),
        ([], [], 0.0, "The same notes are right as then."),
        ([], [], 0.3, "The same notes are right as then. The mark went up by less than one."),
    ],
)
def test_what_changed_is_said_in_a_sentence(mended, broken, change, said):
    assert difference_words({"mended": mended, "broken": broken, "change": change}) == said
