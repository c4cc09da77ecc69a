"""Earlier takes that a take is compared with."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from lessons.practice.models import Take
from lessons.work import Status


def compared(take: Take, chosen: str = "") -> Take | None:
    """The earlier marked take of the same exercise that was chosen by its key, else the last one before this."""
    rows = Take.objects.filter(student_id=take.student_id, exercise_id=take.exercise_id, status=Status.DONE)
    rows = rows.filter(created__lt=take.created).defer("heard", "curves").order_by("-created")
    key = _key(chosen)
    return (rows.filter(pk=key).first() if key else None) or rows.first()


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def with_changes(newest_first: Iterable[Take]) -> list[Take]:
    """The takes, each with `change`: its mark less that of the marked take before it; None where there is none."""
    takes = list(newest_first)
    before: float | None = None
    for take in reversed(takes):
        mark = take.mark_overall if take.status == Status.DONE else None
        if mark is None:
            continue
        take.change = mark - before if before is not None else None
        before = mark
    return takes
