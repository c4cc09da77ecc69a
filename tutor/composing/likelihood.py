"""How well music never seen is foretold: the network beside n-grams, in nats per note, style by style."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tutor.composing.model import Composer
from tutor.composing.ngram import Copying, NGram
from tutor.composing.training import nll_per_note
from tutor.composing.vocabulary import Melody
from tutor.composing.windows import Sample, held_out, sample_of

ORDERS = (3, 5)


def stretches(melody: Melody, bars: int = 16) -> Iterator[Sample]:
    """A melody from end to end in samples of at most `bars` bars."""
    for start in range(0, melody.full_bars, bars):
        yield sample_of(melody, start, start + bars)


def compare(
    model: Composer, training: Sequence[Melody], valid: Sequence[Melody], test: Sequence[Melody]
) -> dict[str, Any]:
    """Nats per note on the first sixteen bars of every test melody: the network's, and of n-grams of the same tokens.

    The n-grams count `training`; how far to trust a copy of what was heard is fitted on `valid`. `gain` is the share
    by which the network's lies below the best n-gram's; `styles` the same per style.
    """
    known = [sample for melody in training for sample in stretches(melody)]
    measured = held_out(test)
    baselines: dict[str, NGram | Copying] = {f"{order}-gram": NGram(order).learn(known) for order in ORDERS}
    longest = baselines[f"{ORDERS[-1]}-gram"]
    assert isinstance(longest, NGram)
    baselines[f"{ORDERS[-1]}-gram and copy"] = Copying(longest).fit(held_out(valid))
    figures = {name: baseline.nll_per_note(measured) for name, baseline in baselines.items()}
    best = min(figures, key=lambda name: figures[name])
    network = nll_per_note(model, measured)
    styles = {
        style: _of_style(model, baselines[best], [m for m in test if m.style == style])
        for style in sorted({m.style for m in test})
    }
    return {
        **{"melodies": len(test), "notes": sum(s.notes for s in measured), "network": round(network, 4)},
        **{name: round(nll, 4) for name, nll in figures.items()},
        **{"best": best, "gain": round(1 - network / figures[best], 4), "styles": styles},
    }


def _of_style(model: Composer, baseline: NGram | Copying, melodies: Sequence[Melody]) -> dict[str, float]:
    samples = held_out(melodies)
    return {
        "melodies": len(samples),
        "network": round(nll_per_note(model, samples), 3),
        "n-gram": round(baseline.nll_per_note(samples), 3),
    }
