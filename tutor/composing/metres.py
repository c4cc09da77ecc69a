"""Metres of a request: one throughout, or a pattern of them that the bars go through again and again.

"4/4 3/4" is a bar of each in turn; "4/4x3 6/8" is three bars of 4/4, then one of 6/8.
"""

from __future__ import annotations

import re
from functools import lru_cache

from tutor.music.rhythm import Meter

_PART = re.compile(r"^(\d+/\d+)(?:[x×](\d{1,2}))?$")
CHANGING_FROM = 6  # the level from which the metre may change


@lru_cache(maxsize=512)
def parse_metres(text: str) -> tuple[Meter, ...]:
    """The metre of each bar of the pattern; ValueError when the text is none."""
    pattern: list[Meter] = []
    for part in text.split() or [""]:
        match = _PART.match(part)
        if not match or not 1 <= int(match[2] or 1) <= 32:
            raise ValueError(f"'{text}' is not a metre; write it as in 3/4 or 6/8, or a change as in '4/4 3/4'")
        pattern += [Meter.parse(match[1])] * int(match[2] or 1)
    return tuple(pattern)


def is_changing(text: str) -> bool:
    """Whether more than one metre is asked for."""
    return len(set(parse_metres(text))) > 1


def metres_over(text: str, bars: int, pickup: bool = False) -> tuple[Meter, ...]:
    """The metre of every bar; a pickup is in the first bar's."""
    pattern = parse_metres(text)
    full = [pattern[i % len(pattern)] for i in range(bars)]
    return tuple([full[0], *full] if pickup else full)
