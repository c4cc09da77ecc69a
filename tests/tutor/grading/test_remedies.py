"""Remedies: for every kind of finding words to act on and a request that the composer can meet."""

import pytest

from tests.tutor.grading.playing import LINE, exact, take, tune
from tutor.composing.feasibility import check
from tutor.composing.request import ComposeRequest
from tutor.grading.align import align
from tutor.grading.case import Case
from tutor.grading.expected import Expected
from tutor.grading.remedies import REMEDY_SKILLS, remedy_request
from tutor.grading.remedy_words import REMEDY_WORDS
from tutor.grading.tolerances import tolerances
from tutor.grading.verdicts import Setting
from tutor.grading.wording import ROWS
from tutor.learning.skills import SKILLS

WISHES = {"signature", "leap", "dotted", "subdivision", "hard"}


def case_of(score, level=3):
    return Case(align(Expected.of(score), take(exact(score)).notes), (), (), Setting(tolerances(level, "normal")))


@pytest.fixture(scope="module")
def case():
    return case_of(tune(LINE))


def test_every_kind_that_is_explained_has_a_remedy():
    assert set(REMEDY_WORDS) == set(REMEDY_SKILLS) == set(ROWS)


@pytest.mark.parametrize("kind", sorted(REMEDY_SKILLS))
def test_each_asks_for_skills_that_exist(kind):
    assert set(REMEDY_SKILLS[kind]) - WISHES <= set(SKILLS)


@pytest.mark.parametrize("kind", sorted(REMEDY_SKILLS))
def test_each_leads_to_a_request_the_composer_accepts(case, kind):
    request = ComposeRequest.from_dict(remedy_request(kind, {"asked": "minor sixth"}, case))
    check(request)
    assert (request.key, request.meter, request.instrument) == ("G major", "4/4", "violin")


def test_a_remedy_isolates_the_error(case):
    assert remedy_request("P02", {}, case)["skills"] == ["leading-tone"]
    assert remedy_request("P01", {}, case)["skills"] == ["key-signature-sharps"]
    assert remedy_request("R01", {"long_value": "3/2"}, case)["skills"] == ["dotted-quarter"]


def test_a_skill_beyond_the_level_gives_way_to_a_simpler_one(case):
    assert remedy_request("R03", {}, case)["skills"] == ["eighth-pairs"]
    assert remedy_request("R03", {}, case_of(tune(LINE), level=5))["skills"] == ["triplets"]


def test_a_key_beyond_the_level_raises_the_level_rather_than_leave_the_key():
    score = tune(LINE.replace("F#", "F"), key="Ab minor")
    request = remedy_request("T01", {}, case_of(score))
    assert request["key"] == "Ab minor"
    assert request["level"] > 3
