"""Originality: a planted copy is found, in whatever key, octave or note values, and new music is not accused."""

from dataclasses import replace
from random import Random

import pytest

from tests.tutor.composing.test_vocabulary import tune
from tutor.composing.index import INDEX, Originality
from tutor.composing.runs import grams, sounding
from tutor.composing.vocabulary import REST, TIE, Event
from tutor.errors import ModelUnavailable


def wandering(seed, bars=8):
    random = Random(seed)
    made = tune(*[[(12, (random.randint(0, 9), 0)) for _ in range(8)] for _ in range(bars)])
    return replace(made, id=f"tune {seed}")


TUNES = [wandering(seed) for seed in range(20)]
INDEXED = Originality.over(TUNES)


def test_a_whole_tune_is_found_as_itself():
    assert tuple(INDEXED.longest_shared_run(TUNES[7])) == (64, 8.0, "tune 7")


def test_a_planted_copy_is_found_with_its_length_and_source():
    stranger = wandering(100)
    planted = replace(stranger, bars=(*stranger.bars[:2], *TUNES[3].bars[4:6], *stranger.bars[2:]))
    run = INDEXED.longest_shared_run(planted)
    assert (run.notes, run.piece) == (16, "tune 3")
    assert run.bars == 2.0


def test_a_copy_an_octave_lower_in_longer_values_is_still_a_copy():
    lower = [
        tuple(Event(2 * e.ticks, (e.pitch[0] - 7, 0)) for e in b[i : i + 4]) for b in TUNES[5].bars for i in (0, 4)
    ]
    run = INDEXED.longest_shared_run(replace(TUNES[5], bars=tuple(lower)))
    assert (run.notes, run.piece) == (64, "tune 5")


def test_new_music_shares_less_than_seven_notes():
    assert tuple(INDEXED.longest_shared_run(wandering(200))) == (0, 0.0, "")


def test_a_melody_can_be_compared_with_all_but_itself():
    assert INDEXED.longest_shared_run(TUNES[7], ignore=frozenset({"tune 7"})).notes == 0


def test_a_run_does_not_go_on_from_one_tune_into_the_next():
    joined = replace(TUNES[0], bars=(*TUNES[0].bars[4:], *TUNES[1].bars[:4]))
    assert INDEXED.longest_shared_run(joined).notes == 32


def test_an_index_survives_on_disk(tmp_path):
    INDEXED.save(tmp_path / "o.npz")
    assert Originality.load(tmp_path / "o.npz").longest_shared_run(TUNES[7]).piece == "tune 7"


def test_a_missing_index_says_how_to_make_it(tmp_path):
    with pytest.raises(ModelUnavailable, match="train"):
        Originality.load(tmp_path / "none.npz")


def test_the_shipped_index_is_small_and_knows_its_tunes():
    shipped = Originality.load(INDEX)
    assert INDEX.stat().st_size < 6_000_000
    assert len(shipped.ids) == len(shipped.starts) > 10_000
    assert shipped.longest_shared_run(wandering(300)).notes < 14


def test_ties_are_joined_and_rests_lengthen_the_note_before():
    melody = tune([(24, (0, 0)), (24, REST), (24, (1, 0)), (24, TIE)], [(96, (2, 1))])
    assert sounding(melody) == [(0, 48, 0), (48, 48, 2), (96, 96, 5)]


def test_a_melody_of_six_notes_has_no_run_to_compare():
    assert len(grams(tune([(16, (0, 0))] * 6))) == 0
