"""A second voice to a melody: note against beat, consonant with it, never in parallel fifths or octaves.

Found by dynamic programming over the beats. What must hold: every new note is consonant with what the melody sounds,
lies on the melody's other side throughout, moves by what the level reads, and no perfect interval follows itself.
What is preferred: thirds and sixths, notes of the chord, steps, contrary motion. The weights are judgement.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from tutor.composing.reading_pitch import entry_level, exit_level, leap_level
from tutor.composing.voices import PERFECT, Slot, cheapest, parallel, part_of, slots_of
from tutor.music.chords import chord_classes
from tutor.music.key import Key
from tutor.music.pitch import STEPS, Pitch
from tutor.music.score import Part, Score

_BEAM = 24
_STEPS = {0: 0, 3: 2, 4: 2, 7: 4, 8: 5, 9: 5}  # semitones of a consonance -> its staff steps, octaves apart
_REACH = 16  # semitones from the melody, at most: a tenth


def second_voice(score: Score, level: int, low: Pitch, high: Pitch) -> Part | None:
    """A part below the melody, or above it where there is no room; None where neither can be.

    `low` and `high`: the written pitches the second player may use; the two parts are for the same instrument.
    """
    slots = slots_of(score)
    for side in (-1, 1):
        found = _voice(score, slots, level, (low.midi, high.midi), side)
        if found is not None:
            shift = score.part.transposition
            line = [(slot, midi + shift) for slot, midi in zip(slots, found, strict=True) if midi]
            return part_of(line, "s", score.key, score.part)
    return None


def _voice(score: Score, slots: Sequence[Slot], level: int, reach: tuple[int, int], side: int) -> list[int] | None:
    """A written MIDI number for each slot."""
    shift = score.part.transposition
    layers = [_choices(score, slot, reach, side) for slot in slots]

    def cost(index: int, before: int | None, after: int) -> float | None:
        slot = slots[index]
        own = _fit(score, slot, after)
        if before is None:
            return own
        if not _may_move(score.key, level, before, after):
            return None
        melody = None if slot.last is None or slot.pitch is None else (slot.last - shift, slot.pitch - shift)
        voice = (before, after)
        if melody and slot.begins and _same_perfect(melody, voice):
            return None
        previous = slots[index - 1].pitch
        if previous is not None and slot.pitch is not None and parallel((previous - shift, slot.pitch - shift), voice):
            return None
        return own + _motion(melody, voice)

    return cheapest(layers, cost, _BEAM)


def _choices(score: Score, slot: Slot, reach: tuple[int, int], side: int) -> list[int]:
    """The scale's notes, and the chord's, that are consonant with the melody on its one side."""
    shift, key = score.part.transposition, score.key
    lowest, highest = slot.lowest - shift, slot.highest - shift
    bounds = (max(reach[0], highest - _REACH - 7), lowest - 1) if side < 0 else (highest + 1, reach[1])
    scale = {key.pitch_at(step).midi % 12 for step in range(7)}
    allowed = scale | _chord(score, slot)
    notes = [midi for midi in range(bounds[0], bounds[1] + 1) if midi % 12 in allowed]
    melody = None if slot.pitch is None else slot.pitch - shift
    return [m for m in notes if melody is None or (_agree(key, m, melody) and abs(m - melody) <= _REACH)]


def _agree(key: Key, midi: int, melody: int) -> bool:
    """Whether two notes are consonant as they are spelled: C and D# are no third, G and D# no sixth."""
    steps = abs(key.spell(midi).diatonic - key.spell(melody).diatonic) % 7
    return _STEPS.get(abs(midi - melody) % 12) == steps


def _chord(score: Score, slot: Slot) -> set[int]:
    chord = next((c for c in score.harmony if c.onset <= slot.onset < c.onset + c.duration), None)
    return set(chord_classes(chord)) if chord else set()


def _fit(score: Score, slot: Slot, midi: int) -> float:
    chord = _chord(score, slot)
    cost = 0.0 if not chord or midi % 12 in chord else 0.9
    if slot.pitch is not None:
        apart = abs(midi - (slot.pitch - score.part.transposition))
        cost += {0: 1.0, 7: 0.6}.get(apart % 12, 0.0) + 0.05 * max(0, apart - 10)
    return cost


def _may_move(key: Key, level: int, before: int, after: int) -> bool:
    a, b = _step(key, before), _step(key, after)
    need = max(leap_level(key.mode, a, b), entry_level(key.mode, a, b), exit_level(key.mode, a, b))
    return need <= level


def _step(key: Key, midi: int) -> tuple[int, int]:
    pitch = key.spell(midi)
    return pitch.diatonic - STEPS.index(key.step), key.degree_of(pitch)[1]


def _same_perfect(melody: tuple[int, int], voice: tuple[int, int]) -> bool:
    """Two perfect intervals of one kind in a row, however the voices get there."""
    before, after = abs(melody[0] - voice[0]) % 12, abs(melody[1] - voice[1]) % 12
    return before == after and after in PERFECT and (melody[0] != melody[1] or voice[0] != voice[1])


def _motion(melody: tuple[int, int] | None, voice: tuple[int, int]) -> float:
    """Steps are cheap, standing still and leaping cost, contrary motion is a gain; a fifth is not leapt into."""
    moved = voice[1] - voice[0]
    cost = 0.45 if moved == 0 else 0.08 * abs(moved)
    if melody:
        against = (melody[1] - melody[0]) * moved
        cost += -0.25 if against < 0 else 0.0
        if against > 0 and abs(melody[1] - voice[1]) % 12 in PERFECT:
            cost += 0.8
    return cost


def parallels(upper: Sequence[int], lower: Sequence[int]) -> int:
    """How many parallel fifths, octaves and unisons two lines of the same length hold."""
    return sum(parallel((a, b), (c, d)) for (a, b), (c, d) in zip(pairwise(upper), pairwise(lower), strict=True))
