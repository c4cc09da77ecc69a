"""To whom a report speaks, and in which words: audience, note names, names of note values, language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

# field -> value -> what it means; the first value is the usual one
CHOICES: dict[str, dict[str, str]] = {
    "audience": {
        "teen": "the plain sentence and the theory behind it",
        "child": "the plain sentence and an everyday reason",
        "adult": "the theory in full, for adults and students of theory",
    },
    "names": {
        "letters": "letter names: C D E",
        "fixed-do": "do is always C",
        "movable-do": "do is the tonic, in minor too",
    },
    "terms": {
        "quarter": "whole, half, quarter, eighth",
        "crotchet": "semibreve, minim, crotchet, quaver (English only)",
    },
    "language": {"en": "English", "de": "German"},
}


@dataclass(frozen=True)
class Voice:
    """Wording settings, each a word of `CHOICES`; ValueError for any other. They change no fact and no mark."""

    audience: str = "teen"
    names: str = "letters"
    terms: str = "quarter"
    language: str = "en"

    def __post_init__(self) -> None:
        for name, known in CHOICES.items():
            if getattr(self, name) not in known:
                raise ValueError(f"'{getattr(self, name)}' is not a choice of {name}; use {', '.join(known)}")

    def to_dict(self) -> dict[str, str]:
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any] | None) -> Voice:
        """The settings a mapping names, the usual ones for what it leaves out; other keys are no concern of this."""
        return cls(**{name: str(values[name]) for name in CHOICES if values and values.get(name)})


USUAL = Voice()
