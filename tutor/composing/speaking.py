"""The network and the leans that speak a request's styles: the shipped ones, and styles of one's own where at hand."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

from tutor.composing.own_style import OwnStyle, own_named
from tutor.composing.request import ComposeRequest
from tutor.composing.vocabulary import (
    BAR,
    ID,
    NONE,
    PREFIX_LENGTH,
    bar_tokens,
    duration_token,
    pickup_token,
    prefix,
)
from tutor.errors import RequestImpossible

if TYPE_CHECKING:
    from tutor.composing.checkpoint import Checkpoint
    from tutor.composing.sampling import Lean, Row

_MOST_VOICES = 4
_VOICES: dict[tuple[str, str], Checkpoint] = {}


def speaking(request: ComposeRequest) -> Checkpoint:
    """The weights to compose a request with. Raises RequestImpossible for two own styles in one blend."""
    from tutor.composing import checkpoint

    own = _own(request)
    shipped = checkpoint.shipped()
    return _voiced(shipped, own[0][0]) if own else shipped


def leans_of(request: ComposeRequest) -> tuple[Lean, ...]:
    """The n-grams of an own style, by its share in the blend."""
    return tuple(turns_of(own, part) for own, part in _own(request) if own.share > 0)


def _own(request: ComposeRequest) -> list[tuple[OwnStyle, float]]:
    """The own style of a request and its part in it; at most one."""
    blend = request.blend if request.style2 else 0.0
    parts = ((own_named(request.style), 1.0 - blend), (own_named(request.style2), blend))
    found = [(own, part) for own, part in parts if own is not None and part > 0]
    if len(found) > 1:
        first, second = (own.style.title for own, _ in found)
        raise RequestImpossible(
            f"the style {first}", f"the style {second}", "Blend one style of yours with a listed one."
        )
    return found


def _voiced(shipped: Checkpoint, own: OwnStyle) -> Checkpoint:
    """The network that speaks a style, made once for a handful of styles."""
    names = (shipped.hash, own.hash)
    if names not in _VOICES:
        while len(_VOICES) >= _MOST_VOICES:
            _VOICES.pop(next(iter(_VOICES)))
        _VOICES[names] = _made(shipped, own)
    return _VOICES[names]


def _made(shipped: Checkpoint, own: OwnStyle) -> Checkpoint:
    """The network with the style's vector in its place; with the nearest style's, where the weights are others now."""
    import copy

    import torch

    from tutor.composing.checkpoint import Checkpoint

    model = copy.deepcopy(shipped.model)
    with torch.no_grad():
        table = model.embedding.weight
        fits = own.network == shipped.hash and len(own.vector) == table.shape[1]
        row = torch.tensor(own.vector) if fits else table[ID.get(f"STYLE_{own.nearest}", ID[f"STYLE_{NONE}"])].clone()
        table[ID[f"STYLE_{NONE}"]] = row
    return Checkpoint(model, f"{shipped.hash}+{own.hash}", shipped.metadata)


def turns_of(own: OwnStyle, part: float) -> Lean:
    """Lean towards the turns of the tunes a style was learned from."""

    def lean(row: Row, tokens: list[int]) -> list[float]:
        said = _said(row)
        chances = own.turns.distribution(said, len(said))
        return [part * own.share * log(chances[token]) for token in tokens]

    return lean


def _said(row: Row) -> list[int]:
    """A prefix and the last tokens a row has written: as many as the n-gram looks back on."""
    head = prefix(None, None, row.machine.grammar.meter.name, None, None)
    bars = row.bars[-2:]
    first = len(row.bars) - len(bars)
    body: list[int] = list(row.lead[-8:]) if not first else []
    for i, bar in enumerate(bars):
        opens = first + i == 0 and row.machine.plan.pickup
        body += [pickup_token(row.machine.plan.pickup) if opens else BAR, *bar_tokens(bar)]
    if row.ticks is not None:
        body.append(duration_token(row.ticks))
    assert len(head) == PREFIX_LENGTH
    return [*head, *body]
