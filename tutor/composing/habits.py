"""What a style is in the habit of, counted from the pieces it was learned from: how busy, how smooth, how silent it is,
and how often its bars come back.

Counts are by level, each excerpt weighing less the further its own level lies from the one asked about, so that a
level with little music borrows from its neighbours.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from tutor.composing.levels import HIGHEST, level_of
from tutor.composing.vocabulary import DENSITIES, REST, TIE, Melody, density_of

HABITS = Path(__file__).parent / "weights" / "habits.json"
TRAITS = ("steps", "repeats", "leaps", "altered", "silences")
_NEAR = 3.0  # an excerpt one level away weighs a third
_LEAP = 4  # staff steps: a fifth and more


def traits_of(melody: Melody) -> np.ndarray:
    """Shares in the order of TRAITS: moves by step, to the same note, by a fifth or more; altered notes; events that
    are rests or ties."""
    line = [e.pitch for e in melody.events if isinstance(e.pitch, tuple)]
    moves = [abs(b[0] - a[0]) for a, b in pairwise(line)] or [0]
    events = melody.events
    return np.array(
        [
            *(moves.count(1) / len(moves), moves.count(0) / len(moves)),
            sum(move >= _LEAP for move in moves) / len(moves),
            sum(alter != 0 for _, alter in line) / max(1, len(line)),
            sum(e.pitch in (REST, TIE) for e in events) / len(events),
        ]
    )


@dataclass(frozen=True)
class Habits:
    """Of one style, by level: `densities` (levels, bins) shares; `means` and `spreads` (levels, traits). `returns`:
    lag in bars -> the share of bars that are the bar so long before, exactly."""

    densities: tuple[tuple[float, ...], ...]
    means: tuple[tuple[float, ...], ...]
    spreads: tuple[tuple[float, ...], ...]
    returns: dict[int, float]

    @classmethod
    def of(cls, excerpts: Sequence[Melody]) -> Habits:
        """Count excerpts of one style; at least one."""
        levels = np.array([level_of(m) for m in excerpts])
        bins = np.array([[density_of(m) == d for d in DENSITIES] for m in excerpts], dtype=float)
        traits = np.stack([traits_of(m) for m in excerpts])
        rows: list[list[tuple[float, ...]]] = [[], [], []]
        for level in range(1, HIGHEST + 1):
            weight = _NEAR ** -np.abs(levels - level).astype(float)
            weight /= weight.sum()
            mean = weight @ traits
            found = (weight @ bins, mean, np.sqrt(weight @ (traits - mean) ** 2))
            for kept, values in zip(rows, found, strict=True):
                kept.append(tuple(round(float(v), 4) for v in values))
        returns = {lag: round(_returning(excerpts, lag), 4) for lag in (4, 8)}
        return cls(tuple(rows[0]), tuple(rows[1]), tuple(rows[2]), returns)

    @classmethod
    def from_plain(cls, data: dict[str, Any]) -> Habits:
        densities, means, spreads = (tuple(map(tuple, data[name])) for name in ("densities", "means", "spreads"))
        return cls(densities, means, spreads, {int(lag): share for lag, share in data["returns"].items()})

    def plain(self) -> dict[str, Any]:
        tables = {"densities": self.densities, "means": self.means, "spreads": self.spreads}
        return tables | {"returns": {str(lag): share for lag, share in self.returns.items()}}

    def density(self, level: int, random: Random) -> int:
        """A density bin, drawn as often as pieces of about this level have it."""
        return random.choices(DENSITIES, self.densities[level - 1])[0]

    def likeness(self, melody: Melody, level: int) -> float:
        """How near a melody's traits lie to the style's: 1 within its spread, 0 from three times that on."""
        spread = np.maximum(self.spreads[level - 1], 0.02)
        off = np.abs(traits_of(melody) - self.means[level - 1]) / spread
        return float(np.clip((3.0 - off) / 2.0, 0.0, 1.0).mean())


def _returning(excerpts: Sequence[Melody], lag: int) -> float:
    """The share of bars that are exactly the bar `lag` before them, in excerpts of twice that length."""
    pairs = [a == b for m in excerpts if len(m.bars) == 2 * lag for a, b in zip(m.bars, m.bars[lag:], strict=False)]
    return sum(pairs) / len(pairs) if pairs else 0.0


def write(habits: dict[str, Habits], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = {style: found.plain() for style, found in habits.items()}
    path.write_text(json.dumps(rows, separators=(",", ":"), sort_keys=True) + "\n", encoding="utf-8")


@lru_cache(maxsize=1)
def shipped_habits() -> dict[str, Habits]:
    """The habits that come with the weights, by style; empty where weights were made without them."""
    if not HABITS.exists():
        return {}
    return {style: Habits.from_plain(data) for style, data in json.loads(HABITS.read_text(encoding="utf-8")).items()}
