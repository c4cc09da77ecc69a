"""Training the composer: corpora in, weights and their history out.

The schedule follows either a number of steps (then a seed gives the same weights on the same machine) or minutes.
"""

from __future__ import annotations

import json
import math
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from tutor.composing.audit.reference import learn
from tutor.composing.checkpoint import WEIGHTS, load_checkpoint, save_checkpoint
from tutor.composing.corpus import Corpus, load_corpus, piece_of
from tutor.composing.corpus_sources import SOURCES
from tutor.composing.index import INDEX, Originality
from tutor.composing.model import Composer, ModelConfig
from tutor.composing.place import COLUMNS
from tutor.composing.style_learning import learn_styles
from tutor.composing.vocabulary import PAD, PREFIX_LENGTH, Melody
from tutor.composing.windows import Sample, batches, epoch, held_out
from tutor.errors import ModelUnavailable

_SHUFFLED_TOGETHER = 2048  # samples sorted into batches at a time


@dataclass(frozen=True)
class Plan:
    """How to train. `steps` when given, else `minutes`, sets the length; `tokens` is the size of a padded batch."""

    minutes: float = 45.0
    steps: int | None = None
    seed: int = 0
    tokens: int = 4096
    peak: float = 2e-3
    warmup: int = 100
    decay: float = 0.1
    average: float = 0.995
    evaluate_every: float = 5.0  # minutes
    measured: int = 200  # held-out melodies that steer the training; the model card measures all
    patience: int = 8  # evaluations without a gain before stopping
    threads: int = 2
    half: bool = True  # bfloat16 where the processor has it: elsewhere it is ten times slower than single precision


def collate(batch: Sequence[Sample]) -> tuple[Tensor, Tensor, Tensor]:
    """Padded tokens (B, T), features (B, T, columns) and targets (B, T), -100 where nothing is to be learned."""
    longest = max(len(s.tokens) for s in batch)
    tokens = np.full((len(batch), longest), PAD, dtype=np.int64)
    features = np.zeros((len(batch), longest, len(COLUMNS)), dtype=np.int64)
    for i, sample in enumerate(batch):
        tokens[i, : len(sample.tokens)] = sample.tokens
        features[i, : len(sample.tokens)] = sample.features
    targets = np.full_like(tokens, -100)
    targets[:, :-1] = np.where(tokens[:, 1:] == PAD, -100, tokens[:, 1:])
    targets[:, : PREFIX_LENGTH - 1] = -100
    return torch.from_numpy(tokens), torch.from_numpy(features), torch.from_numpy(targets)


@torch.inference_mode()
def nats(model: Composer, samples: Sequence[Sample]) -> np.ndarray:
    """Negative log likelihood (samples,) of each sample's body: bar lines, values, pitches, end."""
    model.eval()
    found: dict[int, float] = {}
    for batch in batches(samples, 8192):
        tokens, features, targets = collate(batch)
        logits = model(tokens, features).transpose(1, 2)
        losses = F.cross_entropy(logits, targets, ignore_index=-100, reduction="none").sum(1)
        found |= {id(sample): float(loss) for sample, loss in zip(batch, losses, strict=True)}
    return np.array([found[id(sample)] for sample in samples])


def nll_per_note(model: Composer, samples: Sequence[Sample]) -> float:
    """Negative log likelihood of the bodies in nats per note that begins."""
    return float(nats(model, samples).sum()) / sum(s.notes for s in samples)


class Average:
    """A running mean of the weights: what is evaluated and kept."""

    def __init__(self, model: Composer, decay: float) -> None:
        self.model, self.decay, self.steps = Composer(model.config), decay, 0
        self.model.load_state_dict(model.state_dict())

    @torch.no_grad()
    def update(self, model: Composer) -> None:
        self.steps += 1
        decay = min(self.decay, (1 + self.steps) / (10 + self.steps))
        for mine, new in zip(self.model.parameters(), model.parameters(), strict=True):
            mine.lerp_(new, 1 - decay)


