"""Filling a request's gaps from its style, its level and the skills it wants."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tutor.composing.feasibility import Malformed, check_names, unmet_needs
from tutor.composing.levels import Level, allowed
from tutor.composing.moods import MOODS
from tutor.composing.purposes import purpose_of
from tutor.composing.request import ComposeRequest
from tutor.composing.styles import STYLES, Style
from tutor.learning.skills import SKILLS
from tutor.music.key import Key
from tutor.music.rhythm import Meter

_USUAL_LEVEL = 3
EVEN_BLEND = 0.5  # a second style named without its share
_FALLBACK_KEYS = ("C major", "G major", "F major", "D major", "A minor", "D minor", "E minor", "D dorian")
_FALLBACK_METERS = ("4/4", "3/4", "2/4", "6/8", "5/8")


def with_defaults(given: dict[str, Any]) -> ComposeRequest:
    """A whole request from the fields that were named: the level rises to the skills', the key and metre are the
    style's own at that level. Raises RequestImpossible for names that do not exist."""
    values = dict(given)
    _check_blend(values)
    known = [SKILLS[name] for name in values.get("skills", ()) if name in SKILLS]
    values.setdefault("level", max([_USUAL_LEVEL, *(skill.level for skill in known)]))
    check_names(ComposeRequest.from_dict(values))
    if values.get("piece") == "chorale":
        values.setdefault("instrument", "soprano")  # a melody that has three voices under it
    purpose = purpose_of(ComposeRequest.from_dict(values))
    values.setdefault("bars", purpose.bars or STYLES[values.get("style", ComposeRequest.style)].bars)
    style, level = STYLES[values.get("style", ComposeRequest.style)], allowed(values["level"])
    needs = {skill.needs for skill in known}
    if values.get("style2") is not None:
        values.setdefault("blend", EVEN_BLEND)
    if "meter" not in values:
        values["meter"] = _meter(style, level, needs, values["bars"])
    if "key" not in values:
        mood = MOODS.get(values.get("mood") or "")
        values["key"] = _key(style, level, needs, mood.minor if mood else None)
    return ComposeRequest.from_dict(values)


def _check_blend(values: dict[str, Any]) -> None:
    """A share is a share of a second style, and that is another one."""
    second = values.get("style2")
    if values.get("blend") and second is None:
        raise Malformed("a blend needs a second style; name it with --style2, or leave the blend out")
    if second is not None and second == values.get("style"):
        raise Malformed(f"'{second}' cannot be blended with itself; name another second style, or leave it out")


def _meter(style: Style, level: Level, needs: set[str], bars: int) -> str:
    """The style's first metre that the level chooses from, else its first that the level reads, else a plain one."""
    usual = [name for name in style.meters if name in level.meters]
    asked = [name for name in style.meters if level.reads_meter(Meter.parse(name))]
    names = [*usual, *asked, *_FALLBACK_METERS]
    key = Key.parse("C major")
    fitting = [name for name in names if not unmet_needs(needs & _METER_NEEDS, key, Meter.parse(name), bars)]
    return (fitting or names)[0]


def _key(style: Style, level: Level, needs: set[str], minor: bool | None) -> str:
    """The style's first key that the level chooses from and the skills and mood can use."""
    names = [*_within(style.keys, level), *_within(_FALLBACK_KEYS, level)]
    meter = Meter.parse("4/4")
    fitting = [name for name in names if not unmet_needs(needs - _METER_NEEDS, Key.parse(name), meter, 8)]
    wanted = [name for name in fitting if minor is None or Key.parse(name).is_minor_like == minor]
    return (wanted or fitting or names)[0]


_METER_NEEDS = {"compound", "uneven", "quarters", "three quarters", "four quarters", "pickup"}


def _within(keys: Iterable[str], level: Level) -> list[str]:
    return [name for name in keys if level.fifths[0] <= Key.parse(name).fifths <= level.fifths[1]]
