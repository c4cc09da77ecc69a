"""The baselines: probabilities that add up, that learn, and that copy what has just been heard."""

from dataclasses import replace

import numpy as np
import pytest

from tests.tutor.composing.test_corpus import OTHER, REEL
from tutor.composing.ngram import Copying, NGram
from tutor.composing.vocabulary import PREFIX_LENGTH, SIZE
from tutor.composing.windows import Sample, sample_of

TUNE = sample_of(REEL)
VARIED = sample_of(replace(REEL, bars=(*REEL.bars[::2], *OTHER.bars)))
TWICE = sample_of(replace(OTHER, bars=OTHER.bars * 2))


@pytest.fixture(scope="module")
def model():
    return NGram().learn([TUNE], [VARIED])


def per_note(model, sample):
    return model.nats([sample])[0] / sample.notes


def next_tokens(sample, at):
    """The sample up to a place, followed by each token there is."""
    ends = np.arange(SIZE, dtype=np.uint8)
    return [Sample(np.append(sample.tokens[:at], end), sample.features[: at + 1]) for end in ends]


@pytest.mark.parametrize("at", [PREFIX_LENGTH, PREFIX_LENGTH + 1, PREFIX_LENGTH + 9])
def test_the_probabilities_of_all_tokens_add_up_to_one(model, at):
    total = sum(model.probabilities([one])[-1] for one in next_tokens(TUNE, at))
    assert total == pytest.approx(1.0)


def test_those_of_copying_do_too(model):
    copying, at = Copying(model).fit([TWICE]), len(TWICE.tokens) - 8
    assert sum(copying.probabilities([one])[-1] for one in next_tokens(TWICE, at)) == pytest.approx(1.0)


def test_a_context_is_trusted_as_far_as_it_foretold_other_music():
    tokens = np.array([*TUNE.tokens[:PREFIX_LENGTH], 1, 2, 1, 2, 1, 2, 1, 2], np.uint8)
    same = Sample(tokens, TUNE.features[: len(tokens)])
    other = Sample(np.array([*tokens[:PREFIX_LENGTH], 1, 3, 1, 4, 1, 5, 1, 6], np.uint8), same.features)
    sure, unsure = NGram(2).learn([same], [same]), NGram(2).learn([same], [other])
    assert sure.probabilities([same])[-1] > 0.9, "2 always followed 1"
    assert unsure.probabilities([same])[-1] < 0.3, "but not in other music"


def test_a_longer_context_never_foretells_the_music_it_was_fitted_on_worse():
    found = [per_note(NGram(order).learn([TUNE], [VARIED]), VARIED) for order in (1, 2, 3, 5)]
    assert found == sorted(found, reverse=True)


def test_what_was_never_seen_is_possible(model):
    assert (model.probabilities(next_tokens(TUNE, PREFIX_LENGTH + 20)) > 0).all()


def test_the_tune_it_learned_is_likelier_than_another(model):
    assert per_note(model, TUNE) < 0.5 * per_note(model, sample_of(OTHER))


def test_samples_are_judged_each_for_itself(model):
    both = model.probabilities([TUNE, TWICE])
    alone = [model.probabilities([TUNE]), model.probabilities([TWICE])]
    assert np.allclose(both, np.concatenate(alone))


def test_a_longer_context_predicts_a_learned_tune_better():
    short, long = NGram(2).learn([TUNE], [VARIED]), NGram(5).learn([TUNE], [VARIED])
    assert per_note(long, TUNE) < per_note(short, TUNE)


def test_copying_foretells_a_tune_that_comes_back(model):
    copying = Copying(model).fit([TWICE])
    assert per_note(copying, TWICE) < 0.7 * per_note(model, TWICE)
    assert (copying.probabilities([TWICE])[:3] == model.probabilities([TWICE])[:3]).all(), "nothing was heard before"


def test_likelihood_is_told_in_nats_for_each_sample(model):
    found = model.nats([TUNE, TWICE])
    assert found[1] == pytest.approx(-np.log(model.probabilities([TWICE])).sum())
    assert found.shape == (2,)
