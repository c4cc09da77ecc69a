"""Appeals: notes that a teacher counted as right, graded again from what was heard; does the engine agree by now?"""

from __future__ import annotations

from typing import Any

from tutor.errors import EtudeError
from tutor.grading.grade import regrade
from tutor.music.musicxml import score_from_bytes

VERSION = 1
BLAMELESS = {
    "pitch": ("correct", "unsure"),
    "intonation": ("in_tune", None),
    "onset": ("on_time", None),
    "duration": ("full", None),
}


def evaluate_appeals(document: Any) -> dict[str, Any]:
    """`document` is a class's exported overrides: `{"version": 1, "cases": [...]}`, each case with `note`, `machine`
    (its words at the time), `level`, `strictness`, `heard` and `musicxml`. ValueError for anything else."""
    if not isinstance(document, dict) or document.get("version") != VERSION or "cases" not in document:
        raise ValueError(f"appeals must be version {VERSION} with a list of cases; export them from the class's page")
    rows = [_case(case) for case in document["cases"]]
    return {
        "cases": len(rows),
        "agree": sum(row["outcome"] == "agrees" for row in rows),
        "unusable": sum(row["outcome"] == "unusable" for row in rows),
        "rows": rows,
    }


def _case(case: dict[str, Any]) -> dict[str, Any]:
    """One appeal: what the machine said then, what it says now, and whether that agrees with the teacher."""
    try:
        now = _verdict(case)
    except (EtudeError, KeyError, TypeError, ValueError) as error:
        return {"note": str(case.get("note")), "then": case.get("machine"), "outcome": "unusable", "why": str(error)}
    right = all(now[word] in allowed for word, allowed in BLAMELESS.items())
    return {
        "note": case["note"],
        "then": case.get("machine"),
        "now": now,
        "outcome": "agrees" if right else "still accuses",
    }


def _verdict(case: dict[str, Any]) -> dict[str, Any]:
    score = score_from_bytes(case["musicxml"].encode(), "appeal.musicxml")
    report = regrade(score, case["heard"], level=int(case["level"]), strictness=case["strictness"]).to_dict()
    notes = {note["id"]: note for note in report["notes"]}
    return {word: notes[case["note"]][word] for word in BLAMELESS}
