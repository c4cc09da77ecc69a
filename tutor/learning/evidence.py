"""What a graded take says about skills: which of the places that practise a skill came out right.

A line skill asks for the right pitch. A rhythm skill asks for the time from a note's onset to the next one's, so both
onsets count: a dotted quarter played even shows as the next note coming early. What was "unsure" says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from tutor.learning.skills import SKILLS, skills_in
from tutor.music.score import Score

Verdict = Mapping[str, Any]
OFF_TIME = ("early", "late")


def evidence_of(report: Mapping[str, Any], score: Score) -> dict[str, tuple[int, int]]:
    """Skill -> (right, wrong) from a report in its JSON form; empty when the take was not judged."""
    if not report.get("take", {}).get("judged", True):
        return {}
    practised = {note.id for note in score.notes}  # a report on both hands has the other's notes too
    verdicts = {note["id"]: note for note in report["notes"] if note["id"] in practised}
    following = {a["id"]: b for a, b in pairwise(verdicts.values())}
    found: dict[str, tuple[int, int]] = {}
    for skill, note_ids in skills_in(score).items():
        outcomes = [_is_right(skill, verdicts[i], following.get(i)) for i in note_ids if i in verdicts]
        right, wrong = outcomes.count(True), outcomes.count(False)
        if right + wrong:
            found[skill] = (right, wrong)
    return found


def _is_right(skill: str, verdict: Verdict, following: Verdict | None) -> bool | None:
    """Whether one place came out right; None when it was not heard well enough to say."""
    if verdict["pitch"] == "unsure":
        return None
    if verdict["pitch"] == "missed":
        return False
    asks_rhythm = SKILLS[skill].rhythm is not None or SKILLS[skill].line is None
    asks_pitch = SKILLS[skill].line is not None
    in_time = verdict.get("onset") not in OFF_TIME and (following is None or following.get("onset") not in OFF_TIME)
    return (verdict["pitch"] == "correct" or not asks_pitch) and (in_time or not asks_rhythm)


def share_right(report: Mapping[str, Any]) -> float | None:
    """Share of the judged notes right in pitch and rhythm, 0..1: what promotion asks for; None when none was judged."""
    judged = [note for note in report.get("notes", ()) if note["pitch"] != "unsure"]
    if not judged or not report.get("take", {}).get("judged", True):
        return None
    right = [note for note in judged if note["pitch"] == "correct" and note.get("onset") not in OFF_TIME]
    return len(right) / len(judged)
