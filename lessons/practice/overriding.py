"""A report after a teacher's overrides: notes they count as right get back every point they had cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set
from typing import Any

RIGHT = {"pitch": "correct", "intonation": "in_tune", "onset": "on_time", "duration": "full"}
BLAMELESS = {"pitch": ("correct", "unsure"), "intonation": ("in_tune", None), "onset": ("on_time", None),
             "duration": ("full", None)}  # fmt: skip
# Sounds too many stand beside a note but are not the note.
NOT_THE_NOTE = ("extra note", "corrected note")
PART_OF = {
    "wrong pitch": "pitch",
    "early": "rhythm",
    "late": "rhythm",
    "short": "rhythm",
    "long": "rhythm",
    "sharp": "intonation",
    "flat": "intonation",
}


def with_accepted(report: dict[str, Any], accepted: Set[str]) -> dict[str, Any]:
    """The report with these notes (by id) right. Each keeps what the machine had said under `was`."""
    returned = [row for row in report.get("lost", []) if _returned(row, accepted)]
    return {
        **report,
        **_raised_part(report, returned),
        "notes": [_right(note) if note["id"] in accepted else note for note in report["notes"]],
        "lost": [row for row in report.get("lost", []) if not _returned(row, accepted)],
        "marks": _raised(report["marks"], returned),
        "findings": [kept for finding in report["findings"] if (kept := _without(finding, accepted))],
    }


def _returned(row: dict[str, Any], accepted: Set[str]) -> bool:
    return row["note"] in accepted and row["reason"] not in NOT_THE_NOTE


def _right(note: dict[str, Any]) -> dict[str, Any]:
    wrong = {name: note[name] for name in RIGHT if note.get(name) not in BLAMELESS[name]}
    return {**note, **{name: RIGHT[name] for name in wrong}, "was": wrong} if wrong else note


def _without(finding: dict[str, Any], accepted: Set[str]) -> dict[str, Any] | None:
    """The finding without these notes; None when it was about nothing else."""
    notes = [note for note in finding["notes"] if note not in accepted]
    return {**finding, "notes": notes} if notes or not finding["notes"] else None


def _raised(
    marks: dict[str, float | None], returned: list[dict[str, Any]], weight: float = 1.0
) -> dict[str, float | None]:
    """The marks with these points of the overall mark given back, to the part each was taken from; those of pitch and
    rhythm weigh `weight` times as much."""
    from tutor.grading.marks import WEIGHTS

    total = sum(weight for part, weight in WEIGHTS.items() if marks.get(part) is not None)
    points: dict[str, float] = defaultdict(float)
    for part, points_lost in _by_part(returned):
        lost = points_lost * (1.0 if part == "intonation" else weight)
        points[part] += lost * total / WEIGHTS[part]
        points["overall"] += lost
    return {part: None if mark is None else min(100.0, round(mark + points[part], 1)) for part, mark in marks.items()}


def _raised_part(report: dict[str, Any], returned: list[dict[str, Any]]) -> dict[str, Any]:
    """{"part": the bars that were played, with the points of their notes given back}; {} where all were. A hundred
    points are shared among fewer notes; of tuned ones there are no fewer, as what is not played is not tuned."""
    part = report.get("part")
    if part is None:
        return {}
    judged = [note for note in report["notes"] if note["pitch"] != "unsure"]
    inside = {note["id"] for note in judged if part["first_bar"] <= note["bar"] <= part["last_bar"]}
    rows = [row for row in returned if row["note"] in inside]
    return {"part": {**part, "marks": _raised(part["marks"], rows, len(judged) / max(1, len(inside)))}}


def _by_part(returned: list[dict[str, Any]]) -> list[tuple[str, float]]:
    """(part, points). A missed note stands twice, once for its pitch, which weighs more, and once for its time."""
    rows = []
    seen: set[str] = set()
    for row in sorted(returned, key=lambda row: -row["points"]):
        part = PART_OF.get(row["reason"])
        if part is None:
            part = "rhythm" if row["note"] in seen else "pitch"
            seen.add(row["note"])
        rows.append((part, float(row["points"])))
    return rows
