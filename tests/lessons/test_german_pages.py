"""Every page that the site serves, read in German: no English sentence is left on it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest

from lessons.library.models import Exercise
from tests.lessons.test_access import TABLE, World, world
from tests.lessons.test_languages import keys

__all__ = ["world"]  # the fixture
READERS = ("anonymous", "student", "teacher")
PAGES = [name for name, row in TABLE.items() if row[0] == "GET"]
GERMAN = {"accept-language": "de"}
# Words that every English sentence has and no German one.
ENGLISH = re.compile(r"\b(the|and|your|you|this|with|from|which|what|are|not|of|for|it|is|to|by)\b")
SEEN = re.compile(r'\b(?:aria-label|placeholder|title|alt|data-confirm)="([^"]*)"')
# What people have written themselves, names of collections, and a finding that no engine has written.
THEIRS = ("Mind the F sharp.", "Gelernt aus", "Practise it.", "you played F.")


def words_on(page: str) -> Iterator[str]:
    """Every text that somebody reads or hears read."""
    page = re.sub(r"(?s)<(script|style|svg|code).*?</\1>", " ", page)
    yield from (html.unescape(found) for found in SEEN.findall(page))
    for text in re.split(r"<[^>]*>", page):
        if text.strip():
            yield html.unescape(" ".join(text.split()))


def english_on(page: str) -> list[str]:
    known = {key for key in keys("django") if " " in key and "%" not in key and "\x04" not in key}
    return [
        text
        for text in words_on(page)
        if (text in known or ENGLISH.search(text)) and not any(own in text for own in THEIRS)
    ]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("who", READERS)
def test_no_english_sentence_is_left(world: World, name: str, who: str) -> None:
    Exercise.objects.update(title="Reel in G, level 3")
    page = world.cast.sign_in(who).get(world.path(name), headers=GERMAN)
    if page.status_code == 200 and page["Content-Type"].startswith("text/html"):
        assert english_on(page.text) == []


def test_what_is_impossible_is_said_in_german(world: World) -> None:
    wish = {
        "style": "irish-jig", "key": "F# major", "meter": "6/8", "bars": "8", "level": "1", "instrument": "violin",
    }  # fmt: skip
    page = world.cast.sign_in("teacher").post("/library/compose/", wish, headers=GERMAN)
    assert page.status_code == 422
    assert "Das verträgt sich nicht: die Tonart Fis-Dur und Stufe 1." in page.text
    assert english_on(page.text) == []


def test_marks_are_exported_under_german_headings(world: World) -> None:
    path = world.path("teaching:assignment_marks")
    table = world.cast.sign_in("teacher").get(path, headers=GERMAN).content.decode()
    assert table.splitlines()[0].startswith("\ufeffSchüler;Aufgabe;fällig;")


def test_a_word_of_two_meanings_has_the_right_one(world: World) -> None:
    """A key is what a piece is in; what sounds before a take is another word."""
    page = world.cast.sign_in("teacher").get(world.path("library:exercise"), headers=GERMAN).text
    assert "<dt>Tonart</dt>" in page
    assert "Einstimmen" not in page


def test_an_exercise_can_be_moved_to_a_key_whatever_modes_are_called(world: World) -> None:
    page = world.cast.sign_in("teacher").get(world.path("library:exercise"), headers=GERMAN)
    assert ("A major", "A-Dur") in page.context["keys"]
