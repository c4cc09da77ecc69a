"""What can be done to an exercise that exists: one table of changes, each giving a new score that names its parent.

A change answers to a request: the parent's, altered only as far as the change says. The same score, wish and seed give
the same result. `KINDS` is what the command line and the school offer.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

from tutor.composing.compose import LICENCE, Composition, compose
from tutor.composing.feasibility import check_conflicts
from tutor.composing.lineage import Changed, changes_of, descended, fingerprint, read_level, request_of
from tutor.composing.melody import melody_of
from tutor.composing.request import ComposeRequest
from tutor.composing.styles import STYLES
from tutor.errors import RequestImpossible
from tutor.learning.skills import SKILLS
from tutor.music.key import Key
from tutor.music.score import Score
from tutor.music.signs import with_signs


@dataclass(frozen=True)
class Wish:
    """A change that is wanted. `bars`: first and last bar by number; `value`: a skill, a key, chords, a palette or a
    number of bars, by the kind."""

    kind: str
    seed: int = 0
    bars: tuple[int, int] | None = None
    value: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The JSON form, without what is not set."""
        return {name: value for name, value in asdict(self).items() if value not in (None, "")}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Wish:
        """Read the JSON form."""
        bars = data.get("bars")
        return cls(data["kind"], data.get("seed", 0), (bars[0], bars[1]) if bars else None, data.get("value", ""))


@dataclass(frozen=True)
class Kind:
    """A kind of change: what it does in one line, and what `value` has to be ("" when it takes none)."""

    name: str
    about: str
    value: str
    make: Callable[[Score, ComposeRequest, Wish], Changed]


def change(score: Score, wish: Wish) -> Composition:
    """The changed exercise. Raises ValueError for a wish that cannot be read, RequestImpossible, ModelUnavailable."""
    if wish.kind not in KINDS:
        raise ValueError(f"'{wish.kind}' is not a change; use one of {', '.join(KINDS)}")
    request = request_of(score)
    made = _retitled(KINDS[wish.kind].make(score, request, wish), score, request)
    return _signed(replace(made, score=descended(made, score, wish.to_dict())), score)


def _retitled(made: Changed, parent: Score, before: ComposeRequest) -> Changed:
    """A title that told style, key and level tells the new ones; one that somebody gave stays."""
    from tutor.composing.titles import title_of

    known = {before.style, before.style2 or before.style} <= STYLES.keys()  # an own style may have been deleted since
    if made.score.title != parent.title or not known or parent.title != title_of(before, parent.key):
        return made
    return replace(made, score=replace(made.score, title=title_of(made.request, made.score.key)))


def _signed(made: Changed, parent: Score) -> Composition:
    """With its originality measured anew, and a provenance that names its parent."""
    from tutor.composing.checkpoint import shipped

    originality = _originality(made.score)
    told = _told(made.score.meta.get("provenance", "")) or _told(parent.meta.get("provenance", ""))
    provenance = {"model": shipped().hash, "licence": LICENCE} | told
    provenance |= {"parent": fingerprint(parent), "changes": changes_of(made.score), "seed": made.request.seed}
    fresh = {
        "originality": json.dumps(originality, sort_keys=True),
        "provenance": json.dumps(provenance, sort_keys=True),
    }
    kept = tuple((name, value) for name, value in made.score.metadata if name not in fresh)
    score = replace(made.score, metadata=(*kept, *fresh.items()))
    return Composition(score, made.request, originality, provenance)


