"""A style of one's own: what it is made of, and the file it is kept in.

The file is gzipped JSON, so that nothing in it can run: the tunes as tokens (from which the n-gram expert and the
index of originality are counted again), the style vector for one network, and the figures it was chosen by.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, fields, replace
from functools import cached_property
from hashlib import sha256
from statistics import median
from typing import Any

from tutor.composing.habits import Habits
from tutor.composing.index import Originality, also_against
from tutor.composing.own_tunes import Tune
from tutor.composing.styles import STYLES, Style, privately
from tutor.composing.turns import Turns
from tutor.composing.vocabulary import NONE, REST, VOCABULARY_HASH, Melody, density_of, from_tokens, to_tokens
from tutor.composing.windows import Sample, sample_of
from tutor.errors import ModelUnavailable
from tutor.music.rhythm import Meter

FORMAT = 1
ENDING = ".etude"
_LARGEST = 32 * 1024**2  # bytes of JSON
_SAMPLE_BARS = 16
_OF_RULES = ("harmony", "feel", "degrees", "raised")


@dataclass(frozen=True)
class OwnStyle:
    """`vector` (width,) stands for the style in the network whose weights have the hash `network`; `share` is how much
    the tunes' own n-grams count; `figures` the held-out nats per note it was chosen by."""

    style: Style
    tunes: tuple[Melody, ...]
    vector: tuple[float, ...]
    network: str
    nearest: str  # the shipped style that lies nearest
    share: float
    figures: dict[str, Any]

    @property
    def name(self) -> str:
        return self.style.name

    @cached_property
    def hash(self) -> str:
        """Sixteen hexadecimal digits that name what was learned."""
        told = [self.vector, self.share, self.network, self.nearest, [to_tokens(m) for m in self.tunes]]
        return sha256(json.dumps(told).encode()).hexdigest()[:16]

    @cached_property
    def turns(self) -> Turns:
        """Counts of the tunes' own turns."""
        return Turns.of(samples_of(self.tunes))

    @cached_property
    def habits(self) -> Habits:
        """How the tunes usually go."""
        return Habits.of(self.tunes)

    @cached_property
    def index(self) -> Originality:
        return Originality.over(self.tunes)


_AT_HAND: ContextVar[tuple[OwnStyle, ...]] = ContextVar("own styles at hand", default=())


@contextmanager
def at_hand(*own: OwnStyle) -> Iterator[None]:
    """Inside, these styles can be composed in; in this thread of work alone."""
    token = _AT_HAND.set((*_AT_HAND.get(), *own))
    try:
        with privately(*(one.style for one in own)), also_against(*(one.index for one in own)):
            yield
    finally:
        _AT_HAND.reset(token)


def own_named(name: str | None) -> OwnStyle | None:
    """The own style of that name, where it is at hand."""
    return next((one for one in _AT_HAND.get() if one.name == name), None)


def samples_of(melodies: Sequence[Melody]) -> list[Sample]:
    """Melodies from end to end, in samples under no shipped style."""
    starts = [(m, start) for m in melodies for start in range(0, m.full_bars, _SAMPLE_BARS)]
    return [sample_of(melody, start, start + _SAMPLE_BARS) for melody, start in starts]


def described(tunes: Sequence[Tune], name: str, title: str) -> Style:
    """What tunes have in common, as the entry of a style: metres and keys by how many have them, density, rests."""
    melodies = [tune.melody for tune in tunes]
    densities = sorted(density_of(m) for m in melodies)
    sparse, busy = densities[len(densities) // 10], densities[-1 - len(densities) // 10]
    events = [event for m in melodies for event in m.events]
    altered = sum(isinstance(e.pitch, tuple) and e.pitch[1] != 0 for e in events)
    return Style(
        name=name,
        about=f"Your own style, learned from {len(tunes)} tunes.",
        kind="own",
        corpora=(title,),
        licences=("as you have them",),
        meters=_most(m.meter.name for m in melodies),
        keys=_most(tune.key for tune in tunes),
        tempo=round(min(160, max(60, median(tune.tempo for tune in tunes)))),
        density=(sparse, busy),
        title=title,
        forms=("period", "AABA", "ABAC"),
        voice=NONE,
        rests=sum(e.pitch == REST for e in events) > 0.01 * len(events),
        wild=altered > 0.02 * len(events),
    )


def _most(values: Iterator[str] | Any, count: int = 6) -> tuple[str, ...]:
    return tuple(value for value, _ in Counter(values).most_common(count))


def to_bytes(own: OwnStyle) -> bytes:
    """The file of a style: the same bytes for the same style."""
    tunes = [{"id": m.id, "meter": m.meter.name, "tokens": to_tokens(m)} for m in own.tunes]
    content = {
        "format": FORMAT,
        "vocabulary": VOCABULARY_HASH,
        "style": plain(own.style),
        "tunes": tunes,
        "vector": own.vector,
        **{"network": own.network, "nearest": own.nearest, "share": own.share, "figures": own.figures},
    }
    return gzip.compress(json.dumps(content, sort_keys=True).encode(), mtime=0)


def plain(style: Style) -> dict[str, Any]:
    """A style's entry as JSON; what only rule styles have is left out."""
    return {
        name: value for name, value in asdict(style).items() if name not in ("harmony", "feel", "degrees", "raised")
    }


def style_from(data: dict[str, Any]) -> Style:
    """Read `plain`'s JSON. Raises TypeError or KeyError on anything else."""
    known = {field.name for field in fields(Style)}
    values: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in data.items() if name in known}
    return Style(**values)


def from_bytes(data: bytes, name: str = "the style") -> OwnStyle:
    """Read the file of a style. Raises ModelUnavailable when it is none, or of another vocabulary."""
    try:
        content = json.loads(_unzipped(data))
        if content["format"] != FORMAT or content["vocabulary"] != VOCABULARY_HASH:
            raise ModelUnavailable(f"{name} was made by another version of Etude; learn it again from its tunes.")
        style = style_from(content["style"])
        if style.kind != "own" or list(STYLES).count(style.name):
            raise ValueError(style.name)
        tunes = tuple(
            replace(
                from_tokens(row["tokens"], meter=Meter.parse(row["meter"]), id=str(row["id"])),
                style="own",
                source="own",
            )
            for row in content["tunes"]
        )
        vector, share = tuple(map(float, content["vector"])), float(content["share"])
        return OwnStyle(style, tunes, vector, content["network"], content["nearest"], share, content["figures"])
    except (OSError, EOFError, zlib.error, KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise ModelUnavailable(f"{name} is not a style that Etude has learned; learn one from 20 tunes.") from error


def _unzipped(data: bytes) -> bytes:
    """The JSON, never more than the limit."""
    unpacker = zlib.decompressobj(wbits=31)
    found = unpacker.decompress(data, _LARGEST)
    if not unpacker.eof:
        raise ValueError("larger than a style")
    return found
