"""Why something is recommended, and what skills are called, in any voice of a report."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tutor.grading.speech import Speech
from tutor.learning.skills import SKILLS

# kind of recommendation -> one line for the learner
REASONS: dict[str, str] = {
    "level": "You read level {from_level} at sight: here is level {level}.",
    "weak": "{skill!c}: you read {right} of the last {seen} right.",
    "due": "{skill!c}: last played {ago}, time to see it in new music.",
    "new": "New for you: {about}",
    "reading": "Fresh music to read at level {level}.",
}
AGO = {"today": "today", "yesterday": "yesterday", "days": "{days} days ago"}
_BRITISH = {
    "whole note": "semibreve",
    "half note": "minim",
    "dotted half": "dotted minim",
    "quarter": "crotchet",
    "eighth": "quaver",
    "sixteenth": "semiquaver",
}
_AMERICAN = re.compile("|".join(f"(?<![a-z]){name}" for name in _BRITISH), re.IGNORECASE)


def reason_in(kind: str, facts: Mapping[str, Any], speech: Speech) -> str:
    """The reason of a recommendation from its kind and facts."""
    told = dict(facts)
    if "skill" in facts:
        about = skill_about(facts["skill"], speech)
        told |= {"skill": skill_name(facts["skill"], speech), "about": _small(about, speech)}
    if "days" in facts:
        days = facts["days"]
        told["ago"] = speech.say(AGO["today" if days < 1 else "yesterday" if days == 1 else "days"], facts)
    return speech.say(REASONS[kind], told)


def skill_name(name: str, speech: Speech) -> str:
    """ "leap-of-a-sixth" as "leap of a sixth"."""
    return _in_terms(speech.term(name.replace("-", " "), "skill"), speech)


def skill_about(name: str, speech: Speech) -> str:
    """One sentence on a skill."""
    return _in_terms(speech.term(SKILLS[name].about, "skill"), speech)


def _in_terms(text: str, speech: Speech) -> str:
    """Names of note values as the voice has them; German has but one set of them."""
    if speech.voice.language != "en" or speech.voice.terms != "crotchet":
        return text
    return _AMERICAN.sub(_british, text)


def _british(match: re.Match[str]) -> str:
    name = _BRITISH[match[0].lower()]
    return name.capitalize() if match[0][0].isupper() else name


def _small(text: str, speech: Speech) -> str:
    """The beginning of a sentence within another; German nouns stay large."""
    return text if speech.voice.language == "de" else f"{text[:1].lower()}{text[1:]}"
