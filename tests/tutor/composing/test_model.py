"""The network: looks back only, and knows where the next token stands."""

import pytest
import torch

from tests.tutor.composing.test_place import JIG
from tutor.composing.model import Composer, ModelConfig
from tutor.composing.place import features_of
from tutor.composing.vocabulary import SIZE, to_tokens

SMALL = ModelConfig(layers=2, width=48, heads=4, hidden=64, context=64)


@pytest.fixture
def model():
    torch.manual_seed(3)
    model = Composer(SMALL).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.mul_(4)  # far from the near-uniform start, so that a difference would show
    return model


@pytest.fixture
def rows():
    tokens = to_tokens(JIG)
    features = features_of(tokens, JIG.meter, JIG.full_bars).astype("int64")
    return torch.tensor([tokens] * 2), torch.from_numpy(features)[None].expand(2, -1, -1)


def test_a_later_token_does_not_change_an_earlier_answer(model, rows):
    tokens, features = rows
    other = tokens.clone()
    other[:, -1] = (other[:, -1] + 1) % SIZE
    assert torch.equal(model(tokens, features)[:, :-1], model(other, features)[:, :-1])


def test_the_place_of_the_next_token_matters(model, rows):
    tokens, features = rows
    moved = features.clone()
    moved[..., 0] += 1
    assert not torch.allclose(model(tokens, features), model(tokens, moved))


def test_the_shipped_size_is_what_the_card_says():
    assert 1_500_000 < Composer(ModelConfig()).parameter_count < 6_000_000
