"""The exercises that are measured: every style at every level, blends, and what asks for the like of real excerpts."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from tutor.composing.audit.reference import Excerpt, Reference
from tutor.composing.compose import Composition, compose, with_defaults
from tutor.composing.levels import LEVELS
from tutor.composing.melody import melody_of
from tutor.composing.request import ComposeRequest
from tutor.composing.styles import STYLES
from tutor.composing.vocabulary import Melody
from tutor.errors import RequestImpossible

# A tonic for every mode whose signature is empty, so that every level reads it.
_TONICS = {"major": "C", "minor": "A", "dorian": "D", "phrygian": "E", "lydian": "F", "mixolydian": "G", "locrian": "B"}
BLENDS = (0.3, 0.5, 0.7)  # parts of the second style
_BLENDED_LEVEL = 5  # at which every style may show what it is


@dataclass(frozen=True)
class Exercise:
    """A composition with how long it took, in seconds by the clock and of processor time."""

    made: Composition
    seconds: float
    cpu_seconds: float

    @property
    def melody(self) -> Melody:
        """Its notes as the corpora are read."""
        return melody_of(self.made.score, self.made.request.style)


def over_styles_and_levels(seeds: int, first: int = 0) -> Iterator[ComposeRequest]:
    """Eight bars of every style at every level, `seeds` of each."""
    for style in STYLES:
        for level in range(1, len(LEVELS) + 1):
            for seed in range(first, first + seeds):
                yield with_defaults({"style": style, "level": level, "seed": seed})


def like_excerpts(reference: Reference, each: int, seed: int = 0) -> Iterator[ComposeRequest]:
    """Of every learned style `each` requests for the mode, metre, level and length of its held-out excerpts."""
    for number, wish in enumerate(reference.excerpts(each)):
        yield request_like(wish, seed + number)


def over_blends(styles: Sequence[str], pairs: int, seed: int = 0) -> Iterator[ComposeRequest]:
    """Eight bars of `pairs` pairs of styles, drawn by the seed, at every one of the BLENDS."""
    random = Random(f"{seed}:blends")
    for number in range(pairs):
        first, second = random.sample(styles, 2)
        for blend in BLENDS:
            wish = {"style": first, "style2": second, "blend": blend, "level": _BLENDED_LEVEL, "seed": seed + number}
            yield with_defaults(wish)


def request_like(wish: Excerpt, seed: int) -> ComposeRequest:
    return ComposeRequest(
        style=wish.style,
        key=f"{_TONICS[wish.mode]} {wish.mode}",
        meter=wish.meter,
        level=wish.level,
        bars=wish.bars,
        seed=seed,
    )


def composed(requests: Iterable[ComposeRequest]) -> Iterator[Exercise]:
    """What can be composed of the requests, in order; what is refused is left out."""
    for request in requests:
        started, cpu = time.perf_counter(), time.process_time()
        try:
            made = compose(request)
        except RequestImpossible:
            continue
        yield Exercise(made, time.perf_counter() - started, time.process_time() - cpu)
