"""How well music never seen is foretold: the network beside interpolated n-grams, in nats per note, style by style."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tutor.composing.model import Composer
from tutor.composing.ngram import NGram
from tutor.composing.training import nll_per_note
from tutor.composing.vocabulary import Melody
from tutor.composing.windows import Sample, held_out, sample_of

ORDERS = (3, 5)


def stretches(melody: Melody, bars: int = 16) -> Iterator[Sample]:
    """A melody from end to end in samples of at most `bars` bars."""
    for start in range(0, melody.full_bars, bars):
        yield sample_of(melody, start, start + bars)


def compare(model: Composer, training: Sequence[Melody], test: Sequence[Melody]) -> dict[str, Any]:
    """Nats per note on the first sixteen bars of every test melody: the network's, and of n-grams of the same tokens.

    `gain` is the share by which the network's lies below the better n-gram's; `styles` the same per style.
    """
    known = [sample for melody in training for sample in stretches(melody)]
    measured = held_out(test)
    grams = {order: NGram(order).learn(known) for order in ORDERS}
    by_order = {order: gram.nll_per_note(measured) for order, gram in grams.items()}
    best = min(by_order, key=lambda order: by_order[order])
    network = nll_per_note(model, measured)
    figures = {f"{order}-gram": round(nll, 4) for order, nll in by_order.items()}
    styles = {
        style: _of_style(model, grams[best], [m for m in test if m.style == style])
        for style in sorted({m.style for m in test})
    }
    return {
        **{"melodies": len(test), "notes": sum(s.notes for s in measured), "network": round(network, 4)},
        **figures,
        **{"best": f"{best}-gram", "gain": round(1 - network / by_order[best], 4), "styles": styles},
    }


def _of_style(model: Composer, gram: NGram, melodies: Sequence[Melody]) -> dict[str, float]:
    samples = held_out(melodies)
    return {
        "melodies": len(samples),
        "network": round(nll_per_note(model, samples), 3),
        "n-gram": round(gram.nll_per_note(samples), 3),
    }
