"""The baseline the network must beat: an interpolated n-gram over the same tokens, and one that also copies from what
it has heard of the piece so far.

Each context's estimate is mixed with that of the next less telling one; how much it is trusted, by how often it was
seen, is fitted on music that was not counted (deleted interpolation, Jelinek and Mercer 1980). Every length of context
is used twice, without and with the style and metre, so the baseline too knows what it is asked for. Contexts are told
apart by 64-bit hashes, so that millions fit in a few arrays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from tutor.composing.vocabulary import PREFIX_LENGTH, SIZE
from tutor.composing.windows import Sample

ORDER = 5
SHORTEST_COPY, LONGEST_COPY = 3, 16  # tokens that must agree before the next is copied, and the most that are counted
_MOST_SEEN = 16  # contexts seen more often than this power of two are trusted alike
_ROUNDS = 30  # of expectation maximisation
_PRIME = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class Table:
    """What followed contexts of one kind: sorted `contexts` and their `totals`, sorted `pairs` and their `counts`."""

    contexts: np.ndarray
    totals: np.ndarray
    pairs: np.ndarray
    counts: np.ndarray

    @classmethod
    def over(cls, contexts: np.ndarray, tokens: np.ndarray) -> Table:
        pairs, first, counts = np.unique(_mixed(contexts, tokens), return_index=True, return_counts=True)
        found, at = np.unique(contexts[first], return_inverse=True)
        return cls(found, np.bincount(at, counts), pairs, counts)

    def shares(self, contexts: np.ndarray, tokens: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(the part of a context's occurrences that the token followed; how often it was seen as a power of two, 0:
        never), each (n,)."""
        total = _looked_up(self.contexts, contexts, self.totals)
        count = _looked_up(self.pairs, _mixed(contexts, tokens), self.counts)
        return count / np.maximum(total, 1), np.minimum(np.ceil(np.log2(total + 1)).astype(int), _MOST_SEEN)


