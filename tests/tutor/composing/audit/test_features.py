"""What melodies are made of, counted by hand."""

import numpy as np
import pytest

from tests.tutor.composing.test_vocabulary import tune
from tutor.composing.audit.features import GRADES, counts, divergence, grade, likeness, overlap, similarities
from tutor.composing.vocabulary import DURATIONS, REST, TIE, Event

SCALE = tune([(24, (0, 0)), (24, (1, 0)), (24, (2, 0)), (24, (3, 1))], [(96, TIE)])


def test_pitches_intervals_values_and_moves_are_counted():
    found = counts([SCALE])
    assert found["pitch class"].sum() == 4
    assert found["pitch class"][3 * 3 + 2] == 1, "the raised fourth"
    assert found["interval"][12 + 2] == 3, "three whole tones up in major, the last to the raised fourth"
    assert found["duration"][DURATIONS.index(24)] == 4, "a tie is not a value of its own"
    assert found["transition"][8 * 15 + 8] == 2, "a step up after a step up, twice"


def test_histograms_overlap_by_what_they_share():
    assert overlap(np.array([1, 1]), np.array([5, 5])) == pytest.approx(1)
    assert overlap(np.array([1, 0]), np.array([0, 3])) == 0
    assert overlap(np.array([1, 1]), np.array([0, 9])) == pytest.approx(0.5)


def test_bars_are_alike_by_the_onsets_they_share():
    one = (Event(24, (0, 0)), Event(24, (1, 0)), Event(48, (2, 0)))
    other = (Event(24, (0, 0)), Event(24, (4, 0)), Event(48, (2, 0)))
    assert likeness(one, one) == 1
    assert likeness(one, other) == pytest.approx(2 / 4)
    assert likeness(one, (Event(96, REST),)) == 0


@pytest.mark.parametrize(("similarity", "expected"), [(0, 0), (0.1, 1), (0.5, 2), (0.9, 3), (1, 4)])
def test_likeness_is_graded(similarity, expected):
    assert grade(similarity) == expected < GRADES


def test_likeness_is_counted_at_every_lag():
    a, b = [(96, (0, 0))], [(96, (1, 0))]
    found = similarities([tune(a, b, a, b, a, b, a, b, a)])
    assert found[:, -1].tolist() == [0, 7, 5, 1], "bars 1, 2, 4 and 8 apart"
    assert found[0, 0] == 8


def test_divergence_is_nought_for_the_same_and_grows():
    real = np.array([80, 10, 10])
    assert divergence(real, real) == pytest.approx(0)
    assert 0 < divergence(real, np.array([70, 20, 10])) < divergence(real, np.array([10, 10, 80]))
