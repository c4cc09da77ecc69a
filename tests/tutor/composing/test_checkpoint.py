"""Weights on disk: they come back as they were, and a file that does not fit is refused in plain words."""

import pytest
import torch

from tutor.composing.checkpoint import WEIGHTS, load_checkpoint, save_checkpoint
from tutor.composing.model import Composer, ModelConfig
from tutor.errors import ModelUnavailable

SMALL = ModelConfig(layers=1, width=32, heads=2, hidden=32, context=32)


def test_weights_survive_in_half_precision(tmp_path):
    model = Composer(SMALL)
    saved = save_checkpoint(tmp_path / "w.pt", model, {"sources": {"a book": {"pieces": 3}}})
    loaded = load_checkpoint(tmp_path / "w.pt")
    assert loaded.hash == saved
    assert loaded.metadata == {"sources": {"a book": {"pieces": 3}}}
    for name, value in loaded.model.state_dict().items():
        assert torch.allclose(value, model.state_dict()[name], atol=1e-3)


def test_the_same_weights_have_the_same_hash(tmp_path):
    model = Composer(SMALL)
    hashes = {save_checkpoint(tmp_path / f"{i}" / "w.pt", model, {}) for i in range(2)}
    assert len(hashes) == 1


def test_missing_weights_say_how_to_make_them(tmp_path):
    with pytest.raises(ModelUnavailable, match="python -m tutor train"):
        load_checkpoint(tmp_path / "none.pt")


def test_a_file_that_is_no_checkpoint_is_refused(tmp_path):
    (tmp_path / "w.pt").write_bytes(b"not weights")
    with pytest.raises(ModelUnavailable):
        load_checkpoint(tmp_path / "w.pt")


def test_weights_of_another_vocabulary_are_refused(tmp_path):
    save_checkpoint(tmp_path / "w.pt", Composer(SMALL), {})
    content = torch.load(tmp_path / "w.pt", weights_only=True)
    torch.save(content | {"vocabulary": "another"}, tmp_path / "w.pt")
    with pytest.raises(ModelUnavailable, match="vocabulary"):
        load_checkpoint(tmp_path / "w.pt")


def test_the_shipped_weights_load_and_credit_their_sources():
    shipped = load_checkpoint(WEIGHTS)
    assert WEIGHTS.stat().st_size < 30_000_000
    for source in shipped.metadata["sources"].values():
        assert source["licence"]
        assert source["attribution"]
        assert source["pieces"] > 0
