"""From which level on a melodic interval, an altered note and a range may be read.

A pitch is `(d, alter)`: diatonic steps above a tonic and semitones off the mode's scale.
"""

from __future__ import annotations

from functools import lru_cache

from tutor.composing.vocabulary import Step
from tutor.music.key import MODE_DEGREES

SPANS = (4, 6, 7, 8, 9, 10, 11, 14)  # staff steps at levels 1-8
_NEVER = 9
# Semitones of the perfect, major and minor interval of each number of staff steps.
_PLAIN = {0: (0,), 1: (1, 2), 2: (3, 4), 3: (5,), 4: (7,), 5: (8, 9), 6: (10,), 7: (12,)}
_TONIC = frozenset((0, 2, 4))
_PRIMARY = (_TONIC, frozenset((3, 5, 0)), frozenset((4, 6, 1)))  # I, IV, V as degrees counted from 0
_MINOR = ("minor",)


def semitones(mode: str, step: Step) -> int:
    """Semitones of a pitch above the anchor tonic."""
    octave, degree = divmod(step[0], 7)
    return 12 * octave + MODE_DEGREES[mode][degree] + step[1]


@lru_cache(maxsize=65536)
def leap_level(mode: str, before: Step, after: Step) -> int:
    """The lowest level that reads the interval between two consecutive notes."""
    size = abs(after[0] - before[0])
    width = abs(semitones(mode, after) - semitones(mode, before))
    if size > 7:
        return 8
    if width not in _PLAIN[size]:
        return _unusual(size, width)
    return _plain(size, frozenset((before[0] % 7, after[0] % 7)))


def _plain(size: int, degrees: frozenset[int]) -> int:
    if size <= 1:
        return 1
    if size <= 4:
        in_tonic = degrees <= _TONIC
        if size == 2:
            return 1 if in_tonic else 3
        return 2 if in_tonic else 3 if any(degrees <= chord for chord in _PRIMARY) else 4
    return 5 if size == 6 else 4


def _unusual(size: int, width: int) -> int:
    if size == 0 and width == 1:
        return 5  # a chromatic semitone on one letter
    if width == 6 and size in (3, 4):
        return 6
    return 7


@lru_cache(maxsize=65536)
def entry_level(mode: str, before: Step, after: Step) -> int:
    """The lowest level that may reach an altered note so; 1 when `after` is in the scale."""
    if after[1] == 0:
        return 1
    if after not in _spelled(mode):
        return 8
    if _is_raised_leading(mode, after):
        return 2
    if before == after:
        return 4
    if abs(after[0] - before[0]) == 1:
        return 4
    return 5 if after[0] == before[0] else 6


@lru_cache(maxsize=65536)
def exit_level(mode: str, before: Step, after: Step) -> int:
    """The lowest level that may leave an altered note so; 1 when `before` is in the scale."""
    if before[1] == 0:
        return 1
    raised = _is_raised_leading(mode, before)
    if after == before:
        return 2 if raised else 4
    resolves = after[0] - before[0] == before[1] and after[1] == 0
    climbs = mode in _MINOR and before[0] % 7 == 5 and before[1] == 1 and after == (before[0] + 1, 1)
    if resolves:
        return 2 if raised else 4
    if climbs:
        return 5
    return 5 if abs(after[0] - before[0]) <= 1 else 7


def first_level(mode: str, step: Step) -> int:
    """The lowest level that may begin or end a phrase on this pitch: an altered note needs level 7."""
    return 1 if step[1] == 0 else 7


def _is_raised_leading(mode: str, step: Step) -> bool:
    return mode in _MINOR and step[1] == 1 and step[0] % 7 == 6


# Alterations that tonal music is used to, by degree from 0: raised and lowered, in major-like and minor-like modes.
_RAISED = {False: (0, 1, 3, 4), True: (2, 3, 5, 6)}
_LOWERED = {False: (2, 5, 6), True: (1,)}


@lru_cache(maxsize=512)
def _spelled(mode: str) -> frozenset[Step]:
    """Altered notes with an everyday spelling: common ones that lie between two scale notes a whole tone apart."""
    found = set()
    scale = MODE_DEGREES[mode]
    minor = scale[2] == 3
    for d in range(-14, 22):
        above = scale[(d + 1) % 7] + 12 * ((d % 7 + 1) // 7) - scale[d % 7]
        below = scale[d % 7] - (scale[(d - 1) % 7] - 12 * (d % 7 == 0))
        if above == 2 and d % 7 in _RAISED[minor]:
            found.add((d, 1))
        if below == 2 and d % 7 in _LOWERED[minor]:
            found.add((d, -1))
    return frozenset(found)


def everyday_alterations(mode: str, low: int, high: int) -> list[Step]:
    """The altered pitches of a window of diatonic steps that have an everyday spelling."""
    return sorted(step for step in _spelled(mode) if low <= step[0] <= high)


def span_level(steps: int) -> int:
    """The lowest level whose range holds this many staff steps between its lowest and highest notes."""
    return next((level for level, span in enumerate(SPANS, start=1) if steps <= span), _NEVER)
