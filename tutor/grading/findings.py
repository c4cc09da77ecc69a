"""A finding: one explained cause behind one or more notes, with what to practise next."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tutor.grading.facts import Facts

LEADING = 3  # findings that may lead, at most


@dataclass(frozen=True)
class Remedy:
    """What to do about a finding: words, and a compose request (the JSON form of `ComposeRequest`)."""

    text: str
    request: dict[str, Any]


@dataclass(frozen=True)
class Finding:
    """`kind` is an id of the taxonomy, `notes` the ids it explains, `facts` every value its text was made from.

    `severity` 3 leads, 1 is for the detail view; `concept` names what it teaches the same way in every voice and
    `title` in this one; `how` holds the numbers (ms, cents) for those who open it.
    """

    kind: str
    concept: str
    severity: int
    notes: tuple[str, ...]
    facts: Facts
    text: str
    how: str
    remedy: Remedy
    bars: tuple[int, ...] = field(default=())
    title: str = ""

    def to_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "concept": self.concept,
            "title": self.title,
            "severity": self.severity,
            "notes": list(self.notes),
            "facts": self.facts,
            "text": self.text,
            "how": self.how,
            "bars": list(self.bars),
            "remedy": {"text": self.remedy.text, "request": self.remedy.request},
        }
