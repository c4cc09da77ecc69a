"""What real music looks like: small counts over held-out pieces, kept beside the weights so that they compare anywhere.

Excerpts are the first 8 or 16 bars of pieces that neither the composer nor the recogniser has learned from. The file
holds counts and what each excerpt is (mode, metre, level), no music.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import numpy as np

from tutor.composing.audit.features import counts, similarities
from tutor.composing.audit.recogniser import RECOGNISER, Recogniser
from tutor.composing.corpus import Corpus
from tutor.composing.excerpts import excerpts_of
from tutor.composing.index import Originality
from tutor.composing.levels import level_of
from tutor.composing.vocabulary import Melody
from tutor.errors import ModelUnavailable

REFERENCE = Path(__file__).parents[1] / "weights" / "reference.json"
MOST = 60  # held-out excerpts of one style
_MOST_LEARNED = 700  # excerpts of one style that the recogniser learns from


@dataclass(frozen=True)
class Excerpt:
    """What a request must ask for to be comparable with an excerpt of real music."""

    style: str
    mode: str
    meter: str
    level: int
    bars: int


class Reference:
    """The counts of the file: `data[style]` with `excerpts`, `halves` (counts over every other excerpt), `likeness`,
    `recognised` and `shared` (longest runs shared with training pieces: notes, bars)."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.styles: dict[str, Any] = data["styles"]
        self.about: dict[str, Any] = data["about"]

    @classmethod
    def load(cls, path: Path = REFERENCE) -> Reference:
        """Read the file. Raises ModelUnavailable when there is none."""
        if not path.exists():
            raise ModelUnavailable(f"there is no {path}; make it with: python -m tutor train --audit")
        return cls(json.loads(path.read_text(encoding="utf-8")))

    def excerpts(self, each: int) -> Iterator[Excerpt]:
        """`each` excerpts of every style, again and again from the first where a style has fewer."""
        for style, found in self.styles.items():
            for mode, meter, level, bars in islice(cycle(found["excerpts"]), each):
                yield Excerpt(style, mode, meter, level, bars)

    def half(self, style: str, number: int) -> dict[str, np.ndarray]:
        """Counts over the even (0) or odd (1) excerpts of a style."""
        return {name: np.array(values) for name, values in self.styles[style]["halves"][number].items()}

    def likeness(self, style: str) -> np.ndarray:
        return np.array(self.styles[style]["likeness"])

    def shared_notes(self) -> list[int]:
        """The longest run, in notes, that each excerpt shares with a training piece."""
        return [notes for found in self.styles.values() for notes in found["shared"]]


@lru_cache(maxsize=1)
def shipped_reference() -> Reference:
    return Reference.load()


def learn_recogniser(corpus: Corpus) -> Recogniser:
    """A recogniser of the styles, from the pieces the composer is trained on. Raises ModelUnavailable without any."""
    found = excerpts_of(corpus.split("train"), _MOST_LEARNED)
    if not found:
        raise ModelUnavailable("no piece is long enough to learn a style from: name a larger corpus")
    return Recogniser.learn([melody for kept in found.values() for melody in kept])


def build(corpus: Corpus, recogniser: Recogniser, index: Originality) -> dict[str, Any]:
    """The reference over pieces held out (`valid` and `test`), as plain values."""
    found = excerpts_of([*corpus.split("valid"), *corpus.split("test")], MOST)
    styles = {style: _of_style(kept, recogniser, index) for style, kept in found.items()}
    return {"about": {"melodies": len(corpus.melodies), "excerpts": sum(map(len, found.values()))}, "styles": styles}


def _of_style(kept: Sequence[Melody], recogniser: Recogniser, index: Originality) -> dict[str, Any]:
    return {
        "excerpts": [[m.mode, m.meter.name, level_of(m), len(m.bars)] for m in kept],
        "halves": [_plain(counts(kept[half::2])) for half in (0, 1)],
        "likeness": similarities(kept).astype(int).tolist(),
        "recognised": sum(recogniser.named(m) == m.style for m in kept),
        "shared": [index.longest_shared_run(m).notes for m in kept],
    }


def _plain(histograms: dict[str, np.ndarray]) -> dict[str, list[int]]:
    return {name: histogram.astype(int).tolist() for name, histogram in histograms.items()}


def write(reference: dict[str, Any], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(reference, separators=(",", ":"), sort_keys=True) + "\n", encoding="utf-8")


def learn(corpus: Corpus, out: Path) -> dict[str, Any]:
    """Make what the audit measures with in folder `out`: `recogniser.npz` and `reference.json`; return the latter."""
    recogniser = learn_recogniser(corpus)
    recogniser.save(out / RECOGNISER.name)
    made = build(corpus, recogniser, Originality.over(corpus.split("train")))
    write(made, out / REFERENCE.name)
    return made
