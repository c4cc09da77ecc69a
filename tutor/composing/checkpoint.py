"""Weights on disk: one file written by torch.save and read with weights_only, half precision, checked for fit.

The file holds {"format", "config", "vocabulary", "weights": {name: float16 tensor}, "metadata"}.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tutor.composing.vocabulary import VOCABULARY_HASH
from tutor.errors import ModelUnavailable

if TYPE_CHECKING:
    from tutor.composing.model import Composer

FORMAT = 1
WEIGHTS = Path(__file__).parent / "weights" / "composer.pt"


@dataclass(frozen=True)
class Checkpoint:
    """A network ready to decode, the hash that names its weights, and how they came to be."""

    model: Composer
    hash: str
    metadata: dict[str, Any]


def save_checkpoint(path: Path, model: Composer, metadata: dict[str, Any]) -> str:
    """Write weights and provenance; return the hash of the file. `metadata` holds plain values only."""
    import torch

    weights = {name: value.detach().to(torch.float16).clone() for name, value in model.state_dict().items()}
    content = {
        **{"format": FORMAT, "config": model.config.to_dict(), "vocabulary": VOCABULARY_HASH},
        **{"weights": weights, "metadata": metadata},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    torch.save(content, partial)
    partial.replace(path)
    return file_hash(path)


def file_hash(path: Path) -> str:
    """The first 16 hexadecimal digits of a file's SHA-256."""
    return sha256(path.read_bytes()).hexdigest()[:16]


def load_checkpoint(path: Path = WEIGHTS) -> Checkpoint:
    """Read a file written by `save_checkpoint`, in float32, ready to decode.

    Raises ModelUnavailable when it is missing, damaged, or made for another vocabulary.
    """
    import pickle

    import torch

    from tutor.composing.model import Composer, ModelConfig

    if not path.exists():
        raise ModelUnavailable(f"there are no composer weights at {path}; make them with: python -m tutor train")
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
        fits = content["format"] == FORMAT and content["vocabulary"] == VOCABULARY_HASH
    except (RuntimeError, KeyError, EOFError, TypeError, ValueError, pickle.UnpicklingError) as error:
        raise ModelUnavailable(f"{path} does not hold composer weights: {error}") from error
    if not fits:
        raise ModelUnavailable(f"{path} was made for another vocabulary; train again with: python -m tutor train")
    config: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in content["config"].items()}
    model = Composer(ModelConfig(**config))
    model.load_state_dict({name: value.float() for name, value in content["weights"].items()})
    return Checkpoint(model.eval(), file_hash(path), content["metadata"])


@lru_cache(maxsize=1)
def shipped() -> Checkpoint:
    """The weights that come with the program, loaded once."""
    return load_checkpoint(WEIGHTS)
