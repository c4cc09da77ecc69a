"""What else may lean on the next choice of a row: bars that are given, and chords that are to be heard under it.

Each lean takes a row and the tokens that may come next, and gives what is added to each token's logit. The automaton
has made sure that every one of them can be carried to an end, so a lean may rule out all but one.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from tutor.composing.grammar import Grammar
from tutor.composing.sampling import Lean, Row
from tutor.composing.vocabulary import Event, duration_token, pitch_of, pitch_token
from tutor.music.chords import chord_classes
from tutor.music.rhythm import TICKS_PER_QUARTER
from tutor.music.score import ChordSymbol

NEVER = -1e9
_CHORD_TONE = 1.1  # on a beat; off the beats it is passing notes that make a line
_OFF_BEAT = 0.25


def given(bars: Sequence[Sequence[Event]]) -> Lean:
    """Write these bars first, event for event."""

    def lean(row: Row, tokens: list[int]) -> list[float]:
        bar, at = len(row.bars) - 1, len(row.bars[-1])
        if bar >= len(bars):
            return [0.0] * len(tokens)
        event = bars[bar][at]
        wanted = duration_token(event.ticks) if row.ticks is None else pitch_token(event.pitch)
        return [0.0 if token == wanted else NEVER for token in tokens]

    return lean


def over(chords: Sequence[ChordSymbol], pickup: int = 0) -> Lean:
    """Sound notes of these chords: always where a chord begins, and rather than others on the beats.

    Times of the chords are quarters from the first full bar.
    """

    def lean(row: Row, tokens: list[int]) -> list[float]:
        if row.ticks is None:
            return [0.0] * len(tokens)
        grammar, tick = row.machine.grammar, row.state.tick
        moment = _moment(row, tick, pickup)
        chord = next((c for c in chords if c.onset <= moment < c.onset + c.duration), None)
        if chord is None:
            return [0.0] * len(tokens)
        inside = [_belongs(grammar, token, chord) for token in tokens]
        if chord.onset == moment and any(inside):
            return [0.0 if fits else NEVER for fits in inside]
        beats = {beat * TICKS_PER_QUARTER for beat in grammar.meter.beat_onsets}
        return [(_CHORD_TONE if tick in beats else _OFF_BEAT) if fits else 0.0 for fits in inside]

    return lean


def _moment(row: Row, tick: int, pickup: int) -> Fraction:
    full = row.machine.placement.full
    return Fraction((len(row.bars) - 1 - bool(pickup)) * full + tick, TICKS_PER_QUARTER)


def _belongs(grammar: Grammar, token: int, chord: ChordSymbol) -> bool:
    pitch = pitch_of(token)
    return isinstance(pitch, tuple) and (grammar.key.tonic_class + grammar.height(pitch)) % 12 in chord_classes(chord)
