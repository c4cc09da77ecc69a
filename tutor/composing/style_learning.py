"""Counting what the styles are like, beside the training of the network: their habits, and the ear for them."""

from __future__ import annotations

from pathlib import Path

from tutor.composing.corpus import Corpus
from tutor.composing.excerpts import excerpts_of
from tutor.composing.habits import HABITS, Habits, write
from tutor.composing.style_ear import EAR, StyleEar

_MOST = 700  # excerpts of one style


def learn_styles(corpus: Corpus, out: Path) -> None:
    """Write `habits.json` and `style-ear.npz` in folder `out`, from the pieces the composer is trained on."""
    found = excerpts_of(corpus.split("train"), _MOST)
    write({style: Habits.of(kept) for style, kept in found.items()}, out / HABITS.name)
    if found:
        StyleEar.learn([melody for kept in found.values() for melody in kept]).save(out / EAR.name)
