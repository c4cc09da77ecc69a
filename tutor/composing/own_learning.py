"""Learning a style of one's own within minutes: a vector for it in the shipped network, and its n-grams beside it.

The network stays as it is. What stands for a style in it is one row of its embedding; for a new style that row is
fitted by gradient descent on the tunes, beginning at the shipped style that foretells them best. What the vector
cannot hold, the tunes' own turns, an n-gram adds: log p = log p_network + share * log p_ngram, normalised. Both are
chosen by the likelihood of tunes held out by families of siblings; then the n-gram counts all tunes.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
import torch.nn.functional as F

from tutor.composing.own_style import OwnStyle, described, samples_of
from tutor.composing.own_tunes import Say, Tune
from tutor.composing.siblings import groups_of
from tutor.composing.stepping import one_thread
from tutor.composing.training import collate, nll_per_note
from tutor.composing.turns import Turns
from tutor.composing.vocabulary import ID, NONE, PREFIX_LENGTH, STYLES, Melody
from tutor.composing.windows import Sample, batches, held_out

if TYPE_CHECKING:
    from tutor.composing.checkpoint import Checkpoint

ROW = ID[f"STYLE_{NONE}"]  # the row of the embedding that the vector takes
SHARES = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4)
_HELD_OUT = 0.2
_RATE, _STEPS, _MEASURE_EVERY, _PATIENCE = 0.005, 160, 10, 4
_TOKENS = 4096  # of a batch
_SCANNED = 24  # samples by which the nearest shipped style is told
_SECONDS = 150.0  # after which fitting ends with the best so far


def learn(
    tunes: Sequence[Tune], name: str, title: str, checkpoint: Checkpoint, say: Say | None = None, seed: int = 0
) -> OwnStyle:
    """The style of these tunes for a network. `say` hears words and a share of 1."""
    tell = say or (lambda words, share: None)
    melodies = [tune.melody for tune in tunes]
    kept, measured = _parted(melodies, seed)
    training, test = samples_of(kept), held_out(measured)
    with one_thread():
        tell("listening for the nearest style", 0.05)
        nearest = nearest_style(checkpoint.model, training[:_SCANNED])
        figures = _figures_before(checkpoint, test, nearest)
        vector, steps = _fitted(checkpoint, training, test, nearest, tell, seed)
        tell("weighing the tunes' own turns", 0.9)
        share, mixed = _share(checkpoint, vector, Turns.of(training), test)
    figures |= {"vector": _rounded(mixed[0.0]), "vector and n-gram": _rounded(mixed[share]), "steps": steps}
    figures |= {"tunes": len(melodies), "held out": len(measured), "notes measured": sum(s.notes for s in test)}
    style = described(tunes, name, title)
    own = tuple(replace(m, style="own") for m in melodies)
    return OwnStyle(style, own, tuple(map(float, vector)), checkpoint.hash, nearest, share, figures)


def _rounded(nats: float) -> float:
    return round(nats, 4)


def _parted(melodies: Sequence[Melody], seed: int) -> tuple[list[Melody], list[Melody]]:
    """Tunes to learn from and about a fifth to measure by; siblings stay together."""
    groups = groups_of(melodies, [m.id for m in melodies])
    order = sorted(set(groups))
    Random(seed).shuffle(order)
    wanted, measured = max(3, round(_HELD_OUT * len(melodies))), set()
    for group in order:
        if sum(g in measured for g in groups) < wanted and sum(g == group for g in groups) <= wanted:
            measured.add(group)
    pairs = list(zip(melodies, groups, strict=True))
    return [m for m, g in pairs if g not in measured], [m for m, g in pairs if g in measured]


def nearest_style(model: Any, samples: Sequence[Sample]) -> str:
    """The shipped style under whose name the network foretells these samples best."""
    scores = {style: nll_per_note(model, _under(samples, ID[f"STYLE_{style}"])) for style in STYLES}
    return min(scores, key=lambda style: scores[style])


def _under(samples: Sequence[Sample], token: int) -> list[Sample]:
    return [Sample(np.concatenate([[token], s.tokens[1:]]).astype(s.tokens.dtype), s.features) for s in samples]


def _figures_before(checkpoint: Checkpoint, test: Sequence[Sample], nearest: str) -> dict[str, Any]:
    """What the shipped network makes of the held-out tunes: under no style, and under the nearest one."""
    plain = nll_per_note(checkpoint.model, test)
    near = nll_per_note(checkpoint.model, _under(test, ID[f"STYLE_{nearest}"]))
    return {"no style": _rounded(plain), "nearest style": _rounded(near), "nearest": nearest}


def _fitted(
    checkpoint: Checkpoint, training: Sequence[Sample], test: Sequence[Sample], nearest: str, tell: Say, seed: int
) -> tuple[np.ndarray, int]:
    """The vector that foretells the held-out samples best along the way, and after how many steps."""
    model = checkpoint.model.eval()
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    vector = model.embedding.weight[ID[f"STYLE_{nearest}"]].clone().requires_grad_(True)
    adam = torch.optim.Adam([vector], lr=_RATE)
    best, kept, at, stale, began = math.inf, vector.detach().clone(), 0, 0, time.monotonic()
    random = Random(seed)
    step = 0
    while step < _STEPS and stale < _PATIENCE and time.monotonic() - began < _SECONDS:
        for batch in batches(training, _TOKENS, random):
            if step % _MEASURE_EVERY == 0:
                nats = _nats(model, vector.detach(), test)
                tell(f"fitting: {nats:.2f} nats a note on tunes it has not heard", 0.1 + 0.8 * step / _STEPS)
                stale = 0 if nats < best - 1e-4 else stale + 1
                if nats < best:
                    best, kept, at = nats, vector.detach().clone(), step
            loss = _loss(model, vector, batch)
            adam.zero_grad()
            loss.backward()
            adam.step()
            step += 1
            if step >= _STEPS or stale >= _PATIENCE:
                break
    return kept.numpy(), at


def _logits(model: Any, vector: torch.Tensor, batch: Sequence[Sample]) -> tuple[torch.Tensor, torch.Tensor]:
    """Logits (B, T, V) and targets (B, T), with the vector in the place of the style."""
    tokens, features, targets = collate(batch)
    table = model.embedding.weight
    at = (torch.arange(len(table)) == ROW)[:, None]
    weight = torch.where(at, vector[None, :], table)
    return torch.func.functional_call(model, {"embedding.weight": weight}, (tokens, features)), targets


def _loss(model: Any, vector: torch.Tensor, batch: Sequence[Sample]) -> torch.Tensor:
    logits, targets = _logits(model, vector, _under(batch, ROW))
    return F.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=-100)


@torch.no_grad()
def _nats(model: Any, vector: torch.Tensor, samples: Sequence[Sample]) -> float:
    total = 0.0
    for batch in batches(samples, 8192):
        logits, targets = _logits(model, vector, _under(batch, ROW))
        total += float(F.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=-100, reduction="sum"))
    return total / sum(s.notes for s in samples)


@torch.no_grad()
def _share(
    checkpoint: Checkpoint, vector: np.ndarray, turns: Turns, test: Sequence[Sample]
) -> tuple[float, dict[float, float]]:
    """The weight of the n-gram under which the held-out samples are likeliest; nats per note by weight."""
    spent = dict.fromkeys(SHARES, 0.0)
    for sample in _under(test, ROW):
        logits, _ = _logits(checkpoint.model, torch.from_numpy(vector), [sample])
        tokens = sample.tokens.tolist()
        places = range(PREFIX_LENGTH, len(tokens))
        network = torch.log_softmax(logits[0].double(), -1).numpy()[PREFIX_LENGTH - 1 : len(tokens) - 1]
        own = np.log(np.array([turns.distribution(tokens, at) for at in places]))
        for share in SHARES:
            mixed = network + share * own
            mixed -= np.log(np.exp(mixed).sum(-1, keepdims=True))
            spent[share] -= float(mixed[np.arange(len(places)), tokens[PREFIX_LENGTH:]].sum())
    notes = sum(s.notes for s in test)
    nats = {share: total / notes for share, total in spent.items()}
    return min(nats, key=lambda share: nats[share]), nats
