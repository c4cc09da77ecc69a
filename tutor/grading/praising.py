"""What a take has earned praise for: everything, or skills of the score whose every place came out right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tutor.grading.case import Case
from tutor.grading.praise import THINGS, VALUES
from tutor.grading.report import note_dict
from tutor.grading.tempo_causes import tempo_causes
from tutor.grading.verdicts import NoteVerdict
from tutor.learning.evidence import evidence_of
from tutor.learning.skills import SKILLS, skills_in

STEADY = "T05"  # another tempo than the written one, held
LEAST_PLACES = 3  # right once or twice may be luck
MOST_PRAISED = 2
LEAST_RIGHT = 0.5  # of the judged notes: in a take that failed, one thing right by itself says little


def praised_in(case: Case, hands: Sequence[Case] = ()) -> list[dict[str, Any]]:
    """At most three praises, each with its facts and the notes it speaks of; hardest skills first. `hands`: the case of
    each hand where both were played, since a skill is one hand's."""
    judged = [verdict for verdict in case.verdicts if verdict.judged]
    right = sum(verdict.pitch == "correct" for verdict in judged)
    whole = [_faultless(case, judged)] if judged and not _faults(case) else []
    if not judged or right < LEAST_RIGHT * len(judged):
        return whole
    skills = [praise for hand in (hands or (case,)) for praise in _skills(hand)]
    return [*whole, *skills[:MOST_PRAISED]]


def _faults(case: Case) -> bool:
    return bool(case.extra) or any(_has_fault(verdict) for verdict in case.verdicts)


def _has_fault(verdict: NoteVerdict) -> bool:
    return (
        verdict.pitch in ("wrong", "missed")
        or verdict.onset in ("early", "late")
        or verdict.intonation in ("sharp", "flat")
        or verdict.duration in ("short", "long")
    )


def _faultless(case: Case, judged: list[NoteVerdict]) -> dict[str, Any]:
    """What may truly be said of a take without a fault: how much of it was heard, and whether its pulse held."""
    facts = {"count": len(judged), "bpm": round(case.alignment.curve.bpm)}
    return {"what": _how_faultless(case, judged), "skill": None, "notes": [], "facts": facts}


def _how_faultless(case: Case, judged: list[NoteVerdict]) -> str:
    if len(judged) < len(case.verdicts):
        return "all heard right"
    held = all(cause.kind == STEADY for cause in tempo_causes(case))
    return "faultless" if held else "all right"


def _skills(case: Case) -> list[dict[str, Any]]:
    """Skills named by `THINGS` with every place judged and right."""
    places = skills_in(case.score)
    counts = evidence_of({"notes": [note_dict(verdict) for verdict in case.verdicts]}, case.score)
    earned = [
        name
        for name, (right, wrong) in counts.items()
        if name in THINGS and right >= LEAST_PLACES and not wrong and right == len(places[name])
    ]
    earned.sort(key=lambda name: (-SKILLS[name].level, -counts[name][0], name))
    return [_praise(name, places[name]) for name in _apart(earned, places)[:MOST_PRAISED]]


def _apart(names: list[str], places: dict[str, list[str]]) -> list[str]:
    """The skills in order, without those that mostly speak of notes already spoken of."""
    kept: list[str] = []
    for name in names:
        said = {note for other in kept for note in places[other]}
        if 2 * len(said & set(places[name])) <= len(places[name]):
            kept.append(name)
    return kept


def _praise(name: str, notes: list[str]) -> dict[str, Any]:
    facts: dict[str, Any] = {"count": len(notes)}
    if name in VALUES:
        facts["value"] = VALUES[name]
    return {"what": "skill", "skill": name, "notes": list(notes), "facts": facts}
