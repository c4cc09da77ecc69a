"""From a finding to the exercise that isolates it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from lessons.library import services as library
from lessons.library.models import CompositionJob
from lessons.people.models import User
from lessons.practice.models import Take
from tutor.composing.request import ComposeRequest
from tutor.errors import EtudeError

KEPT_FROM_ORIGINAL = ("instrument", "range", "clef", "tempo_bpm")


class NoRemedy(EtudeError):
    """The report has no such finding, or the finding asks for nothing that could be composed."""


def remedy_request(take: Take, index: int) -> ComposeRequest:
    """What to compose for the finding at `index`: the remedy's wish, for the instrument that was played."""
    findings = (take.report or {}).get("findings", [])
    if not 0 <= index < len(findings) or not (findings[index].get("remedy") or {}).get("request"):
        raise NoRemedy(_("There is no exercise to be made for this; play the same one again."))
    original = take.exercise.request
    wish: dict[str, Any] = {name: original[name] for name in KEPT_FROM_ORIGINAL if name in original}
    wish |= {"instrument": take.exercise.instrument or wish.get("instrument", "violin"), "level": take.exercise.level}
    wish |= findings[index]["remedy"]["request"]
    return ComposeRequest.from_dict({**wish, "seed": library.fresh_seed()})


def practise(student: User, take: Take, index: int) -> CompositionJob:
    """Queue the remedy; raises NoRemedy, RequestImpossible or TooMuchAtOnce."""
    return library.queue_composition(student, remedy_request(take, index), count=1, keep=True)
