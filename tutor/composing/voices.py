"""What several voices owe each other, as every treatise on counterpoint has it (Fux 1725; Aldwell and Schachter).

Pitches are sounding MIDI numbers, times quarters from the start of the score.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from tutor.music.key import Key
from tutor.music.notation import notatable_values
from tutor.music.score import Bar, Note, Part, Score

CONSONANT = frozenset((0, 3, 4, 7, 8, 9))  # semitones above the lower voice, octaves apart; the fourth is none
PERFECT = frozenset((0, 7))
State = TypeVar("State")


def parallel(upper: tuple[int, int], lower: tuple[int, int]) -> bool:
    """Whether two voices that both move go from a perfect interval to the same one: (before, after) of each."""
    before, after = abs(upper[0] - lower[0]) % 12, abs(upper[1] - lower[1]) % 12
    return before == after and before in PERFECT and upper[0] != upper[1] and lower[0] != lower[1]


@dataclass(frozen=True)
class Slot:
    """A stretch for which added voices stand still, and the melody over it.

    `pitch`: what the melody sounds at its onset, None in a rest; `last`: the melody's last pitch before it;
    `begins`: whether the melody begins a note here; `lowest`, `highest`: the melody's reach within it.
    """

    bar: Bar
    onset: Fraction
    end: Fraction
    pitch: int | None
    last: int | None
    begins: bool
    lowest: int
    highest: int


def slots_of(score: Score) -> list[Slot]:
    """The felt beats of every full bar; the melody's last note, once begun, is one slot to the end."""
    part, found = score.part, []
    final = part.notes[-1].onset
    for bar in score.bars:
        if bar.number > 0:
            beats = [bar.onset + onset for onset in bar.meter.beat_onsets if onset < bar.length]
            starts = [beat for beat in beats if beat <= final or bar.onset > final]
            ends = [*starts[1:], bar.end]
            found += [_slot(part, bar, onset, end) for onset, end in zip(starts, ends, strict=True)]
    return found


def _slot(part: Part, bar: Bar, onset: Fraction, end: Fraction) -> Slot:
    within = [note for note in part.notes if note.onset < end and note.end > onset]
    sounding = next((note for note in within if note.onset <= onset), None)
    last = next((note for note in reversed(part.notes) if note.onset < onset), None)
    heights = [part.sounding_midi(note) for note in within] or [part.sounding_midi(last or part.notes[0])]
    return Slot(
        *(bar, onset, end),
        part.sounding_midi(sounding) if sounding else None,
        part.sounding_midi(last) if last else None,
        sounding is not None and sounding.onset == onset,
        *(min(heights), max(heights)),
    )


def cheapest(
    layers: Sequence[Sequence[State]], cost: Callable[[int, State | None, State], float | None], beam: int
) -> list[State] | None:
    """The cheapest row of one state from each layer; `cost` of a state after another at a layer, None: never.

    Exact but for the beam: only the `beam` cheapest ways to each layer are gone on from. None when there is no way.
    """
    ways: list[tuple[float, list[State]]] = [(0.0, [])]
    for index, layer in enumerate(layers):
        found: list[tuple[float, list[State]]] = []
        for state in layer:
            best: tuple[float, list[State]] | None = None
            for spent, way in ways:
                more = cost(index, way[-1] if way else None, state)
                if more is not None and (best is None or spent + more < best[0]):
                    best = (spent + more, way)
            if best is not None:
                found.append((best[0], [*best[1], state]))
        ways = sorted(found, key=lambda way: way[0])[:beam]
    return ways[0][1] if ways and layers else None


def sounding_key(key: Key, transposition: int) -> Key:
    """The key that a part in `key` sounds in: of those that can be written, the one with the fewest signs."""
    wanted = (key.tonic_class + transposition) % 12
    keys = (Key.from_fifths(fifths, key.mode) for fifths in sorted(range(-7, 8), key=lambda f: (abs(f), f)))
    return next(found for found in keys if found.tonic_class == wanted)


def part_of(lines: Sequence[tuple[Slot, int]], prefix: str, key: Key, template: Part) -> Part:
    """A sounding MIDI number over each slot as the notes of a part: spelled in `key`, ids `prefix`1, `prefix`2, …"""
    notes = tuple(
        Note(
            f"{prefix}{i}",
            slot.onset,
            key.spell(midi - template.transposition),
            notatable_values(slot.onset - slot.bar.onset, slot.end - slot.onset, slot.bar.meter),
        )
        for i, (slot, midi) in enumerate(lines, 1)
    )
    return Part(notes, template.instrument, template.clef, template.transposition)
