"""Recognising styles, apart from the composer: logistic regression on hashed figures, trained on real music alone.

A melody becomes counts of short figures (scale degrees, moves in steps, written values, whole bars' rhythms), hashed
into a fixed number of places. It is told neither key nor metre; what it knows of them it hears in the notes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from zlib import crc32

import numpy as np

from tutor.composing.vocabulary import REST, Melody
from tutor.errors import ModelUnavailable

RECOGNISER = Path(__file__).parents[1] / "weights" / "recogniser.npz"
PLACES = 4096
_PASSES, _BATCH, _RATE, _DECAY = 40, 256, 0.02, 1e-4


def figures(melody: Melody) -> Iterator[str]:
    """Every figure of a melody as text: up to three degrees, four moves, four values, and each bar's rhythm."""
    line = [e.pitch for e in melody.events if isinstance(e.pitch, tuple)]
    degrees = [f"{d % 7}{'-=+'[alter + 1]}" for d, alter in line]
    moves = [str(b[0] - a[0]) for a, b in pairwise(line)]
    values = [f"{e.ticks}{'r' if e.pitch == REST else ''}" for e in melody.events]
    for name, items, longest in (("d", degrees, 3), ("m", moves, 4), ("v", values, 4)):
        for length in range(1, longest + 1):
            for at in range(len(items) - length + 1):
                yield f"{name}{' '.join(items[at : at + length])}"
    for bar in melody.bars:
        yield f"b{' '.join(str(e.ticks) for e in bar)}"


def vector(melody: Melody) -> np.ndarray:
    """Hashed counts (PLACES,), dampened by the root and of length 1."""
    places = [crc32(figure.encode()) % PLACES for figure in figures(melody)]
    counted = np.sqrt(np.bincount(places, minlength=PLACES)).astype(np.float32)
    return counted / max(1e-9, float(np.linalg.norm(counted)))


class Recogniser:
    """Probabilities of `styles` by weights (PLACES, styles) and a bias (styles,)."""

    def __init__(self, styles: Sequence[str], weights: np.ndarray, bias: np.ndarray) -> None:
        self.styles, self.weights, self.bias = list(styles), weights, bias

    @classmethod
    def learn(cls, melodies: Sequence[Melody], seed: int = 0) -> Recogniser:
        """Fit to melodies; every style weighs the same, however many melodies it has."""
        styles = sorted({m.style for m in melodies})
        x = np.stack([vector(m) for m in melodies])
        y = np.array([styles.index(m.style) for m in melodies])
        return cls(styles, *_fitted(x, y, len(styles), np.random.default_rng(seed)))

    def save(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        names = np.array("\n".join(self.styles))
        np.savez_compressed(path, styles=names, weights=self.weights.astype(np.float16), bias=self.bias)

    @classmethod
    def load(cls, path: Path = RECOGNISER) -> Recogniser:
        """Read a file written by `save`. Raises ModelUnavailable when there is none."""
        if not path.exists():
            raise ModelUnavailable(f"there is no recogniser at {path}; make it with: python -m tutor train --audit")
        with np.load(path, allow_pickle=False) as data:
            return cls(str(data["styles"]).split("\n"), data["weights"].astype(np.float32), data["bias"])

    def shares(self, melody: Melody) -> dict[str, float]:
        """The probability of every style."""
        return dict(zip(self.styles, _softmax(vector(melody) @ self.weights + self.bias).tolist(), strict=True))

    def named(self, melody: Melody) -> str:
        """The likeliest style."""
        shares = self.shares(melody)
        return max(shares, key=lambda style: shares[style])


@lru_cache(maxsize=1)
def shipped_recogniser() -> Recogniser:
    """The recogniser that comes with the program, loaded once."""
    return Recogniser.load()


def _softmax(scores: np.ndarray) -> np.ndarray:
    powers = np.exp(scores - scores.max(-1, keepdims=True))
    return powers / powers.sum(-1, keepdims=True)


def _fitted(x: np.ndarray, y: np.ndarray, classes: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Weights and bias by Adam (Kingma & Ba 2015) on the cross entropy, classes weighed evenly."""
    parameters = np.zeros((x.shape[1] + 1, classes), np.float32)
    first, second = np.zeros_like(parameters), np.zeros_like(parameters)
    share = len(y) / (classes * np.bincount(y, minlength=classes))
    steps = 0
    for _ in range(_PASSES):
        order = rng.permutation(len(y))
        for batch in np.array_split(order, max(1, len(y) // _BATCH)):
            steps += 1
            slope = _slope(x[batch], y[batch], share[y[batch]], parameters)
            first += 0.1 * (slope - first)
            second += 0.001 * (slope * slope - second)
            step = first / (1 - 0.9**steps) / (np.sqrt(second / (1 - 0.999**steps)) + 1e-8)
            parameters -= _RATE * step
    return parameters[:-1], parameters[-1]


def _slope(x: np.ndarray, y: np.ndarray, weight: np.ndarray, parameters: np.ndarray) -> np.ndarray:
    """The gradient of the weighed cross entropy and the decay, shape of `parameters`."""
    error = _softmax(x @ parameters[:-1] + parameters[-1])
    error[np.arange(len(y)), y] -= 1
    error *= (weight / len(y)).astype(np.float32)[:, None]
    slope = np.concatenate((x.T @ error, error.sum(0, keepdims=True)))
    slope[:-1] += _DECAY * parameters[:-1]
    return slope