def _told(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _originality(score: Score) -> dict[str, Any]:
    """Empty for music that goes beyond the alphabet in which the training pieces are indexed."""
    from tutor.composing.originality import originality_of

    try:
        return originality_of(melody_of(score))
    except ValueError:
        return {}


def _recomposed(score: Score, request: ComposeRequest, wish: Wish) -> Changed:
    from tutor.composing.vary import vary

    if wish.bars is None:
        raise ValueError("say which bars are to be recomposed, as in 3-4")
    return Changed(vary(score, wish.bars, wish.seed), request, f"{_bars(wish.bars)} composed anew")


def _bars(bars: tuple[int, int]) -> str:
    return f"bar {bars[0]}" if bars[0] == bars[1] else f"bars {bars[0]} to {bars[1]}"


def _kept_motif(score: Score, request: ComposeRequest, wish: Wish) -> Changed:
    """The first bar (or as many as `bars` says) stays; the rest is composed on from it."""
    from tutor.composing.onward import compose_on, opening_of

    last = wish.bars[1] if wish.bars else 1
    made = compose_on(opening_of(score, last), replace(request, seed=wish.seed))
    return _from(made, f"{_bars((1, last))} kept as the motif, the rest composed anew")


def _from(made: Composition, about: str) -> Changed:
    return Changed(made.score, made.request, about)


def _more(score: Score, request: ComposeRequest, wish: Wish) -> Changed:
    """The same request with other seeds, until the music is other music."""
    here = fingerprint(score)
    for seed in range(wish.seed, wish.seed + 5):
        made = compose(replace(request, seed=seed))
        if fingerprint(made.score) != here:
            return _from(made, "another piece like it")
    raise RequestImpossible("another piece", "this request", "Ask for more bars or fewer skills.")


def _easier(score: Score, request: ComposeRequest, wish: Wish) -> Changed:
    return _at_level(request, wish, -1, "easier")


def _harder(score: Score, request: ComposeRequest, wish: Wish) -> Changed:
    return _at_level(request, wish, 1, "harder")


def _at_level(request: ComposeRequest, wish: Wish, step: int, word: str) -> Changed:
    from tutor.composing.neighbours import at_next_level

    moved, lost = at_next_level(replace(request, seed=wish.seed), step)
    note = f"; {', '.join(lost)}" if lost else ""
    return _from(compose(moved), f"{word}: level {moved.level}{note}")


def _with_skill(score: Score, request: ComposeRequest, wish: Wish) -> Changed:
    from tutor.composing.adding import added

    if wish.value not in SKILLS:
        raise ValueError(f"'{wish.value}' is not a skill; use one that `skills` lists")
    return added(score, request, wish.value, wish.seed)


def _transposed(score: Score, request: ComposeRequest, wish: Wish) -> Changed:
    from tutor.composing.transposing import transposed

    key = Key.parse(wish.value)
    moved = replace(request, key=key.name.replace("-", "b"))
    check_conflicts(replace(moved, skills=()))
    kept = tuple(name for name in moved.skills if _still(name, moved))
    about = with_signs(f"moved from {score.key.name} to {key.name}")
    return Changed(transposed(score, key, moved), replace(moved, skills=kept), about)


def _still(name: str, request: ComposeRequest) -> bool:
    """Whether a skill is possible in the new key: sharps turn into flats, and the wish for them goes."""
    try:
        check_conflicts(replace(request, skills=(name,)))
    except RequestImpossible:
        return False
    return True


def _augmented(score: Score, request: ComposeRequest, wish: Wish) -> Changed:
    from tutor.composing.rescaling import augmented

    return _rescaled(augmented(score), request, "every value doubled")


def _diminished(score: Score, request: ComposeRequest, wish: Wish) -> Changed:
    from tutor.composing.rescaling import diminished

    return _rescaled(diminished(score), request, "every value halved")


def _rescaled(score: Score, request: ComposeRequest, about: str) -> Changed:
    """Its new metre, length and level; skills that live on its old values are no longer promised."""
    from tutor.learning.skills import skills_in

    found = skills_in(score)
    full = sum(1 for bar in score.bars if bar.number > 0)
    kept = tuple(n for n in request.skills if len(found.get(n, ())) >= SKILLS[n].quota(full))
    level = max(request.level, read_level(score))
    return Changed(
        score, replace(request, meter=score.meter.name, bars=full, level=level, skills=kept, form=None), about
    )


def _continued(score: Score, request: ComposeRequest, wish: Wish) -> Changed:
    from tutor.composing.onward import compose_on

    if not wish.value.isdigit():
        raise ValueError("say how many bars the whole piece has, as in 8")
    given = request.bars
    made = compose_on(score, replace(request, bars=int(wish.value), seed=wish.seed, form=None))
    return _from(made, f"composed on from {_bars((1, given))} to {made.request.bars} bars")


def _harmonised(score: Score, request: ComposeRequest, wish: Wish) -> Changed:
    from tutor.music.harmonising import PALETTES, harmonise

    name = wish.value or "full"
    if name not in PALETTES:
        raise ValueError(f"'{name}' is not a way to choose chords; use one of {', '.join(PALETTES)}")
    return Changed(replace(score, harmony=harmonise(score, PALETTES[name])), request, f"chords: {PALETTES[name].about}")


def _over(score: Score, request: ComposeRequest, wish: Wish) -> Changed:
    from tutor.composing.over_chords import compose_over

    made = compose_over(wish.value, replace(request, seed=wish.seed, form=None))
    return _from(made, f"a new melody over {wish.value.strip()}")


_ROWS = (
    Kind("bars", "recompose some bars; the others stay note for note", "", _recomposed),
    Kind("motif", "keep the first bar and compose the rest on from it", "", _kept_motif),
    Kind("more", "another piece from the same request", "", _more),
    Kind("easier", "the same request one level down", "", _easier),
    Kind("harder", "the same request one level up", "", _harder),
    Kind("skill", "work a skill into it, changing as few bars as will do", "skill", _with_skill),
    Kind("transpose", "move it to another key", "key", _transposed),
    Kind("augment", "double every value", "", _augmented),
    Kind("diminish", "halve every value", "", _diminished),
    Kind("continue", "compose on from an opening of 1 to 4 bars", "bars", _continued),
    Kind("chords", "suggest chords: plain, diatonic or full", "palette", _harmonised),
    Kind("over", "a new melody over given chords", "chords", _over),
)
KINDS: dict[str, Kind] = {row.name: row for row in _ROWS}
