"""Recognising styles, apart from the composer: a classifier trained on real music alone, used to measure.

It listens for short figures: scale degrees, moves in steps, written values, whole bars' rhythms. It is told neither
key nor metre; what it knows of them it hears in the notes. Nothing that chooses between candidates may use it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from tutor.composing.classifier import Classifier
from tutor.composing.vocabulary import REST, Melody

RECOGNISER = Path(__file__).parents[1] / "weights" / "recogniser.npz"


def figures(melody: Melody) -> Iterator[str]:
    """Every figure of a melody as text: up to three degrees, four moves, four values, and each bar's rhythm."""
    line = [e.pitch for e in melody.events if isinstance(e.pitch, tuple)]
    degrees = [f"{d % 7}{'-=+'[alter + 1]}" for d, alter in line]
    moves = [str(b[0] - a[0]) for a, b in pairwise(line)]
    values = [f"{e.ticks}{'r' if e.pitch == REST else ''}" for e in melody.events]
    for name, items, longest in (("d", degrees, 3), ("m", moves, 4), ("v", values, 4)):
        for length in range(1, longest + 1):
            for at in range(len(items) - length + 1):
                yield f"{name}{' '.join(items[at : at + length])}"
    for bar in melody.bars:
        yield f"b{' '.join(str(e.ticks) for e in bar)}"


class Recogniser(Classifier):
    """The classifier of the audit."""

    figures = staticmethod(figures)


@lru_cache(maxsize=1)
def shipped_recogniser() -> Recogniser:
    """The recogniser that comes with the program, loaded once."""
    return Recogniser.load(RECOGNISER)
