"""The training set: every source read once and kept as tokens, siblings grouped, and split by group."""

from __future__ import annotations

import gzip
import json
import logging
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from tutor.composing.corpus_lines import melodies_of
from tutor.composing.corpus_sources import SOURCES, Source
from tutor.composing.siblings import groups_of
from tutor.composing.vocabulary import VOCABULARY_HASH, Event, Melody, from_tokens, to_tokens
from tutor.music.rhythm import Meter

log = logging.getLogger(__name__)
SPLITS = ("train", "valid", "test")
_READING = 6  # raised when reading changes, so that stale caches are not used


@dataclass(frozen=True)
class Corpus:
    """Melodies of every source, and for each the group of siblings it belongs to."""

    melodies: tuple[Melody, ...]
    groups: tuple[int, ...]

    def split(self, name: str) -> list[Melody]:
        """The melodies of "train" (about 90 %), "valid" or "test" (5 % each); a group is never divided."""
        return [m for m, g in zip(self.melodies, self.groups, strict=True) if split_of(self.leader(g)) == name]

    def leader(self, group: int) -> str:
        """A stable name of a group: its first melody's piece."""
        return piece_of(self.melodies[group])


def piece_of(melody: Melody) -> str:
    """The piece a melody was cut from: its id up to the #."""
    return melody.id.partition("#")[0]


def split_of(name: str) -> str:
    """The split of a group by its name: a hash decides, so it does not change when other pieces come or go."""
    share = int(sha256(name.encode()).hexdigest()[:8], 16) / 2**32
    return "train" if share < 0.9 else "valid" if share < 0.95 else "test"


def load_corpus(corpora: Path | None, cache: Path, workers: int = 2, sources: Iterable[str] = ()) -> Corpus:
    """Read (or take from the cache) all sources found, or those named; then group siblings."""
    wanted = set(sources)
    melodies: list[Melody] = []
    for source in SOURCES:
        if not wanted or source.name in wanted:
            melodies += source_melodies(source, corpora, cache, workers)
    return Corpus(tuple(melodies), tuple(groups_of(melodies, [piece_of(m) for m in melodies])))


def source_melodies(source: Source, corpora: Path | None, cache: Path, workers: int) -> list[Melody]:
    """One source's melodies, from `cache` when it holds them."""
    files = source.files(corpora)
    if not files:
        return []
    kept = cache / f"{source.name}-{_READING}-{VOCABULARY_HASH}.jsonl.gz"
    if not kept.exists():
        cache.mkdir(parents=True, exist_ok=True)
        with ProcessPoolExecutor(workers) as pool:
            per_file = list(pool.map(_read_file, [source.name] * len(files), files, chunksize=8))
        _keep(kept, [m for found in per_file for m in found])
    return _kept(kept)


def _read_file(name: str, path: Path) -> list[Melody]:
    """The melodies of one file; none from a file that cannot be read, which is logged."""
    source = next(s for s in SOURCES if s.name == name)
    try:
        found = [m for line in source.read(path) for m in melodies_of(line)]
    except Exception as error:  # a corpus has broken files, and they break readers in every way
        log.warning("%s: %s: %s", path.name, type(error).__name__, error)
        return []
    distinct = {m.bars: replace(unfolded(m), id=m.id) for m in found}
    return [replace(m, id=f"{piece_of(m)}#{i}") for i, m in enumerate(distinct.values())]


def unfolded(melody: Melody) -> Melody:
    """A melody with parts that are played twice written once (longest first; 8 bars and more)."""
    bars = list(melody.bars)
    start = int(melody.pickup)
    for length in (32, 16, 8):
        at = start
        while at + 2 * length <= len(bars):
            if _alike(bars[at : at + length], bars[at + length : at + 2 * length]) and at + 2 * length < len(bars):
                del bars[at : at + length]
            at += length
    return replace(melody, bars=tuple(bars))


def _alike(first: Sequence[tuple[Event, ...]], second: Sequence[tuple[Event, ...]]) -> bool:
    """The same but for the last bar, where a repeat leads on differently."""
    return first[:-1] == second[:-1]


def _keep(path: Path, melodies: Iterable[Melody]) -> None:
    rows = [
        json.dumps({"id": m.id, "source": m.source, "meter": m.meter.name, "tokens": to_tokens(m)}) for m in melodies
    ]
    path.write_bytes(gzip.compress("\n".join(rows).encode(), mtime=0))


def _kept(path: Path) -> list[Melody]:
    rows = (json.loads(line) for line in gzip.decompress(path.read_bytes()).decode().splitlines())
    return [
        from_tokens(row["tokens"], meter=Meter.parse(row["meter"]), id=row["id"], source=row["source"]) for row in rows
    ]
