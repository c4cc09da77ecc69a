"""Reads of takes and beliefs; each a fixed number of queries however many rows there are."""

from __future__ import annotations

from django.db.models import QuerySet

from lessons.library.models import Exercise
from lessons.people.models import User
from lessons.practice.models import SkillBelief, Take

HEAVY = ("report", "heard", "curves")  # columns a list never needs
EXERCISE_HEAVY = ("svg", "svg_narrow", "musicxml", "timeline")


def history(student: User, exercise: Exercise) -> QuerySet[Take]:
    """A student's takes of an exercise, newest first, without their reports."""
    return Take.objects.filter(student=student, exercise=exercise).defer(*HEAVY)


def recent(student: User, count: int = 10) -> QuerySet[Take]:
    """A student's latest takes with their exercises."""
    rows = Take.objects.filter(student=student).select_related("exercise").defer(*HEAVY)
    return rows.defer(*(f"exercise__{column}" for column in EXERCISE_HEAVY), *HEAVY)[:count]


def beliefs(student: User) -> QuerySet[SkillBelief]:
    return SkillBelief.objects.filter(student=student).order_by("skill")
