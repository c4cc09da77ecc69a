"""How keys, styles and the engine's messages are written for people."""

from __future__ import annotations

import re

from tutor.composing.styles import STYLES
from tutor.music.signs import with_signs

_SKILL = re.compile(r"\bskill [a-z-]+")


def pretty_key(name: str) -> str:
    """ "Bb major" as "B♭ major"."""
    return with_signs(name)


def plain(name: str) -> str:
    """A name of the engine's for reading: "leap-of-a-sixth" as "leap of a sixth"."""
    return name.replace("-", " ").replace("_", " ")


def style_name(name: str) -> str:
    """A style as people call it: the head of its one-line description; one's own by its title."""
    if name.startswith("own-"):
        return STYLES[name].title if name in STYLES else "Own style"
    style = STYLES.get(name)
    return style.about.partition(":")[0] if style else plain(name).capitalize() or "Free study"


def sentence(message: str) -> str:
    """A message of the engine's as a sentence: it begins large, ends with a full stop, and has no names of ours."""
    message = _SKILL.sub(lambda found: plain(found[0]), with_signs(message.strip()))
    return f"{message[:1].upper()}{message[1:]}{'' if message.endswith(('.', '!', '?')) else '.'}"
