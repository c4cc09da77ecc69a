"""How pitches, beats and tempi are written for people."""

from __future__ import annotations

import re
from fractions import Fraction

from tutor.music.metrics import subdivision_name
from tutor.music.rhythm import Meter

_PITCH = re.compile(r"^([A-G])(##|bb|--|#|b|-)?(-?\d+)$")
_SIGNS = {"": "", "#": "♯", "##": "𝄪", "b": "♭", "-": "♭", "bb": "𝄫", "--": "𝄫"}
_SAID = {
    "": "",
    "#": " sharp",
    "##": " double sharp",
    "b": " flat",
    "-": " flat",
    "bb": " double flat",
    "--": " double flat",
}
_BEAT_NAMES = {
    0.5: "eighth", 0.75: "dotted eighth", 1.0: "quarter", 1.5: "dotted quarter", 2.0: "half", 3.0: "dotted half",
}  # fmt: skip


def pitch_symbol(name: str) -> str:
    """ "F#4" as "F♯4"."""
    match = _PITCH.match(name)
    return f"{match[1]}{_SIGNS[match[2] or '']}{match[3]}" if match else name


def pitch_words(name: str) -> str:
    """ "F#4" as "F sharp 4", for a screen reader."""
    match = _PITCH.match(name)
    return f"{match[1]}{_SAID[match[2] or '']} {match[3]}" if match else name


def place_words(beat: str, meter: str) -> str:
    """Where in its bar a note stands, in the words the findings use: "6" in 6/8 as "the third eighth of beat 2"."""
    try:
        return subdivision_name(Fraction(beat), Meter.parse(meter))
    except ValueError:
        return f"beat {beat}"


def beat_name(quarters: float) -> str:
    """The written value that is counted: 1.5 quarters are a "dotted quarter"."""
    return _BEAT_NAMES.get(quarters, "quarter")


def listed(items: list[str]) -> str:
    """ "2", "2 and 5", "2, 5 and 7"."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


def bars_words(bars: list[int]) -> str:
    """ "Bar 3", "Bars 3 and 5", "Bars 3 to 6"."""
    if len(bars) == 1:
        return f"Bar {bars[0]}"
    if len(bars) > 2 and bars == list(range(bars[0], bars[-1] + 1)):
        return f"Bars {bars[0]} to {bars[-1]}"
    return f"Bars {listed([str(bar) for bar in bars])}" if bars else ""
