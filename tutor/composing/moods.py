"""Moods: how a word turns into mode, tempo, density and boldness of choice.

Brightness leans towards major and a wider register, excitement towards tempo and more notes.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mood:
    """`minor`: whether a key chosen for it is minor (None: either). `tempo` multiplies, `density` adds to its bin."""

    name: str
    about: str
    minor: bool | None
    tempo: float
    density: int
    dynamic: str
    articulation: str = ""


_ROWS = (
    Mood("bright", "Major and lively.", False, 1.08, 0, "mf"),
    Mood("calm", "Slow, with long notes.", None, 0.85, -1, "p"),
    Mood("melancholy", "Minor and slow.", True, 0.85, 0, "p"),
    Mood("driving", "Fast, with many notes.", None, 1.15, 1, "f"),
    Mood("playful", "Major, quick and detached.", False, 1.1, 0, "mf", "staccato"),
    Mood("solemn", "Slow and sustained.", None, 0.8, -1, "mf", "tenuto"),
)
MOODS: dict[str, Mood] = {row.name: row for row in _ROWS}
