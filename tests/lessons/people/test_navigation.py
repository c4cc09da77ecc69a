"""The main navigation says where one is, on every page that belongs to one of its entries."""

import re

import pytest

from tests.lessons.test_access import world

__all__ = ["world"]  # the fixture


def current(page):
    return re.findall(r'aria-current="(page|true)">([^<]+)</a></li>', page)


@pytest.mark.parametrize(
    ("who", "name", "entry"),
    [
        ("teacher", "library:compose", ("page", "Compose")),
        ("teacher", "library:job", ("true", "Compose")),
        ("teacher", "library:opening", ("true", "Compose")),
        ("teacher", "library:styles", ("true", "Compose")),
        ("teacher", "library:style", ("true", "Compose")),
        ("teacher", "guess:home", ("true", "Compose")),
        ("teacher", "guess:piece", ("true", "Compose")),
        ("teacher", "library:list", ("page", "Exercises")),
        ("teacher", "library:exercise", ("true", "Exercises")),
        ("teacher", "library:compare", ("true", "Exercises")),
        ("teacher", "teaching:home", ("page", "Classes")),
        ("teacher", "teaching:assignment", ("true", "Classes")),
        ("teacher", "practice:take", ("true", "Classes")),
        ("student", "practice:today", ("page", "Today")),
        ("student", "practice:exercise", ("true", "Today")),
        ("student", "practice:take", ("true", "Today")),
        ("student", "practice:progress", ("page", "Progress")),
    ],
)
def test_one_entry_is_current(world, who, name, entry):
    assert current(world.cast.sign_in(who).get(world.path(name)).text) == [entry]


@pytest.mark.parametrize(("who", "path"), [("student", "/account/"), ("anonymous", "/join/"), ("student", "/nowhere/")])
def test_elsewhere_none_is(world, who, path):
    assert current(world.cast.sign_in(who).get(path).text) == []
