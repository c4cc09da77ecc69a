"""Laying chords over the bars of a plan: every new bar gets its own, a bar that returns keeps its source's.

A phrase's progression begins where the phrase does; the bar of a cadence takes the chord its cadence needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from random import Random

from tutor.composing.form import HALF, TWELVE, Cadence, Plan
from tutor.composing.progressions import Harmony, PlannedChord, progression
from tutor.composing.vocabulary import bar_ticks
from tutor.music.cells import cells
from tutor.music.key import Key
from tutor.music.rhythm import TICKS_PER_QUARTER, Meter
from tutor.music.score import Bar, ChordSymbol

BarChords = tuple[tuple[int, PlannedChord], ...]  # (tick, chord)
_WHOLE_PHRASE = 4  # bars from which a phrase begins its progression anew


def strong_ticks(meter: Meter) -> tuple[int, ...]:
    """Where a bar bears weight: its first beat, and the beat in its middle where it has one."""
    full = bar_ticks(meter)
    return (0, *(start for start, _ in cells(meter) if start * 2 == full))


def chorded(plan: Plan, harmony: Harmony, key: Key, meters: Sequence[Meter], seed: int) -> Plan:
    """The plan with chords in every full bar, each in its metre; a pickup has none."""
    found: dict[int, BarChords] = {}
    for bar, chords in zip(_new_bars(plan), _walk(plan, harmony, key.mode, seed), strict=True):
        found[bar] = _placed(_at_cadence(plan, bar, chords, harmony, key.mode), meters[bar])
    for bar, planned in enumerate(plan.bars):
        if planned.source is not None and planned.source in found:
            found[bar] = found[planned.source]
    return replace(plan, bars=tuple(replace(b, chords=found.get(i, ())) for i, b in enumerate(plan.bars)))


def _new_bars(plan: Plan) -> list[int]:
    return [i for i, bar in enumerate(plan.bars) if bar.source is None and not (i == 0 and plan.pickup)]


def _walk(plan: Plan, harmony: Harmony, mode: str, seed: int) -> list[tuple[PlannedChord, ...]]:
    """The progression's chords for each new bar, in order; every phrase of some length has one of its own."""
    if plan.form == TWELVE and harmony.twelve:
        chorus = progression(harmony.twelve, mode)
        return [chorus[(bar - (plan.pickup > 0)) % len(chorus)] for bar in _new_bars(plan)]
    rng = Random(f"{seed}:chords")
    texts = list(harmony.of(mode))
    rng.shuffle(texts)
    turn, at, walked = 0, 0, []
    for bar in _new_bars(plan):
        if plan.bars[bar].opens and at >= _WHOLE_PHRASE:
            turn, at = turn + 1, 0
        chords = progression(texts[turn % len(texts)], mode)
        walked.append(chords[at % len(chords)])
        at += 1
    return walked


def _at_cadence(
    plan: Plan, bar: int, chords: tuple[PlannedChord, ...], harmony: Harmony, mode: str
) -> tuple[PlannedChord, ...]:
    """The chord before the last, the last one, or the chord that a cadence can rest on; else the bar's own."""
    cadence = plan.bars[bar].cadence
    before_last, last = harmony.closing(mode)
    if plan.form == TWELVE and harmony.twelve:
        return (_closing(harmony, cadence, mode),) if cadence is not None and cadence.final else chords
    if cadence is None:
        following = plan.bars[bar + 1] if bar + 1 < len(plan.bars) else None
        closes = following is not None and following.source is None and _is_final(following.cadence)
        return (*chords[:-1], before_last) if closes else chords
    if cadence.final:
        return (*chords[:-1], _closing(harmony, cadence, mode))
    if _rests(chords[-1], cadence, mode):
        return (chords[-1],)
    return (harmony.opening(mode),) if _rests(harmony.opening(mode), cadence, mode) else (last,)


def _closing(harmony: Harmony, cadence: Cadence, mode: str) -> PlannedChord:
    """The chord of the last bar: the tonic's, unless the piece ends elsewhere."""
    last, half = harmony.closing(mode)[1], harmony.opening(mode)
    return last if _rests(last, cadence, mode) and cadence.degrees != HALF else half


def _is_final(cadence: Cadence | None) -> bool:
    return cadence is not None and cadence.final


def _rests(chord: PlannedChord, cadence: Cadence, mode: str) -> bool:
    return any((degree, 0) in chord.tones(mode) for degree in cadence.degrees)


def _placed(chords: tuple[PlannedChord, ...], meter: Meter) -> BarChords:
    """The first chord on the downbeat, a second one on the beat in the middle or after it."""
    beats = [start for start, _ in cells(meter)]
    if len(chords) < 2 or len(beats) < 2:
        return ((0, chords[0]),)
    return ((0, chords[0]), (beats[(len(beats) + 1) // 2], chords[1]))


def symbols_of(plan: Plan, bars: tuple[Bar, ...], key: Key) -> tuple[ChordSymbol, ...]:
    """The plan's chords over the bars of a score; neighbours that agree are one."""
    found: list[ChordSymbol] = []
    for planned, bar in zip(plan.bars, bars, strict=True):
        onsets = [bar.onset + Fraction(tick, TICKS_PER_QUARTER) for tick, _ in planned.chords]
        for (_, chord), onset, end in zip(planned.chords, onsets, (*onsets[1:], bar.end), strict=False):
            if onset >= bar.end:
                continue
            symbol = chord.symbol(key, onset, min(end, bar.end) - onset)
            if found and (found[-1].root, found[-1].quality) == (symbol.root, symbol.quality):
                found[-1] = replace(found[-1], duration=symbol.onset + symbol.duration - found[-1].onset)
            else:
                found.append(symbol)
    return tuple(found)
