"""A teacher's word against the machine's: points come back to the note and to the part they were taken from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from lessons.library.models import Exercise
from lessons.practice import services
from lessons.practice.models import Take
from lessons.practice.overriding import with_accepted
from lessons.teaching.models import Assignment, Override
from lessons.teaching.services import regression_cases
from lessons.work import Status
from tests.lessons.conftest import Cast, a_report, a_score
from tutor.grading.tolerances import tolerances


def a_lossy_report() -> dict[str, Any]:
    """16 notes; n14 wrong and late, n5 missed, an extra note after n14. Weights: pitch .50, rhythm .35, tuning .15."""
    report = a_report(("n14", "n5"))
    report["notes"][13] |= {"onset": "late"}
    report["notes"][4] |= {"pitch": "missed", "intonation": None, "onset": None, "duration": None}
    report["marks"] = {"pitch": 85.0, "rhythm": 90.0, "intonation": 100.0, "overall": 89.0}
    report["lost"] = [
        {"note": "n14", "points": 3.0, "reason": "wrong pitch"},
        {"note": "n5", "points": 3.0, "reason": "missed"},
        {"note": "n5", "points": 2.1, "reason": "missed"},
        {"note": "n14", "points": 1.5, "reason": "extra note"},
        {"note": "n14", "points": 1.4, "reason": "late"},
    ]
    return report


def test_an_accepted_note_is_right_and_remembers_what_was_said() -> None:
    after = with_accepted(a_lossy_report(), {"n14"})
    note = after["notes"][13]
    assert (note["pitch"], note["onset"], note["was"]) == ("correct", "on_time", {"pitch": "wrong", "onset": "late"})
    assert after["notes"][4]["pitch"] == "missed"


def test_its_points_come_back_to_the_part_they_were_taken_from() -> None:
    marks = with_accepted(a_lossy_report(), {"n14"})["marks"]
    assert marks == {"pitch": 91.0, "rhythm": 94.0, "intonation": 100.0, "overall": 93.4}


def test_a_missed_note_had_cost_pitch_and_time() -> None:
    marks = with_accepted(a_lossy_report(), {"n5"})["marks"]
    assert marks == {"pitch": 91.0, "rhythm": 96.0, "intonation": 100.0, "overall": 94.1}


def test_a_sound_too_many_is_not_the_note_beside_it() -> None:
    lost = with_accepted(a_lossy_report(), {"n14"})["lost"]
    assert [row["reason"] for row in lost] == ["missed", "missed", "extra note"]


def test_findings_lose_the_note_and_vanish_with_their_last() -> None:
    assert with_accepted(a_lossy_report(), {"n14"})["findings"][0]["notes"] == ["n5"]
    assert with_accepted(a_lossy_report(), {"n14", "n5"})["findings"] == []


def test_accepting_what_was_right_changes_nothing() -> None:
    assert with_accepted(a_lossy_report(), {"n1"}) == a_lossy_report()


def test_marks_never_pass_100() -> None:
    report = a_lossy_report()
    report["marks"] |= {"overall": 99.0, "pitch": 99.0}
    marks = with_accepted(report, {"n14", "n5"})["marks"]
    assert (marks["overall"], marks["pitch"]) == (100.0, 100.0)


@pytest.fixture
def heard_take(cast: Cast, exercise: Exercise, assignment: Assignment) -> Take:
    """A take the engine has compared, from notes as listening would have found them: the tenth a tone too high."""
    from tutor.grading.memory import heard_to_dict
    from tutor.listening.types import Heard, PlayedNote

    written = a_score()
    midi = [written.part.sounding_midi(note) + (2 if i == 9 else 0) for i, note in enumerate(written.notes)]
    played = tuple(PlayedNote(0.625 * i, 0.625 * i + 0.58, float(m), 0.95) for i, m in enumerate(midi))
    heard = heard_to_dict(Heard(None, None, played, "midi", 10.5))
    take = Take.objects.create(
        student=cast.student, exercise=exercise, assignment=assignment, client_key="heard", heard=heard
    )
    services.grade_take(str(take.pk))
    take.refresh_from_db()
    assert take.status == Status.DONE, take.message
    return take


def test_one_click_counts_a_note_as_right_and_another_takes_it_back(cast: Cast, heard_take: Take) -> None:
    teacher = cast.sign_in("teacher")
    before = heard_take.mark_overall
    assert before is not None
    assert before < 100
    teacher.post(reverse("teaching:override", args=[heard_take.pk]), {"note": "n10"})
    services.grade_take(str(heard_take.pk))
    heard_take.refresh_from_db()
    assert heard_take.mark_overall == 100.0
    page = cast.sign_in("student").get(reverse("practice:take", args=[heard_take.pk])).content.decode()
    assert "Your teacher counted 1 note as right" in page
    teacher.post(reverse("teaching:take_back", args=[Override.objects.get().pk]))
    services.grade_take(str(heard_take.pk))
    heard_take.refresh_from_db()
    assert heard_take.mark_overall == before


def test_an_override_outlives_a_change_of_strictness(cast: Cast, heard_take: Take) -> None:
    cast.sign_in("teacher").post(reverse("teaching:override", args=[heard_take.pk]), {"note": "n10"})
    services.grade_take(str(heard_take.pk))
    Take.objects.filter(pk=heard_take.pk).update(status=Status.QUEUED, strictness="strict")
    services.grade_take(str(heard_take.pk))
    heard_take.refresh_from_db()
    assert heard_take.report is not None
    assert heard_take.report["notes"][9]["pitch"] == "correct"


def test_a_take_of_a_half_level_is_judged_by_the_windows_of_the_level_below(cast: Cast, heard_take: Take) -> None:
    Exercise.objects.filter(pk=heard_take.exercise.pk).update(level=3.5)
    services.grade_take(str(heard_take.pk))
    heard_take.refresh_from_db()
    assert (heard_take.status, heard_take.report is not None) == (Status.DONE, True)
    assert (heard_take.report or {})["tolerances"] == tolerances(3, "normal", keyboard=True).to_dict()
    cast.sign_in("teacher").post(reverse("teaching:override", args=[heard_take.pk]), {"note": "n10"})
    assert regression_cases(cast.classroom)[0]["level"] == 3


@pytest.mark.parametrize("note", ["n99", "", "<script>"])
def test_only_notes_of_the_take_can_be_counted_as_right(cast: Cast, heard_take: Take, note: str) -> None:
    cast.sign_in("teacher").post(reverse("teaching:override", args=[heard_take.pk]), {"note": note})
    assert not Override.objects.exists()


def test_overrides_become_cases_for_a_better_engine_without_naming_anybody(
    cast: Cast, heard_take: Take, make_take: Callable[..., Take]
) -> None:
    cast.sign_in("teacher").post(reverse("teaching:override", args=[heard_take.pk]), {"note": "n10"})
    (case,) = regression_cases(cast.classroom)
    assert (case["note"], case["machine"]["pitch"], case["teacher"]) == ("n10", "wrong", "correct")
    assert case["heard"]["notes"][9][2] == 73.0
    assert "score-partwise" in case["musicxml"]
    assert "Anna" not in str(case)


def test_the_marks_of_the_bars_that_were_played_follow() -> None:
    """Half of the notes were played: each weighs twice as much in the marks of the half."""
    report = a_lossy_report()
    for note in report["notes"][:8]:
        note["pitch"] = "missed"
    part = {"first_bar": 3, "last_bar": 4, "marks": {"pitch": 80, "rhythm": 90, "intonation": 100, "overall": 86.5}}
    after = with_accepted(report | {"part": part}, {"n14"})["part"]
    assert after["marks"] == {"pitch": 92.0, "rhythm": 98.0, "intonation": 100, "overall": 95.3}
    assert with_accepted(report | {"part": part}, {"n5"})["part"] == part
