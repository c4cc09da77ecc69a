"""Where a changed score comes from: the request it still answers to, its parent, and every change since the first."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from tutor.composing.levels import level_of
from tutor.composing.melody import melody_of
from tutor.composing.request import ComposeRequest
from tutor.composing.vocabulary import PICKUPS
from tutor.music.instruments import INSTRUMENTS
from tutor.music.rhythm import to_ticks
from tutor.music.score import Score

_UNKNOWN_STYLE = {True: "irish-jig", False: "classical"}  # for music that came without a request: in threes, or not

_UNREADABLE = 5  # the level of music that holds what the composer cannot read


@dataclass(frozen=True)
class Changed:
    """A changed score, the request it answers to now, and what was done in words for people."""

    score: Score
    request: ComposeRequest
    about: str


def fingerprint(score: Score) -> str:
    """Sixteen hexadecimal digits that name the music of a score: its bars, keys, notes and their order in time."""
    bars = [(b.number, str(b.length), b.meter.name, b.key.name) for b in score.bars]
    notes = [[(str(n.onset), n.pitch.name, [str(s) for s in n.segments]) for n in part.notes] for part in score.parts]
    return sha256(json.dumps([bars, notes]).encode()).hexdigest()[:16]


def request_of(score: Score) -> ComposeRequest:
    """The request a score was made for, as far as it still describes it; for other music, what it is a case of."""
    try:
        wanted = ComposeRequest.from_dict(json.loads(score.meta["request"]))
    except (KeyError, ValueError, TypeError):
        wanted = _inferred(score)
    full = sum(1 for bar in score.bars if bar.number > 0)
    meter = score.meter.name
    key = wanted.key if _same_key(wanted.key, score) else score.key.name.replace("-", "b")
    return replace(wanted, key=key, meter=meter, bars=full, pickup=wanted.pickup or has_pickup(score))


def _same_key(name: str, score: Score) -> bool:
    from tutor.music.key import Key

    return Key.parse(name) == score.key


def has_pickup(score: Score) -> bool:
    """Whether the score begins with an upbeat that the composer knows."""
    return score.bars[0].number == 0 and to_ticks(score.bars[0].length) in PICKUPS


def _inferred(score: Score) -> ComposeRequest:
    compound = score.meter.denominator == 8 and score.meter.numerator % 3 == 0
    part = score.part
    return ComposeRequest(
        style=_UNKNOWN_STYLE[compound],
        key=score.key.name.replace("-", "b"),
        level=read_level(score, otherwise=_UNREADABLE),
        instrument=part.instrument if part.instrument in INSTRUMENTS else "violin",
        clef=part.clef if part.clef in ("treble", "bass", "alto", "tenor") else None,
        tempo_bpm=min(300.0, max(20.0, score.tempo_bpm)),
    )


def read_level(score: Score, otherwise: int = 8) -> int:
    """The lowest level that reads a score; `otherwise` where it goes beyond the composer's alphabet."""
    try:
        return level_of(melody_of(score))
    except ValueError:
        return otherwise


def changes_of(score: Score) -> list[dict[str, Any]]:
    """Every change since the piece was first made, oldest first."""
    try:
        found = json.loads(score.meta.get("changes", "[]"))
    except ValueError:
        return []
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def descended(changed: Changed, parent: Score, wish: dict[str, Any]) -> Score:
    """The changed score with its request, its parent's fingerprint and the list of changes in its metadata."""
    history = [*changes_of(parent), {**wish, "about": changed.about, "parent": fingerprint(parent)}]
    fresh = {
        "request": json.dumps(changed.request.to_dict(), sort_keys=True),
        "level": str(changed.request.level),
        "parent": fingerprint(parent),
        "changes": json.dumps(history, sort_keys=True),
    }
    kept = tuple((name, value) for name, value in changed.score.metadata if name not in fresh)
    return replace(changed.score, metadata=(*kept, *fresh.items()))
