"""The card tells what was measured, what missed its target, and what was not measured at all."""

import xml.etree.ElementTree as ET
from datetime import date

import pytest

from tutor.composing.audit import evaluation
from tutor.composing.audit.card import lines, model_card
from tutor.composing.audit.curve import curve_svg
from tutor.composing.audit.evaluation import NO_CORPORA
from tutor.composing.audit.whereabouts import whereabouts

SOME = ("hymn", "irish-jig")
CURVE = [
    {"minutes": 1.0, "step": 10, "tokens": 100, "passes": 0, "valid_nll_per_note": 3.2, "train_loss": 2.1},
    {"minutes": 9.0, "step": 90, "tokens": 900, "passes": 1, "valid_nll_per_note": 2.6, "train_loss": 1.2},
]


@pytest.fixture(scope="module")
def result(untrained):
    """An evaluation over two styles."""
    untrained.metadata["curve"] = CURVE
    every, alike = evaluation.over_styles_and_levels, evaluation.like_excerpts
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evaluation, "over_styles_and_levels", lambda *a: [r for r in every(*a) if r.style == "hymn"][:2])
        patch.setattr(evaluation, "like_excerpts", lambda *a: [r for r in alike(*a) if r.style in SOME])
        return evaluation.evaluate_composer(requests=2, each=1)


def test_blends_are_told_by_the_part_that_was_asked_for(result):
    assert [row["asked"] for row in result["blends"]] == [0.3, 0.5, 0.7]
    assert "| 30% | 1 |" in model_card(result, "Measured here.")


def test_every_row_is_measured_but_what_needs_corpora(result):
    found = lines(result)
    assert [line.measure for line in found if line.met is None] == [
        "nats per note of held-out pieces, against the best of 3-gram, 5-gram, and 5-gram with copying"
    ]
    assert result["likelihood"] == {"missing": NO_CORPORA}
    assert result["promises"]["requests"] == 2
    assert result["promises"]["wrong"] == 0
    assert result["levels"]["above_level"] == 0
    assert result["cadences"]["final_met"] == 1


def test_a_network_that_has_learned_nothing_misses_the_styles(result):
    (line,) = [line for line in lines(result) if line.measure.startswith("style recognised")]
    assert line.met is False


def test_the_card_says_so_in_words(result):
    card = model_card(result, "Measured here.", "curve.svg")
    assert "Measured here." in card
    assert NO_CORPORA in card
    assert "![Training curve](curve.svg)" in card
    assert "Trained for 9 minutes, 90 steps" in card
    assert card.count("| hymn |") == 1


def test_likelihood_kept_by_training_is_told_as_such(result):
    kept = {"when": "at the end of training", "network": 2.5, "5-gram": 3.0, "best": "5-gram", "gain": 0.167}
    kept |= {"melodies": 7, "styles": {"hymn": {"network": 2.1, "n-gram": 2.9}}}
    (line,) = [row for row in lines(result | {"likelihood": kept}) if row.measure.startswith("nats")]
    assert line.met
    assert "2.500" in line.measured
    assert "at the end of training" in line.measured


def test_the_curve_is_a_picture_with_words_for_it():
    root = ET.fromstring(curve_svg(CURVE))
    space = "{http://www.w3.org/2000/svg}"
    assert root.find(f"{space}desc").text == "After 9 minutes: 2.600 nats per held-out note."
    held, training = root.findall(f"{space}polyline")
    first, last = held.get("points").split()
    assert float(first.split(",")[1]) < float(last.split(",")[1]), "likelihood that falls is drawn as a line that falls"
    assert held.get("stroke-dasharray") != training.get("stroke-dasharray")


def test_a_single_point_can_be_drawn():
    assert ET.fromstring(curve_svg([CURVE[0] | {"minutes": 0.0}])) is not None


def test_the_card_names_the_command_and_the_day():
    options = {"requests": 5, "seeds": 1, "each": 2, "seed": 0, "corpora": True}
    told = whereabouts(options, date(2026, 1, 2))
    assert "evaluate composer --requests 5 --seeds 1 --each 2 --seed 0 --corpora FOLDER --card" in told
    assert "2026-01-02" in told
