"""The turns of a handful of tunes: what followed the last few tokens, as a whole distribution, one place at a time.

Interpolated and smoothed as `ngram` is (Witten and Bell), but kept as counts that a decoder asks at every step, and
blind to the style, which is always the same here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from tutor.composing.vocabulary import PREFIX_LENGTH, SIZE
from tutor.composing.windows import Sample

ORDER = 5
Context = tuple[int, ...]


class Turns:
    """Counts of what followed every context of up to `ORDER - 1` tokens, by metre."""

    def __init__(self) -> None:
        self.counts: dict[Context, dict[int, int]] = defaultdict(lambda: defaultdict(int))

    @classmethod
    def of(cls, samples: Iterable[Sample]) -> Turns:
        """Count every token of the bodies."""
        made = cls()
        for sample in samples:
            tokens = sample.tokens.tolist()
            for at in range(PREFIX_LENGTH, len(tokens)):
                for context in _contexts(tokens, at):
                    made.counts[context][tokens[at]] += 1
        return made

    def distribution(self, tokens: Sequence[int], at: int) -> np.ndarray:
        """Probabilities (V,) of every token at `at` after those before it; above 0."""
        estimate = np.full(SIZE, 1.0 / SIZE)
        for context in _contexts(tokens, at):
            following = self.counts.get(context)
            if following:
                counts = np.fromiter(following.values(), float)
                estimate *= len(counts)
                estimate[list(following)] += counts
                estimate /= counts.sum() + len(counts)
        return estimate


def _contexts(tokens: Sequence[int], at: int) -> Iterator[Context]:
    """From the empty context to the longest: the last tokens of the body, headed by the metre."""
    yield ()
    yield (tokens[2],)
    for length in range(1, ORDER):
        if at - length >= PREFIX_LENGTH:
            yield (tokens[2], *tokens[at - length : at])
