"""Earlier takes that a take is compared with."""

from __future__ import annotations

from lessons.practice.models import Take
from lessons.work import Status


def previous(take: Take) -> Take | None:
    """The student's last marked take of the same exercise before this one."""
    rows = Take.objects.filter(student_id=take.student_id, exercise_id=take.exercise_id, status=Status.DONE)
    return rows.filter(created__lt=take.created).defer("heard", "curves").order_by("-created").first()
