"""Where the shapes of an engraved page stand: a box around each, in the drawing's units, y growing downwards.

Boxes may be a little too large and are never too small: curves are boxed by their control points, and letters are taken
to be as wide as the widest of the usual page fonts draws them.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import inf

# Of the font size: how far letters reach above and below their line, and how wide one is (DejaVu Serif, bold).
_ASCENT, _DESCENT, _LETTER = 0.75, 0.24, 0.66
_ARITY = {"m": 2, "l": 2, "t": 2, "h": 1, "v": 1, "q": 4, "s": 4, "c": 6, "z": 0}
_PATH = re.compile(r"([A-Za-z])|(-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """Edges of a shape; `top` is smaller than `bottom`."""

    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: Box, gap: float = 0.0) -> bool:
        """Whether the two are less than `gap` apart, both sideways and in height."""
        beside = self.left < other.right + gap and other.left < self.right + gap
        return beside and self.top < other.bottom + gap and other.top < self.bottom + gap

    def raised_to(self, bottom: float) -> Box:
        """The same box moved so that its lower edge stands here."""
        return Box(self.left, self.top + bottom - self.bottom, self.right, bottom)

    @property
    def line(self) -> Box:
        """The whole line that it stands in."""
        return Box(-inf, self.top, inf, self.bottom)


def glyph_boxes(page: ET.Element) -> dict[str, Box]:
    """Reference to a glyph ("#E0A4") -> its box at full size; the font's outlines have their y growing upwards."""
    found = {}
    for glyph in page.iterfind("defs/g"):
        box = _around(point for path in glyph.iter("path") for point in _path_points(path.get("d", "")))
        if box is not None:
            found[f"#{glyph.get('id')}"] = Box(box.left, -box.bottom, box.right, -box.top)
    return found


def boxes(group: ET.Element, glyphs: dict[str, Box], *, but: str) -> Iterator[Box]:
    """A box around every shape and text of a group, but for marks of one class."""
    for child in group:
        if child.get("class") != but:
            box = _box(child, glyphs)
            if box is not None:
                yield box
            yield from boxes(child, glyphs, but=but)


def _box(element: ET.Element, glyphs: dict[str, Box]) -> Box | None:
    if element.tag == "use":
        return _placed(element, glyphs)
    if element.tag in ("polygon", "polyline"):
        return _around(_pairs(element.get("points", "")))
    if element.tag == "path":
        return _around(_path_points(element.get("d", "")))
    if element.tag in ("rect", "ellipse"):
        return _round_or_square(element)
    return text_box(element) if element.tag == "text" and element.get("y") else None


def text_box(text: ET.Element) -> Box:
    """The box of a text in one line, as its largest letters have it."""
    x, y = float(text.get("x", "0")), float(text.get("y", "0"))
    size = max((float(_NUMBER.findall(part.get("font-size", "0"))[0]) for part in text.iter()), default=0.0)
    width = _LETTER * size * len("".join(text.itertext()).rstrip())
    left = x - width * {"middle": 0.5, "end": 1.0}.get(text.get("text-anchor", "start"), 0.0)
    return Box(left, y - _ASCENT * size, left + width, y + _DESCENT * size)


def _placed(use: ET.Element, glyphs: dict[str, Box]) -> Box | None:
    """A glyph where "translate(x, y) scale(a, b)" sets it."""
    box = glyphs.get(use.get("href", ""))
    if box is None:
        return None
    x, y, a, b = map(float, _NUMBER.findall(use.get("transform", ""))[:4])
    return Box(x + a * box.left, y + b * box.top, x + a * box.right, y + b * box.bottom)


def _round_or_square(element: ET.Element) -> Box:
    def number(name: str) -> float:
        return float(element.get(name, "0"))

    if element.tag == "rect":
        left, top, width, height = (number(name) for name in ("x", "y", "width", "height"))
        return Box(left, top, left + width, top + height)
    x, y, across, down = (number(name) for name in ("cx", "cy", "rx", "ry"))
    return Box(x - across, y - down, x + across, y + down)


def _pairs(numbers: str) -> Iterator[Point]:
    values = [float(number) for number in _NUMBER.findall(numbers)]
    return zip(values[::2], values[1::2], strict=False)


def _path_points(data: str) -> Iterator[Point]:
    """Ends and control points of a path's lines and curves; arcs are not drawn by verovio."""
    at = begun = (0.0, 0.0)
    for command, numbers in _segments(data):
        kind, origin = command.lower(), at if command.islower() else (0.0, 0.0)
        if kind == "z":
            at = begun
        elif kind in "hv":
            at = (origin[0] + numbers[0], at[1]) if kind == "h" else (at[0], origin[1] + numbers[0])
            yield at
        else:
            points = [(origin[0] + x, origin[1] + y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
            yield from points
            at = points[-1]
            begun = at if kind == "m" else begun


def _segments(data: str) -> Iterator[tuple[str, list[float]]]:
    """Each command with its numbers, once for each line or curve where one letter stands for several."""
    command = ""
    numbers: list[float] = []
    for letter, number in _PATH.findall(data):
        if letter:
            command, numbers = letter, []
        else:
            numbers.append(float(number))
        if len(numbers) == _ARITY[command.lower()]:
            yield command, numbers
            numbers = []


def _around(points: Iterable[Point]) -> Box | None:
    found = list(points)
    if not found:
        return None
    across, down = [x for x, _ in found], [y for _, y in found]
    return Box(min(across), min(down), max(across), max(down))
