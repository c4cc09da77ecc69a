"""The composer's network: a small decoder-only transformer over melody tokens.

RMSNorm before each block, rotary positions, SwiGLU, tied embedding; the features of `place` (where in the bar, the
phrase and the piece the next token stands) are embedded and added to the token. Shapes: B rows, T steps, V tokens.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from tutor.composing.place import SIZES
from tutor.composing.vocabulary import SIZE

EPSILON = 1e-6  # under the root of every norm


@dataclass(frozen=True)
class ModelConfig:
    """The size of a network; `context` is the longest sequence it can follow."""

    layers: int = 4
    width: int = 192
    heads: int = 6
    hidden: int = 512
    context: int = 1024
    dropout: float = 0.1
    vocabulary: int = SIZE
    feature_sizes: tuple[int, ...] = SIZES

    def to_dict(self) -> dict:
        return asdict(self)


KeysValues = tuple[Tensor, Tensor]  # of one layer, each (B, heads, T, width/heads)


class RMSNorm(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.ones(width))

    def forward(self, x: Tensor) -> Tensor:
        return F.rms_norm(x, (x.shape[-1],), self.scale, EPSILON)


def rotary_angles(context: int, width: int) -> tuple[Tensor, Tensor]:
    """Cosine and sine, each (context, width), of rotary positions (Su et al. 2021)."""
    speeds = 10000.0 ** (-torch.arange(0, width, 2) / width)
    angles = torch.outer(torch.arange(context), speeds).repeat(1, 2)
    return angles.cos(), angles.sin()


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Turn queries or keys (B, heads, T, d) by their positions' angles (T, d)."""
    a, b = x.chunk(2, dim=-1)
    return x * cos + torch.cat((-b, a), dim=-1) * sin


class Attention(nn.Module):
    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.heads = config.heads
        self.inward = nn.Linear(config.width, 3 * config.width, bias=False)
        self.outward = nn.Linear(config.width, config.width, bias=False)

    def forward(self, x: Tensor, turn: tuple[Tensor, Tensor], heard: list[KeysValues] | None) -> Tensor:
        rows, steps, width = x.shape
        split = self.inward(x).view(rows, steps, 3, self.heads, width // self.heads)
        query, key, value = split.permute(2, 0, 3, 1, 4)
        query, key = rotate(query, *turn).to(value.dtype), rotate(key, *turn).to(value.dtype)
        if heard is not None:
            heard.append((key, value))
        # No dropout here: with it the attention falls back to a path that trains two to three times slower on a CPU.
        mixed = F.scaled_dot_product_attention(query, key, value, is_causal=True)
        return self.outward(mixed.transpose(1, 2).reshape(rows, steps, width))


class Block(nn.Module):
    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.before_attention, self.before_gate = RMSNorm(config.width), RMSNorm(config.width)
        self.attention = Attention(config)
        self.gate = nn.Linear(config.width, 2 * config.hidden, bias=False)
        self.down = nn.Linear(config.hidden, config.width, bias=False)
        self.drop = nn.Dropout(config.dropout)

    def forward(self, x: Tensor, turn: tuple[Tensor, Tensor], heard: list[KeysValues] | None) -> Tensor:
        x = x + self.drop(self.attention(self.before_attention(x), turn, heard))
        gate, up = self.gate(self.before_gate(x)).chunk(2, dim=-1)
        return x + self.drop(self.down(F.silu(gate) * up))


class Composer(nn.Module):
    """Scores every token as the next one, given the tokens so far and what `place` knows of the next."""

    cos: Tensor
    sin: Tensor

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.vocabulary, config.width)
        self.places = nn.ModuleList(nn.Embedding(size, config.width) for size in config.feature_sizes)
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.layers))
        self.norm = RMSNorm(config.width)
        self.drop = nn.Dropout(config.dropout)
        cos, sin = rotary_angles(config.context, config.width // config.heads)
        self.register_buffer("cos", cos, persistent=False)
        self.register_buffer("sin", sin, persistent=False)
        self.apply(self._initialise)

    def _initialise(self, module: nn.Module) -> None:
        if isinstance(module, nn.Linear | nn.Embedding):
            nn.init.normal_(module.weight, std=0.02)

    def hidden(self, tokens: Tensor, features: Tensor, heard: list[KeysValues] | None = None) -> Tensor:
        """The last layer's state, (B, T, width)."""
        x = self.embedding(tokens)
        for i, place in enumerate(self.places):
            x = x + place(features[..., i])
        x = self.drop(x)
        turn = (self.cos[: tokens.shape[1]], self.sin[: tokens.shape[1]])
        for block in self.blocks:
            x = block(x, turn, heard)
        return self.norm(x)

    def forward(self, tokens: Tensor, features: Tensor, heard: list[KeysValues] | None = None) -> Tensor:
        """Logits (B, T, V) for the token after each of `tokens` (B, T), with `features` (B, T, columns) as integers.

        Each layer's keys and values are added to `heard`: with them `stepping.Stepper` goes on token by token.
        """
        return F.linear(self.hidden(tokens, features, heard), self.embedding.weight)

    @property
    def parameter_count(self) -> int:
        return sum(p.numel() for p in self.parameters())
