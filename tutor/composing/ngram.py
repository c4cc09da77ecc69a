"""The baseline the network must beat: an interpolated 5-gram over the same tokens, smoothed as Witten and Bell did.

Each order's estimate is mixed with the next shorter one's by how many different tokens followed its context; style
is part of every context but the shortest, so the baseline too knows what it is asked for.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

from tutor.composing.vocabulary import PREFIX_LENGTH, SIZE
from tutor.composing.windows import Sample

ORDER = 5
Context = tuple[int, ...]


class NGram:
    """Counts of what followed every context of up to `order - 1` tokens."""

    def __init__(self, order: int = ORDER) -> None:
        self.order = order
        self.counts: dict[Context, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        self.totals: dict[Context, int] = defaultdict(int)

    def learn(self, samples: Iterable[Sample]) -> NGram:
        """Count every token of the bodies; return the model itself."""
        for sample in samples:
            tokens = sample.tokens.tolist()
            for at in range(PREFIX_LENGTH, len(tokens)):
                for context in self._contexts(tokens, at):
                    self.counts[context][tokens[at]] += 1
                    self.totals[context] += 1
        return self

    def _contexts(self, tokens: Sequence[int], at: int) -> list[Context]:
        """From the empty context to the longest: the last tokens of the body, headed by style and metre."""
        head = (tokens[0], tokens[2])
        found: list[Context] = [(), head]
        for length in range(1, self.order):
            if at - length >= PREFIX_LENGTH:
                found.append((*head, *tokens[at - length : at]))
        return found

    def probability(self, tokens: Sequence[int], at: int) -> float:
        """Probability of the token at `at` after those before it; above 0 for every token."""
        estimate = 1.0 / SIZE
        for context in self._contexts(tokens, at):
            total = self.totals.get(context, 0)
            if total:
                following = self.counts[context]
                kinds = len(following)
                estimate = (following.get(tokens[at], 0) + kinds * estimate) / (total + kinds)
        return estimate

    def nll_per_note(self, samples: Sequence[Sample]) -> float:
        """Negative log likelihood of the bodies in nats per note that begins, as for the network."""
        total = 0.0
        for sample in samples:
            tokens = sample.tokens.tolist()
            total -= sum(math.log(self.probability(tokens, at)) for at in range(PREFIX_LENGTH, len(tokens)))
        return total / sum(s.notes for s in samples)
