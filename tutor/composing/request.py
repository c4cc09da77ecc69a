"""What can be asked of the composer: one frozen value that travels as JSON and names an exercise completely."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True)
class ComposeRequest:
    """A request for one exercise. Names are checked by `tutor.composing.feasibility`; unset fields follow the level.

    `level` 1-8, or a half level such as 3.5; `meter` "6/8"; `key` "D major"; `range` written pitches "G3-B5";
    `tempo_bpm` quarter notes per minute, or instead an `activity`; `blend` 0..1, the share of `style2`; `skills` names
    of `tutor.learning.skills`, each a quota to be met; `ending` "half" or "modal" in place of the tonic.
    """

    style: str = "irish-reel"
    key: str = "G major"
    meter: str = "4/4"
    bars: int = 8
    level: float = 3
    style2: str | None = None
    blend: float = 0.0
    instrument: str = "violin"
    range: str | None = None
    clef: str | None = None
    skills: tuple[str, ...] = ()
    mood: str | None = None
    tempo_bpm: float | None = None
    form: str | None = None
    pickup: bool = False
    seed: int = 0
    activity: str | None = None
    ending: str | None = None
    purpose: str | None = None
    piece: str | None = None

    def __post_init__(self) -> None:
        if isinstance(self.level, float) and self.level.is_integer():
            object.__setattr__(self, "level", int(self.level))

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> ComposeRequest:
        """Read the JSON form; raise ValueError naming any key that is not known."""
        known = {f.name for f in fields(cls)}
        unknown = sorted(set(data) - known)
        if unknown:
            raise ValueError(f"unknown request field '{unknown[0]}'; known are {', '.join(sorted(known))}")
        values = dict(data)
        if "skills" in values:
            values["skills"] = tuple(values["skills"])
        return cls(**values)

    def to_dict(self) -> dict[str, Any]:
        """The JSON form, without the fields left at their defaults of None or empty."""
        data = {f.name: getattr(self, f.name) for f in fields(self)}
        data["skills"] = list(self.skills)
        return {name: value for name, value in data.items() if value not in (None, [], ())}
