"""Reads of exercises; each a fixed number of queries however many rows there are."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.library.models import CompositionJob, Exercise, whole
from lessons.library.words import instrument_label, pretty_key, style_about, style_name, term
from lessons.people.models import User
from tutor.composing.credits import credits_of
from tutor.composing.levels import HALF_LEVELS, LEVELS
from tutor.composing.styles import STYLES
from tutor.music.signs import with_signs

_TOLD_APART = ("style", "style2", "blend", "seed", "skills")  # of a request, where it is told in words
_LABELS = {
    **{"key": gettext_lazy("key"), "meter": gettext_lazy("metre"), "bars": gettext_lazy("bars")},
    **{"level": gettext_lazy("level"), "instrument": gettext_lazy("instrument"), "piece": gettext_lazy("piece")},
    **{"purpose": gettext_lazy("purpose"), "tempo_bpm": gettext_lazy("tempo"), "activity": gettext_lazy("activity")},
    **{"mood": gettext_lazy("mood"), "form": gettext_lazy("form"), "ending": gettext_lazy("ending")},
    **{"pickup": gettext_lazy("upbeat"), "range": gettext_lazy("range"), "clef": gettext_lazy("clef")},
}
LARGE = ("musicxml", "timeline", "svg_narrow", "originality", "provenance", "analysis")


def kept(owner: User) -> QuerySet[Exercise]:
    """What a person chose to keep: not the versions that were composed for each student of a class."""
    return Exercise.objects.filter(owner=owner, kept=True).exclude(job__patient=True)


def library(owner: User, instrument: str = "", level: str = "") -> QuerySet[Exercise]:
    """The kept exercises of a person, newest first, with how often each was played."""
    rows = kept(owner).defer(*LARGE)
    if instrument:
        rows = rows.filter(instrument=instrument)
    if level in LEVELS | HALF_LEVELS:
        rows = rows.filter(level=float(level))
    return rows.annotate(take_count=Count("takes", distinct=True)).order_by("-created", "-pk")


def instruments_in(owner: User) -> list[str]:
    """The instruments of a person's kept exercises."""
    rows = kept(owner).exclude(instrument="")
    return list(rows.order_by("instrument").values_list("instrument", flat=True).distinct())


def levels_in(owner: User) -> list[str]:
    """The levels of a person's kept exercises, as they are written."""
    levels = kept(owner).order_by("level").values_list("level", flat=True).distinct()
    return [f"{level:g}" for level in levels]


def candidates(job: CompositionJob, after: int = 0) -> list[Exercise]:
    """The candidates a job has made so far, from the given place on."""
    return list(job.candidates.filter(position__gte=after).order_by("position").defer("musicxml", "timeline"))


def versions(exercise: Exercise) -> list[Exercise]:
    """All versions of an exercise, oldest first: its ancestors, itself, and what was made from any of them."""
    light = Exercise.objects.filter(owner_id=exercise.owner_id).only(
        "pk", "title", "parent", "change", "kept", "created"
    )
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


def changed_notes(version: Exercise, before: Exercise) -> tuple[list[str], list[int]]:
    """Ids of the notes of `version` that `before` does not have where they stand, and the bars in which they differ."""
    mine, theirs = (_placed(exercise.timeline) for exercise in (version, before))
    fresh = [note_id for place, note_id in mine.items() if place not in theirs]
    bars = {place[0] for place in mine.keys() ^ theirs.keys()}
    return fresh, sorted(bars)


def _placed(timeline: dict[str, Any]) -> dict[tuple[Any, ...], str]:
    """(bar, onset in the bar, duration, pitch) of every note -> its id."""
    starts = {bar["number"]: bar["onset"] for bar in timeline.get("bars", [])}
    return {
        (n["bar"], round(n["onset"] - starts.get(n["bar"], 0.0), 4), n["duration"], n["midi"]): n["id"]
        for n in timeline.get("notes", [])
    }


def made_from(exercise: Exercise, family: list[Exercise]) -> dict[str, Any]:
    """How an exercise came to be: its styles with their corpora, model, request, originality and every change."""
    wanted = exercise.request
    names = [wanted.get("style"), wanted.get("style2") if wanted.get("blend") else None]
    shares = [1 - float(wanted.get("blend") or 0), float(wanted.get("blend") or 0)]
    styles = [
        {"name": name, "about": style_about(name), "kind": STYLES[name].kind, "share": round(100 * share),
         "credits": credits_of(name)}
        for name, share in zip(names, shares, strict=True) if name in STYLES
    ]  # fmt: skip
    asked = [(_LABELS.get(name, name), _asked(name, v)) for name, v in wanted.items() if v and name not in _TOLD_APART]
    changes = [version.change for version in _line(exercise, family) if version.change]
    heard = [
        {"name": style_name(name), "share": None if share is None else round(100 * share)}
        for name, share in exercise.provenance.get("recognised", {}).items()
    ]
    return {"styles": styles, "heard": heard, "asked": asked, "changes": changes, "nearest": exercise.originality}


def _asked(name: str, value: Any) -> str:
    """A wish in words: keys, instruments and names of tables as the reader calls them."""
    if value is True:
        return _("yes")
    if isinstance(value, float):
        return str(localize(whole(value)))
    told = {"key": pretty_key, "instrument": instrument_label}.get(name)
    return told(value) if told else term(with_signs(str(value)), name)


def _line(exercise: Exercise, family: list[Exercise]) -> list[Exercise]:
    """An exercise and its ancestors among its versions, oldest first."""
    rows = {row.pk: row for row in family}
    line: list[Exercise] = []
    at: Exercise | None = rows.get(exercise.pk, exercise)
    while at is not None and at not in line:
        line.append(at)
        at = rows.get(at.parent_id) if at.parent_id else None
    return line[::-1]
