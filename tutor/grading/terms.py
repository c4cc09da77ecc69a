"""The terms that facts use as identifiers, by the slot they fill: what a translation must know."""

from __future__ import annotations

from collections.abc import Iterator

from tutor.composing import phrasebook
from tutor.composing.activities import ACTIVITIES
from tutor.composing.feasibility import CLEFS
from tutor.composing.form import ENDINGS
from tutor.composing.levels import LEVELS
from tutor.composing.moods import MOODS
from tutor.composing.pieces import PIECES
from tutor.composing.purposes import PURPOSES
from tutor.composing.styles import STYLES
from tutor.grading.phrases import PHRASES
from tutor.grading.praise import PRAISES, THINGS
from tutor.grading.refusals import REFUSALS
from tutor.grading.remedy_words import REMEDY_WORDS
from tutor.grading.wording import HANDS, REMARKS, ROWS
from tutor.learning.reasons import AGO, REASONS
from tutor.learning.skills import SKILLS
from tutor.music.instruments import INSTRUMENTS
from tutor.music.key import MODE_DEGREES

_WAYS = ("high", "low", "higher", "lower", "early", "late", "faster", "slower", "sharp", "flat", "rose", "sank")
_DEGREES = ("tonic", "supertonic", "mediant", "subdominant", "dominant", "submediant", "leading tone", "subtonic")

TERMS: dict[str, tuple[str, ...]] = {
    "direction": _WAYS,
    "sign": ("sharp", "flat", "natural", "double sharp", "double flat"),
    "verb": ("played", "sang"),
    "going": ("up", "down"),
    "changes": ("raises", "restores"),
    "rule": ("still applies", "no longer applies"),
    "mode": tuple(MODE_DEGREES),
    "degree_name": _DEGREES,
    "member": ("root", "third", "fifth", "seventh"),
    "cadence": ("perfect authentic", "imperfect authentic", "half", "plagal", "deceptive"),
    "clef": CLEFS,
    "instrument": tuple(INSTRUMENTS),
    "size_error": ("wide", "small"),
    "dissonance": ("suspension", "appoggiatura"),
    "fault": ("too long", "cut off from the next", "slow", "fast", "wide"),
    "hairpin": ("crescendo", "diminuendo"),
    "articulation": ("staccato", "slur"),
    "subdivision": (
        "the beat",
        "two to a beat",
        "three to a beat",
        "four to a beat",
        "six to a beat",
        "small parts of the beat",
    ),
}


def messages() -> Iterator[tuple[str, str]]:
    """(context, English) of everything that a catalogue translates, each once."""
    yield from dict.fromkeys((*_sentences(), *_terms()))


def _sentences() -> Iterator[tuple[str, str]]:
    for row in ROWS.values():
        yield from (("", text) for text in (row.said, row.why, row.child or "", row.adult, row.how) if text)
    for phrases in PHRASES.values():
        yield from (("", text) for text in phrases.values())
    for table in (REMEDY_WORDS, REMARKS, HANDS, PRAISES, THINGS, REASONS, AGO):
        yield from (("", text) for text in table.values())
    yield from (("", text) for text in REFUSALS)


def _terms() -> Iterator[tuple[str, str]]:
    yield from (("concept", row.concept) for row in ROWS.values())
    for context, words in TERMS.items():
        yield from ((context, word) for word in words)
    for name, skill in SKILLS.items():
        yield from (("skill", text) for text in (name.replace("-", " "), skill.about))
    yield from ((phrasebook.CONTEXT, text) for text in phrasebook.messages())
    for style in STYLES.values():
        yield from (("style", text) for text in (style.title, style.about))
    yield from (("level", level.about) for level in LEVELS.values())
    for context, table in (("mood", MOODS), ("purpose", PURPOSES), ("piece", PIECES), ("ending", ENDINGS)):
        yield from ((context, name) for name in table)
    yield from (("purpose", purpose.about) for purpose in PURPOSES.values())
    for activity in ACTIVITIES.values():
        yield from (("activity", text) for text in (activity.name, activity.about))
