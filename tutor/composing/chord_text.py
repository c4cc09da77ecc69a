"""Chords as people type them: "G | C D7 | Em | G", a bar between bar lines, one chord or several of equal length."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from tutor.music.chords import roman_numeral
from tutor.music.key import Key
from tutor.music.pitch import Pitch
from tutor.music.score import Bar, ChordSymbol

# What follows the root -> quality; the first spelling of each is the one that is written.
_SUFFIXES = {
    "": "major", "m": "minor", "7": "dominant-seventh", "m7": "minor-seventh", "maj7": "major-seventh",
    "dim": "diminished", "aug": "augmented", "m7b5": "half-diminished", "dim7": "diminished-seventh",
    "maj": "major", "min": "minor", "-": "minor", "mi": "minor", "min7": "minor-seventh", "-7": "minor-seventh",
    "M7": "major-seventh", "°": "diminished", "o": "diminished", "+": "augmented", "ø": "half-diminished",
    "ø7": "half-diminished", "°7": "diminished-seventh", "o7": "diminished-seventh",
}  # fmt: skip
_WRITTEN: dict[str, str] = {}
for _suffix, _quality in _SUFFIXES.items():
    _WRITTEN.setdefault(_quality, _suffix)
_CHORD = re.compile(r"^([A-G])([#b♯♭]?)(.*)$")
_MOST_IN_A_BAR = 4


def parse_chords(text: str, bars: Sequence[Bar]) -> tuple[ChordSymbol, ...]:
    """Chords over full bars, in their key; fewer bars than there are come round again, `%` repeats a bar's chords.

    Raises ValueError that names what cannot be read.
    """
    cells = [cell.split() for cell in text.strip().strip("|").split("|")]
    if not any(cells):
        raise ValueError("no chords were given; write a bar between bar lines, as in G | C D7 | Em | G")
    full = [bar for bar in bars if bar.number > 0]
    if len(cells) > len(full):
        raise ValueError(f"{len(cells)} bars of chords do not fit {len(full)} bars; leave some out")
    filled = _filled(cells)
    found: list[ChordSymbol] = []
    for i, bar in enumerate(full):
        found += _in_bar(filled[i % len(filled)], bar)
    return tuple(found)


def _filled(cells: list[list[str]]) -> list[list[str]]:
    """Cells with the empty ones and "%" replaced by what stood before them."""
    found: list[list[str]] = []
    for cell in cells:
        repeats = not cell or cell == ["%"]
        if repeats and not found:
            raise ValueError("the first bar has no chord; name one, as in G | C D7 | Em | G")
        found.append(found[-1] if repeats else cell)
    return found


def _in_bar(names: list[str], bar: Bar) -> list[ChordSymbol]:
    if len(names) > _MOST_IN_A_BAR:
        raise ValueError(f"{len(names)} chords in bar {bar.number} are too many; name {_MOST_IN_A_BAR} at most")
    beats = list(bar.meter.beat_onsets)
    starts = [beats[(i * len(beats)) // len(names)] for i in range(len(names))] if len(names) <= len(beats) else None
    if starts is None:
        raise ValueError(f"{len(names)} chords do not fit the {len(beats)} beats of bar {bar.number}; name fewer")
    ends = [*starts[1:], bar.length]
    return [
        _chord(name, bar.key, bar.onset + start, end - start)
        for name, start, end in zip(names, starts, ends, strict=True)
        if end > start
    ]


def _chord(name: str, key: Key, onset: Fraction, duration: Fraction) -> ChordSymbol:
    match = _CHORD.match(name)
    if not match or match[3] not in _SUFFIXES:
        raise ValueError(f"'{name}' is not a chord; write a root and a kind, as in G, Em, D7, Cmaj7, Bdim or F#m7b5")
    root = match[1] + match[2].replace("♯", "#").replace("♭", "b")
    quality = _SUFFIXES[match[3]]
    return ChordSymbol(onset, duration, root, quality, roman_numeral(Pitch.parse(f"{root}4"), quality, key))


def written(chords: Sequence[ChordSymbol], bars: Sequence[Bar]) -> str:
    """Chords as text that `parse_chords` reads: what sounds in each full bar."""
    cells = []
    for bar in (bar for bar in bars if bar.number > 0):
        inside = [c for c in chords if c.onset < bar.end and c.onset + c.duration > bar.onset]
        cells.append(" ".join(dict.fromkeys(f"{c.root.replace('-', 'b')}{_WRITTEN[c.quality]}" for c in inside)) or "%")
    return " | ".join(cells)