class NGram:
    """Counts of what followed every context of up to `order - 1` tokens; `trust` (tables, powers of two) in each."""

    def __init__(self, order: int = ORDER) -> None:
        self.order = order
        self.tables: list[Table] = []
        self.trust = np.zeros((2 * order, _MOST_SEEN + 1))

    def learn(self, samples: Sequence[Sample], valid: Sequence[Sample]) -> NGram:
        """Count every body token of `samples`, fit the trust on `valid`; return the model itself."""
        tokens = _bodies(samples)
        self.tables = [Table.over(contexts[there], tokens[there]) for contexts, there in self._contexts(samples)]
        estimate = np.full(len(_bodies(valid)), 1.0 / SIZE)
        for trust, (share, seen) in zip(self.trust, self._shares(valid), strict=True):
            for power in range(1, _MOST_SEEN + 1):
                chosen = seen == power
                if chosen.any():
                    trust[power] = _best_share(estimate[chosen], share[chosen])
            estimate = (1 - trust[seen]) * estimate + trust[seen] * share
        return self

    def _shares(self, samples: Sequence[Sample]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """`Table.shares` of every body token, table by table; never seen where there is no such context."""
        tokens = _bodies(samples)
        for table, (contexts, there) in zip(self.tables, self._contexts(samples), strict=True):
            share, seen = table.shares(contexts, tokens)
            yield share, np.where(there, seen, 0)

    def _contexts(self, samples: Sequence[Sample]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """(hash, whether there is one) of every body token's contexts: ever more tokens before it, each number of them
        first alone, then with style and metre."""
        tokens = _bodies(samples)
        sizes = [len(s.tokens) - PREFIX_LENGTH for s in samples]
        depth = np.concatenate([np.arange(size) for size in sizes])
        heads = np.repeat([int(s.tokens[0]) * SIZE + int(s.tokens[2]) for s in samples], sizes)
        hashed = np.zeros(len(tokens), np.uint64)
        for length in range(self.order):
            hashed = _mixed(hashed, np.roll(tokens, length)) if length else hashed
            yield hashed, depth >= length
            yield _mixed(hashed, heads + SIZE), depth >= length

    def probabilities(self, samples: Sequence[Sample]) -> np.ndarray:
        """The probability of every body token after those before it, one after another; above 0."""
        estimate = np.full(len(_bodies(samples)), 1.0 / SIZE)
        for trust, (share, seen) in zip(self.trust, self._shares(samples), strict=True):
            estimate = (1 - trust[seen]) * estimate + trust[seen] * share
        return estimate

    def nats(self, samples: Sequence[Sample]) -> np.ndarray:
        """Negative log likelihood (samples,) of each sample's body, as for the network."""
        return _summed(self.probabilities(samples), samples)


class Copying:
    """An n-gram that also expects what came after the same tokens earlier in the piece.

    How far it trusts a copy depends on how many tokens agree; `fit` learns that from music the n-gram has not counted.
    """

    def __init__(self, gram: NGram) -> None:
        self.gram = gram
        self.trust = np.zeros(LONGEST_COPY + 1)

    def fit(self, samples: Sequence[Sample]) -> Copying:
        """Learn the trust in a copy of each length by expectation maximisation; return the model itself."""
        plain, (lengths, hits) = self.gram.probabilities(samples), _copies(samples)
        for length in range(SHORTEST_COPY, LONGEST_COPY + 1):
            chosen = lengths == length
            if chosen.any():
                self.trust[length] = _best_share(plain[chosen], hits[chosen])
        return self

    def probabilities(self, samples: Sequence[Sample]) -> np.ndarray:
        lengths, hits = _copies(samples)
        share = self.trust[lengths]
        return (1 - share) * self.gram.probabilities(samples) + share * hits

    def nats(self, samples: Sequence[Sample]) -> np.ndarray:
        return _summed(self.probabilities(samples), samples)


def _summed(probabilities: np.ndarray, samples: Sequence[Sample]) -> np.ndarray:
    """Minus the log probabilities of each sample's body tokens, added up: (samples,)."""
    starts = np.cumsum([0, *(len(s.tokens) - PREFIX_LENGTH for s in samples)])[:-1]
    return np.add.reduceat(-np.log(probabilities), starts)


def _best_share(plain: np.ndarray, hits: np.ndarray) -> float:
    """The share of the copy in a mixture that makes the tokens likeliest; below 1, so that nothing is impossible."""
    share = 0.5
    for _ in range(_ROUNDS):
        share = float((share * hits / ((1 - share) * plain + share * hits)).mean())
    return min(share, 0.99)


def _copies(samples: Sequence[Sample]) -> tuple[np.ndarray, np.ndarray]:
    """For every body token: how many tokens before it agree with an earlier place (0: no copy), and whether the token
    after that place is the token itself. The longest agreement counts, of those the latest."""
    found = [_copy_at(body) for sample in samples for body in [sample.tokens[PREFIX_LENGTH:].tolist()]]
    return np.concatenate([lengths for lengths, _ in found]), np.concatenate([hits for _, hits in found])


def _copy_at(body: list[int]) -> tuple[np.ndarray, np.ndarray]:
    lengths, hits = np.zeros(len(body), int), np.zeros(len(body))
    seen: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for at in range(SHORTEST_COPY, len(body)):
        places = seen[tuple(body[at - SHORTEST_COPY : at])]
        if places:
            agreed, place = max((_agreement(body, place, at), place) for place in places)
            lengths[at], hits[at] = agreed, body[place] == body[at]
        places.append(at)
    return lengths, hits


def _agreement(body: Sequence[int], first: int, second: int) -> int:
    """How many tokens before two places are the same, at most LONGEST_COPY."""
    length = SHORTEST_COPY
    while length < min(first, LONGEST_COPY) and body[first - length - 1] == body[second - length - 1]:
        length += 1
    return length


def _bodies(samples: Sequence[Sample]) -> np.ndarray:
    return np.concatenate([s.tokens[PREFIX_LENGTH:] for s in samples]).astype(np.int64)


def _mixed(hashed: np.ndarray, value: np.ndarray) -> np.ndarray:
    """A hash with one more number in it, uint64."""
    mixed = (hashed ^ (value.astype(np.uint64) + np.uint64(1))) * _PRIME
    return mixed ^ (mixed >> np.uint64(29))


def _looked_up(keys: np.ndarray, wanted: np.ndarray, values: np.ndarray) -> np.ndarray:
    """The values that belong to keys (sorted), 0 for keys that are not there."""
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, values[at], 0)
