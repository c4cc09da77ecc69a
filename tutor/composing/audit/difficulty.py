"""How hard a score is to read and play, by a measure that knows nothing of levels."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import mean

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
    from scipy.stats import spearmanr

    first, second = zip(*pairs, strict=True)
    if min(len(set(first)), len(set(second))) < 2:
        return 0.0
    return float(spearmanr(first, second).statistic)
