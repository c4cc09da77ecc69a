"""Levels 1-8: one table of what may be read at each, and the lowest level that a melody belongs to.

The rungs follow graded sight-reading syllabuses (keys, metres, values, intervals, range, accidentals, tempo). The finer
rules, what may stand where in a bar and which leap is which level, live in `reading_rhythm` and `reading_pitch`; each
answers one question, "from which level on?", so the composer's masks and the labels of its training data cannot differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from tutor.composing.metres import CHANGING_FROM
from tutor.composing.reading_pitch import entry_level, exit_level, leap_level, span_level
from tutor.composing.reading_rhythm import NEVER, rhythm_level, tie_level
from tutor.composing.vocabulary import REST, TIE, Melody, Step, bar_ticks
from tutor.music.key import Key
from tutor.music.rhythm import Meter

HIGHEST = 8
SIMPLE = ("2/4", "3/4", "4/4")
_ON_REQUEST = (*SIMPLE, "3/8", "6/8", "9/8", "12/8", "2/2", "3/2", "6/4")


@dataclass(frozen=True)
class Level:
    """One rung. The composer chooses from `fifths` and `meters`; the wider `*_on_request` may be asked for.

    `fifths`: fewest and most sharps of a signature (negative: flats). `span`: staff steps from the lowest to the
    highest note. `tempo`: quarters a minute. `bars`: the usual length; any length of 1-32 bars may be asked for.
    """

    number: float
    about: str
    fifths: tuple[int, int]
    fifths_on_request: tuple[int, int]
    meters: tuple[str, ...]
    meters_on_request: tuple[str, ...]
    span: int
    tempo: tuple[int, int]
    bars: tuple[int, int]

    @property
    def name(self) -> str:
        return f"{self.number:g}"

    def reads_key(self, key: Key) -> bool:
        return self.fifths_on_request[0] <= key.fifths <= self.fifths_on_request[1]

    def reads_meter(self, meter: Meter) -> bool:
        return meter.name in self.meters_on_request


# fmt: off
_ROWS = (
    Level(
        1, "Steps, do-mi-sol, quarters, halves and pairs of eighths within a fifth; no accidentals.", (-1, 1),
        (-2, 3), SIMPLE, _ON_REQUEST, 4, (60, 72), (4, 6),
    ),
    Level(
        2, "Fourths and fifths of the tonic triad, dotted halves, the raised seventh in minor; within a seventh.",
        (-1, 2), (-3, 4), SIMPLE, _ON_REQUEST, 6, (60, 80), (6, 8),
    ),
    Level(
        3, "All thirds, skips in I, IV and V, dotted quarters, eighth rests, upbeats; within an octave.", (-2, 3),
        (-4, 5), (*SIMPLE, "3/8", "6/8"), _ON_REQUEST, 7, (66, 92), (8, 8),
    ),
    Level(
        4, "Sixths and octaves, sixteenths, simple syncopation, chromatic neighbours; within a ninth.", (-3, 4),
        (-5, 6), (*SIMPLE, "3/8", "6/8", "2/2"), (*_ON_REQUEST, "5/4"), 8, (69, 104), (8, 12),
    ),
    Level(
        5, "Minor sevenths, dotted eighths, triplets, ties over the barline, passing chromatics; within a tenth.",
        (-4, 4), (-6, 6), (*SIMPLE, "3/8", "6/8", "2/2", "9/8", "12/8"), (*_ON_REQUEST, "5/4", "5/8", "4/2"), 9,
        (72, 112), (12, 16),
    ),
    Level(
        6,
        "Every diatonic leap, mixed syncopation, duplets, secondary dominants, five in a bar; within an eleventh.",
        (-5, 5), (-7, 7), (*SIMPLE, "3/8", "6/8", "2/2", "9/8", "12/8", "5/4", "5/8"),
        (*_ON_REQUEST, "5/4", "5/8", "4/2", "7/8"), 10, (60, 126), (12, 16),
    ),
    Level(
        7, "Chromatic leaps, augmented and diminished intervals, uneven tuplets, seven in a bar; within a twelfth.",
        (-6, 6), (-7, 7), (*_ON_REQUEST, "5/4", "5/8", "7/8"), (*_ON_REQUEST, "5/4", "5/8", "4/2", "7/8", "7/4"),
        11, (50, 138), (16, 24),
    ),
    Level(
        8, "Any key, metre and interval, free chromatics, compound leaps; within two octaves.", (-7, 7), (-7, 7),
        (*_ON_REQUEST, "5/4", "5/8", "7/8"), (*_ON_REQUEST, "5/4", "5/8", "4/2", "7/8", "7/4"), 14, (46, 152),
        (16, 32),
    ),
)
# fmt: on
LEVELS: dict[str, Level] = {row.name: row for row in _ROWS}


def _between(below: Level, above: Level) -> Level:
    """The half level: the notes of the level below in the rhythms of the one above."""
    return Level(
        below.number + 0.5,
        f"The keys, range, leaps and accidentals of level {below.name}; the metres and rhythms of level {above.name}.",
        below.fifths,
        below.fifths_on_request,
        above.meters,
        above.meters_on_request,
        below.span,
        (round((below.tempo[0] + above.tempo[0]) / 2), round((below.tempo[1] + above.tempo[1]) / 2)),
        below.bars,
    )


HALF_LEVELS: dict[str, Level] = {row.name: row for row in map(_between, _ROWS, _ROWS[1:])}


def is_level(level: object) -> bool:
    """Whether a level exists: 1 to 8, or halfway between two of them."""
    return isinstance(level, int | float) and 1 <= level <= HIGHEST and float(2 * level).is_integer()


def allowed(level: float) -> Level:
    """The row of a level or half level; ValueError for any other."""
    if not is_level(level):
        raise ValueError(f"level {level} does not exist; use 1 to {HIGHEST}, or halfway between two levels")
    name = f"{level:g}"
    return LEVELS[name] if name in LEVELS else HALF_LEVELS[name]


def pitch_level(level: float) -> int:
    """The level whose notes are read: a half level has those of the level below it."""
    return int(level)


def time_level(level: float) -> int:
    """The level whose rhythms are read: a half level has those of the level above it."""
    return ceil(level)


def unread(melody: Melody, level: float) -> str | None:
    """What in a melody a level does not read yet, in words; None when it reads everything."""
    pitches = [e.pitch for e in melody.events if isinstance(e.pitch, tuple)]
    notes, rhythms = _pitch_need(melody.mode, pitches), max(_rhythm_need(melody), _metres_need(melody))
    if notes > pitch_level(level):
        return f"notes of level {notes}"
    return f"rhythms of level {rhythms}" if rhythms > time_level(level) else None


def level_of(melody: Melody) -> int:
    """The lowest level whose table allows every feature of a melody (its key and tempo apart); 8 when none does."""
    pitches = [e.pitch for e in melody.events if isinstance(e.pitch, tuple)]
    found = max(_rhythm_need(melody), _pitch_need(melody.mode, pitches), _metres_need(melody))
    return min(8, found)


def _metres_need(melody: Melody) -> int:
    metres = set(melody.meters) or {melody.meter}
    return max(CHANGING_FROM if len(metres) > 1 else 1, *map(_meter_need, metres))


def _meter_need(meter: Meter) -> int:
    return next((n for n, row in enumerate(_ROWS, start=1) if row.reads_meter(meter)), NEVER)


def _pitch_need(mode: str, pitches: list[Step]) -> int:
    if not pitches:
        return 1
    steps = [d for d, _ in pitches]
    need = span_level(max(steps) - min(steps))
    for before, after in pairwise(pitches):
        need = max(need, leap_level(mode, before, after))
        need = max(need, entry_level(mode, before, after), exit_level(mode, before, after))
    return need


def _rhythm_need(melody: Melody) -> int:
    need = 1
    for i, bar in enumerate(melody.bars):
        meter = melody.meter_at(i)
        full = bar_ticks(meter)
        tick = full - melody.pickup_ticks if i == 0 and melody.pickup else 0
        for event in bar:
            need = max(need, rhythm_level(meter, tick, event.ticks, event.pitch == REST))
            need = max(need, tie_level(tick) if event.pitch == TIE else 1)
            tick += event.ticks
    return need


def key_need(key: Key) -> int:
    """The lowest level that may be asked for this key."""
    return next((n for n, row in enumerate(_ROWS, start=1) if row.reads_key(key)), NEVER)


def meter_need(meter: Meter) -> int:
    """The lowest level that may be asked for this metre; above 8 when none may."""
    return _meter_need(meter)
