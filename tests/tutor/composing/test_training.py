"""Training: samples say truly where they end, a seed gives the same weights, and learning is learning."""

import json
from dataclasses import replace
from random import Random

import numpy as np
import pytest
import torch

from tests.tutor.composing.test_corpus import OTHER, REEL
from tests.tutor.composing.test_vocabulary import tune
from tutor.composing import vocabulary as v
from tutor.composing.checkpoint import load_checkpoint
from tutor.composing.index import Originality
from tutor.composing.likelihood import compare, stretches
from tutor.composing.model import Composer, ModelConfig
from tutor.composing.place import COLUMNS, Kind
from tutor.composing.training import Average, Clock, Plan, collate, fit, nll_per_note, train
from tutor.composing.vocabulary import END, PREFIX_LENGTH, TIE
from tutor.composing.windows import LONGEST, batches, closes, epoch, sample_of, style_weights, varied
from tutor.errors import ModelUnavailable

TINY = ModelConfig(layers=1, width=32, heads=2, hidden=32, context=512, dropout=0.0)
QUICK = Plan(steps=16, warmup=3, tokens=2048, threads=1, half=False, peak=1e-2, average=0.9)
CADENCE = [(48, (1, 0)), (48, (0, 0))]
LONG = tune(*[[(24, (n % 5, 0)), (24, (2, 0)), (48, (3, 0))] if n % 8 != 7 else CADENCE for n in range(24)])


def column(sample, name):
    return sample.features[:, COLUMNS.index(name)].tolist()


def body(sample):
    return [v.TOKENS[t] for t in sample.tokens[PREFIX_LENGTH:]]


def test_a_whole_melody_ends():
    sample = sample_of(LONG)
    assert sample.tokens[-1] == END
    assert column(sample, "bars_left")[PREFIX_LENGTH - 1] == 24


def test_a_stretch_that_closes_on_the_tonic_is_an_ending():
    sample = sample_of(LONG, 8, 16)
    assert closes(LONG, 15)
    assert sample.tokens[-1] == END
    assert column(sample, "bars_left")[PREFIX_LENGTH - 1] == 8
    assert v.TOKENS[sample.tokens[PREFIX_LENGTH - 1]] == "PLACE_opening", "a new part begins after a cadence"


def test_a_stretch_that_goes_on_has_no_end_and_counts_the_bars_to_come():
    sample = sample_of(LONG, 4, 6)
    assert sample.tokens[-1] != END
    assert column(sample, "bars_left")[PREFIX_LENGTH - 1] == 20
    assert column(sample, "kind")[-1] == Kind.BAR
    assert v.TOKENS[sample.tokens[PREFIX_LENGTH - 1]] == "PLACE_middle"


def test_a_stretch_that_begins_inside_a_tie_begins_with_its_note():
    melody = tune([(96, (4, 0))], [(48, TIE), (48, (2, 0))], [(96, (0, 0))])
    assert body(sample_of(melody, 1, 2))[:3] == ["BAR", "DUR_48", "PITCH_4_0"]


def test_the_last_bar_is_filled_when_the_pickup_is_left_out():
    melody = tune([(24, (4, 0))], [(96, (2, 0))], [(72, (1, 0))], pickup=True)
    assert body(sample_of(melody, 1, 2)) == ["BAR", "DUR_72", "PITCH_1_0", "DUR_24", "REST", "END"]


def test_a_long_melody_is_cut_at_a_bar():
    sample = sample_of(replace(REEL, bars=REEL.bars * 8))
    assert len(sample.tokens) <= LONGEST
    assert column(sample, "kind")[-1] == Kind.BAR


def test_the_level_in_the_prefix_is_that_of_the_bars():
    easy = tune([(24, (0, 0)), (24, (1, 0)), (48, (2, 0))], [(96, (0, 0))])
    assert v.TOKENS[sample_of(easy).tokens[3]] == "LEVEL_1"


def test_conditions_are_dropped_about_one_time_in_eight_and_octaves_moved_whole():
    random, sample = Random(0), sample_of(REEL)
    many = [varied(sample, random).tokens for _ in range(800)]
    dropped = np.mean([[v.TOKENS[t].endswith("_none") for t in m[: PREFIX_LENGTH - 1]] for m in many], axis=0)
    assert ((dropped > 0.08) & (dropped < 0.17)).all()
    shifts = {int(m.astype(int)[8] - int(sample.tokens[8])) for m in many}
    assert shifts == {-21, 0, 21}


def test_rare_styles_are_drawn_more_often():
    many = [REEL] * 9 + [replace(OTHER, style="ragtime")]
    weights = style_weights(many)
    assert weights["ragtime"] > 1 > weights["irish-reel"]


def test_a_pass_is_the_same_for_the_same_seed():
    passes = [[s.tokens.tolist() for s in epoch([REEL, OTHER, LONG], Random(5))] for _ in range(2)]
    assert passes[0] == passes[1]


def test_batches_hold_every_sample_once_within_their_size():
    samples = [sample_of(m, 0, n) for m in (REEL, OTHER, LONG) for n in (2, 4, 8)]
    found = list(batches(samples, 300, Random(0)))
    assert sorted(len(s.tokens) for b in found for s in b) == sorted(len(s.tokens) for s in samples)
    assert all(len(b) * max(len(s.tokens) for s in b) <= 300 for b in found)


