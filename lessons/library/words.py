"""How keys, styles, titles and the composer's messages are written for whoever reads the page."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from lessons.people.voices import reader_speech
from tutor.composing import phrasebook
from tutor.composing.styles import STYLES
from tutor.learning.reasons import skill_name
from tutor.learning.skills import SKILLS
from tutor.music.instruments import INSTRUMENTS
from tutor.music.key import Key
from tutor.music.signs import with_signs

# Names of the engine's tables that are written with hyphens there, longest first, and with spaces here.
_NAMES = sorted((name for name in (*SKILLS, *INSTRUMENTS) if "-" in name), key=len, reverse=True)
_NAME = re.compile(rf"\b(?:{'|'.join(_NAMES)})\b")


def pretty_key(name: str) -> str:
    """ "Bb major" as "B♭ major", or "B-Dur"."""
    speech = reader_speech()
    if speech.voice.language == "en":
        return with_signs(name)
    try:
        return speech.slot("key", {"key": Key.parse(name).name})
    except ValueError:
        return with_signs(name)


def plain(name: str) -> str:
    """A name of the engine's for reading: "leap-of-a-sixth" as "leap of a sixth"."""
    return name.replace("-", " ").replace("_", " ")


def term(name: str, kind: str) -> str:
    """A name of one of the engine's tables, as in a list to choose from: ("sight-reading", "purpose")."""
    return reader_speech().term(name, kind)


def skill_label(name: str) -> str:
    """ "leap-of-a-sixth" as "leap of a sixth"."""
    return skill_name(name, reader_speech()) if name in SKILLS else plain(name)


def instrument_label(name: str) -> str:
    """ "alto-recorder" as "alto recorder"; "" stays ""."""
    return str(reader_speech().word(name, {}, "instrument")) if name else ""


def style_about(name: str) -> str:
    """A listed style in one line."""
    return term(STYLES[name].about, "style")


def style_name(name: str) -> str:
    """A style as people call it: the head of its one-line description; one's own by its title."""
    if name.startswith("own-"):
        return STYLES[name].title if name in STYLES else _("Own style")
    return style_about(name).partition(":")[0] if name in STYLES else plain(name).capitalize() or _("Free study")


def listed(items: list[str]) -> str:
    """ "2", "2 and 5", "2, 5 and 7"."""
    if len(items) < 2:
        return "".join(items)
    return _("%(first)s and %(last)s") % {"first": ", ".join(items[:-1]), "last": items[-1]}


def told(message: str) -> str:
    """What the composer said, in the reader's language."""
    return phrasebook.told(message, reader_speech())


def title_words(title: str) -> str:
    """The title of an exercise; one that the composer gave is told in the reader's language."""
    return told(title)


def sentence(message: str) -> str:
    """A message of the engine's as a sentence: it begins large, ends with a full stop, and has no names of ours."""
    message = _NAME.sub(lambda found: plain(found[0]), with_signs(told(message.strip())))
    return f"{message[:1].upper()}{message[1:]}{'' if message.endswith(('.', '!', '?')) else '.'}"
