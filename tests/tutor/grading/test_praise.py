"""Praise says no more than is true."""

from dataclasses import replace

from tests.tutor.grading.playing import LINE, exact, graded, kinds, later, tune

ALL = "Every one of the 25 notes was right"


def test_a_take_without_a_fault_and_with_a_steady_pulse():
    score = tune(LINE)
    assert graded(score, exact(score)).praise.startswith(f"{ALL}, and your pulse held at")


def test_a_pulse_that_ran_away_is_not_said_to_have_held():
    score = tune(LINE)
    first, second = exact(score, tempo=60), exact(score, tempo=70)
    report = graded(score, [*first[:12], *later(second[12:], first[12].onset_s - second[12].onset_s)])
    assert kinds(report) == ["T01"]
    assert report.praise.startswith(f"{ALL}.")
    assert "pulse" not in report.praise


def test_of_notes_that_could_not_be_heard_nothing_is_claimed():
    score = tune(LINE)
    notes = exact(score)
    notes[7] = replace(notes[7], midi=notes[7].midi + 1, confidence=0.2)
    report = graded(score, notes)
    assert report.verdicts[7].pitch == "unsure"
    assert report.praise.startswith("Every one of the 24 notes I could hear was right.")