def test_only_the_body_is_learned_and_padding_is_not():
    short, long = sample_of(OTHER, 0, 2), sample_of(REEL)
    tokens, features, targets = collate([short, long])
    assert tokens.shape == targets.shape == features.shape[:2]
    assert (targets[:, : PREFIX_LENGTH - 1] == -100).all()
    assert (targets[0, len(short.tokens) - 1 :] == -100).all()
    assert targets[0, PREFIX_LENGTH - 1] == v.BAR


def test_likelihood_does_not_depend_on_how_samples_are_batched():
    torch.manual_seed(0)
    model, samples = Composer(TINY).eval(), [sample_of(REEL), sample_of(OTHER), sample_of(LONG, 0, 4)]
    alone = sum(nll_per_note(model, [s]) * s.notes for s in samples) / sum(s.notes for s in samples)
    assert nll_per_note(model, samples) == pytest.approx(alone, rel=1e-5)


def test_the_rate_rises_then_falls_to_almost_nothing():
    clock = Clock(Plan(steps=100, warmup=10, peak=1.0))
    rates = []
    for clock.step in range(101):
        rates.append(clock.rate)
    assert rates[0] < rates[5] < rates[9] > rates[50] > rates[100]
    assert rates[100] == pytest.approx(0.02)


def test_the_average_follows_the_weights():
    model = Composer(TINY)
    average = Average(model, 0.5)
    with torch.no_grad():
        model.norm.scale.fill_(3.0)
    for _ in range(60):
        average.update(model)
    assert torch.allclose(average.model.norm.scale, torch.full((32,), 3.0), atol=1e-3)


def fitted():
    kept: list[int] = []
    model, curve = fit(
        [REEL, LONG], [REEL], QUICK, TINY, lambda model, curve: kept.append(len(curve)), lambda text: None
    )
    return model, curve, kept


def test_learning_lowers_the_likelihood_and_a_seed_repeats_it():
    torch.manual_seed(QUICK.seed)
    before = nll_per_note(Composer(TINY), [sample_of(REEL)])
    first, second = fitted(), fitted()
    assert first[1][-1]["valid_nll_per_note"] < 0.8 * before
    assert first[2] == [1], "the best weights are handed over to be kept"
    for name, value in first[0].state_dict().items():
        assert torch.equal(value, second[0].state_dict()[name])


def chopin_folder(root, pieces):
    folder = root / "nifc-chopin-piano" / "kern"
    folder.mkdir(parents=True)
    random = Random(0)
    for n in range(pieces):
        bars = "".join(f"={i}\n" + "".join(f"8{random.choice('cdefgab')}\n" for _ in range(8)) for i in range(1, 9))
        (folder / f"piece{n}.krn").write_text(f"**kern\n*k[]\n*M4/4\n{bars}==\n*-\n")
    return root


def test_train_writes_weights_that_load_with_their_provenance(tmp_path):
    corpora, out = chopin_folder(tmp_path / "corpora", 60), tmp_path / "made"
    plan, said = replace(QUICK, steps=2), []
    made = train(
        corpora, out, plan=plan, config=TINY, cache=tmp_path / "cache", sources=["nifc-chopin"], say=said.append
    )
    loaded = load_checkpoint(out / "composer.pt")
    assert loaded.metadata["sources"]["nifc-chopin"]["pieces"] == made["sources"]["nifc-chopin"]["pieces"] == 60
    assert "chopinscores" in loaded.metadata["sources"]["nifc-chopin"]["attribution"]
    assert json.loads((out / "composer.curve.json").read_text())[-1]["step"] == 2
    assert len(Originality.load(out / "originality.npz").ids) == made["training_melodies"]
    assert said[0].startswith("60 melodies")
    assert loaded.metadata["held_out"]["styles"]["romantic-piano"]["melodies"] == made["held_out"]["melodies"] > 0


def test_training_goes_on_from_weights_and_keeps_their_history(tmp_path):
    corpora, out = chopin_folder(tmp_path / "corpora", 60), tmp_path / "made"
    settings = {"config": TINY, "cache": tmp_path / "cache", "sources": ["nifc-chopin"], "say": lambda text: None}
    first = train(corpora, out, plan=replace(QUICK, steps=4), **settings)
    still = replace(QUICK, steps=1, peak=0.0)
    second = train(corpora, tmp_path / "more", plan=still, start=out / "composer.pt", **settings)
    assert [point["step"] for point in second["curve"]] == [4, 5]
    assert second["held_out"]["network"] == pytest.approx(first["held_out"]["network"], rel=1e-3), (
        "nothing is forgotten"
    )


def test_the_comparison_with_n_grams_counts_each_style():
    torch.manual_seed(0)
    found = compare(Composer(TINY), [REEL, LONG], [OTHER], [REEL, replace(OTHER, style="hymn")])
    assert found["gain"] == pytest.approx(
        1 - found["network"] / min(found[name] for name in found if "gram" in name), abs=1e-3
    )
    assert found["gain"] < 0, "a network that has learned nothing loses to one that has seen the tune"
    assert found["styles"]["irish-reel"]["n-gram"] < found["styles"]["hymn"]["n-gram"]


def test_a_melody_is_covered_from_end_to_end():
    samples = list(stretches(LONG))
    assert sum(s.notes for s in samples) == sum(isinstance(e.pitch, tuple) for e in LONG.events)


def test_too_little_music_is_refused(tmp_path):
    corpora = chopin_folder(tmp_path / "corpora", 1)
    with pytest.raises(ModelUnavailable, match="too few"):
        train(corpora, tmp_path / "made", plan=QUICK, config=TINY, cache=tmp_path / "c", sources=["nifc-chopin"])
