"""What a request's styles like: how many notes, which manners, and the ear that tells how like them a melody sounds.

Counted from real pieces for learned styles and for styles of one's own; rule styles fall back on plain judgement.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from random import Random

from tutor.composing.effort import beyond_its_level
from tutor.composing.habits import Habits, shipped_habits
from tutor.composing.levels import time_level
from tutor.composing.moods import MOODS
from tutor.composing.own_style import own_named
from tutor.composing.request import ComposeRequest
from tutor.composing.style_ear import StyleEar, shipped_ear
from tutor.composing.styles import STYLES
from tutor.composing.vocabulary import Melody

_USUAL_DENSITY = (2, 2, 3, 3, 3, 3, 4, 4)  # bins, by level, of a style that nothing is counted of
_BUSIEST = (2, 3, 3, 4, 4, 4, 5, 5)  # bins that a level reads with ease


@dataclass(frozen=True)
class Taste:
    """`pace`: notes to a quarter that are wanted, None for any. `shares`: each style the ear knows, with its part in
    the blend. `habits`: of each style that is counted, at `level`, with its part. `request`: whose level and tempo a
    melody is to suit, None for any."""

    pace: float | None = None
    level: int = 1
    habits: tuple[tuple[Habits, float], ...] = ()
    ear: StyleEar | None = None
    shares: tuple[tuple[str, float], ...] = ()
    request: ComposeRequest | None = None

    def manner(self, melody: Melody) -> float | None:
        """How near a melody lies to the styles' habits, 0 to 1; None where nothing is counted."""
        near = [(habits.likeness(melody, self.level), part) for habits, part in self.habits]
        return sum(like * part for like, part in near) / sum(part for _, part in near) if near else None

    def beyond(self, melody: Melody) -> float:
        """How much more (less: negative) a melody asks of its reader than the level wanted means."""
        return beyond_its_level(melody, self.request) if self.request else 0.0

    def style(self, melody: Melody) -> float | None:
        """How probably the ear takes a melody for its style, 0 to 1; None where it knows none of them.

        Of a blend both count, by a geometric mean: what is surely one and never the other is not a blend.
        """
        if self.ear is None or not self.shares:
            return None
        heard = self.ear.shares(melody)
        return prod(heard[style] ** part for style, part in self.shares) ** (1 / sum(part for _, part in self.shares))


def taste_of(request: ComposeRequest) -> Taste:
    """What the styles of a request like."""
    ear = shipped_ear()
    parts = parts_of(request)
    known = tuple((style, part) for style, part in parts if ear and style in ear.styles)
    counted = tuple((habits, part) for style, part in parts if (habits := habits_of(style)))
    pace = 2.0 ** (density_for(request) - 2)
    return Taste(pace, time_level(request.level), counted, ear, known, request)


def parts_of(request: ComposeRequest) -> list[tuple[str, float]]:
    """The styles of a request with their parts in the blend, which add up to 1; one that has no part is left out."""
    blend = request.blend if request.style2 else 0.0
    parts = [(request.style, 1.0 - blend), (request.style2 or request.style, blend)]
    return [(style, part) for style, part in parts if part > 0]


def habits_of(style: str) -> Habits | None:
    """What is counted of a style: a listed one's pieces, or one's own."""
    own = own_named(style)
    return own.habits if own else shipped_habits().get(style)


def density_for(request: ComposeRequest) -> int:
    """The density bin that suits style, level and mood: drawn as the style's pieces have it (of a blend, one style's
    or the other's by their parts), else about a note to the quarter at first and two from level 3 on."""
    random = Random(f"{request.seed}:density")
    parts = parts_of(request)
    # A style alone needs no draw.
    style = random.choices(*zip(*parts, strict=True))[0] if len(parts) > 1 else parts[0][0]
    sparse, busy = STYLES[style].density
    level = time_level(request.level)
    habits = habits_of(style)
    usual = habits.density(level, random) if habits else _USUAL_DENSITY[level - 1]
    busiest = min(5 if habits else busy, _BUSIEST[level - 1])
    least = min(busiest, 1 if habits else sparse)
    return max(least, min(busiest, usual + (MOODS[request.mood].density if request.mood else 0)))
