"""Marks as CSV that a spreadsheet opens without running anything."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lessons.teaching.models import Assignment
from lessons.teaching.results import Result

HEAD = [
    *(_("student"), _("assignment"), _("due"), _("exercises"), _("exercises played"), _("takes")),
    *(_("mean of best marks"), _("goal"), _("goal reached"), _("on time"), _("last take")),
]
# A cell that begins with one of these may be run as a formula by a spreadsheet.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe(value: Any) -> str:
    """A cell as text; whatever looks like a formula is made plain text by an apostrophe."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(DANGEROUS) else text


def marks_csv(assignments: Iterable[Assignment], found: dict[int, list[Result]]) -> str:
    """One line for each student and assignment."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEAD)
    for assignment in assignments:
        for result in found[assignment.pk]:
            writer.writerow([safe(cell) for cell in _line(assignment, result)])
    return out.getvalue()


def _line(assignment: Assignment, result: Result) -> list[Any]:
    due = assignment.due
    first_done = result.done[0] if result.done else None
    return [
        result.place.nickname,
        assignment.title,
        due.isoformat(timespec="minutes") if due else "",
        len(result.pieces),
        result.played,
        len(result.takes),
        "" if result.mark is None else round(result.mark, 1),
        assignment.goal,
        _yes(result.reached) if result.done else "",
        _yes(first_done["created"] <= due) if first_done and due else "",
        result.last["created"].isoformat(timespec="minutes") if result.last else "",
    ]


def _yes(value: bool) -> str:
    return gettext("yes") if value else gettext("no")
