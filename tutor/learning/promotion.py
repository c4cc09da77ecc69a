"""When a learner moves a level up or down.

Up: at least 80 % of the notes right in pitch and rhythm, at first sight, on 3 of the last 4 unseen exercises of the
level, and no skill that the next level builds on believed below 0.6. Down: under 50 % on 3 of the last 4.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from tutor.learning.mastery import Belief
from tutor.learning.skills import SKILLS

HIGHEST_LEVEL = 8
ENOUGH, TOO_LITTLE = 0.8, 0.5
NEEDED, OUT_OF = 3, 4
PREREQUISITE = 0.6


@dataclass(frozen=True)
class Attempt:
    """One graded take: the exercise's level, the share of notes right in pitch and rhythm, and whether it was new."""

    level: float
    share_right: float
    first_sight: bool = True


def prerequisites(level: int) -> set[str]:
    """Skills that the skills of a level build on."""
    return {needed for skill in SKILLS.values() if skill.level == level for needed in skill.requires}


def weak_prerequisite(level: int, beliefs: Mapping[str, Belief]) -> str | None:
    """The weakest played skill below 0.6 that a level builds on; a skill never played says nothing."""
    weak = [name for name in sorted(prerequisites(level)) if name in beliefs and beliefs[name].mean < PREREQUISITE]
    return min(weak, key=lambda name: beliefs[name].mean) if weak else None


def next_level(level: float, attempts: Sequence[Attempt], beliefs: Mapping[str, Belief]) -> float:
    """The level to read at from now on; `attempts` oldest first. From a half level the way leads to a whole one."""
    above, below = int(level) + 1, ceil(level) - 1
    shares = [a.share_right for a in attempts if a.first_sight and a.level == level][-OUT_OF:]
    if sum(share >= ENOUGH for share in shares) >= NEEDED and level < HIGHEST_LEVEL:
        return above if weak_prerequisite(above, beliefs) is None else level
    if sum(share < TOO_LITTLE for share in shares) >= NEEDED and level > 1:
        return below
    return level
