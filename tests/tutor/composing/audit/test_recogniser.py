"""Recognising styles: learned from examples, the same every time, kept in a file, and deaf to the key."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from tests.tutor.composing.test_vocabulary import tune
from tutor.composing.audit.recogniser import Recogniser, figures
from tutor.composing.classifier import PLACES, hashed
from tutor.errors import ModelUnavailable


def steps(seed):
    """A line of quarters by step."""
    rng, at, bars = Random(seed), 0, []
    for _ in range(8):
        bars.append([(24, ((at := at + rng.choice((-1, 1))), 0)) for _ in range(4)])
    return replace(tune(*bars), style="hymn")


def leaps(seed):
    """Eighths in broken chords."""
    rng = Random(seed)
    return replace(tune(*[[(12, (rng.choice((0, 2, 4, 7)), 0)) for _ in range(8)] for _ in range(8)]), style="ragtime")


@pytest.fixture(scope="module")
def recogniser():
    return Recogniser.learn([steps(n) for n in range(20)] + [leaps(n) for n in range(5)])


def test_music_it_has_not_learned_is_recognised(recogniser):
    assert [recogniser.named(steps(n)) for n in range(100, 110)] == ["hymn"] * 10
    assert [recogniser.named(leaps(n)) for n in range(100, 110)] == ["ragtime"] * 10


def test_shares_add_up_to_one(recogniser):
    assert sum(recogniser.shares(leaps(7)).values()) == pytest.approx(1)


def test_learning_twice_gives_the_same():
    music = [steps(1), leaps(1)]
    assert np.array_equal(Recogniser.learn(music).weights, Recogniser.learn(music).weights)


def test_it_is_told_neither_metre_nor_mode():
    other = replace(steps(1), mode="dorian")
    assert list(figures(other)) == list(figures(steps(1)))


def test_a_melody_becomes_a_vector_of_length_one():
    found = hashed(figures(steps(1)))
    assert found.shape == (PLACES,)
    assert np.linalg.norm(found) == pytest.approx(1)


def test_what_is_kept_is_what_is_read(recogniser, tmp_path):
    recogniser.save(tmp_path / "r.npz")
    again = Recogniser.load(tmp_path / "r.npz")
    assert again.styles == ["hymn", "ragtime"]
    assert again.shares(steps(3)) == pytest.approx(recogniser.shares(steps(3)), abs=1e-2)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ModelUnavailable, match="train --audit"):
        Recogniser.load(tmp_path / "none.npz")
