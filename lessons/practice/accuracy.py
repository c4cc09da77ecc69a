"""The accuracy card for readers: how often good notes are accused and errors overlooked, by sound and condition."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.practice.words import instrument_words

CARD = "docs/accuracy-card.json"  # written by `python -m tutor evaluate ears --card docs/accuracy-card.md`
CONDITIONS = {
    "clean": gettext_lazy("a quiet room, close to the microphone"),
    "20 dB noise": gettext_lazy("noise in the room"),
    "room": gettext_lazy("a room that echoes"),
    "telephone band": gettext_lazy("a telephone's sound"),
    "Opus": gettext_lazy("sent compressed, as browsers do"),
    "metronome": gettext_lazy("a metronome that the microphone hears"),
    "next door": gettext_lazy("somebody else practising next door"),
    "backing track": gettext_lazy("an accompaniment that the microphone hears"),
}
SOUNDS = {"voice": gettext_lazy("a singing voice"), "child": gettext_lazy("a child's voice")}
ACCUSED = ("pitch", "timing", "tuning", "length")
OVERLOOKED = ("wrong", "missed", "extra")


@dataclass(frozen=True)
class Row:
    """Of 100 faultless notes, those accused of something; of 100 errors, those overlooked (None: there were none)."""

    name: str
    takes: int
    notes: int
    unjudged: int
    accused: dict[str, float]
    overlooked: dict[str, float | None]
    unsure: float

    errors: dict[str, int]

    @property
    def accused_at_all(self) -> float:
        """Of 100 faultless notes; one that was accused of two things counts twice."""
        return sum(self.accused.values())

    @property
    def overlooked_at_all(self) -> float | None:
        """Of 100 errors of all kinds together."""
        lost = sum(self.errors[kind] * (share or 0.0) for kind, share in self.overlooked.items())
        return lost / sum(self.errors.values()) if sum(self.errors.values()) else None


def card() -> dict[str, Any] | None:
    """The card with its rows in the reader's words; None where none was measured."""
    found = _read(settings.BASE_DIR / CARD)
    if found is None:
        return None
    groups = {name: [_row(row, name) for row in rows] for name, rows in found["groups"].items()}
    return {**found, "day": date.fromisoformat(found["day"]), "groups": groups}


@lru_cache(maxsize=2)
def _read(path: Path) -> dict[str, Any] | None:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return None


def _row(row: dict[str, Any], group: str) -> Row:
    names = {
        "condition": lambda name: str(CONDITIONS.get(name, name)),
        "sound": lambda name: str(SOUNDS.get(name) or instrument_words(name)),
        "level": lambda name: _("Level %(level)s") % {"level": name},
    }
    return Row(
        names[group](row["name"]),
        row["takes"],
        row["notes"],
        row["unjudged"],
        {kind: row["accused_per_100"][kind] for kind in ACCUSED},
        {kind: row["overlooked_per_100"][kind] for kind in OVERLOOKED},
        row["unsure_per_100"],
        row["errors"],
    )
