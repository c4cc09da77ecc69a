"""How hard a score is to read and play, by a measure that knows nothing of levels."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import mean

import numpy as np

from tutor.music.score import Score


def difficulty(score: Score) -> float:
    """Notes a second, mean leap, kinds of note value, compass and altered notes, each weighed by judgement.

    The parts follow what studies of sight reading name (rate, interval size, rhythmic variety, range, accidentals).
    """
    heights = [note.pitch.midi for note in score.notes]
    leaps = [abs(b - a) for a, b in pairwise(heights)]
    rate = len(score.notes) / score.seconds(score.length)
    values = len({note.duration for note in score.notes})
    altered = sum(score.key.degree_of(note.pitch)[1] != 0 for note in score.notes)
    return rate + mean(leaps or [0]) / 2 + values / 4 + (max(heights) - min(heights)) / 8 + altered / 8


def rank_correlation(pairs: Sequence[tuple[float, float]]) -> float:
    """Spearman's rank correlation, ties sharing their mean rank; 0 where one side never changes."""
    ranks = np.array([_ranks(side) for side in zip(*pairs, strict=True)])
    return float(np.corrcoef(ranks)[0, 1]) if ranks.std(1).all() else 0.0


def _ranks(values: Sequence[float]) -> np.ndarray:
    _, where, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[where]
