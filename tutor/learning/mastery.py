"""What is believed of a learner and a skill: how likely the next one is right, how sure that is, when to return.

A belief is a Beta distribution over "the next one is right". Old evidence loses weight at every new take and with
time, as in the Beta reputation model with a forgetting factor (Jøsang and Ismail 2002), so learning and forgetting both
show. The time to the next return doubles after a success and halves after a failure, the rule that half-life
regression generalises (Settles and Meeder 2016). Pure functions; no clock is read here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from math import sqrt
from typing import Any

PRIOR = 1.0  # of "right" and of "wrong": nothing is known
KEPT_PER_TAKE = 0.85  # share of older evidence that a new take leaves
TAKE_WEIGHT = 6.0  # notes of one take are not independent: they count as this many at most
EVIDENCE_HALF_LIFE_DAYS = 45.0
FIRST_RETURN_DAYS, SHORTEST_RETURN_DAYS, LONGEST_RETURN_DAYS = 1.0, 1.0, 90.0
SUCCESS, FAILURE = 0.8, 0.6  # share right in a take: from here on a success, below this a failure
SECURE_MEAN, SECURE_LOW = 0.8, 0.65
Z_90 = 1.645
REMEMBERED_TAKES = 3


@dataclass(frozen=True)
class Belief:
    """`right` and `wrong` are weighted counts without the prior; `last` is when the skill was last played.

    `recent` holds (right, seen) of the last takes, plain counts for people to read; `return_days` the current spacing.
    """

    right: float = 0.0
    wrong: float = 0.0
    last: datetime | None = None
    return_days: float = FIRST_RETURN_DAYS
    recent: tuple[tuple[int, int], ...] = ()

    @property
    def mean(self) -> float:
        """Probability that the next one is right."""
        return (self.right + PRIOR) / (self.right + self.wrong + 2 * PRIOR)

    @property
    def sd(self) -> float:
        """How unsure that is: the Beta distribution's standard deviation."""
        total = self.right + self.wrong + 2 * PRIOR
        return sqrt(self.mean * (1 - self.mean) / (total + 1))

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true share lies in nine of ten cases, by the normal approximation."""
        return max(0.0, self.mean - Z_90 * self.sd), min(1.0, self.mean + Z_90 * self.sd)

    @property
    def is_secure(self) -> bool:
        return self.mean >= SECURE_MEAN and self.interval[0] >= SECURE_LOW

    @property
    def recent_counts(self) -> tuple[int, int]:
        """(right, seen) over the last takes."""
        return sum(r for r, _ in self.recent), sum(n for _, n in self.recent)

    def is_due(self, when: datetime) -> bool:
        """Whether the skill should come back by now."""
        return self.last is not None and _days(self.last, when) >= self.return_days

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "right": round(self.right, 4),
            "wrong": round(self.wrong, 4),
            "last": self.last.isoformat() if self.last else None,
            "return_days": self.return_days,
            "recent": [list(pair) for pair in self.recent],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Belief:
        """Read what `to_dict` wrote; {} is the belief about a skill never played."""
        return cls(
            float(data.get("right", 0.0)),
            float(data.get("wrong", 0.0)),
            datetime.fromisoformat(data["last"]) if data.get("last") else None,
            float(data.get("return_days", FIRST_RETURN_DAYS)),
            tuple((int(right), int(seen)) for right, seen in data.get("recent", ())),
        )


def _days(earlier: datetime, later: datetime) -> float:
    return max(0.0, (later - earlier).total_seconds() / 86400)


def aged(belief: Belief, when: datetime) -> Belief:
    """The belief as it stands at a later time: the same evidence, weighing less."""
    if belief.last is None:
        return belief
    kept = 0.5 ** (_days(belief.last, when) / EVIDENCE_HALF_LIFE_DAYS)
    return replace(belief, right=belief.right * kept, wrong=belief.wrong * kept)


def observe(belief: Belief, right: int, wrong: int, when: datetime) -> Belief:
    """The belief after a take in which the skill came `right` + `wrong` times; unchanged when it did not come."""
    seen = right + wrong
    if seen == 0:
        return belief
    older = aged(belief, when)
    weight = min(1.0, TAKE_WEIGHT / seen)
    return Belief(
        KEPT_PER_TAKE * older.right + weight * right,
        KEPT_PER_TAKE * older.wrong + weight * wrong,
        max(when, belief.last) if belief.last else when,
        _next_return(belief, right / seen, when),
        (*belief.recent, (right, seen))[-REMEMBERED_TAKES:],
    )


def _next_return(belief: Belief, share: float, when: datetime) -> float:
    """Days until the skill comes back. Cramming within one sitting proves nothing, so only a due success spaces out."""
    if share < FAILURE:
        return max(SHORTEST_RETURN_DAYS, belief.return_days / 2)
    if share >= SUCCESS and (belief.last is None or belief.is_due(when)):
        return min(LONGEST_RETURN_DAYS, 2 * belief.return_days)
    return belief.return_days


def learned(
    beliefs: Mapping[str, Belief], evidence: Mapping[str, tuple[int, int]], when: datetime
) -> dict[str, Belief]:
    """All beliefs after a take; `evidence` is skill -> (right, wrong), as `tutor.learning.evidence` finds it."""
    updated = dict(beliefs)
    for skill, (right, wrong) in evidence.items():
        updated[skill] = observe(updated.get(skill, Belief()), right, wrong, when)
    return updated
