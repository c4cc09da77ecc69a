"""A tiny network with random weights: what the composer guarantees must hold whatever the network has learned."""

from __future__ import annotations

import pytest
import torch

from tutor.composing import checkpoint, index
from tutor.composing.checkpoint import Checkpoint
from tutor.composing.index import Originality
from tutor.composing.model import Composer, ModelConfig


def install(patch: pytest.MonkeyPatch) -> Checkpoint:
    """Put the network, and an index that knows no tune, in the place of the shipped ones."""
    torch.manual_seed(1)
    model = Composer(ModelConfig(layers=1, width=48, heads=2, hidden=64)).eval()
    made = Checkpoint(model, "untrained", {})
    empty = Originality.over([])
    patch.setattr(checkpoint, "shipped", lambda: made)
    patch.setattr(index, "shipped_index", lambda: empty)
    return made
