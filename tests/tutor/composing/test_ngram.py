"""The baseline: probabilities that add up, and that learn."""

from random import Random

import pytest

from tests.tutor.composing.test_corpus import OTHER, REEL
from tutor.composing.ngram import NGram
from tutor.composing.vocabulary import PREFIX_LENGTH, SIZE
from tutor.composing.windows import sample_of


@pytest.fixture(scope="module")
def model():
    return NGram().learn([sample_of(REEL)])


@pytest.mark.parametrize("at", [PREFIX_LENGTH, PREFIX_LENGTH + 1, PREFIX_LENGTH + 9])
def test_the_probabilities_of_all_tokens_add_up_to_one(model, at):
    tokens = sample_of(REEL).tokens.tolist()
    total = sum(model.probability([*tokens[:at], token], at) for token in range(SIZE))
    assert total == pytest.approx(1.0)


def test_what_was_never_seen_is_possible(model):
    tokens = [Random(1).randrange(SIZE) for _ in range(20)]
    assert all(model.probability(tokens, at) > 0 for at in range(PREFIX_LENGTH, 20))


def test_the_tune_it_learned_is_likelier_than_another(model):
    assert model.nll_per_note([sample_of(REEL)]) < 0.5 * model.nll_per_note([sample_of(OTHER)])


def test_a_longer_context_predicts_a_learned_tune_better():
    samples = [sample_of(REEL)]
    short, long = NGram(2).learn(samples), NGram(5).learn(samples)
    assert long.nll_per_note(samples) < short.nll_per_note(samples)
