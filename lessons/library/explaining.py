"""The analysis of an exercise as its page shows it: chords bar by bar, then sentences, then what it practises."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy

from lessons.library.words import skill_label
from lessons.people.voices import reader_speech
from tutor.composing.analysis import german, words
from tutor.composing.analysis.words import numeral_signs
from tutor.music.signs import chord_signs

HEADINGS = (
    ("form", gettext_lazy("Form")),
    ("cadences", gettext_lazy("Phrase endings")),
    ("motifs", gettext_lazy("What returns")),
    ("compass", gettext_lazy("Compass")),
)
MOST_SKILLS = 12


@dataclass(frozen=True)
class Telling:
    """An analysis in the words of one language."""

    sentences: Callable[[dict[str, Any]], dict[str, list[str]]]
    form_summary: Callable[[dict[str, Any]], str]
    bars_words: Callable[[Iterable[int]], str]
    times_words: Callable[[int], str]


def _telling() -> Telling:
    speech = reader_speech()
    if speech.voice.language == "de":
        sentences = partial(german.sentences, speech=speech)
        return Telling(sentences, german.form_summary, german.bars_words, german.times_words)
    return Telling(words.sentences, words.form_summary, words.bars_words, words.times_words)


def explained(analysis: dict[str, Any]) -> dict[str, Any]:
    """What the template needs; {} where there is no analysis."""
    if not analysis:
        return {}
    tell = _telling()
    said = tell.sentences(analysis)
    return {
        "summary": tell.form_summary(analysis),
        "written": analysis["harmony"]["written"],
        "bars": [{"number": bar["bar"], "chords": _chords(bar["chords"])} for bar in analysis["harmony"]["bars"]],
        "said": [(heading, said[name]) for name, heading in HEADINGS if said[name]],
        "skills": [
            {
                "name": skill_label(skill["name"]),
                "times": tell.times_words(skill["count"]),
                "bars": tell.bars_words(skill["bars"]),
            }
            for skill in analysis["skills"][:MOST_SKILLS]
        ],
    }


def _chords(chords: list[dict[str, str]]) -> list[dict[str, str]]:
    return [{"name": chord_signs(chord["name"]), "numeral": numeral_signs(chord["numeral"])} for chord in chords]
