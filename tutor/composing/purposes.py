"""What an exercise is for, and what that changes: one table."""

from __future__ import annotations

from dataclasses import dataclass

from tutor.composing.request import ComposeRequest
from tutor.learning.skills import SKILLS, Skill

_MOST_OWED = 8


@dataclass(frozen=True)
class Purpose:
    """`forms` to choose from; `tempo` a factor; `bars` unless asked; `rests`, `alters` and `marks` (dynamics) False
    where there shall be none; `span` at most so many staff steps; `steps` nats by which stepwise motion is leant
    towards; `opens_on_tonic`; `one_pitch` a line that is rhythm alone; `owed` times the usual quota of every skill."""

    name: str
    about: str
    forms: tuple[str, ...] = ()
    tempo: float = 1.0
    bars: int | None = None
    rests: bool = True
    alters: bool = True
    marks: bool = True
    span: int | None = None
    steps: float = 0.0
    opens_on_tonic: bool = False
    one_pitch: bool = False
    owed: int = 1


_ROWS = (
    Purpose(
        "sight-reading", "To read once: little returns exactly, so that every bar is read.", ("period", "sentence")
    ),
    Purpose("etude", "To practise a skill: twice as much of it as elsewhere.", ("AABA", "ABAC", "period"), owed=2),
    Purpose(
        "warm-up", "To begin with: steps within an octave, not fast, no rests, phrases that return.",
        ("AABA", "ABAC", "period"), 0.85, rests=False, alters=False, span=7, steps=0.6,
    ),
    Purpose(
        "dictation", "To write down by ear: short, slow, within an octave, from the tonic on.", ("period", "free"),
        0.75, bars=4, rests=False, alters=False, marks=False, span=7, opens_on_tonic=True,
    ),
    Purpose(
        "rhythm", "A rhythm to clap or play on one note.", ("period", "AABA", "ABAC"), one_pitch=True,
    ),
)  # fmt: skip
PURPOSES: dict[str, Purpose] = {row.name: row for row in _ROWS}
_ANY = Purpose("", "")


def purpose_of(request: ComposeRequest) -> Purpose:
    """The row of a request's purpose; one that changes nothing where it names none."""
    return PURPOSES[request.purpose] if request.purpose else _ANY


def owed(request: ComposeRequest, skill: Skill) -> int:
    """How many times a request must show a skill."""
    usual = skill.quota(request.bars)
    return usual if skill.needs == "pickup" else min(_MOST_OWED, usual * purpose_of(request).owed)


def quotas_owed(request: ComposeRequest) -> dict[str, int]:
    """Every skill asked for, and how many times it must be shown."""
    return {name: owed(request, SKILLS[name]) for name in request.skills}
