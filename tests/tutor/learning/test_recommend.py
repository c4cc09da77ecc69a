"""What is recommended fits what is believed, says why, and can be composed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.composing.feasibility import check
from tutor.learning.mastery import Belief, observe
from tutor.learning.occasions import occasions_for
from tutor.learning.promotion import Attempt
from tutor.learning.recommend import Learner, assured, recommend
from tutor.learning.skills import SKILLS
from tutor.music.key import Key

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def belief(right: int, wrong: int, days_ago: float = 0.5) -> Belief:
    return observe(Belief(), right, wrong, NOW - timedelta(days=days_ago))


def test_a_weak_skill_comes_first_with_its_counts() -> None:
    learner = Learner({"leading-tone": belief(2, 3), "stepwise-motion": belief(9, 1)}, level=2)
    first = recommend(learner, NOW, seed=1)[0]
    assert (first.kind, first.skill, first.request.skills) == ("weak", "leading-tone", ("leading-tone",))
    assert first.reason == "Leading tone: you read 2 of the last 5 right."


def test_what_a_weak_skill_builds_on_comes_before_it() -> None:
    learner = Learner({"leap-of-a-fifth": belief(0, 5), "leap-of-a-third": belief(2, 4)}, level=2)
    skills = [r.skill for r in recommend(learner, NOW, seed=1)]
    assert skills[:2] == ["leap-of-a-third", "leap-of-a-fifth"]


def test_a_secure_skill_returns_when_it_is_due_and_not_before() -> None:
    played = {name: belief(6, 0, days_ago=5) for name in ("stepwise-motion", "repeated-notes")}
    played["repeated-notes"] = belief(6, 0, days_ago=0.1)
    found = recommend(Learner(played, level=1), NOW, seed=1)
    assert (found[0].kind, found[0].skill) == ("due", "stepwise-motion")
    assert found[0].reason == "Stepwise motion: last played 5 days ago, time to see it in new music."
    assert "repeated-notes" not in [r.skill for r in found]


def test_a_skill_faded_by_time_is_due_and_one_slip_is_no_pattern() -> None:
    faded = recommend(Learner({"stepwise-motion": belief(6, 0, days_ago=300)}, level=1), NOW, seed=1)[0]
    assert (faded.kind, faded.skill) == ("due", "stepwise-motion")
    slip = recommend(Learner({"stepwise-motion": belief(0, 1)}, level=1), NOW, seed=1, count=20)
    assert "weak" not in [r.kind for r in slip]


def test_new_skills_wait_for_their_foundations() -> None:
    unready = recommend(Learner({"stepwise-motion": belief(3, 3)}, level=2), NOW, seed=1, count=40)
    assert "leap-of-a-fourth" not in [r.skill for r in unready]
    ready = recommend(Learner({"leap-of-a-third": belief(5, 0)}, level=2), NOW, seed=1, count=40)
    assert "leap-of-a-fourth" in [r.skill for r in ready]


def test_a_promoted_learner_is_told_and_reads_the_next_level() -> None:
    learner = Learner({}, level=2, attempts=[Attempt(2, 0.9)] * 3)
    first = recommend(learner, NOW, seed=1)[0]
    assert (first.kind, first.request.level) == ("level", 3)
    assert first.reason == "You read level 2 at sight: here is level 3."


def test_a_learner_with_nothing_else_to_do_reads() -> None:
    played = {name: belief(6, 0, days_ago=0.1) for name in SKILLS}
    (only,) = recommend(Learner(played, level=4), NOW, seed=1)
    assert (only.kind, only.skill) == ("reading", None)


def test_recommendations_differ_in_skill_and_seed_and_repeat_with_the_seed() -> None:
    learner = Learner({}, level=1)
    found = recommend(learner, NOW, seed=7)
    assert found == recommend(learner, NOW, seed=7)
    assert len({r.skill for r in found}) == len(found) == 3
    assert [r.request.seed for r in found] == [7, 8, 9]


@pytest.mark.parametrize("name", SKILLS)
def test_every_skill_has_an_occasion_at_its_own_level(name: str) -> None:
    level = SKILLS[name].level
    weak = {name: belief(0, 6)}
    found = recommend(Learner(weak, level=level), NOW, seed=3, count=1)[0]
    assert found.skill == name
    check(found.request)


@settings(max_examples=12, deadline=None)
@given(
    level=st.integers(1, 8),
    seed=st.integers(0, 1000),
    marks=st.dictionaries(st.sampled_from(sorted(SKILLS)), st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=6),
)
def test_whatever_is_recommended_can_be_composed_and_lies_within_the_level(level: int, seed: int, marks) -> None:
    learner = Learner({name: belief(*counts) for name, counts in marks.items()}, level=level)
    found = recommend(learner, NOW, seed=seed)
    assert found
    for recommendation in found:
        check(recommendation.request)
        assert recommendation.request.level == level
        assert all(SKILLS[name].level <= level for name in recommendation.request.skills)
        assert recommendation.reason.endswith(".")


def test_beginners_read_major_keys_only() -> None:
    for seed in range(20):
        assert {Key.parse(str(o["key"])).mode for o in occasions_for(None, 1, "irish-reel", seed)} == {"major"}


def test_the_learners_own_style_comes_first() -> None:
    assert next(occasions_for("stepwise-motion", 3, "irish-jig", 1))["style"] == "irish-jig"
    assert next(occasions_for("compound-rhythm", 3, "irish-reel", 1))["style"] != "irish-reel"


def test_somebody_who_reads_at_a_half_level_is_given_music_of_that_level() -> None:
    found = recommend(Learner({"stepwise-motion": belief(6, 0)}, level=3.5), NOW, seed=1)
    assert {one.request.level for one in found} == {3.5}
    assert found[-1].reason == "Fresh music to read at level 3.5." or found[-1].skill is not None
    for one in found:
        check(one.request)


def test_a_recommendation_is_assured_by_the_first_setting_that_can_be_composed(monkeypatch):
    """What tables allow may still be found impossible: then the next setting that suits the skill is taken."""
    from tutor.composing import feasibility
    from tutor.errors import RequestImpossible

    learner = Learner({}, level=2)
    (first, *_) = recommend(learner, NOW, seed=5)
    assert assured(learner, first) == first.request

    def refuse_the_first(request):
        if request == first.request:
            raise RequestImpossible("this", "that", "Try another.")

    monkeypatch.setattr(feasibility, "check", refuse_the_first)
    other = assured(learner, first)
    assert other != first.request
    assert (other.skills, other.level, other.seed) == (first.request.skills, first.request.level, first.request.seed)
    monkeypatch.setattr(feasibility, "check", lambda request: feasibility._conflict("this", "that", "No."))
    assert assured(learner, first) is None
