"""Progress in a skill: what earlier takes of any exercise showed of it, told only where there is enough to tell."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lessons.practice.skill_progress import skill_changes
from lessons.work import Status

NOW = datetime(2025, 3, 12, 17, 0, tzinfo=ZoneInfo("UTC"))
DOTTED = "dotted-quarter"


@pytest.fixture
def take_with(cast, make_take):
    def make(skills, days_ago=0.0, **columns):
        return make_take(cast.student, skills=skills, created=NOW - timedelta(days=days_ago), **columns)

    return make


def told(take):
    return [(one.name, one.then, one.now) for one in skill_changes(take)]


def test_a_skill_is_compared_with_the_last_day_it_was_played(take_with):
    take_with({DOTTED: [1, 5]}, days_ago=9)
    take_with({DOTTED: [4, 2]}, days_ago=7)
    take = take_with({DOTTED: [6, 0]})
    assert told(take) == [("Dotted rhythms", (4, 6), (6, 6))]
    assert skill_changes(take)[0].day == (NOW - timedelta(days=7)).date()


def test_takes_of_one_day_count_together(take_with):
    take_with({DOTTED: [1, 1]}, days_ago=7)
    take_with({DOTTED: [3, 0]}, days_ago=7.1)
    assert told(take_with({DOTTED: [6, 0]})) == [("Dotted rhythms", (4, 5), (6, 6))]


def test_any_exercise_counts(take_with, make_exercise):
    take_with({DOTTED: [2, 2]}, days_ago=1, exercise=make_exercise())
    assert told(take_with({DOTTED: [4, 0]})) == [("Dotted rhythms", (2, 4), (4, 4))]


def test_on_the_same_day_only_other_exercises_count(take_with, make_exercise):
    take_with({DOTTED: [2, 2]}, days_ago=0.02)
    take = take_with({DOTTED: [4, 0]})
    assert told(take) == []
    take_with({DOTTED: [3, 1]}, days_ago=0.01, exercise=make_exercise())
    assert told(take) == [("Dotted rhythms", (3, 4), (4, 4))]
    assert skill_changes(take)[0].day is None


@pytest.mark.parametrize(("then", "now"), [([2, 0], [6, 0]), ([6, 0], [1, 1])])
def test_too_few_places_on_either_side_tell_nothing(take_with, then, now):
    take_with({DOTTED: then}, days_ago=7)
    assert told(take_with({DOTTED: now})) == []


def test_a_skill_that_is_no_feat_is_not_told(take_with):
    take_with({"repeated-notes": [5, 1]}, days_ago=7)
    assert told(take_with({"repeated-notes": [6, 0]})) == []


def test_what_changed_most_comes_first_and_three_are_enough(take_with):
    before = {DOTTED: [5, 1], "syncopation": [1, 5], "triplets": [3, 3], "leading-tone": [4, 2]}
    take_with(before, days_ago=7)
    take = take_with({skill: [6, 0] for skill in before})
    assert [one.name for one in skill_changes(take)] == ["Syncopations", "Triplet notes", "Leading tones"]


def test_all_right_before_and_now_is_no_news(take_with):
    take_with({DOTTED: [6, 0], "triplets": [2, 1]}, days_ago=7)
    assert told(take_with({DOTTED: [5, 0], "triplets": [2, 1]})) == [("Triplet notes", (2, 3), (2, 3))]


def test_takes_of_others_and_refused_ones_do_not_count(take_with, cast, make_take):
    make_take(cast.classmate, skills={DOTTED: [0, 6]}, created=NOW - timedelta(days=7))
    take_with({DOTTED: [0, 6]}, days_ago=6, status=Status.REFUSED)
    assert told(take_with({DOTTED: [6, 0]})) == []


def test_the_page_says_it(take_with, cast):
    take_with({DOTTED: [4, 2]}, days_ago=7)
    page = cast.sign_in("student").get(f"/takes/{take_with({DOTTED: [6, 0]}).pk}/").text
    assert "Dotted rhythms" in page
    assert "4 of 6" in page
    assert "6 of 6 now" in page
