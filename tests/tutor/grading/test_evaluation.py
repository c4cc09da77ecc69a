"""Measuring the measurer: counts that can be checked by hand, and a run small enough to wait for."""

from datetime import date

import numpy as np
import pytest

from tests.tutor.grading.playing import LINE, bent, exact, take, tune
from tutor.grading.accuracy_card import accuracy_card
from tutor.grading.evaluation import evaluate_ears
from tutor.grading.evaluation_appeals import evaluate_appeals
from tutor.grading.evaluation_baseline import verdicts
from tutor.grading.evaluation_conditions import CONDITIONS, NOISE_DB, noisy, telephone
from tutor.grading.evaluation_counts import KINDS, Tally, compare, f1, interval_of_f1, summary
from tutor.grading.evaluation_real import changed_score, transcribed
from tutor.grading.evaluation_scores import study
from tutor.grading.evaluation_tones import tone
from tutor.grading.memory import heard_to_dict
from tutor.listening.hear import hear_audio
from tutor.listening.types import Audio
from tutor.music.musicxml import to_musicxml
from tutor.performing.labels import ExtraTruth, Labels, NoteTruth, Slip
from tutor.performing.perform import perform


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
    rendered = {
        "by_condition": {"clean": row},
        "by_sound": {"violin": row},
        "by_level": {"3": row},
        "confidence": {"notes": 1, "calibration_error": 0.02},
    }
    card = accuracy_card({"takes": 1, "seed": 7, "parts": ["rendered"], "rendered": rendered}, day=date(2025, 1, 2))
    assert "--takes 1 --seed 7 --parts rendered` on 2025-01-02" in card
    assert "| violin | 1 | 97.0 | 97.0 | 0 |" in card
    assert "calibration error (ten bins) 0.02" in card


def test_an_unknown_part_is_named_with_those_there_are():
    with pytest.raises(ValueError, match=r"'taste' is not a part .* rendered"):
        evaluate_ears(parts=["taste"])


def test_confidence_is_held_against_what_was_right():
    true = labels([truth("n1"), truth("n2", "wrong")])
    notes = [said("n1"), said("n2")]
    for note, sure in zip(notes, (0.9, 0.8), strict=True):
        note["performed"]["confidence"] = sure
    assert compare(report(notes), true, twin=False).confidences == [(0.9, True), (0.8, False)]


def test_calibrated_tones_are_heard_within_five_cents():
    partials = (1.0, 0.5, 0.3)
    sound = np.concatenate([np.zeros(4410), tone(69.3, partials, vibrato=True), np.zeros(4410)])
    note = max(
        hear_audio(Audio(sound.astype(np.float32), 22_050), low_midi=60, high_midi=80).notes, key=lambda n: n.duration_s
    )
    assert abs(note.midi - 69.3) < 0.05


def test_the_plain_method_finds_what_is_not_right():
    score = tune("G4:2 B4:2 A4:2 C5:2", tempo=80)
    played = perform(score, slips=[Slip("wrong_pitch", "n2", 3), Slip("missed", "n3")])
    said = verdicts(score, played.samples, played.rate)
    assert [word == "correct" for word in said] == [True, False, False, True]


def appeal(score, notes, note, **changes):
    case = {
        "note": note,
        "machine": {"pitch": "wrong"},
        "teacher": "correct",
        "level": 3,
        "strictness": "normal",
        "heard": heard_to_dict(take(notes)),
        "musicxml": to_musicxml(score).decode(),
    }
    return {"version": 1, "cases": [{**case, **changes}]}


def test_an_appeal_is_settled_when_the_engine_agrees_with_the_teacher():
    score = tune(LINE)
    faulty = bent(exact(score), 5, semitones=1)
    found = evaluate_appeals(appeal(score, faulty, "n5"))
    assert (found["cases"], found["agree"]) == (1, 1)
    found = evaluate_appeals(appeal(score, faulty, "n6"))
    assert found["agree"] == 0
    assert found["rows"][0]["now"]["pitch"] == "wrong"


def test_an_appeal_that_cannot_be_graded_is_told_apart():
    score = tune(LINE)
    found = evaluate_appeals(appeal(score, exact(score), "n6", musicxml="<score"))
    assert (found["unusable"], found["agree"]) == (1, 0)
    with pytest.raises(ValueError, match="export them"):
        evaluate_appeals({"cases": []})


def test_a_transcription_says_what_was_played():
    score = transcribed(exact(tune("G4 A4:1/2 B4:1/2 C5:2", tempo=60), detached=1.0), "phrase")
    assert [note.pitch.name for note in score.notes] == ["G4", "A4", "B4", "C5"]
    assert [note.duration for note in score.notes] == [2, 1, 1, 4]


@pytest.mark.parametrize("condition", ["metronome", "next door"])
def test_what_leaks_in_lies_well_under_the_take(condition):
    played = perform(tune("G4:2 B4:2 A4:2 C5:2", tempo=80))
    heard = CONDITIONS[condition](played.samples, played.rate, 0)
    leaked = heard - played.samples
    assert 0 < np.mean(leaked**2) < 0.05 * np.mean(played.samples**2)


def test_a_rendered_take_is_heard_and_graded():
    """One take through everything: rendered, listened to, graded; and its twin without errors."""
    from tutor.grading.evaluation_takes import Job, run_job

    tally = run_job(Job(seed=5, sound="violin", condition="clean", twin=True))
    assert tally.takes == 2
    assert tally.unjudged == 0
    assert tally.twin_marks[0] >= 95.0
    assert sum(tally.hits.values()) >= 0.7 * sum(tally.true.values())


def test_changes_that_change_nothing_are_measured_note_by_note():
    from tutor.grading.evaluation_invariance import CHANGES, evaluate_invariance

    found = evaluate_invariance(1, 30_000, 1)
    assert found["identical_reports"]
    assert set(found["unchanged"]) == {*CHANGES, "all"}
    assert found["notes"] == len(CHANGES) * len(study(30_000, "violin", 3, bars=6).notes)
    assert found["unchanged"]["all"] >= 99.0
