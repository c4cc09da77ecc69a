"""Gentle leaning of the next choice: what a teacher would cross out in red, made unlikely but never forbidden.

Values are added to logits. Repeating one note over and over, two wide leaps the same way, and bars that come back by
half are leant against; stepping back after a wide leap, coming to rest at the end, and the rhythm of a bar that returns
varied are leant towards. They are weak: what a style does often, a network that has learned it knows better.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from tutor.composing.vocabulary import Event, PitchToken, Step

WIDE = 4  # staff steps: a fifth and more
# For the second, third, fourth and later same note in a row, in what is to be easy and in what is to demand something.
_REPEATS, _DEMANDING_REPEATS = (0.0, 0.0, -0.3, -1.2), (0.0, 0.0, -0.7, -2.0)
_SAME_WAY, _BACK = -0.7, 0.3
_SAME_VALUE = 0.9  # for a value of the bar that is varied
ECHOES = (4, 8)  # bars after which phrases answer phrases
_ECHO = -0.6  # for the very note that stood there so many bars before: what is to return whole is not drawn at all
DEMANDING = 4  # the lowest level of anything worth practising for its own sake
_CLOSING = 1.2  # for a longer last note
_ON_CHORD, _LEAP_OFF_CHORD = 0.3, -1.2  # where a chord is planned


def line_biases(
    line: list[Step], options: Sequence[PitchToken], level: float = 1, stepwise: float = 0.0, only_pitch: bool = False
) -> list[float]:
    """How much to lean towards each pitch after the notes of `line` at a level, and towards steps by `stepwise` more.

    On `only_pitch` the same note again is no fault.
    """
    if not line or only_pitch:
        return [0.0] * len(options)
    before, same = line[-1], _same_at_end(line)
    last = before[0] - line[-2][0] if len(line) > 1 else 0
    return [
        _move_bias(option[0] - before[0], last, same if option == before else 0, stepwise, level >= DEMANDING)
        if isinstance(option, tuple)
        else 0.0
        for option in options
    ]


def _same_at_end(line: list[Step]) -> int:
    """How often the last note has been heard in a row."""
    same = 0
    for step in reversed(line):
        if step != line[-1]:
            break
        same += 1
    return same


@lru_cache(maxsize=4096)
def _move_bias(size: int, last: int, same: int, stepwise: float, demanding: bool) -> float:
    """How much to lean towards a move of `size` staff steps after one of `last`, or the `same` note once more."""
    if size == 0:
        repeats = _DEMANDING_REPEATS if demanding else _REPEATS
        return repeats[min(same, len(repeats) - 1)]
    return _after_leap(size, last) + stepwise * (abs(size) == 1)


def _after_leap(size: int, last: int) -> float:
    if abs(last) < WIDE:
        return 0.0
    if last * size > 0 and abs(size) > 1:
        return _SAME_WAY
    return _BACK if last * size < 0 and abs(size) == 1 else 0.0


def demand_bias(need: int, level: int, weight: float) -> float:
    """How much to lean towards what only readers near this level can read: `need` is the level that reads it."""
    return weight if need >= max(DEMANDING, level - 1) else 0.0


def chord_bias(line: list[Step], option: PitchToken, tones: frozenset[Step]) -> float:
    """How much to lean towards members of a planned chord, and away from leaps to a note outside it."""
    if not tones or not isinstance(option, tuple):
        return 0.0
    if (option[0] % 7, option[1]) in tones:
        return _ON_CHORD
    return _LEAP_OFF_CHORD if line and abs(option[0] - line[-1][0]) > 1 else 0.0


def feel_bias(feel: Iterable[tuple[tuple[int, int], float]], offset: int, ticks: int) -> float:
    """How much a style's feel leans towards a value that begins at an offset in its cell."""
    return next((bias for place, bias in feel if place == (offset, ticks)), 0.0)


def value_bias(tick: int, ticks: int, end: int, closing: bool) -> float:
    """How much to lean towards a value at a tick: in the closing bar, one that lasts to its end."""
    return _CLOSING if closing and tick + ticks == end and ticks >= 24 else 0.0


def varied_bias(model: Sequence[Event], tick: int, ticks: int) -> float:
    """How much to lean towards a value at a tick of a bar that varies `model`: its own values there."""
    event = _beginning_at(model, tick)
    return _SAME_VALUE if event is not None and event.ticks == ticks else 0.0


def echo_biases(bars: Sequence[Sequence[Event]], options: Sequence[PitchToken]) -> list[float]:
    """How much to lean towards each pitch of the next event of the last of `bars`: away from what began at the same
    place of the bars that phrases answer."""
    tick = sum(event.ticks for event in bars[-1])
    found = [_beginning_at(bars[-1 - lag], tick) for lag in ECHOES if len(bars) > lag]
    echoed = {event.pitch for event in found if event is not None}
    return [_ECHO if isinstance(option, tuple) and option in echoed else 0.0 for option in options]


def _beginning_at(bar: Sequence[Event], tick: int) -> Event | None:
    """The event of a bar that begins at a tick."""
    clock = 0
    for event in bar:
        if clock >= tick:
            return event if clock == tick else None
        clock += event.ticks
    return None
