"""Random requests reach everything, and a refusal is held to its word."""

from dataclasses import replace

import pytest

from tutor.composing.audit.wishes import amended, random_requests, unhelpful
from tutor.composing.feasibility import check, check_names
from tutor.composing.purposes import PURPOSES
from tutor.composing.request import ComposeRequest
from tutor.errors import RequestImpossible
from tutor.learning.skills import SKILLS

PLAIN = ComposeRequest(level=2, bars=4, form="AABA", range="C4-E4", skills=("triplets", "pickup"), pickup=True)


def test_requests_are_the_same_for_the_same_seed():
    assert list(random_requests(20, 1)) == list(random_requests(20, 1)) != list(random_requests(20, 2))


def test_every_name_in_a_random_request_exists():
    for request in random_requests(200):
        check_names(request)


def test_they_reach_every_skill_and_level():
    found = list(random_requests(800))
    assert {skill for r in found for skill in r.skills} == set(SKILLS)
    assert {r.level for r in found} == {n / 2 for n in range(2, 17)}
    assert {r.purpose for r in found} == {None, *PURPOSES}


@pytest.mark.parametrize(
    ("fix", "change"),
    [
        ("Raise the level to 5, or leave the skill out.", {"level": 5}),
        ("Ask for the form free, or leave the skill triplets out.", {"form": "free"}),
        ("Ask for 8 bars or more.", {"bars": 8}),
        ("Leave the skill triplets out.", {"skills": ("pickup",)}),
        ("Leave out triplets and pickup.", {"skills": ()}),
        ("Choose a key with sharps, for example G major.", {"key": "G major"}),
        ("Choose C# dorian, or the skill leading-tone-in-minor.", {"key": "C# dorian"}),
        ("Choose 6/8.", {"meter": "6/8"}),
        ("Widen it, for example to C4-G4.", {"range": "C4-G4"}),
        ("Widen the range, or leave it out.", {"range": None}),
        ("Leave the pickup out.", {"pickup": False, "skills": ("triplets",)}),
    ],
)
def test_the_change_is_read_from_the_sentence(fix, change):
    assert amended(PLAIN, fix) == replace(PLAIN, **change)


def refused_for(first, second):
    def refuse(request):
        raise RequestImpossible(first, second, "Whatever.")

    return refuse


def test_a_refusal_that_helps_is_fine():
    refusal = RequestImpossible("the skill triplets", "level 2", "Raise the level to 5.")
    assert unhelpful(PLAIN, refusal, lambda request: None) == ""
    assert unhelpful(PLAIN, refusal, refused_for("the form AABA", "4 bars")) == ""


def test_a_refusal_that_does_not_is_found_out():
    idle = RequestImpossible("the skill triplets", "level 2", "Raise the level to 5.")
    assert "does not help" in unhelpful(PLAIN, idle, refused_for("the skill triplets", "level 2"))
    assert "no change" in unhelpful(PLAIN, RequestImpossible("a", "b", "Try something else."), check)
    assert "no conflict" in unhelpful(PLAIN, RequestImpossible("the request", "b", "Ask for 8 bars."), check)


def test_real_refusals_help():
    with pytest.raises(RequestImpossible) as caught:
        check(ComposeRequest(level=1, skills=("leap-of-a-tenth",)))
    assert unhelpful(ComposeRequest(level=1, skills=("leap-of-a-tenth",)), caught.value, check) == ""
