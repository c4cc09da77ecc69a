"""The tempo curve: follows the player, not the slip."""

import numpy as np
import pytest

from tutor.grading.tempo import find_breaks, fit_tempo

BEATS = np.arange(32.0)


def fitted(seconds, q=BEATS, **options):
    return fit_tempo(q, np.asarray(seconds), beat_q=1.0, spq=0.5, **options)


def test_a_steady_tempo_is_a_straight_line():
    curve = fitted(0.3 + 0.6 * BEATS)
    assert curve.bpm == pytest.approx(100)
    assert curve.at(10.5) == pytest.approx(0.3 + 6.3)
    assert curve.spq(3.0) == pytest.approx(0.6)


@pytest.mark.parametrize("late_s", [-0.25, 0.1, 0.2, 0.3])
def test_one_note_off_does_not_bend_it(late_s):
    seconds = 0.6 * BEATS
    seconds[15] += late_s
    curve = fitted(seconds)
    assert float(seconds[15] - curve.at(15.0)) == pytest.approx(late_s, abs=0.02)
    assert abs(float(curve.at(14.0)) - 8.4) < 0.02


def test_a_slow_swell_of_tempo_is_followed():
    seconds = np.cumsum(0.6 * (1 + 0.08 * np.sin(2 * np.pi * BEATS / 16)))
    assert np.max(np.abs(seconds - fitted(seconds).at(BEATS))) < 0.03


def test_a_sudden_new_tempo_is_followed():
    seconds = np.where(BEATS < 16, 0.6 * BEATS, 9.6 + 0.75 * (BEATS - 16))
    assert np.max(np.abs(seconds - fitted(seconds).at(BEATS))) < 0.06


def test_a_stop_is_a_break_that_only_its_own_note_shows():
    seconds = 0.6 * BEATS + np.where(BEATS >= 12, 1.0, 0.0)
    curve = fitted(seconds)
    assert [step.q for step in curve.breaks] == [12.0]
    assert float(seconds[12] - curve.at(12.0, own_break=False)) == pytest.approx(1.0, abs=0.03)
    assert float(seconds[13] - curve.at(13.0, own_break=False)) == pytest.approx(0.0, abs=0.03)


def test_a_stop_filled_with_an_extra_note_is_excused():
    seconds = 0.6 * BEATS + np.where(BEATS >= 12, 0.3, 0.0)
    curve = fitted(seconds, filled=(12,))
    assert float(seconds[12] - curve.at(12.0, own_break=False)) == pytest.approx(0.0, abs=0.03)


def test_a_late_note_followed_by_one_in_time_is_no_break():
    seconds = 0.6 * BEATS
    seconds[12] += 0.4
    assert find_breaks(BEATS, seconds, beat_q=1.0) == ()


def test_a_rest_cut_short_is_a_break_to_the_front():
    seconds = 0.6 * BEATS - np.where(BEATS >= 12, 0.6, 0.0)
    seconds[12:] += 0.05  # the notes are still apart
    assert find_breaks(BEATS, seconds, beat_q=1.0) == (12,)


def test_beyond_both_ends_the_end_tempo_goes_on():
    curve = fitted(2.0 + 0.6 * BEATS)
    assert curve.at(-2.0) == pytest.approx(0.8)
    assert curve.at(40.0) == pytest.approx(26.0)


def test_a_single_note_leaves_the_written_tempo():
    curve = fit_tempo(np.array([4.0]), np.array([3.0]), beat_q=1.0, spq=0.5)
    assert curve.at(6.0) == pytest.approx(4.0)


def test_notes_all_struck_at_once_have_a_tempo_all_the_same():
    """As in a MIDI take that holds every note at one moment: no division by the time that did not pass."""
    curve = fitted(np.zeros(len(BEATS)))
    assert np.isfinite(curve.at(BEATS)).all()
    assert curve.stands_still
    assert not fitted(0.1 * BEATS).stands_still
