"""Where a skill can be met: the styles, keys and metres of a level in which it may come, in a seeded order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from random import Random

from tutor.composing.levels import Level, allowed
from tutor.composing.styles import STYLES, Style
from tutor.learning.skills import SKILLS
from tutor.music.key import Key
from tutor.music.rhythm import Meter

_UNEVEN = ("5/8", "7/8")  # usual in no style: they are asked for by what is practised
TRIED = 16  # occasions offered before giving up
Occasion = dict[str, str | int | bool]  # fields of a ComposeRequest


def occasions_for(skill: str | None, level: float, style: str, seed: int) -> Iterator[Occasion]:
    """At most TRIED occasions that suit a skill and a level: the learner's style first, then others, shuffled."""
    rng = Random(f"{seed} {skill} {level}")
    others = sorted(set(STYLES) - {style})
    rng.shuffle(others)
    names = [style, *others] if style in STYLES else others
    return islice((s for name in names for s in _of_style(STYLES[name], skill, allowed(level), rng)), TRIED)


def _of_style(style: Style, skill: str | None, row: Level, rng: Random) -> list[Occasion]:
    """At most three occasions of one style, in its usual metres and the level's keys."""
    needs = SKILLS[skill].needs if skill else ""
    names = (*style.meters, *_UNEVEN) if needs == "uneven" else style.meters
    meters = [name for name in names if name in row.meters and _meter_suits(Meter.parse(name), needs)]
    keys = [key.name for key in _keys(style, row, needs) if _key_suits(key, needs)]
    pairs = [(key, meter) for meter in meters for key in keys]
    rng.shuffle(pairs)
    bars = min(8, row.bars[1]) // 2 * 2
    return [
        {"style": style.name, "key": key, "meter": meter, "bars": bars, "pickup": needs == "pickup"}
        for key, meter in pairs[:3]
    ]


def _keys(style: Style, row: Level, needs: str) -> list[Key]:
    """The style's own keys that the level reads, and the level's other keys in the modes the style uses."""
    own = [Key.parse(name) for name in style.keys]
    modes = [mode for mode in dict.fromkeys(key.mode for key in own) if _reads_mode(row, mode, needs)]
    more = [Key.from_fifths(fifths, mode) for mode in modes for fifths in range(row.fifths[0], row.fifths[1] + 1)]
    low, high = row.fifths
    return list(dict.fromkeys(key for key in (*own, *more) if low <= key.fifths <= high and key.mode in modes))


def _reads_mode(row: Level, mode: str, needs: str) -> bool:
    """Minor from level 2, other modes from level 4, unless they are what is practised."""
    if mode in ("major", "minor"):
        return mode == "major" or row.number >= 2
    return row.number >= 4 or needs == "lowered seventh"


def _key_suits(key: Key, needs: str) -> bool:
    tests = {
        "minor": key.mode == "minor",
        "leading tone": key.mode in ("major", "lydian"),
        "lowered seventh": key.mode in ("mixolydian", "dorian"),
        "sharps": key.fifths > 0,
        "flats": key.fifths < 0,
        "plain fourth": key.mode in ("major", "minor"),
    }
    return tests.get(needs, True)


def _meter_suits(meter: Meter, needs: str) -> bool:
    tests = {
        "compound": meter.is_compound,
        "uneven": len(set(meter.beats)) > 1,
        "quarters": meter.denominator <= 4 and not meter.is_compound,
        "three quarters": meter.denominator <= 4 and meter.bar_length >= 3,
        "four quarters": meter.denominator <= 4 and meter.bar_length >= 4,
    }
    return tests.get(needs, True)
