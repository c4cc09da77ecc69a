"""Every word a page is marked to translate has its German, compiled, and pages speak the reader's language."""

from __future__ import annotations

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation.template import templatize

from tests.lessons.conftest import Cast

ROOT = Path(__file__).parents[2]
LOCALE = ROOT / "lessons" / "locale" / "de" / "LC_MESSAGES"
CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "pgettext", "pgettext_lazy"}
FOLDERS = ("library", "operations", "people", "practice", "shell", "teaching")
# Between tags of a template: words that are not marked. Names, and what templates write into attributes, stay.
ALLOWED = re.compile(r"^(Etude|English|Deutsch|· Etude|·|R|L|python -m tutor .*|[^A-Za-z]*)$")


def called(tree: ast.AST) -> Iterator[str]:
    """Messages of the calls in Python code; a context stands before its message, a plural after its singular."""
    for node in ast.walk(tree):
        name = getattr(getattr(node, "func", None), "attr", getattr(getattr(node, "func", None), "id", ""))
        if isinstance(node, ast.Call) and name in CALLS:
            texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            if texts:
                yield "\x04".join(texts[:2]) if name.startswith("pgettext") else texts[0]


def marked_in_code() -> set[str]:
    return {text for path in (ROOT / "lessons").rglob("*.py") for text in called(ast.parse(path.read_text()))}


_STRING = r"(u?'(?:[^'\\]|\\.)*'|u?\"(?:[^\"\\]|\\.)*\")"
_CALL = re.compile(rf"\b(gettext|ngettext|pgettext|_)\({_STRING}(?:,\s*{_STRING})?")


def marked_in_templates() -> set[str]:
    """Django turns a template into calls for xgettext to find; everything else becomes X."""
    found: set[str] = set()
    for path in (ROOT / "templates").rglob("*.html"):
        for name, first, second in _CALL.findall(templatize(path.read_text(encoding="utf-8"))):
            text = ast.literal_eval(first)
            found.add(f"{text}\x04{ast.literal_eval(second)}" if name == "pgettext" else text)
    return found


def marked_in_scripts() -> set[str]:
    pattern = re.compile(r'\bgettext\(("(?:[^"\\]|\\.)*")')
    return {
        ast.literal_eval(text)
        for path in (ROOT / "static/js").rglob("*.js")
        for text in pattern.findall(path.read_text())
    }


def pages() -> list[Path]:
    folders = [ROOT / "templates", *(ROOT / "templates" / name for name in FOLDERS)]
    return sorted(path for folder in folders for path in folder.glob("*.html"))


def compiled(domain: str) -> gettext.GNUTranslations:
    with (LOCALE / f"{domain}.mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def keys(domain: str) -> set[str]:
    """Messages with a translation that is not empty."""
    catalogue = compiled(domain)._catalog  # type: ignore[attr-defined]
    return {key[0] if isinstance(key, tuple) else key for key, text in catalogue.items() if text}


def test_every_marked_word_of_the_site_has_its_german():
    marked = marked_in_code() | marked_in_templates()
    assert len(marked) > 300
    assert marked - keys("django") == set()


def test_every_marked_word_of_the_scripts_has_its_german():
    marked = marked_in_scripts()
    assert len(marked) > 60
    assert marked - keys("djangojs") == set()


def test_the_catalogues_hold_nothing_that_no_page_says():
    assert keys("django") - marked_in_code() - marked_in_templates() - {""} == set()
    assert keys("djangojs") - marked_in_scripts() - {""} == set()


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_what_is_compiled_is_what_is_written(domain):
    """The .mo is committed so that a plain clone speaks German; `manage.py compilemessages` makes it anew."""
    written = (LOCALE / f"{domain}.po").read_text(encoding="utf-8")
    texts = [ast.literal_eval(text) for text in re.findall(r'^msgstr(?:\[\d\])? (".*")$', written, re.MULTILINE)]
    catalogue = compiled(domain)._catalog  # type: ignore[attr-defined]
    assert sorted(text for key, text in catalogue.items() if key) == sorted(text for text in texts if text)


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_a_translation_fills_the_same_places(domain):
    places = re.compile(r"%\((\w+)\)s")
    for key, text in compiled(domain)._catalog.items():  # type: ignore[attr-defined]
        message, number = key if isinstance(key, tuple) else (key, 0)
        if message and not number:  # the singular may leave a number out
            assert set(places.findall(text)) <= set(places.findall(message)) | {"n"}, message


@pytest.mark.parametrize("path", pages(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_page_has_no_unmarked_words(path):
    source = re.sub(
        r"\{% comment %\}.*?\{% endcomment %\}|<script.*?</script>|<svg.*?</svg>", "", path.read_text(), flags=re.S
    )
    source = re.sub(r"\{% blocktranslate.*?\{% endblocktranslate %\}", "", source, flags=re.S)
    source = re.sub(r"\{% block (title_suffix|page_class|body_class) %\}.*?\{% endblock %\}", "", source, flags=re.S)
    source = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "\n", source)
    unmarked = [text for part in re.split(r"<[^>]*>", source) for text in part.split("\n") if text.strip()]
    assert [text for text in unmarked if not ALLOWED.match(text.strip())] == []


class TestReading:
    def test_the_browser_decides_before_anybody_has_chosen(self, client, cast: Cast):
        page = client.get("/join/", headers={"accept-language": "de-AT,de;q=0.9,en;q=0.5"})
        assert '<html lang="de">' in page.text
        assert "In eine Klasse eintreten" in page.text
        assert page.headers["Content-Language"] == "de"

    def test_a_language_etude_does_not_speak_is_answered_in_english(self, client, cast: Cast):
        page = client.get("/join/", headers={"accept-language": "fr"})
        assert '<html lang="en-GB">' in page.text

    def test_a_choice_made_before_signing_in_is_remembered(self, client, cast: Cast):
        client.post("/language/", {"language": "de", "next": "/join/"})
        assert "In eine Klasse eintreten" in client.get("/join/").text

    def test_the_stored_choice_wins_over_the_browser(self, cast: Cast):
        cast.student.voice = {"language": "de"}
        cast.student.save()
        page = cast.sign_in("student").get("/", headers={"accept-language": "en"})
        assert "<h1>Heute</h1>" in page.text

    def test_the_class_decides_for_who_has_not_chosen(self, cast: Cast):
        cast.classroom.voice = {"language": "de"}
        cast.classroom.save()
        assert "<h1>Heute</h1>" in cast.sign_in("student").get("/").text
        cast.student.voice = {"language": "en"}
        cast.student.save()
        assert "<h1>Today</h1>" in cast.sign_in("student").get("/").text

    def test_scripts_bring_their_words_along_where_they_are_not_english(self, client, cast: Cast):
        german = client.get("/join/", headers={"accept-language": "de"}).text
        assert '<script id="words" type="application/json">' in german
        assert "Aufnahme l\\u00e4uft" in german or "Aufnahme läuft" in german
        assert 'id="words"' not in client.get("/join/").text

    def test_errors_speak_it_too(self, client, cast: Cast):
        page = client.get("/nowhere/", headers={"accept-language": "de"})
        assert (page.status_code, "Unter dieser Adresse ist nichts" in page.text) == (404, True)
