"""Every sentence a learner may be refused with can be told in another language."""

import ast
from pathlib import Path

import pytest

from tutor.errors import UnreadableTake, UnusableRecording
from tutor.grading.refusals import REFUSALS, refusal_in
from tutor.grading.voice import Voice
from tutor.listening.quality import MESSAGES

TUTOR = Path(__file__).parents[2] / "tutor"


def raised(name: str, position: int) -> set[str]:
    """The sentences with which listening and grading raise an error; names of files and lines are for the terminal."""
    found = set()
    for folder in ("listening", "grading"):
        for path in (TUTOR / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name and len(node.args) > position:
                    text = node.args[position]
                    if isinstance(text, ast.Constant) and isinstance(text.value, str):
                        found.add(text.value)
    return found


def test_all_that_is_raised_is_known_to_the_catalogue():
    told = raised("UnusableRecording", 1) | raised("UnreadableTake", 0) | set(MESSAGES.values())
    assert len(told) > 15
    assert told - set(REFUSALS) == set()


def test_an_error_keeps_its_template_and_facts_beside_its_sentence():
    error = UnusableRecording("unheard", "I could not hear bars {first}-{last}.", first=3, last=4)
    assert (str(error), error.reason) == ("I could not hear bars 3-4.", "unheard")
    assert (error.template, error.facts) == ("I could not hear bars {first}-{last}.", {"first": 3, "last": 4})
    assert str(UnreadableTake("{braces} stay without facts")) == "{braces} stay without facts"


@pytest.mark.parametrize("template", REFUSALS)
def test_a_refusal_is_told_in_german(template):
    facts = {"seconds": 600.0, "megabytes": 60, "decoded": 1.5, "declared": 3.0, "readable": "WAV"}
    facts |= {"low": 40.0, "high": 2500.0, "first": 3, "last": 4}
    german = refusal_in(template, facts, Voice(language="de"))
    assert german != template.format(**facts)
    assert "{" not in german


def test_what_no_catalogue_knows_stays_in_english():
    assert refusal_in("Something else.", {}, Voice(language="de")) == "Something else."
