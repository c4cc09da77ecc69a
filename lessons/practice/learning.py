"""What a graded take teaches about its player's skills."""

from __future__ import annotations

from lessons.practice.models import Take


def learn_from(take: Take) -> None:
    """Update the beliefs about the student's skills from a take's report."""
