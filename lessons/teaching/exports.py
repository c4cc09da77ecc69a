"""Marks as CSV that a spreadsheet opens without running anything.

Where the reader's language writes a decimal comma, a spreadsheet expects it too, and semicolons between cells; it knows
moments only as that language writes them. Elsewhere cells stand between commas, with points and moments of ISO 8601.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, get_format, localize
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lessons.teaching.models import Assignment
from lessons.teaching.results import Result

HEAD = [
    *(_("student"), _("assignment"), _("due"), _("exercises"), _("exercises played"), _("takes")),
    *(_("mean of best marks"), _("goal"), _("goal reached"), _("on time"), _("last take")),
]
# A cell that begins so may be run as a formula by a spreadsheet, and so may what follows a comma or a semicolon in one
# that takes the other language's separator for the end of a cell.
_BEFORE_A_FORMULA = re.compile(r"(?:^|(?<=[,;]))(?=\s*[=+\-@]|[\t\r\n])")


def safe(value: Any) -> str:
    """A cell as text; whatever looks like a formula is made plain text by an apostrophe."""
    return "" if value is None else _BEFORE_A_FORMULA.sub("'", str(value))


def marks_csv(assignments: Iterable[Assignment], found: dict[int, list[Result]]) -> str:
    """One line for each student and assignment, in the active language."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if _writes_decimal_commas() else ",")
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
        _moment(due),
        len(result.pieces),
        result.played,
        len(result.takes),
        "" if result.mark is None else localize(round(result.mark, 1)),
        assignment.goal,
        _yes(result.reached) if result.done else "",
        _yes(first_done["created"] <= due) if first_done and due else "",
        _moment(result.last["created"] if result.last else None),
    ]


def _yes(value: bool) -> str:
    return gettext("yes") if value else gettext("no")


def _moment(value: datetime | None) -> str:
    if value is None:
        return ""
    if _writes_decimal_commas():
        return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    return value.isoformat(timespec="minutes")


def _writes_decimal_commas() -> bool:
    return get_format("DECIMAL_SEPARATOR") == ","
