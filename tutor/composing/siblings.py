"""Grouping melodies that are the same tune in another guise, so that a split never sees both sides of a copy."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence

from tutor.composing.runs import telling_grams
from tutor.composing.vocabulary import Melody

SHARED_PART = 0.2  # of the shorter melody's runs
SHARED_LEAST = 5  # runs
_COMMONPLACE = 30  # a run found in more melodies than this says nothing about kinship


def groups_of(melodies: Sequence[Melody], pieces: Sequence[Hashable]) -> list[int]:
    """For each melody the index of its group's first member. Lines of one piece always belong together."""
    parents = list(range(len(melodies)))
    first_of: dict[Hashable, int] = {}
    for i, piece in enumerate(pieces):
        _join(parents, first_of.setdefault(piece, i), i)
    for a, b in _kin(melodies):
        _join(parents, a, b)
    return [_root(parents, i) for i in range(len(melodies))]


def _kin(melodies: Sequence[Melody]) -> list[tuple[int, int]]:
    """Pairs that share enough runs."""
    runs = [set(telling_grams(m).tolist()) for m in melodies]
    holders: dict[int, list[int]] = defaultdict(list)
    for i, own in enumerate(runs):
        for run in own:
            holders[run].append(i)
    shared: Counter[tuple[int, int]] = Counter()
    for having in holders.values():
        if 1 < len(having) <= _COMMONPLACE:
            shared.update((a, b) for n, a in enumerate(having) for b in having[n + 1 :])
    return [
        (a, b)
        for (a, b), count in shared.items()
        if count >= max(SHARED_LEAST, SHARED_PART * min(len(runs[a]), len(runs[b])))
    ]


def _root(parents: list[int], i: int) -> int:
    while parents[i] != i:
        parents[i] = parents[parents[i]]
        i = parents[i]
    return i


def _join(parents: list[int], a: int, b: int) -> None:
    """Put two groups together under their lower first member."""
    a, b = _root(parents, a), _root(parents, b)
    parents[max(a, b)] = min(a, b)
