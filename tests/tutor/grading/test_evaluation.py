"""Measuring the measurer: counts that can be checked by hand, and a run small enough to wait for."""

from datetime import date

import numpy as np
import pytest

from tutor.grading.accuracy_card import accuracy_card
from tutor.grading.evaluation_conditions import NOISE_DB, noisy, telephone
from tutor.grading.evaluation_counts import KINDS, Tally, compare, f1, interval_of_f1, summary
from tutor.grading.evaluation_real import changed_score
from tutor.grading.evaluation_scores import study
from tutor.performing.labels import ExtraTruth, Labels, NoteTruth


def truth(note_id, pitch="correct", onset=1.0, timing="on_time"):
    missed = pitch == "missed"
    return NoteTruth(
        note_id,
        onset,
        None if missed else onset,
        None if missed else onset + 0.5,
        None if missed else 60.0,
        pitch,
        timing,
    )


def said(note_id, pitch="correct", onset=1.0, word="on_time"):
    performed = None if pitch == "missed" else {"onset_s": onset}
    return {"id": note_id, "pitch": pitch, "performed": performed, "onset": word, "intonation": None, "duration": None}


def report(notes, extra=(), overall=97.0):
    return {"notes": notes, "extra": [{"onset_s": onset} for onset in extra], "marks": {"overall": overall}}


def labels(notes, extras=()):
    return Labels(tuple(notes), tuple(extras), (), 60.0)


def test_hits_misses_and_false_alarms_are_counted_apart():
    true = labels([truth("n1"), truth("n2", "wrong"), truth("n3", "wrong"), truth("n4", "missed"), truth("n5")])
    tally = compare(
        report([said("n1"), said("n2", "wrong"), said("n3"), said("n4", "missed"), said("n5", "wrong")]),
        true,
        twin=False,
    )
    assert (tally.hits["wrong"], tally.true["wrong"], tally.found["wrong"]) == (1, 2, 2)
    assert f1(tally, "wrong") == pytest.approx(0.5)
    assert f1(tally, "missed") == 1.0
    assert tally.accused["pitch"] == 1
    assert tally.notes == 2


def test_extras_match_once_and_within_fifty_milliseconds():
    true = labels([truth("n1")], [ExtraTruth(2.0, 2.2, 60.0, "n1", "added"), ExtraTruth(3.0, 3.2, 60.0, "n1", "added")])
    tally = compare(report([said("n1")], extra=(2.04, 2.045, 3.06)), true, twin=False)
    assert (tally.hits["extra"], tally.true["extra"], tally.found["extra"]) == (1, 2, 3)


def test_what_an_abandoned_try_left_behind_is_neither_right_nor_wrong():
    true = labels([truth("n1")], [ExtraTruth(2.0, 2.2, 60.0, None, "abandoned", "n1")])
    tally = compare(report([said("n1")], extra=(2.0,)), true, twin=False)
    assert (tally.true["extra"], tally.found["extra"]) == (0, 0)


def test_faultless_notes_called_late_are_accusations():
    tally = compare(report([said("n1", word="late"), said("n2")]), labels([truth("n1"), truth("n2")]), twin=True)
    measured = summary(tally)
    assert measured["accused_per_100"]["timing"] == 50.0
    assert measured["twin_marks"] == {"least": 97.0, "median": 97.0, "count": 1}


def test_nothing_to_find_and_nothing_named_has_no_f1():
    assert f1(Tally(), "extra") is None
    assert interval_of_f1([Tally()], "extra") is None


def test_the_bootstrap_interval_holds_the_value():
    tallies = []
    for k in range(40):
        tally = Tally()
        tally.true["wrong"], tally.found["wrong"], tally.hits["wrong"] = 2, 2, 2 if k % 4 else 1
        tallies.append(tally)
    low, high = interval_of_f1(tallies, "wrong")
    assert low < 0.875 < high


@pytest.mark.parametrize("instrument", ["violin", "cello", "clarinet", "soprano"])
def test_studies_are_repeatable_and_in_range(instrument):
    score = study(3, instrument, 4)
    assert score == study(3, instrument, 4)
    assert score != study(4, instrument, 4)
    assert all(bar.length == bar.meter.bar_length for bar in score.bars)
    assert len(score.notes) > 12


def test_noise_lies_twenty_decibels_under_the_take():
    sound = np.sin(np.arange(44100) / 10)
    added = noisy(sound, 44100, 0) - sound
    assert 10 * np.log10(np.mean(sound**2) / np.mean(added**2)) == pytest.approx(NOISE_DB, abs=0.1)


def test_a_telephone_carries_no_bass():
    bass = np.sin(2 * np.pi * 100 * np.arange(44100) / 44100)
    assert np.std(telephone(bass, 44100, 0)) < 0.05 * np.std(bass)


def test_a_changed_score_differs_just_where_it_says():
    score = study(3, "violin", 4)
    changed, ids = changed_score(score, 0)
    moved = {a.id for a, b in zip(score.notes, changed.notes, strict=True) if a.pitch.midi != b.pitch.midi}
    assert moved == ids != set()


def test_the_card_says_what_was_measured():
    row = {
        **summary(compare(report([said("n1")]), labels([truth("n1")]), twin=True)),
        "f1_interval": dict.fromkeys(KINDS),
    }
    row |= {"twins_below_95": 0, "twin_mark_mean": 97.0}
    card = accuracy_card(
        {"takes": 1, "seed": 7, "by_condition": {"clean": row}, "by_sound": {"violin": row}}, day=date(2025, 1, 2)
    )
    assert "--takes 1 --seed 7` on 2025-01-02" in card
    assert "| violin | 1 | 97.0 | 97.0 | 0 |" in card


def test_a_rendered_take_is_heard_and_graded():
    """One take through everything: rendered, listened to, graded; and its twin without errors."""
    from tutor.grading.evaluation import Job, run_job

    tally = run_job(Job(seed=5, sound="violin", condition="clean", twin=True))
    assert tally.takes == 2
    assert tally.unjudged == 0
    assert tally.twin_marks[0] >= 95.0
    assert sum(tally.hits.values()) >= 0.7 * sum(tally.true.values())
