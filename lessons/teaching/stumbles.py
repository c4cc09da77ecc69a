"""Where in a score a class stumbles: each note with what the students made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lessons.library.models import Exercise
from lessons.practice.models import Take
from lessons.practice.words import pitch_symbol, place_words
from lessons.teaching.models import Assignment
from lessons.teaching.results import light_takes
from lessons.work import Status


@dataclass
class NoteTrouble:
    """One note and how many of the class went wrong at it."""

    id: str
    bar: int
    place: str  # in its bar, in words
    written: str
    wrong: int
    missed: int
    late: int
    heard: int

    @property
    def trouble(self) -> int:
        return self.wrong + self.missed + self.late

    @property
    def share(self) -> float:
        return self.trouble / self.heard if self.heard else 0.0


def note_map(assignment: Assignment, exercise: Exercise) -> list[NoteTrouble]:
    """Each note with what the class made of it, from every student's best take. Two queries."""
    takes = light_takes(Take.objects.filter(assignment=assignment, exercise=exercise, status=Status.DONE))
    best: dict[int, dict[str, Any]] = {}
    for take in takes:
        held = best.get(take["student_id"])
        if take["mark_overall"] is not None and (held is None or take["mark_overall"] >= held["mark_overall"]):
            best[take["student_id"]] = take
    reports = Take.objects.filter(pk__in=[take["id"] for take in best.values()]).values_list("report", flat=True)
    found: dict[str, NoteTrouble] = {}
    for report in reports:
        for note in (report or {}).get("notes", []):
            _add(found, note, exercise)
    return list(found.values())


def _add(found: dict[str, NoteTrouble], note: dict[str, Any], exercise: Exercise) -> None:
    if note["id"] not in found:
        place = place_words(str(note["beat"]), exercise.meter)
        written = pitch_symbol(note["written"], exercise.key)
        found[note["id"]] = NoteTrouble(note["id"], note["bar"], place, written, *[0] * 4)
    row = found[note["id"]]
    if note["pitch"] == "unsure":
        return
    row.heard += 1
    if note["pitch"] == "wrong":
        row.wrong += 1
    elif note["pitch"] == "missed":
        row.missed += 1
    elif note["onset"] in ("early", "late"):
        row.late += 1
