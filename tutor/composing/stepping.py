"""The network one token at a time: the same sums as `Composer`, in NumPy, laid out for a handful of rows.

A batch of sixteen rows is too small to be worth the training modules' bookkeeping: plain products on matrices laid out
once take less than half their time. A norm's scale and the scale of the queries are folded into the matrix after them.
Matrices are cut into blocks of a few columns: OpenBLAS multiplies small matrices twice as fast as
it does wide ones with few rows. Shapes: B rows, H heads, d width of a head, V tokens; m blocks of c columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

import numpy as np
from threadpoolctl import ThreadpoolController
from torch import Tensor

from tutor.composing.model import EPSILON, Block, Composer, KeysValues

_COLUMNS = 64  # of a block: what OpenBLAS still takes for a small matrix with sixteen rows and a width of 512


@dataclass(frozen=True)
class Layer:
    """The matrices of one block, each cut to (m, from, c); `inward` a head at a time."""

    inward: np.ndarray
    outward: np.ndarray
    gate: np.ndarray
    down: np.ndarray


class Stepper:
    """Goes on from what the network has heard: `heard` holds each layer's keys and values, (B, H, T, d).

    Holds `context` tokens at most. One stepper is one batch; it keeps no reference to the network.
    """

    def __init__(self, model: Composer, heard: Sequence[KeysValues], context: int) -> None:
        config = model.config
        self.heads, self.width, self.hidden = config.heads, config.width, config.hidden
        self.length = heard[0][0].shape[2]
        rows, depth = len(heard[0][0]), self.width // self.heads
        self.block = np.zeros((config.layers, 2, rows, self.heads, context, depth), np.float32)
        for at, pair in enumerate(heard):
            self.block[at, :, :, :, : self.length] = [_array(half) for half in pair]
        self.layers = [_layer(block, self.width, depth) for block in model.blocks if isinstance(block, Block)]
        self.embedding = _array(model.embedding.weight)
        self.outward = _blocks(self.embedding * _array(model.norm.scale))
        self.places = [_array(place) for place in model.places.parameters()]
        self.cos, self.sin = _array(model.cos), _array(model.sin)

    def keep(self, rows: Sequence[int]) -> None:
        """Go on with these rows only."""
        self.block = self.block.take(rows, 2)

    def step(self, tokens: Sequence[int], features: Sequence[Sequence[int]]) -> np.ndarray:
        """Logits (B, V) after one more token per row: `tokens` (B,), `features` (B, columns)."""
        x = self.embedding[list(tokens)]
        for place, column in zip(self.places, zip(*features, strict=True), strict=True):
            x += place[list(column)]
        for at, layer in enumerate(self.layers):
            x += _joined(self._attend(_normed(x) @ layer.inward, at) @ layer.outward)
            raised = _normed(x) @ layer.gate
            half = len(raised) // 2
            x += _joined(_joined(_silu(raised[:half]) * raised[half:]) @ layer.down)
        self.length += 1
        return _joined(_normed(x) @ self.outward)

    def _attend(self, split: np.ndarray, at: int) -> np.ndarray:
        """Attention of the new step over all so far: `split` (3 x H, B, d) to (B, H x d)."""
        rows, end = split.shape[1], self.length + 1
        query, key = self._turn(split[: 2 * self.heads]).reshape(2, self.heads, rows, -1).swapaxes(1, 2)
        keys, values = self.block[at]
        keys[:, :, self.length], values[:, :, self.length] = key, split[2 * self.heads :].swapaxes(0, 1)
        scores = np.matvec(keys[:, :, :end], query)
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        mixed = np.vecmat(scores, values[:, :, :end])
        mixed /= scores.sum(-1, keepdims=True)
        return mixed.reshape(rows, self.width)

    def _turn(self, x: np.ndarray) -> np.ndarray:
        """Rotary position of this step, on queries and keys (2 x H, B, d) alike."""
        half = x.shape[-1] // 2
        across = np.concatenate((-x[..., half:], x[..., :half]), -1)
        return x * self.cos[self.length] + across * self.sin[self.length]


@lru_cache(maxsize=1)
def _pools() -> ThreadpoolController:
    return ThreadpoolController()


@contextmanager
def one_thread() -> Iterator[None]:
    """Multiply on one thread: sums come in one order, and products this small gain nothing from more."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with _pools().limit(limits=1, user_api="blas"):
            yield
    finally:
        torch.set_num_threads(before)


def _normed(x: np.ndarray) -> np.ndarray:
    return x / np.sqrt(np.einsum("ij,ij->i", x, x) / x.shape[1] + EPSILON)[:, None].astype(x.dtype)


def _silu(x: np.ndarray) -> np.ndarray:
    return x / (1 + np.exp(-x))


def _layer(block: Block, width: int, depth: int) -> Layer:
    attention = block.attention
    inward = _array(attention.inward.weight) * _array(block.before_attention.scale)
    inward[:width] /= sqrt(depth)
    gate = _array(block.gate.weight) * _array(block.before_gate.scale)
    outward, down = _array(attention.outward.weight), _array(block.down.weight)
    return Layer(_blocks(inward, depth), _blocks(outward), _blocks(gate, _parted(len(gate) // 2)), _blocks(down))


def _blocks(matrix: np.ndarray, columns: int | None = None) -> np.ndarray:
    """A matrix (to, from) cut to (m, from, c)."""
    width = columns or _parted(len(matrix))
    return np.ascontiguousarray(matrix.reshape(-1, width, matrix.shape[1]).swapaxes(1, 2))


def _parted(columns: int) -> int:
    """The widest blocks that so many columns can be cut to."""
    return max(width for width in range(1, _COLUMNS + 1) if columns % width == 0)


def _joined(blocks: np.ndarray) -> np.ndarray:
    """Blocks (m, B, c) as rows (B, m x c)."""
    return blocks.swapaxes(0, 1).reshape(blocks.shape[1], -1)


def _array(tensor: Tensor) -> np.ndarray:
    return tensor.detach().numpy()
