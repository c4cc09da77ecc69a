"""Marks: full within tolerance, falling evenly beyond it, every lost point with its note."""

import pytest

from tests.tutor.grading.playing import LINE, bent, exact, graded, tune, without
from tutor.grading.marks import beyond
from tutor.listening.types import PlayedNote


@pytest.fixture
def line():
    return tune(LINE)


def lost_by_note(report):
    return {(entry["note"], entry["reason"]) for entry in report.to_dict()["lost"]}


def test_a_human_take_within_tolerance_earns_everything(line):
    notes = exact(line)
    for i in range(len(notes)):
        notes = bent(notes, i, semitones=0.2 * (-1) ** i, seconds=0.03 * (-1) ** (i // 2))
    report = graded(line, notes)
    assert report.marks.to_dict() == {"pitch": 100.0, "intonation": 100.0, "rhythm": 100.0, "overall": 100.0}
    assert report.to_dict()["lost"] == []


def test_one_wrong_note_costs_its_share_of_the_pitch_mark(line):
    report = graded(line, bent(exact(line), 5, semitones=2))
    assert report.marks.pitch == pytest.approx(100 * 24 / 25)
    assert report.marks.rhythm == 100.0
    assert lost_by_note(report) == {("n6", "wrong pitch")}


def test_one_missed_note_costs_its_share_of_pitch_and_rhythm(line):
    report = graded(line, without(exact(line), 5))
    assert report.marks.pitch == report.marks.rhythm == pytest.approx(96.0)
    assert lost_by_note(report) == {("n6", "missed")}


def test_an_extra_note_costs_half_a_note(line):
    notes = exact(line)
    report = graded(line, [*notes, PlayedNote(notes[5].onset_s + 0.5, notes[5].offset_s, notes[5].midi + 4, 0.9)])
    assert report.marks.pitch == pytest.approx(98.0)
    assert lost_by_note(report) == {("n6", "extra note")}


def test_a_slip_put_right_at_once_costs_a_quarter(line):
    notes = bent(exact(line), 5, seconds=0.2)
    report = graded(line, [*notes, PlayedNote(notes[5].onset_s - 0.2, notes[5].onset_s, notes[5].midi + 2, 0.9)])
    assert report.to_dict()["extra"][0]["corrected"] is True
    assert report.marks.pitch == pytest.approx(99.0)


def test_another_key_costs_ten_points_of_pitch_once_and_no_note(line):
    report = graded(line, [bent([n], 0, semitones=2)[0] for n in exact(line)])
    assert report.marks.pitch == pytest.approx(90.0)
    assert lost_by_note(report) == {(None, "played in another key")}


def test_another_octave_costs_nothing(line):
    assert graded(line, [bent([n], 0, semitones=-12)[0] for n in exact(line)]).marks.overall == 100.0


def test_tuning_is_not_marked_where_it_cannot_be_judged(line):
    marks = graded(line, exact(line), keyboard=True).marks
    assert marks.intonation is None
    assert marks.overall == 100.0


@pytest.mark.parametrize("step", range(12))
def test_a_small_change_of_time_makes_a_small_change_of_the_mark(line, step):
    seconds = 0.03 * step
    here = graded(line, bent(exact(line), 5, seconds=seconds)).marks.overall
    there = graded(line, bent(exact(line), 5, seconds=seconds + 0.01)).marks.overall
    assert abs(here - there) < 0.2


@pytest.mark.parametrize("cents", range(20, 120, 10))
def test_a_small_change_of_pitch_makes_a_small_change_of_the_mark(line, cents):
    here = graded(line, bent(exact(line), 5, semitones=cents / 100)).marks.overall
    there = graded(line, bent(exact(line), 5, semitones=(cents + 4) / 100)).marks.overall
    assert abs(here - there) < 0.7


def test_the_lost_points_add_up(line):
    notes = bent(bent(without(exact(line), 12), 5, semitones=2), 8, seconds=0.3)
    report = graded(line, notes)
    assert sum(points for _, points, _ in report.marks.lost) == pytest.approx(100.0 - report.marks.overall)


def test_the_largest_loss_comes_first(line):
    notes = bent(without(exact(line), 12), 5, semitones=2)
    points = [entry["points"] for entry in graded(line, notes).to_dict()["lost"]]
    assert points == sorted(points, reverse=True)


def test_marks_never_fall_below_zero():
    score = tune("G4 A4 B4 C5 D5 C5 B4 A4 G4:4")
    notes = exact(score)
    noise = [
        PlayedNote(n.onset_s + 0.2 * k, n.onset_s + 0.2 * k + 0.15, n.midi + 5 + k, 0.9)
        for n in notes[:4]
        for k in (1, 2)
    ]
    marks = graded(score, [*notes, *noise]).marks
    assert 0.0 <= marks.pitch <= 100.0


def test_beyond_grows_evenly_from_the_window_to_its_reach():
    assert [beyond(value, 10.0, 20.0) for value in (0.0, 10.0, 20.0, 30.0, 99.0)] == [0.0, 0.0, 0.5, 1.0, 1.0]
