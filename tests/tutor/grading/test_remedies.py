"""Remedies: for every kind of finding words to act on and a request that the composer can meet."""

import string

import pytest

from tests.tutor.grading.playing import LINE, exact, take, tune
from tutor.composing.feasibility import check
from tutor.composing.request import ComposeRequest
from tutor.grading.align import align
from tutor.grading.case import Case
from tutor.grading.expected import Expected
from tutor.grading.remedies import REMEDIES, remedy_for
from tutor.grading.tolerances import tolerances
from tutor.grading.verdicts import Setting
from tutor.grading.wording import ROWS, put_in_words
from tutor.learning.skills import SKILLS

WISHES = {"signature", "leap", "dotted", "subdivision"}


def case_of(score, level=3):
    return Case(align(Expected.of(score), take(exact(score)).notes), (), (), Setting(tolerances(level, "normal")))


def slots(template):
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.fixture(scope="module")
def case():
    return case_of(tune(LINE))


def test_every_kind_that_is_explained_has_a_remedy():
    assert set(REMEDIES) == set(ROWS)


@pytest.mark.parametrize("kind", sorted(REMEDIES))
def test_each_asks_for_skills_that_exist(kind):
    assert set(REMEDIES[kind][1]) - WISHES <= set(SKILLS)


@pytest.mark.parametrize("kind", sorted(REMEDIES))
def test_each_leads_to_a_request_the_composer_accepts(case, kind):
    facts = {slot: "a thing" for slot in slots(REMEDIES[kind][0])} | {"asked": "minor sixth"}
    remedy = remedy_for(kind, facts, case)
    request = ComposeRequest.from_dict(remedy.request)
    check(request)
    assert (request.key, request.meter, request.instrument) == ("G major", "4/4", "violin")
    assert remedy.text[0].isupper()


def test_a_remedy_isolates_the_error(case):
    facts = {"written_words": "F sharp", "tonic": "G", "key_words": "G major", "sign": "sharp"}
    assert remedy_for("P02", facts, case).request["skills"] == ["leading-tone"]
    assert remedy_for("P01", facts, case).request["skills"] == ["key-signature-sharps"]
    assert remedy_for("R01", {"long_value": "dotted quarter"}, case).request["skills"] == ["dotted-quarter"]


def test_a_skill_beyond_the_level_gives_way_to_a_simpler_one(case):
    assert remedy_for("R03", {}, case).request["skills"] == ["eighth-pairs"]
    assert remedy_for("R03", {}, case_of(tune(LINE), level=5)).request["skills"] == ["triplets"]


def test_a_key_beyond_the_level_raises_the_level_rather_than_leave_the_key():
    score = tune(LINE.replace("F#", "F"), key="Ab minor")
    request = remedy_for("T01", {}, case_of(score)).request
    assert request["key"] == "Ab minor"
    assert request["level"] > 3


def test_a_singer_is_told_to_sing(case):
    assert remedy_for("T01", {}, case).text.startswith("Play")
    assert remedy_for("T01", {}, case_of(tune(LINE, instrument="alto"))).text.startswith("Sing")


def test_words_refuse_to_leave_a_slot_empty():
    with pytest.raises(KeyError):
        put_in_words("{where}: {nothing}", {"where": "bar 1"})


def test_words_take_their_article_and_their_capital():
    assert put_in_words(
        "{place!c} needs {thing!a} or {note!a}", {"place": "bar 1", "thing": "eighth", "note": "F sharp"}
    ) == ("Bar 1 needs an eighth or an F sharp")
