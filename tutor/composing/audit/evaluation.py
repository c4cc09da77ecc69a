"""`evaluate composer`: compose with the shipped weights, measure every row of the model card, and say what was not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tutor.composing import checkpoint as weights
from tutor.composing.audit import measures
from tutor.composing.audit.exercises import composed, like_excerpts, over_blends, over_styles_and_levels
from tutor.composing.audit.recogniser import shipped_recogniser
from tutor.composing.audit.reference import shipped_reference
from tutor.composing.audit.wishes import random_requests
from tutor.composing.checkpoint import Checkpoint
from tutor.composing.compose import compose
from tutor.composing.feasibility import check

FEW = 2  # candidates of a random request: what is promised is kept by every candidate, not by choosing among them
NO_CORPORA = "not measured: name the held-out music with --corpora FOLDER"


def evaluate_composer(
    *,
    requests: int = 300,
    seeds: int = 1,
    each: int = 12,
    seed: int = 0,
    corpora: Path | None = None,
    cache: Path = Path("var/corpus"),
    say: Callable[[str], None] = lambda text: None,
) -> dict[str, Any]:
    """Measure the shipped weights: `requests` random ones, `seeds` exercises of every style and level, `each` exercises
    of every learned style that ask for what held-out excerpts are, and as many pairs of styles blended.

    The likelihood of held-out music needs `corpora`, unless training has kept it with the weights. Returns plain
    values for JSON and the card. Raises ModelUnavailable without weights or reference.
    """
    checkpoint, reference, recogniser = weights.shipped(), shipped_reference(), shipped_recogniser()
    say(f"{requests} random requests")
    promises = measures.promises(random_requests(requests, seed), lambda r: compose(r, FEW), check)
    say("every style at every level")
    grid = list(composed(over_styles_and_levels(seeds, seed)))
    say("exercises like held-out excerpts")
    alike = list(composed(like_excerpts(reference, each, seed)))
    say("blends")
    blended = list(composed(over_blends(list(reference.styles), each, seed)))
    return {
        "options": {"requests": requests, "seeds": seeds, "each": each, "seed": seed, "corpora": corpora is not None},
        "promises": promises,
        "levels": measures.levels(grid),
        "styles": measures.styles(alike, reference, recogniser),
        "blends": measures.blends(blended, recogniser),
        "likelihood": _likelihood(checkpoint, corpora, cache),
        "distributions": measures.distributions(alike, reference),
        "structure": measures.structure(alike, reference),
        "originality": measures.originality(alike, reference),
        "cadences": measures.cadences([*grid, *alike]),
        "times": measures.times(alike),
        "model": _model(checkpoint),
    }


def _likelihood(checkpoint: Checkpoint, corpora: Path | None, cache: Path) -> dict[str, Any]:
    """Nats per note of held-out music: measured now from corpora, else as training kept it with the weights."""
    if corpora is None:
        kept = checkpoint.metadata.get("held_out")
        return {"when": "at the end of training", **kept} if kept else {"missing": NO_CORPORA}
    from tutor.composing.corpus import load_corpus
    from tutor.composing.likelihood import compare

    corpus = load_corpus(corpora, cache)
    splits = (corpus.split(name) for name in ("train", "valid", "test"))
    return {"when": "in this run", **compare(checkpoint.model, *splits)}


def _model(checkpoint: Checkpoint) -> dict[str, Any]:
    kept = ("sources", "training_melodies", "training_styles", "curve")
    return {
        "hash": checkpoint.hash,
        "parameters": checkpoint.model.parameter_count,
        "config": checkpoint.model.config.to_dict(),
        **{name: checkpoint.metadata[name] for name in kept if name in checkpoint.metadata},
    }
