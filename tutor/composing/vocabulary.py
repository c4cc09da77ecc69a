"""The composer's alphabet: melodies as bars of (duration, pitch) pairs, relative to the tonic, and their tokens.

Time is in ticks, 24 to the quarter. A pitch is `(d, alter)`: `d` diatonic steps above the anchor tonic, `alter`
semitones off the mode's own scale, so one token spells exactly in every key: the leading tone of a minor key is
`(6, 1)` or `(-1, 1)`. A token sequence is

    STYLE MODE METER LEVEL DENSITY PLACE  [PICKUP_t pairs]  BAR pairs  BAR pairs  ...  END

where a pair is a duration token and then a pitch token, a note held over (or not writable as one value) goes on as a
duration and TIE, and every bar is filled exactly. After a pickup of t ticks the last bar lacks t ticks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from math import log2
from typing import Literal

from tutor.music.key import MODE_DEGREES
from tutor.music.rhythm import Meter, to_ticks

REST: Literal["rest"] = "rest"
TIE: Literal["tie"] = "tie"
Step = tuple[int, int]
PitchToken = Step | Literal["rest", "tie"]

STYLES = (
    *("irish-reel", "irish-jig", "irish-hornpipe", "irish-polka", "american-fiddle", "bach-chorale", "hymn"),
    *("renaissance", "polish-dance", "baroque", "classical", "romantic-song", "romantic-piano", "swedish-folk"),
    *("japanese-song", "childrens-song", "ragtime"),
)
MODES = tuple(MODE_DEGREES)
METERS = (
    *("2/4", "3/4", "4/4", "5/4", "6/4", "2/2", "3/2", "4/2"),
    *("3/8", "5/8", "6/8", "7/8", "9/8", "12/8"),
)
LEVELS = tuple(range(1, 9))
DENSITIES = tuple(range(1, 6))  # rounded log2 of sounding notes per quarter, from -1 (half notes) to 3
PLACES = ("opening", "middle")  # whether the bars begin the piece or continue it

LOWEST_STEP, HIGHEST_STEP = -14, 21
ALTERS = (-1, 0, 1)
# Every one-sign value from the 32nd to the dotted whole, single and double dots, and triplets from 4 (a sixteenth).
DURATIONS = (3, 4, 6, 8, 9, 12, 16, 18, 21, 24, 32, 36, 42, 48, 72, 84, 96, 144)
PICKUPS = (6, 8, 12, 18, 24, 30, 36, 42, 48, 60, 72, 84, 96, 108, 120, 144)
NONE = "none"

_CONDITIONS: dict[str, tuple[str, ...]] = {
    "STYLE": STYLES,
    "MODE": MODES,
    "METER": METERS,
    "LEVEL": tuple(map(str, LEVELS)),
    "DENSITY": tuple(map(str, DENSITIES)),
}
STEPS: tuple[Step, ...] = tuple((d, a) for d in range(LOWEST_STEP, HIGHEST_STEP + 1) for a in ALTERS)
TOKENS: tuple[str, ...] = (
    *("PAD", "END", "BAR"),
    *(f"PICKUP_{t}" for t in PICKUPS),
    *(f"{name}_{value}" for name, values in _CONDITIONS.items() for value in (*values, NONE)),
    *(f"PLACE_{place}" for place in PLACES),
    *(f"DUR_{t}" for t in DURATIONS),
    *("REST", "TIE"),
    *(f"PITCH_{d}_{a}" for d, a in STEPS),
)
ID: dict[str, int] = {token: i for i, token in enumerate(TOKENS)}
SIZE = len(TOKENS)
PAD, END, BAR = ID["PAD"], ID["END"], ID["BAR"]
PREFIX_LENGTH = len(_CONDITIONS) + 1
FIRST_PICKUP, FIRST_DURATION, FIRST_PITCH = ID[f"PICKUP_{PICKUPS[0]}"], ID[f"DUR_{DURATIONS[0]}"], ID["REST"]
VOCABULARY_HASH = hashlib.sha256("\n".join(TOKENS).encode()).hexdigest()[:16]

_DURATION_ID = {t: ID[f"DUR_{t}"] for t in DURATIONS}
_PITCH_ID: dict[PitchToken, int] = {REST: ID["REST"], TIE: ID["TIE"]}
_PITCH_ID.update((step, ID[f"PITCH_{step[0]}_{step[1]}"]) for step in STEPS)
_DURATION_AT = {i: t for t, i in _DURATION_ID.items()}
_PITCH_AT = {i: p for p, i in _PITCH_ID.items()}
_PICKUP_AT = {ID[f"PICKUP_{t}"]: t for t in PICKUPS}
_PLACE_IDS = tuple(ID[f"PLACE_{place}"] for place in PLACES)

assert len(ID) == SIZE, "token names must be distinct"
assert FIRST_PITCH + 2 + len(STEPS) == SIZE, "pitches close the vocabulary"


@dataclass(frozen=True)
class Event:
    """One written value: its ticks, and what sounds: REST, TIE (the last pitch goes on) or `(d, alter)`."""

    ticks: int
    pitch: PitchToken


@dataclass(frozen=True)
class Melody:
    """A tonic-relative melody in one mode. With `pickup`, `bars[0]` is short; the last bar completes it. `meters`: of
    every bar, where the metre changes."""

    style: str
    mode: str
    meter: Meter
    bars: tuple[tuple[Event, ...], ...]
    pickup: bool = False
    id: str = ""
    source: str = ""
    meters: tuple[Meter, ...] = ()

    def meter_at(self, bar: int) -> Meter:
        """The metre of a bar, by its index."""
        return self.meters[bar] if self.meters else self.meter

    @property
    def pickup_ticks(self) -> int:
        return sum(e.ticks for e in self.bars[0]) if self.pickup else 0

    @property
    def full_bars(self) -> int:
        """How many bars are counted: all but the pickup."""
        return len(self.bars) - self.pickup

    @property
    def events(self) -> list[Event]:
        return [event for bar in self.bars for event in bar]


def bar_ticks(meter: Meter) -> int:
    """Ticks of a full bar."""
    return to_ticks(meter.bar_length)


def duration_token(ticks: int) -> int:
    """The token of a writable value; raises KeyError for any other."""
    return _DURATION_ID[ticks]


def pitch_token(pitch: PitchToken) -> int:
    """The token of a pitch, REST or TIE; raises KeyError outside the vocabulary."""
    return _PITCH_ID[pitch]


def pickup_token(ticks: int) -> int:
    """The token that opens a pickup of `ticks`; raises KeyError for a length that is not in PICKUPS."""
    return ID[f"PICKUP_{ticks}"]


def ticks_of(token: int) -> int | None:
    """Ticks of a duration token; None for any other token."""
    return _DURATION_AT.get(token)


def pitch_of(token: int) -> PitchToken | None:
    """The pitch of a pitch token; None for any other token."""
    return _PITCH_AT.get(token)


def pickup_of(token: int) -> int | None:
    """Ticks of a pickup token; None for any other token."""
    return _PICKUP_AT.get(token)


def prefix(
    style: str | None, mode: str | None, meter: str | None, level: int | None, density: int | None, opening: bool = True
) -> list[int]:
    """The condition tokens; None, and a metre without a token, become the NONE that dropout has trained."""
    values = (style, mode, meter if meter in METERS else None, level, density)
    named = [f"{name}_{NONE if v is None else v}" for name, v in zip(_CONDITIONS, values, strict=True)]
    return [ID[token] for token in named] + [_PLACE_IDS[0 if opening else 1]]


def none_of(token: int) -> int:
    """The NONE variant of a condition token; any other token is returned as it is."""
    name = TOKENS[token].partition("_")[0]
    return ID[f"{name}_{NONE}"] if name in _CONDITIONS else token


def density_of(melody: Melody) -> int:
    """Bin 1-5 of how many notes begin per quarter: each bin doubles, 3 is near two to the quarter."""
    notes = sum(isinstance(e.pitch, tuple) for e in melody.events)
    quarters = sum(e.ticks for e in melody.events) / 24
    return min(5, max(1, round(log2(max(notes, 1) / quarters)) + 2))


def bar_problem(melody: Melody) -> str | None:
    """What keeps a melody from being written as tokens, in words; None when nothing does."""
    full, first = bar_ticks(melody.meter), melody.pickup_ticks
    wanted = [bar_ticks(melody.meter_at(i)) for i in range(len(melody.bars))]
    if melody.pickup:
        wanted[0], wanted[-1] = first, wanted[-1] - first
        if first not in PICKUPS or first >= full or len(melody.bars) < 2:
            return f"a pickup of {first} ticks is not known"
    for number, (bar, ticks) in enumerate(zip(melody.bars, wanted, strict=True)):
        if sum(e.ticks for e in bar) != ticks:
            return f"bar {number} lasts {sum(e.ticks for e in bar)} ticks, expected {ticks}"
        if any(e.ticks not in _DURATION_ID or e.pitch not in _PITCH_ID for e in bar):
            return f"bar {number} holds a value or pitch outside the vocabulary"
    return None


def to_tokens(melody: Melody, level: int | None = None, opening: bool = True) -> list[int]:
    """Condition prefix, bars and END. Raises ValueError when the melody does not fit the vocabulary."""
    problem = bar_problem(melody)
    if problem:
        raise ValueError(problem)
    style = melody.style if melody.style in STYLES else None
    head = prefix(style, melody.mode, melody.meter.name, level, density_of(melody), opening)
    return [*head, *body_tokens(melody), END]


def bar_tokens(bar: Sequence[Event]) -> list[int]:
    """The duration and pitch tokens of one bar, without its BAR."""
    return [t for e in bar for t in (_DURATION_ID[e.ticks], _PITCH_ID[e.pitch])]


def body_tokens(melody: Melody) -> list[int]:
    """The bars of a melody without condition prefix and END; a pickup the alphabet lacks becomes a bar like others."""
    tokens: list[int] = []
    for i, bar in enumerate(melody.bars):
        opening = i == 0 and melody.pickup and melody.pickup_ticks in PICKUPS
        tokens += [pickup_token(melody.pickup_ticks) if opening else BAR, *bar_tokens(bar)]
    return tokens


def from_tokens(tokens: Sequence[int], *, meter: Meter | None = None, id: str = "", source: str = "") -> Melody:
    """The melody of a sequence made by `to_tokens`; `meter` is needed only where METER is the NONE variant.

    Raises ValueError on tokens out of order.
    """
    style, mode, metre = (TOKENS[t].partition("_")[2] for t in tokens[:3])
    if metre == NONE and meter is None:
        raise ValueError("the metre is not in the prefix: pass it")
    bars: list[list[Event]] = []
    pickup, pending = False, None
    for token in tokens[PREFIX_LENGTH:]:
        if token in (BAR, END, PAD) or token in _PICKUP_AT:
            pickup = pickup or token in _PICKUP_AT
            bars += [] if token in (END, PAD) else [[]]
        elif token in _DURATION_AT and pending is None and bars:
            pending = _DURATION_AT[token]
            continue
        elif token in _PITCH_AT and pending is not None:
            bars[-1].append(Event(pending, _PITCH_AT[token]))
            pending = None
            continue
        else:
            raise ValueError(f"{TOKENS[token]} cannot stand here")
        if pending is not None:
            raise ValueError("a duration without a pitch")
    chosen = meter if metre == NONE and meter else Meter.parse(metre)
    return Melody(style, mode, chosen, tuple(map(tuple, bars)), pickup, id, source)
