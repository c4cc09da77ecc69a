"""How surprising what follows is after each candidate: the right-hand side of a recomposed stretch."""

from __future__ import annotations

import torch

from tutor.composing.model import Composer
from tutor.composing.place import Place
from tutor.composing.sampling import Row
from tutor.composing.stepping import one_thread
from tutor.composing.vocabulary import BAR, PAD, bar_tokens


def surprise_at(model: Composer, rows: list[Row], prefix: list[int], sequel: list[int]) -> list[float]:
    """Nats per token of `sequel` after the prefix, lead and bars of each row."""
    written = [[*prefix, *row.lead, *_tokens(row), *sequel] for row in rows]
    longest = max(map(len, written))
    tokens = torch.tensor([[*one, *[PAD] * (longest - len(one))] for one in written])
    features = torch.tensor([_features(row, one, longest) for row, one in zip(rows, written, strict=True)])
    with one_thread(), torch.inference_mode():
        logs = torch.log_softmax(model(tokens, features).double(), -1)
    return [round(_surprise(logs[i], one, len(sequel)), 3) for i, one in enumerate(written)]


def _tokens(row: Row) -> list[int]:
    found: list[int] = []
    for i, bar in enumerate(row.bars):
        found += [BAR, *(row.head if i == 0 else ()), *bar_tokens(bar)]
    return found


def _features(row: Row, tokens: list[int], longest: int) -> list[tuple[int, ...]]:
    place, found = Place(row.machine.grammar.meter, row.place.bars), []
    for token in tokens:
        place.advance(token)
        found.append(place.row())
    return [*found, *[found[-1]] * (longest - len(found))]


def _surprise(logs: torch.Tensor, tokens: list[int], count: int) -> float:
    """`logs` (T, V) of what follows each token; the mean over the last `count` tokens."""
    at = range(len(tokens) - count, len(tokens))
    return -float(sum(logs[i - 1, tokens[i]] for i in at)) / max(1, count)
