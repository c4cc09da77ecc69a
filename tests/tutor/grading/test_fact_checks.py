"""The second working-out of facts: it agrees with the findings, and it would notice if they were wrong."""

from collections.abc import Iterator

import pytest

from tutor.grading import harmony_checks, interval_checks, pitch_checks, structure_checks, time_checks
from tutor.grading.evaluation_facts import coloured_study, evaluate_facts, misreadings, played
from tutor.grading.fact_checks import ALWAYS, BY_OTHER_MEANS, CHECKS, MEASURED, check_findings, claimed
from tutor.grading.grade import grade
from tutor.grading.second_opinion import read_page
from tutor.grading.wording import ROWS
from tutor.music.musicxml import to_musicxml

SEEDS = range(0, 12)
OTHER = {
    "sharp": "flat", "flat": "sharp", "high": "low", "low": "high", "higher": "lower", "lower": "higher",
    "early": "late", "late": "early", "up": "down", "down": "up", "raises": "restores", "restores": "raises",
    "wide": "small", "small": "wide", "still applies": "no longer applies", "no longer applies": "still applies",
    "passing": "neighbour", "neighbour": "approach", "approach": "passing", "natural": "sharp",
    "octave": "octaves", "octaves": "octave", "bar": "end", "bars": "end", "end": "bar",
}  # fmt: skip


def made_wrong(value):
    """A value that looks right and is not."""
    if isinstance(value, dict):
        return {**value, "bar": value["bar"] + 2}
    if isinstance(value, list):
        return [*value, 99]
    if isinstance(value, int | float):
        return value + 3
    return OTHER.get(value) or (value[1:] if value[0] == "b" else f"{'D' if value[0] != 'D' else 'E'}{value[1:]}")


def graded(seed):
    score = coloured_study(seed)
    return read_page(to_musicxml(score)), grade(score, played(score, misreadings(score, seed)), level=3).to_dict()


def with_one_fact_wrong(report) -> Iterator[tuple[str, str, dict]]:
    for place, finding in enumerate(report["findings"]):
        told = [name for name in finding["facts"] if name in claimed(finding["kind"]) or name in ALWAYS]
        for name in told:
            at = (finding["kind"], name)
            if at not in CHECKS and (name in MEASURED or at in BY_OTHER_MEANS):
                continue
            facts = {**finding["facts"], name: made_wrong(finding["facts"][name])}
            changed = [*report["findings"][:place], {**finding, "facts": facts}, *report["findings"][place + 1 :]]
            yield finding["kind"], name, {**report, "findings": changed}


def test_every_fact_agrees_and_none_is_without_support():
    result = evaluate_facts(len(SEEDS), SEEDS[0])
    assert result["claims"] > 300
    assert result["right_share"] >= 0.995, result["examples"]
    assert result["unsupported"] == {}


def test_the_same_seed_gives_the_same_figures():
    assert evaluate_facts(2, 5) == evaluate_facts(2, 5)


@pytest.mark.parametrize("seed", [0, 1, 3, 5])
def test_a_wrong_fact_is_noticed(seed):
    page, report = graded(seed)
    missed = []
    for kind, name, altered in with_one_fact_wrong(report):
        try:
            noticed = any(checked.right is False for checked in check_findings(page, altered))
        except (AssertionError, ValueError, KeyError, AttributeError):
            noticed = True  # no such note, key or chord exists
        if not noticed:
            missed.append((kind, name))
    assert {(kind, name) for kind, name in missed if name not in ("chord", "cents")} == set()


@pytest.mark.parametrize("kind", sorted(ROWS))
def test_whatever_a_kind_says_has_a_second_working_out_or_is_a_measurement(kind):
    known = {name for at, name in CHECKS if at in ("", kind)} | MEASURED | {"how_far", "cents", "direction"}
    assert claimed(kind) <= known


def test_no_claim_is_checked_in_two_places():
    tables = [m.CHECKS for m in (pitch_checks, interval_checks, harmony_checks, time_checks, structure_checks)]
    assert sum(len(table) for table in tables) == len(CHECKS)
