"""Pictures drawn on the server as SVG: the numbers for a template to place. One message a picture."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lessons.teaching.queries import Week
from lessons.teaching.stumbles import NoteTrouble

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 220, 36, 16, 14, 30
TROUBLE_STEPS = ((0.5, "trouble-3"), (0.3, "trouble-2"), (0.15, "trouble-1"))  # share of the class -> class name


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    week: Week


@dataclass(frozen=True)
class WeeksPicture:
    """A line of mean marks, 0-100, over weeks."""

    dots: list[Dot]
    grid: list[tuple[int, float]]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    floor: int = HEIGHT - BOTTOM

    @property
    def line(self) -> str:
        return " ".join(f"{dot.x:.1f},{dot.y:.1f}" for dot in self.dots)


def weeks_picture(weeks: list[Week]) -> WeeksPicture | None:
    """None where there are fewer than two weeks: one point shows no way."""
    if len(weeks) < 2:
        return None
    first = weeks[0].start
    span = max(1, (weeks[-1].start - first).days)

    def place(week: Week) -> Dot:
        x = LEFT + (week.start - first).days / span * (WIDTH - LEFT - RIGHT)
        return Dot(x, _height(week.mark), week)

    return WeeksPicture([place(week) for week in weeks], [(mark, _height(mark)) for mark in (0, 25, 50, 75, 100)])


def _height(mark: float) -> float:
    return HEIGHT - BOTTOM - mark / 100 * (HEIGHT - TOP - BOTTOM)


def trouble_class(note: NoteTrouble) -> str:
    """How much of the class stumbles here, as a class name; "" for little."""
    return next((name for share, name in TROUBLE_STEPS if note.share >= share and note.trouble), "")


_NOTE = re.compile(r'<g (?=[^>]*\bdata-note="(?P<id>[^"]+)")(?P<before>[^>]*?)\bclass="(?P<classes>[^"]*)"')


def marked_score(svg: str, notes: list[NoteTrouble]) -> str:
    """The engraved score with a class name on every note at which many stumble."""
    names = {note.id: name for note in notes if (name := trouble_class(note))}

    def mark(match: re.Match[str]) -> str:
        name = names.get(match["id"])
        return f'<g {match["before"]}class="{match["classes"]} {name}"' if name else match[0]

    return _NOTE.sub(mark, svg)
