"""The analysis of an exercise as its page shows it: chords bar by bar, then sentences, then what it practises."""

from __future__ import annotations

from typing import Any

from lessons.library.words import plain
from tutor.composing.analysis.words import bars_words, form_summary, numeral_signs, sentences, times_words
from tutor.music.signs import chord_signs

HEADINGS = (("form", "Form"), ("cadences", "Phrase endings"), ("motifs", "What returns"), ("compass", "Compass"))
MOST_SKILLS = 12


def explained(analysis: dict[str, Any]) -> dict[str, Any]:
    """What the template needs; {} where there is no analysis."""
    if not analysis:
        return {}
    said = sentences(analysis)
    return {
        "summary": form_summary(analysis),
        "written": analysis["harmony"]["written"],
        "bars": [{"number": bar["bar"], "chords": _chords(bar["chords"])} for bar in analysis["harmony"]["bars"]],
        "said": [(heading, said[name]) for name, heading in HEADINGS if said[name]],
        "skills": [_skill(skill) for skill in analysis["skills"][:MOST_SKILLS]],
    }


def _chords(chords: list[dict[str, str]]) -> list[dict[str, str]]:
    return [{"name": chord_signs(chord["name"]), "numeral": numeral_signs(chord["numeral"])} for chord in chords]


def _skill(skill: dict[str, Any]) -> dict[str, str]:
    return {"name": plain(skill["name"]), "times": times_words(skill["count"]), "bars": bars_words(skill["bars"])}
