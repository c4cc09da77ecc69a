"""The originality index: hashes of every run of the training melodies, and the longest run a new melody shares.

The file holds no music, only 32-bit hashes of runs of seven notes (interval and ratio of durations), in the order of
the melodies, with each melody's first position and id. A longer shared run is a run of hashes in the same order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from tutor.composing.runs import GRAM, grams, sounding
from tutor.composing.vocabulary import Melody, bar_ticks
from tutor.errors import ModelUnavailable

INDEX = Path(__file__).parent / "weights" / "originality.npz"


@dataclass(frozen=True)
class SharedRun:
    """The longest run found: notes and bars it lasts (0 and 0.0 when no run of seven notes is shared), and where."""

    notes: int
    bars: float
    piece: str

    def __iter__(self):
        return iter((self.notes, self.bars, self.piece))


class Originality:
    """An index over melodies. `hashes` (runs,) uint32 in order; `starts` (melodies,) their first runs; `ids`."""

    def __init__(self, hashes: np.ndarray, starts: np.ndarray, ids: Sequence[str]) -> None:
        self.hashes, self.starts, self.ids = hashes, starts, list(ids)
        self._order = np.argsort(hashes, kind="stable")
        self._sorted = hashes[self._order]

    @classmethod
    def over(cls, melodies: Sequence[Melody]) -> Originality:
        """Build the index of these melodies."""
        runs = [grams(m) for m in melodies]
        starts = np.cumsum([0, *(len(r) for r in runs)])[:-1]
        hashes = np.concatenate(runs) if runs else np.zeros(0, np.uint32)
        return cls(hashes, starts.astype(np.uint32), [m.id for m in melodies])

    def save(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(path, hashes=self.hashes, starts=self.starts, ids=np.array("\n".join(self.ids)))

    @classmethod
    def load(cls, path: Path = INDEX) -> Originality:
        """Read an index. Raises ModelUnavailable when there is none."""
        if not path.exists():
            raise ModelUnavailable(f"there is no originality index at {path}; make it with: python -m tutor train")
        with np.load(path, allow_pickle=False) as data:
            return cls(data["hashes"], data["starts"], str(data["ids"]).split("\n"))

    def longest_shared_run(self, melody: Melody, ignore: frozenset[str] = frozenset()) -> SharedRun:
        """The longest run of notes that `melody` has in common with an indexed melody (but for those ignored by id)."""
        best, place, at = 0, -1, -1
        running: dict[int, int] = {}
        for i, value in enumerate(grams(melody)):
            running = {int(p): running.get(int(p) - 1, 0) + 1 for p in self._positions(value)}
            for position, length in running.items():
                length = min(length, self._since_start(position))
                if length > best and self._id_at(position) not in ignore:
                    best, place, at = length, position, i
        if not best:
            return SharedRun(0, 0.0, "")
        notes = best + GRAM
        return SharedRun(notes, _bars(melody, at + GRAM - notes + 1, notes), self._id_at(place))

    def _positions(self, value: np.uint32) -> np.ndarray:
        first, last = np.searchsorted(self._sorted, value, "left"), np.searchsorted(self._sorted, value, "right")
        return self._order[first:last]

    def _melody_at(self, position: int) -> int:
        return int(np.searchsorted(self.starts, position, "right")) - 1

    def _since_start(self, position: int) -> int:
        return position - int(self.starts[self._melody_at(position)]) + 1

    def _id_at(self, position: int) -> str:
        return self.ids[self._melody_at(position)]


def _bars(melody: Melody, first: int, count: int) -> float:
    """Bars that notes `first` to `first + count` last."""
    notes = sounding(melody)[first : first + count]
    return round((notes[-1][0] + notes[-1][1] - notes[0][0]) / bar_ticks(melody.meter), 3)


@lru_cache(maxsize=1)
def shipped_index() -> Originality:
    """The index that comes with the program, loaded once."""
    return Originality.load(INDEX)


_ALSO: ContextVar[tuple[Originality, ...]] = ContextVar("indexes beside the shipped one", default=())


@contextmanager
def also_against(*indexes: Originality) -> Iterator[None]:
    """Inside, melodies are compared with these pieces too; in this thread of work alone."""
    token = _ALSO.set((*_ALSO.get(), *indexes))
    try:
        yield
    finally:
        _ALSO.reset(token)


def longest_shared_run(melody: Melody) -> SharedRun:
    """(notes, bars, piece id) of the longest run that a melody shares with what is learned from."""
    runs = [index.longest_shared_run(melody) for index in (shipped_index(), *_ALSO.get())]
    return max(runs, key=lambda run: run.notes)
