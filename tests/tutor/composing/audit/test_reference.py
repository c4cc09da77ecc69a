"""The reference: excerpts of held-out pieces become counts in a file, and requests that ask for the same."""

import json
from dataclasses import replace

import pytest

from tests.tutor.composing.audit.test_recogniser import leaps, steps
from tests.tutor.composing.test_vocabulary import tune
from tutor.composing.audit.exercises import request_like
from tutor.composing.audit.reference import (
    Excerpt,
    Reference,
    learn,
    learn_recogniser,
    shipped_reference,
)
from tutor.composing.corpus import Corpus, split_of
from tutor.composing.excerpts import excerpts_of
from tutor.composing.feasibility import check
from tutor.composing.vocabulary import STYLES
from tutor.errors import ModelUnavailable


def long(make, seed):
    return replace(make(seed), bars=make(seed).bars * 2)


@pytest.fixture(scope="module")
def corpus():
    made = [replace(make(n), id=f"{make.__name__}{n}") for n in range(60) for make in (steps, leaps)]
    return Corpus(tuple(made), tuple(range(len(made))))


def test_excerpts_are_of_8_and_16_bars_by_turns():
    found = excerpts_of([long(steps, n) for n in range(4)], most=4)
    assert sorted(len(m.bars) for m in found["hymn"]) == [8, 8, 16, 16]


def test_a_bar_that_lacks_its_pickup_is_no_bar_of_an_excerpt():
    bars = [[(24, (0, 0))], *[[(96, (0, 0))]] * 7, [(72, (0, 0))]]
    assert not excerpts_of([replace(tune(*bars, pickup=True), style="hymn")], most=9)
    whole = [[(24, (0, 0))], *[[(96, (0, 0))]] * 8, [(72, (0, 0))]]
    (kept,) = excerpts_of([replace(tune(*whole, pickup=True), style="hymn")], most=9)["hymn"]
    assert {sum(e.ticks for e in bar) for bar in kept.bars} == {96}


def test_what_is_measured_with_is_made_from_held_out_pieces_alone(corpus, tmp_path):
    made = learn(corpus, tmp_path)
    held = [m for m in corpus.melodies if split_of(m.id) != "train" and m.style == "hymn"]
    reference = Reference.load(tmp_path / "reference.json")
    assert json.loads((tmp_path / "reference.json").read_text()) == made
    assert len(reference.styles["hymn"]["excerpts"]) == len(held) > 0
    notes = sum(len(m.events) for m in held)
    assert sum(reference.half("hymn", n)["duration"].sum() for n in (0, 1)) == notes
    assert reference.styles["hymn"]["recognised"] == len(held)
    assert (tmp_path / "recogniser.npz").exists()


def test_too_little_music_to_learn_from_is_said():
    with pytest.raises(ModelUnavailable, match="larger corpus"):
        learn_recogniser(Corpus((), ()))


def test_a_style_with_few_excerpts_is_asked_for_as_often_as_any():
    found = Reference({"styles": {"hymn": {"excerpts": [["major", "4/4", 1, 8], ["minor", "3/4", 2, 8]]}}, "about": {}})
    assert [e.mode for e in found.excerpts(5)] == ["major", "minor", "major", "minor", "major"]


def test_a_request_like_an_excerpt_can_be_read_at_every_level():
    for mode in ("major", "minor", "dorian", "phrygian", "lydian", "mixolydian"):
        check(request_like(Excerpt("hymn", mode, "4/4", 1, 8), seed=0))


def test_the_shipped_reference_knows_every_learned_style():
    reference = shipped_reference()
    assert set(reference.styles) == set(STYLES)
    assert all(len(found["excerpts"]) == len(found["shared"]) for found in reference.styles.values())
