"""Excerpts of real pieces, as long as exercises are: what styles are counted and told apart by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from tutor.composing.vocabulary import STYLES, Melody

LENGTHS = (8, 16)  # bars of an excerpt


def excerpt(melody: Melody, bars: int, start: int = 0) -> Melody:
    """Full bars `start` to `start + bars`, without a pickup."""
    first = start + melody.pickup
    return replace(melody, bars=melody.bars[first : first + bars], pickup=False)


def excerpts_of(melodies: Sequence[Melody], most: int, seed: int = 0) -> dict[str, list[Melody]]:
    """Up to `most` excerpts of every style, of 8 and 16 bars by turns where the piece is long enough; one a melody
    first, then later bars of the same melodies where a style has too few."""
    found: dict[str, list[Melody]] = {style: [] for style in STYLES}
    order = Random(seed).sample(list(melodies), len(melodies))
    for start in (0, 16, 32, 48):
        for melody in order:
            kept = found.get(melody.style)
            if kept is None or len(kept) >= most:
                continue
            left = melody.full_bars - melody.pickup - start  # the last bar is cut short by a pickup
            bars = LENGTHS[len(kept) % 2] if left >= LENGTHS[1] else LENGTHS[0]
            if left >= bars:
                kept.append(excerpt(melody, bars, start))
    return {style: kept for style, kept in found.items() if kept}