class Clock:
    """Progress from 0 to 1, by steps or by minutes."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.step, self.started = plan, 0, time.monotonic()

    @property
    def minutes(self) -> float:
        return (time.monotonic() - self.started) / 60

    @property
    def progress(self) -> float:
        done = self.step / self.plan.steps if self.plan.steps else self.minutes / self.plan.minutes
        return min(1.0, done)

    @property
    def rate(self) -> float:
        """The learning rate now: a linear rise, then a cosine down to a fiftieth."""
        rise = min(1.0, (self.step + 1) / self.plan.warmup)
        return self.plan.peak * rise * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * self.progress)))


def optimiser(model: Composer, plan: Plan) -> torch.optim.AdamW:
    """AdamW with decay on matrices only."""
    matrices = [p for name, p in model.named_parameters() if p.ndim > 1 and not name.startswith(("emb", "places"))]
    others = [p for name, p in model.named_parameters() if p.ndim == 1 or name.startswith(("emb", "places"))]
    groups = [{"params": matrices, "weight_decay": plan.decay}, {"params": others, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=plan.peak, betas=(0.9, 0.98), fused=True)


def fit(
    train: Sequence[Melody],
    valid: Sequence[Melody],
    plan: Plan,
    config: ModelConfig,
    keep: Callable[[Composer, list[dict[str, float]]], None],
    say: Callable[[str], None] = print,
    start: Composer | None = None,
) -> tuple[Composer, list[dict[str, float]]]:
    """Train on `train`, calling `keep` with the averaged model whenever held-out likelihood improves.

    With `start`, training goes on from its weights instead of from chance.
    """
    torch.manual_seed(plan.seed)
    torch.set_num_threads(plan.threads)
    random, clock = Random(plan.seed), Clock(plan)
    model = Composer(config)
    if start is not None:
        model.load_state_dict(start.state_dict())
    average, adam = Average(model, plan.average), optimiser(model, plan)
    measured = held_out(Random(0).sample(list(valid), min(len(valid), plan.measured)))
    curve: list[dict[str, float]] = []
    passes, seen, losses, due, stale = 0, 0, [], plan.evaluate_every, 0
    while clock.progress < 1 and stale < plan.patience:
        for batch in _batches_of(train, random, plan):
            losses.append(_step(model, adam, batch, clock, plan))
            average.update(model)
            clock.step += 1
            seen += sum(len(s.tokens) for s in batch)
            if clock.minutes >= due or clock.progress >= 1:
                due = clock.minutes + plan.evaluate_every
                point = {
                    **{"step": clock.step, "minutes": round(clock.minutes, 2), "passes": passes, "tokens": seen},
                    **{"rate": clock.rate, "train_loss": float(np.mean(losses))},
                    "valid_nll_per_note": nll_per_note(average.model, measured),
                }
                losses = []
                best = min((p["valid_nll_per_note"] for p in curve), default=math.inf)
                curve.append(point)
                say(json.dumps(point))
                stale = 0 if point["valid_nll_per_note"] < best else stale + 1
                if not stale:
                    keep(average.model, curve)
            if clock.progress >= 1 or stale >= plan.patience:
                break
        passes += 1
    return average.model, curve


def _batches_of(melodies: Sequence[Melody], random: Random, plan: Plan):
    """The batches of one pass, sorted by length within a few thousand samples at a time."""
    held: list[Sample] = []
    for sample in epoch(melodies, random):
        held.append(sample)
        if len(held) == _SHUFFLED_TOGETHER:
            yield from batches(held, plan.tokens, random)
            held = []
    yield from batches(held, plan.tokens, random)


def _step(model: Composer, adam: torch.optim.Optimizer, batch: Sequence[Sample], clock: Clock, plan: Plan) -> float:
    """One step of gradient descent; the mean loss per token."""
    model.train()
    tokens, features, targets = collate(batch)
    for group in adam.param_groups:
        group["lr"] = clock.rate
    with torch.autocast("cpu", torch.bfloat16, enabled=plan.half and torch.ops.mkldnn._is_mkldnn_bf16_supported()):
        logits = model(tokens, features)
    loss = F.cross_entropy(logits.float().flatten(0, 1), targets.flatten(), ignore_index=-100)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    adam.step()
    adam.zero_grad(set_to_none=True)
    return float(loss.detach())


def provenance(corpus: Corpus, train_set: Sequence[Melody]) -> dict[str, Any]:
    """Which sources, pieces and notes the weights were made from, with licence and credit."""
    credits = {s.name: {"licence": s.licence, "attribution": s.attribution} for s in SOURCES}
    rows = {}
    for name in dict.fromkeys(m.source for m in corpus.melodies):
        ours = [m for m in corpus.melodies if m.source == name]
        notes = sum(isinstance(e.pitch, tuple) for m in ours for e in m.events)
        rows[name] = credits[name] | {"pieces": len({piece_of(m) for m in ours}), "melodies": len(ours), "notes": notes}
    styles = Counter(m.style for m in train_set)
    return {"sources": rows, "training_melodies": len(train_set), "training_styles": dict(styles)}


def train(
    corpora: Path | None,
    out: Path,
    minutes: float = 45.0,
    *,
    steps: int | None = None,
    seed: int = 0,
    cache: Path = Path("var/corpus"),
    config: ModelConfig | None = None,
    plan: Plan | None = None,
    sources: Sequence[str] = (),
    start: Path | None = None,
    say: Callable[[str], None] = print,
) -> dict[str, Any]:
    """Rebuild the composer in folder `out` from the corpora directory (None: music21's own corpus alone).

    With `start`, training goes on from those weights, and their history is kept before the new one's. Writes
    `composer.pt`, `composer.curve.json`, `originality.npz`, the styles' habits and ear and what the audit measures with
    there; returns the metadata kept in the weights. Raises ModelUnavailable when there is too little music.
    """
    peak = Plan.peak / 2 if start else Plan.peak  # what is learned already is not to be shaken off
    plan = plan or Plan(minutes=minutes, steps=steps, seed=seed, peak=peak)
    corpus = load_corpus(corpora, cache, sources=sources)
    training, valid = corpus.split("train"), corpus.split("valid")
    if not training or not valid:
        raise ModelUnavailable(f"{len(corpus.melodies)} melodies are too few to learn from: name a larger corpus")
    say(f"{len(corpus.melodies)} melodies: {len(training)} to learn from, {len(valid)} to stop by")
    before = load_checkpoint(start) if start else None
    metadata = provenance(corpus, training) | {"plan": asdict(plan)}
    earlier = before.metadata["curve"] if before else []
    config = before.model.config if before else config or ModelConfig()
    weights = out / WEIGHTS.name

    def keep(model: Composer, curve: list[dict[str, float]]) -> None:
        metadata["curve"] = [*earlier, *_after(earlier, curve)]
        metadata["parameters"] = model.parameter_count
        save_checkpoint(weights, model, metadata)
        weights.with_suffix(".curve.json").write_text(json.dumps(metadata["curve"], indent=1) + "\n")

    Originality.over(training).save(out / INDEX.name)
    learn(corpus, out)
    learn_styles(corpus, out)
    fit(training, valid, plan, config, keep, say, before.model if before else None)
    return _measured(weights, corpus, say)


def learn_audit(corpora: Path | None, out: Path, cache: Path = Path("var/corpus")) -> None:
    """Make only what is counted, in folder `out`: the styles' habits and ear, and what the audit measures with."""
    corpus = load_corpus(corpora, cache)
    learn(corpus, out)
    learn_styles(corpus, out)


def _after(earlier: Sequence[dict[str, float]], curve: Sequence[dict[str, float]]) -> list[dict[str, float]]:
    """A curve whose steps, minutes, passes and tokens count on from the last point of `earlier`."""
    if not earlier:
        return list(curve)
    counted = ("step", "minutes", "passes", "tokens")
    return [point | {name: point[name] + earlier[-1][name] for name in counted} for point in curve]


def _measured(weights: Path, corpus: Corpus, say: Callable[[str], None]) -> dict:
    """Measure the best weights on music never seen, and keep the figures with them."""
    from tutor.composing.likelihood import compare

    test = corpus.split("test")
    best = load_checkpoint(weights)
    if test:
        best.metadata["held_out"] = compare(best.model, corpus.split("train"), corpus.split("valid"), test)
        say(json.dumps(best.metadata["held_out"]))
        save_checkpoint(weights, best.model, best.metadata)
    return best.metadata
