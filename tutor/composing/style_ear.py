"""How like a style a candidate sounds: the ear that ranks candidates.

It is a classifier of its own, trained on the pieces the composer learns from. It listens for how moves go with values,
where in the bar values begin, and what stands on downbeats, so that it is not the recogniser that audits the outcome.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from math import log2
from pathlib import Path

from tutor.composing.classifier import Classifier
from tutor.composing.vocabulary import REST, TIE, Melody

EAR = Path(__file__).parent / "weights" / "style-ear.npz"
_WIDEST = 9
_LONGEST = 3  # moves in a figure


def figures(melody: Melody) -> Iterator[str]:
    """Every figure of a melody as text: moves joined with the values they lead from and to, values by their place in
    the bar, pairs of neighbouring downbeats, and coarse shares of rests, held and altered notes."""
    yield from _moves(melody)
    yield from _places(melody)
    yield from _downbeats(melody)
    yield from _shares(melody)


def _moves(melody: Melody) -> Iterator[str]:
    notes = [e for e in melody.events if isinstance(e.pitch, tuple)]
    turns = [
        f"{max(-_WIDEST, min(_WIDEST, b.pitch[0] - a.pitch[0]))}/{round(2 * log2(b.ticks / a.ticks))}"
        for a, b in pairwise(notes)
        if isinstance(a.pitch, tuple) and isinstance(b.pitch, tuple)
    ]
    for length in range(1, _LONGEST + 1):
        for at in range(len(turns) - length + 1):
            yield f"m{' '.join(turns[at : at + length])}"


def _places(melody: Melody) -> Iterator[str]:
    for bar in melody.bars:
        tick = 0
        for event in bar:
            kind = event.pitch if event.pitch in (REST, TIE) else "note"
            yield f"p{tick} {event.ticks} {kind}"
            tick += event.ticks


def _downbeats(melody: Melody) -> Iterator[str]:
    first = [bar[0].pitch for bar in melody.bars]
    degrees = [f"{p[0] % 7}{p[1]}" if isinstance(p, tuple) else str(p) for p in first]
    for a, b in pairwise(degrees):
        yield f"d{a} {b}"


def _shares(melody: Melody) -> Iterator[str]:
    events = melody.events
    for name in (REST, TIE):
        yield f"s{name}{round(20 * sum(e.pitch == name for e in events) / len(events))}"
    line = [e.pitch for e in events if isinstance(e.pitch, tuple)]
    yield f"saltered{round(20 * sum(alter != 0 for _, alter in line) / max(1, len(line)))}"
    yield f"space{round(4 * log2(max(1, len(line)) * 24 / sum(e.ticks for e in events)))}"
    yield f"sspan{max((d for d, _ in line), default=0) - min((d for d, _ in line), default=0)}"


class StyleEar(Classifier):
    """The classifier among the critics."""

    figures = staticmethod(figures)


@lru_cache(maxsize=1)
def shipped_ear() -> StyleEar | None:
    """The ear that comes with the weights, loaded once; None where weights were made without one."""
    return StyleEar.load(EAR) if EAR.exists() else None
