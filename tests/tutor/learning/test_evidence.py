"""A take's verdicts become evidence for the skills its score practises."""

from __future__ import annotations

from tests.tutor.performing.tunes import tune
from tutor.learning.evidence import evidence_of, share_right
from tutor.learning.skills import skills_in


def report_on(score, judged: bool = True, **changes: dict) -> dict:
    """All notes right and in time but for `changes`: note id -> fields."""
    plain = {"pitch": "correct", "onset": "on_time"}
    notes = [{"id": note.id, **plain, **changes.get(note.id, {})} for note in score.notes]
    return {"take": {"judged": judged}, "notes": notes}


SCORE = tune("C4 E4 G4 C4 D4 E4", "1 1 1 1 3/2 1/2", tempo=90)  # a third, a third, a fifth, steps; a dotted quarter


def test_a_perfect_take_is_right_wherever_a_skill_is_practised() -> None:
    found = evidence_of(report_on(SCORE), SCORE)
    assert found == {skill: (len(ids), 0) for skill, ids in skills_in(SCORE).items()}
    assert found["leap-of-a-third"] == (2, 0)


def test_a_wrong_pitch_tells_against_the_interval_it_ends() -> None:
    found = evidence_of(report_on(SCORE, n2={"pitch": "wrong"}), SCORE)
    assert found["leap-of-a-third"] == (1, 1)
    assert found["dotted-quarter"] == (1, 0)


def test_a_dotted_note_played_even_shows_at_the_next_onset() -> None:
    found = evidence_of(report_on(SCORE, n6={"onset": "early"}), SCORE)
    assert found["dotted-quarter"] == (0, 1)
    assert found["leap-of-a-third"] == (2, 0)


def test_a_missed_note_is_wrong_for_every_skill_and_an_unsure_one_for_none() -> None:
    assert evidence_of(report_on(SCORE, n5={"pitch": "missed", "onset": None}), SCORE)["dotted-quarter"] == (0, 1)
    assert "dotted-quarter" not in evidence_of(report_on(SCORE, n5={"pitch": "unsure", "onset": None}), SCORE)


def test_an_unjudged_take_teaches_nothing() -> None:
    assert evidence_of(report_on(SCORE, judged=False), SCORE) == {}
    assert share_right(report_on(SCORE, judged=False)) is None


def test_share_right_counts_notes_right_in_pitch_and_time() -> None:
    report = report_on(SCORE, n1={"pitch": "wrong"}, n2={"onset": "late"}, n3={"pitch": "unsure", "onset": None})
    assert share_right(report) == 3 / 5
