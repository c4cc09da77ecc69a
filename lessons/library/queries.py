"""Reads of exercises; each a fixed number of queries however many rows there are."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from lessons.library.models import CompositionJob, Exercise
from lessons.people.models import User

LARGE = ("musicxml", "timeline", "svg_narrow", "originality", "provenance")


def library(owner: User, instrument: str = "", level: str = "") -> QuerySet[Exercise]:
    """The kept exercises of a person, newest first, with how often each was played."""
    rows = Exercise.objects.filter(owner=owner, kept=True).defer(*LARGE)
    if instrument:
        rows = rows.filter(instrument=instrument)
    if level.isdigit():
        rows = rows.filter(level=int(level))
    return rows.annotate(take_count=Count("takes", distinct=True)).order_by("-created", "-pk")


def instruments_in(owner: User) -> list[str]:
    """The instruments of a person's kept exercises."""
    rows = Exercise.objects.filter(owner=owner, kept=True).exclude(instrument="")
    return list(rows.order_by("instrument").values_list("instrument", flat=True).distinct())


def candidates(job: CompositionJob, after: int = 0) -> list[Exercise]:
    """The candidates a job has made so far, from the given place on."""
    return list(job.candidates.filter(position__gte=after).order_by("position").defer("musicxml", "timeline"))


def versions(exercise: Exercise) -> list[Exercise]:
    """All versions of an exercise, oldest first: its ancestors, itself, and what was made from any of them."""
    light = Exercise.objects.filter(owner_id=exercise.owner_id).only("pk", "title", "parent", "varied_bars", "created")
    family = {exercise.pk}
    related = list(light.filter(parent__isnull=False)) + list(light.filter(children__isnull=False).distinct())
    rows = {row.pk: row for row in related}
    grown = True
    while grown:
        before = len(family)
        for row in rows.values():
            if row.pk in family or row.parent_id in family:
                family |= {row.pk} | ({row.parent_id} if row.parent_id else set())
        grown = len(family) > before
    return sorted((rows[pk] for pk in family if pk in rows), key=lambda row: row.pk)
