"""How well music never seen is foretold: the network beside n-grams, in nats per note, style by style."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from tutor.composing.model import Composer
from tutor.composing.ngram import Copying, NGram
from tutor.composing.training import nats
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

    The n-grams count `training`; how far to trust a context, or a copy of what was heard, is fitted on `valid`. `gain`
    is the share by which the network's lies below the best n-gram's; `styles` the same per style.
    """
    known = [sample for melody in training for sample in stretches(melody)]
    measured = held_out(test)
    notes = np.array([sample.notes for sample in measured])
    heard = baselines(known, held_out(valid), measured)
    figures = {name: float(found.sum() / notes.sum()) for name, found in heard.items()}
    best = min(figures, key=lambda name: figures[name])
    network = nats(model, measured)
    gain = 1 - network.sum() / heard[best].sum()
    return {
        **{"melodies": len(test), "notes": int(notes.sum()), "network": round(float(network.sum() / notes.sum()), 4)},
        **{name: round(nll, 4) for name, nll in figures.items()},
        **{"best": best, "gain": round(float(gain), 4)},
        "styles": {
            style: _of_style(np.array([m.style == style for m in test]), notes, network, heard[best])
            for style in sorted({m.style for m in test})
        },
    }


def baselines(known: Sequence[Sample], valid: Sequence[Sample], test: Sequence[Sample]) -> dict[str, np.ndarray]:
    """Nats (samples,) that each baseline gives the test samples."""
    grams = {order: NGram(order).learn(known, valid) for order in ORDERS}
    copying = Copying(grams[ORDERS[-1]]).fit(valid)
    plain = {f"{order}-gram": gram.nats(test) for order, gram in grams.items()}
    return {**plain, f"{ORDERS[-1]}-gram and copy": copying.nats(test)}


def _of_style(chosen: np.ndarray, notes: np.ndarray, network: np.ndarray, gram: np.ndarray) -> dict[str, float]:
    return {
        "melodies": int(chosen.sum()),
        "network": round(float(network[chosen].sum() / notes[chosen].sum()), 3),
        "n-gram": round(float(gram[chosen].sum() / notes[chosen].sum()), 3),
    }
