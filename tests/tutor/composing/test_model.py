"""The network: looks back only, and gives the same answer whole or step by step."""

import pytest
import torch

from tests.tutor.composing.test_place import JIG
from tutor.composing.model import Composer, ModelConfig
from tutor.composing.place import features_of
from tutor.composing.vocabulary import PREFIX_LENGTH, SIZE, to_tokens

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


def test_step_by_step_equals_the_whole(model, rows):
    tokens, features = rows
    whole = model(tokens, features)
    cache = model.new_cache(2)
    started = model(tokens[:, :PREFIX_LENGTH], features[:, :PREFIX_LENGTH], cache)
    steps = [model.step(tokens[:, i], features[:, i], cache) for i in range(PREFIX_LENGTH, tokens.shape[1])]
    assert torch.allclose(started, whole[:, :PREFIX_LENGTH], atol=1e-4)
    assert torch.allclose(torch.stack(steps, 1), whole[:, PREFIX_LENGTH:], atol=1e-4)


def test_several_steps_can_continue_a_cache(model, rows):
    tokens, features = rows
    cache = model.new_cache(2)
    parts = [model(tokens[:, a:b], features[:, a:b], cache) for a, b in ((0, 5), (5, 9), (9, tokens.shape[1]))]
    assert torch.allclose(torch.cat(parts, 1), model(tokens, features), atol=1e-4)


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


def test_rows_can_be_chosen_again_from_a_cache(model, rows):
    tokens, features = rows
    tokens = tokens.clone()
    tokens[1, 3] += 1
    cache = model.new_cache(2)
    model(tokens[:, :-1], features[:, :-1], cache)
    cache.select(torch.tensor([1, 1, 0]))
    picked = model.step(tokens[[1, 1, 0], -1], features[[1, 1, 0], -1], cache)
    assert torch.allclose(picked, model(tokens, features)[[1, 1, 0], -1], atol=1e-4)


def test_the_shipped_size_is_what_the_card_says():
    assert 1_500_000 < Composer(ModelConfig()).parameter_count < 6_000_000
