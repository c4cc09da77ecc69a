"""Stepping: one token at a time gives what the training modules give for the whole, for the rows that are kept too."""

import numpy as np
import pytest
import torch

from tests.tutor.composing.test_place import JIG
from tutor.composing.model import Composer, ModelConfig
from tutor.composing.place import features_of
from tutor.composing.stepping import Stepper, one_thread
from tutor.composing.vocabulary import PREFIX_LENGTH, SIZE, to_tokens

SMALL = ModelConfig(layers=2, width=48, heads=4, hidden=64, context=64)
CLOSE = 1e-4


@pytest.fixture
def model():
    torch.manual_seed(3)
    model = Composer(SMALL).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.mul_(4)  # far from the near-uniform start, so that a difference would show
        model.norm.scale.add_(torch.rand(48))
        model.blocks[1].before_gate.scale.add_(torch.rand(48))
    return model


@pytest.fixture
def rows():
    """Three sequences that differ from their second bar on."""
    tokens = torch.tensor([to_tokens(JIG)] * 3)
    tokens[1, 12], tokens[2, 12] = SIZE - 1, SIZE - 2
    features = features_of(tokens[0].tolist(), JIG.meter, JIG.full_bars).astype("int64")
    return tokens, torch.from_numpy(features)[None].expand(3, -1, -1)


def started(model, tokens, features, length=PREFIX_LENGTH):
    heard = []
    with torch.inference_mode():
        model(tokens[:, :length], features[:, :length], heard)
    return Stepper(model, heard, SMALL.context)


def step(stepper, tokens, features, at):
    return stepper.step(tokens[:, at].tolist(), features[:, at].tolist())


@pytest.mark.parametrize("heard", [PREFIX_LENGTH, 15])
def test_step_by_step_equals_the_whole(model, rows, heard):
    tokens, features = rows
    whole = model(tokens, features).detach().numpy()
    stepper = started(model, tokens, features, heard)
    steps = [step(stepper, tokens, features, at) for at in range(heard, tokens.shape[1])]
    assert np.allclose(np.stack(steps, 1), whole[:, heard:], atol=CLOSE)
    assert np.abs(whole[0] - whole[1]).max() > 100 * CLOSE, "the rows must differ for this to mean anything"


def test_rows_that_are_dropped_leave_the_others_as_they_were(model, rows):
    tokens, features = rows
    stepper = started(model, tokens, features, 15)
    stepper.keep([2, 0])
    on = step(stepper, tokens[[2, 0]], features[[2, 0]], 15)
    assert np.allclose(on, model(tokens, features)[[2, 0], 15].detach().numpy(), atol=CLOSE)


def test_a_stepper_goes_its_own_way(model, rows):
    tokens, features = rows
    one, two = started(model, tokens, features), started(model, tokens, features)
    first = step(one, tokens, features, PREFIX_LENGTH)
    step(one, tokens, features, PREFIX_LENGTH + 1)
    assert np.array_equal(first, step(two, tokens, features, PREFIX_LENGTH))


def test_one_thread_is_given_back_afterwards():
    before = torch.get_num_threads()
    with one_thread():
        assert torch.get_num_threads() == 1
    assert torch.get_num_threads() == before
