"""The speech of a voice, and what it makes of a finding's facts: every word a learner reads about a take."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tutor.grading.english import English
from tutor.grading.facts import Facts
from tutor.grading.german import German
from tutor.grading.praise import praise_in_words
from tutor.grading.remedy_words import REMEDY_WORDS
from tutor.grading.speech import Speech
from tutor.grading.voice import Voice
from tutor.grading.wording import REMARKS, ROWS, put_in_words

# Facts that reports kept from before lack, and what they meant then.
FORMERLY: dict[str, Facts] = {"S05": {"road": "unwritten"}}


@dataclass(frozen=True)
class Words:
    """A finding in words."""

    title: str
    text: str
    how: str
    remedy: str


@lru_cache(maxsize=64)
def speech_for(voice: Voice) -> Speech:
    """The grammar of the voice's language."""
    return {"en": English, "de": German}[voice.language](voice)


def words_of(kind: str, facts: Facts, voice: Voice) -> Words:
    """A finding's facts in a voice."""
    row, speech, facts = ROWS[kind], speech_for(voice), {**FORMERLY.get(kind, {}), **facts}
    text, how = put_in_words(row, facts, speech)
    return Words(speech.term(row.concept, "concept"), text, how, speech.say(REMEDY_WORDS[kind], facts))


def reword(report: dict[str, Any], voice: Voice) -> dict[str, Any]:
    """A report (its JSON document) told in another voice, from its own facts: no mark, verdict or order changes."""
    expression = report["expression"]
    return {
        **report,
        "findings": [_reworded(finding, voice) for finding in report["findings"]],
        "expression": {**expression, "remarks": [_remark(one, voice) for one in expression.get("remarks", [])]},
        "praise": praise_in_words(report.get("praised", []), speech_for(voice)),
        "voice": voice.to_dict(),
    }


def _reworded(finding: dict[str, Any], voice: Voice) -> dict[str, Any]:
    words = words_of(finding["kind"], finding["facts"], voice)
    told = {"title": words.title, "text": words.text, "how": words.how}
    return {**finding, **told, "remedy": {**finding["remedy"], "text": words.remedy}}


def _remark(remark: dict[str, Any], voice: Voice) -> dict[str, Any]:
    return {**remark, "text": remark_in_words(remark["kind"], remark["facts"], voice)}


def remark_in_words(kind: str, facts: Facts, voice: Voice) -> str:
    """What was measured of expression, in a voice."""
    return speech_for(voice).say(REMARKS[kind], facts)
