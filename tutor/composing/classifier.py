"""Telling styles apart by hashed figures: logistic regression on counts, trained on real music alone.

A melody is given as text, one string to a figure; figures are hashed into a fixed number of places. What the figures
are is up to the caller: the ear that ranks candidates and the recogniser that audits them listen for different ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Self
from zlib import crc32

import numpy as np

from tutor.composing.vocabulary import Melody
from tutor.errors import ModelUnavailable

PLACES = 4096
_PASSES, _BATCH, _RATE, _DECAY = 40, 256, 0.02, 1e-4


def hashed(figures: Iterable[str]) -> np.ndarray:
    """Hashed counts (PLACES,), dampened by the root and of length 1."""
    places = [crc32(figure.encode()) % PLACES for figure in figures]
    counted = np.sqrt(np.bincount(places, minlength=PLACES)).astype(np.float32)
    return counted / max(1e-9, float(np.linalg.norm(counted)))


class Classifier:
    """Probabilities of `styles` by weights (PLACES, styles) and a bias (styles,)."""

    figures: Callable[[Melody], Iterable[str]]  # what a kind of classifier listens for; a static method of each

    def __init__(self, styles: Sequence[str], weights: np.ndarray, bias: np.ndarray) -> None:
        self.styles, self.weights, self.bias = list(styles), weights, bias

    @classmethod
    def learn(cls, melodies: Sequence[Melody], seed: int = 0) -> Self:
        """Fit to melodies; every style weighs the same, however many melodies it has."""
        styles = sorted({m.style for m in melodies})
        x = np.stack([hashed(cls.figures(m)) for m in melodies])
        y = np.array([styles.index(m.style) for m in melodies])
        return cls(styles, *_fitted(x, y, len(styles), np.random.default_rng(seed)))

    def save(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        names = np.array("\n".join(self.styles))
        np.savez_compressed(path, styles=names, weights=self.weights.astype(np.float16), bias=self.bias)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a file written by `save`. Raises ModelUnavailable when there is none."""
        if not path.exists():
            raise ModelUnavailable(f"there is no {path}; make it with: python -m tutor train --audit")
        with np.load(path, allow_pickle=False) as data:
            return cls(str(data["styles"]).split("\n"), data["weights"].astype(np.float32), data["bias"])

    def shares(self, melody: Melody) -> dict[str, float]:
        """The probability of every style."""
        scores = hashed(type(self).figures(melody)) @ self.weights + self.bias
        return dict(zip(self.styles, _softmax(scores).tolist(), strict=True))

    def named(self, melody: Melody) -> str:
        """The likeliest style."""
        shares = self.shares(melody)
        return max(shares, key=lambda style: shares[style])


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
