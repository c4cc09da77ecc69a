"""How pitches, places, values and skills are written for whoever reads the page."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from lessons.library.words import listed, sentence
from lessons.people.voices import reader_speech as speech
from lessons.people.voices import reader_voice
from lessons.practice.models import Take
from tutor.grading.praise import THINGS, VALUES
from tutor.grading.refusals import refusal_in
from tutor.grading.voice import USUAL
from tutor.learning.reasons import skill_about, skill_name
from tutor.music.pitch import Pitch

_PITCH = re.compile(r"^([A-G])(##|bb|--|#|b|-)?(-?\d+)$")
_SIGNS = {"": "", "#": "♯", "##": "𝄪", "b": "♭", "-": "♭", "bb": "𝄫", "--": "𝄫"}


def pitch_symbol(name: str, key: str = "") -> str:
    """ "F#4" as "F♯4" where notes are letters in English, else as it is called: "Fis 4", "fa sharp 4"; `key` is
    needed for a movable do."""
    match = _PITCH.match(name)
    if not match:
        return name
    if (reader_voice().names, reader_voice().language) == (USUAL.names, USUAL.language):
        return f"{match[1]}{_SIGNS[match[2] or '']}{match[3]}"
    return pitch_words(name, key)


def pitch_words(name: str, key: str = "") -> str:
    """ "F#4" as "F sharp 4", for a screen reader."""
    if not _PITCH.match(name):
        return name
    pitch = Pitch.parse(name)
    return f"{speech().named(pitch, {'key': key})} {pitch.octave}"


def place_words(beat: str, meter: str) -> str:
    """Where in its bar a note stands, in the words the findings use: "6" in 6/8 as "the third eighth of beat 2"."""
    try:
        return speech().beat(beat, meter)
    except ValueError:
        return _("beat %(beat)s") % {"beat": beat}


def value_words(quarters: float) -> str:
    """The written value that is counted, several of it: 1.5 quarters are "dotted quarters"."""
    return str(speech().slot("values", {"value": str(Fraction(quarters))}))


def refusal_words(take: Take) -> str:
    """Why a take has no mark; "" where nothing was noted."""
    if take.refusal:
        told = refusal_in(take.refusal["template"], take.refusal["facts"], reader_voice())
        return sentence(told) if take.refusal["template"] else take.message
    return _(take.message) if take.message else ""


def skill_words(name: str) -> str:
    """ "leap-of-a-sixth" as "Leap of a sixth"."""
    told = skill_name(name, speech())
    return f"{told[:1].upper()}{told[1:]}"


def skill_about_words(name: str) -> str:
    return skill_about(name, speech())


def things_words(skill: str) -> str:
    """What the places of a skill are called, several of them: "Dotted rhythms"; KeyError where praise names none."""
    told = speech().say(THINGS[skill], {"value": VALUES[skill]} if skill in VALUES else {})
    return f"{told[:1].upper()}{told[1:]}"


def concept_words(concept: str) -> str:
    """What a finding is about, as the report's titles have it."""
    return speech().term(concept.replace("_", " "), "concept")


def instrument_words(name: str) -> str:
    """ "alto-recorder" as "alto recorder"; "" stays ""."""
    return str(speech().word(name, {}, "instrument")) if name else ""


def played_words(part: dict[str, Any] | None) -> str:
    """What a take of some of the bars is worth, beside the mark of the whole: "Bars 5 to 8: 96"; "" for all bars."""
    if not part:
        return ""
    mark = part["marks"]["overall"]
    first, last = part_bars(part)
    if first == last:
        return _("Bar %(bar)s: %(mark)s") % {"bar": first, "mark": mark_words(mark)}
    return _("Bars %(first)s to %(last)s: %(mark)s") % {"first": first, "last": last, "mark": mark_words(mark)}


def part_bars(part: dict[str, Any]) -> tuple[int, int]:
    """The first and the last bar of a part; an upbeat belongs to bar 1."""
    return max(1, part["first_bar"]), max(1, part["last_bar"])


def mark_words(value: float | None) -> str:
    """A mark as a whole number. 100 is kept for takes that lost nothing; a dash where there is no mark."""
    if value is None:
        return "–"
    return str(min(round(value), 99) if value < 100 else 100)


def bars_words(bars: list[int]) -> str:
    """ "Bar 3", "Bars 3 and 5", "Bars 3 to 6"."""
    if len(bars) == 1:
        return _("Bar %(bar)s") % {"bar": bars[0]}
    if len(bars) > 2 and bars == list(range(bars[0], bars[-1] + 1)):
        return _("Bars %(first)s to %(last)s") % {"first": bars[0], "last": bars[-1]}
    return _("Bars %(bars)s") % {"bars": listed([str(bar) for bar in bars])} if bars else ""
