"""Four parts under a melody, by the rules of the chorale: found by dynamic programming over the beats.

Kept without exception: ranges; soprano and alto, alto and tenor within an octave; no crossing; no parallel fifths or
octaves between any two parts; the leading tone of a dominant rises to the tonic when the tonic or submediant follows,
and is never doubled; its seventh falls by step. Preferred: root position, functional progressions, small movements.
Where the melody's note belongs to no chord of the key the lower parts stand still.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import combinations, pairwise, product

from tutor.composing.progressions import PlannedChord, chord_named
from tutor.composing.voices import Slot, cheapest, parallel, part_of, slots_of, sounding_key
from tutor.music.chords import CHORD_SEMITONES
from tutor.music.instruments import INSTRUMENTS
from tutor.music.key import MODE_DEGREES, Key
from tutor.music.score import ChordSymbol, Part, Score

VOICES = ("alto", "tenor", "bass")
_OCTAVE, _TENOR_TO_BASS = 12, 19
_BEAM = 36
_CHORDS = {
    "major": ("I", "ii", "iii", "IV", "V", "vi", "V7", "V/V", "V/vi"),
    "minor": ("i", "iv", "V", "VI", "III", "VII", "V7", "V/III"),
}
_APPLIED = {"V/V": (1, "dominant-seventh"), "V/vi": (2, "dominant-seventh"), "V/III": (6, "dominant-seventh")}
_RARITY = {0: 0.0, 4: 0.1, 3: 0.15, 1: 0.2, 5: 0.25, 2: 0.8, 6: 0.8}
_STANDS_STILL = 1.6


@dataclass(frozen=True)
class Voicing:
    """A chord and the sounding MIDI numbers of alto, tenor and bass; `free`: it is held over a note that is not its."""

    chord: PlannedChord
    root: int
    lower: tuple[int, int, int]
    free: bool = False


def chorale(score: Score) -> Score | None:
    """The score with alto, tenor and bass, and the chords they make; None where the melody leaves them no room."""
    key = sounding_key(score.key, score.part.transposition)
    slots = slots_of(score)
    layers = [_voicings(slot, key, is_last=i == len(slots) - 1, is_first=i == 0) for i, slot in enumerate(slots)]
    layers = _with_holds(layers)

    def cost(index: int, before: Voicing | None, after: Voicing) -> float | None:
        own = _fit(key, slots[index], after)
        return own if before is None else _joined(key, slots[index - 1], slots[index], before, after, own)

    found = cheapest(layers, cost, _BEAM)
    if found is None:
        return None
    held = {note.end for note in score.notes if "fermata" in note.articulations}
    parts = [_held(_part(slots, found, place, key), held) for place in range(3)]
    return replace(score, parts=(score.part, *parts), harmony=_symbols(score, slots, found))


def _part(slots: Sequence[Slot], found: Sequence[Voicing], place: int, key: Key) -> Part:
    player = INSTRUMENTS[VOICES[place]]
    line = [(slot, voicing.lower[place]) for slot, voicing in zip(slots, found, strict=True)]
    return part_of(line, VOICES[place][0], key, Part((), player.name, player.clef, player.transposition))


def _held(part: Part, ends: set[Fraction]) -> Part:
    """The part with a fermata on the notes that end where the melody's fermatas do: all voices wait together."""
    notes = (replace(note, articulations=("fermata",)) if note.end in ends else note for note in part.notes)
    return replace(part, notes=tuple(notes))


def _symbols(score: Score, slots: Sequence[Slot], found: Sequence[Voicing]) -> tuple[ChordSymbol, ...]:
    symbols: list[ChordSymbol] = []
    for slot, voicing in zip(slots, found, strict=True):
        symbol = voicing.chord.symbol(score.key, slot.onset, slot.end - slot.onset)
        if symbols and (symbols[-1].root, symbols[-1].quality) == (symbol.root, symbol.quality):
            symbols[-1] = replace(symbols[-1], duration=slot.end - symbols[-1].onset)
        else:
            symbols.append(symbol)
    return tuple(symbols)


def _with_holds(layers: list[list[Voicing]]) -> list[list[Voicing]]:
    """Every layer but the first and the last may also keep what the layer before it may have."""
    found = [layers[0]]
    for index, layer in enumerate(layers[1:], start=1):
        holds = [] if index == len(layers) - 1 else [replace(v, free=True) for v in found[-1]]
        found.append([*layer, *dict.fromkeys(holds)])
    return found


@lru_cache(maxsize=16)
def _chords(mode: str) -> tuple[PlannedChord, ...]:
    names = _CHORDS.get(mode, ("1", "2", "3", "4", "5", "6", "7"))
    found = []
    for name in names:
        degree, quality = _APPLIED.get(name, (None, ""))
        found.append(chord_named(name, mode) if degree is None else PlannedChord(degree, 0, quality))
    return tuple(chord for chord in found if chord.quality not in ("diminished",))


def _voicings(slot: Slot, key: Key, is_last: bool, is_first: bool) -> list[Voicing]:
    """Every chord that holds the melody's note, in every spacing that the rules allow."""
    found = []
    for chord in _chords(key.mode):
        if (is_last and chord.degree) or (is_first and chord.degree not in (0, 4)):
            continue
        root = (key.tonic_class + MODE_DEGREES[key.mode][chord.degree] + chord.alter) % 12
        tones = [(root + semitones) % 12 for semitones in CHORD_SEMITONES[chord.quality]]
        if slot.pitch is None or slot.pitch % 12 in tones:
            found += [Voicing(chord, root, lower) for lower in _spacings(slot, key, tones, is_last)]
    return found


def _spacings(slot: Slot, key: Key, tones: list[int], is_last: bool) -> Iterator[tuple[int, int, int]]:
    soprano = slot.pitch if slot.pitch is not None else slot.lowest
    alto, tenor, bass = (_within(name) for name in VOICES)
    alone = {(key.tonic_class - 1) % 12, *tones[3:]}
    if len(tones) > 3:
        alone.add(tones[1])
    for a, t, b in product(_of(tones, alto), _of(tones, tenor), _of(tones[: 1 if is_last else 2], bass)):
        if not (b <= t <= a <= slot.lowest and slot.highest - a <= _OCTAVE):
            continue
        if a - t > _OCTAVE or t - b > _TENOR_TO_BASS:
            continue
        classes = [soprano % 12, a % 12, t % 12, b % 12]
        whole = tones[0] in classes and tones[1] in classes and all(seventh in classes for seventh in tones[3:])
        if whole and all(classes.count(tone) <= 1 for tone in alone):
            yield a, t, b


def _within(name: str) -> range:
    low, high = INSTRUMENTS[name].sounding_range
    return range(low, high + 1)


def _of(tones: list[int], reach: range) -> list[int]:
    return [midi for midi in reach if midi % 12 in tones]


def _fit(key: Key, slot: Slot, voicing: Voicing) -> float:
    """Root position, the common chords, the fifth in the chord, and a bass that is not far off."""
    alto, tenor, bass = voicing.lower
    cost = _RARITY[voicing.chord.degree] + (0.0 if bass % 12 == voicing.root else 0.5)
    if voicing.free:
        return cost + (0.2 if slot.pitch is not None and slot.pitch % 12 in _tones(voicing) else _STANDS_STILL)
    fifth = (voicing.root + 7) % 12
    missing = fifth not in (alto % 12, tenor % 12, bass % 12, (slot.pitch or 0) % 12)
    return cost + 0.35 * missing + 0.03 * abs(tenor - 55) + 0.02 * abs(bass - 48)


def _tones(voicing: Voicing) -> set[int]:
    return {(voicing.root + semitones) % 12 for semitones in CHORD_SEMITONES[voicing.chord.quality]}


def _joined(key: Key, last: Slot, slot: Slot, before: Voicing, after: Voicing, own: float) -> float | None:
    """The cost of going from one voicing to the next; None where a rule forbids it."""
    if after.free:
        same = (after.lower, after.chord) == (before.lower, before.chord)
        return own if same and _clears(key, slot, after) else None
    soprano = [(height, slot.pitch) for height in {last.pitch, slot.last} if height is not None]
    moves = list(zip(before.lower, after.lower, strict=True))
    if any(parallel(a, b) for a, b in combinations(moves, 2)):
        return None
    if slot.pitch is not None and any(parallel((h, slot.pitch), move) for h, _ in soprano for move in moves):
        return None
    top = (slot.last if slot.last is not None else slot.lowest, slot.pitch if slot.pitch is not None else slot.lowest)
    if not _resolves(key, before, after, [top, *moves]):
        return None
    return (
        own
        + _progress(before, after)
        + sum(_move_cost(move) for move in moves[:2])
        + 0.04 * abs(moves[2][1] - moves[2][0])
        + 0.6 * _overlaps(top, moves)
    )


def _clears(key: Key, slot: Slot, voicing: Voicing) -> bool:
    """Whether held parts stay below the melody and near enough to it, and double no leading tone of it."""
    leading = (key.tonic_class - 1) % 12
    doubled = slot.pitch is not None and slot.pitch % 12 == leading and any(v % 12 == leading for v in voicing.lower)
    return voicing.lower[0] <= slot.lowest and slot.highest - voicing.lower[0] <= _OCTAVE and not doubled


def _resolves(key: Key, before: Voicing, after: Voicing, moves: Sequence[tuple[int, int]]) -> bool:
    """The tendency tones of a dominant: its third up, its seventh down, where its goal follows."""
    chord = before.chord
    if chord.quality not in ("major", "dominant-seventh") or after.root == before.root:
        return True
    third, seventh = (before.root + 4) % 12, (before.root + 10) % 12
    leads = third == (key.tonic_class - 1) % 12 or chord.quality == "dominant-seventh"
    goal = (third + 1) % 12
    for start, end in moves:
        if leads and start % 12 == third and goal in _tones(after) and end - start != 1:
            return False
        if chord.quality == "dominant-seventh" and start % 12 == seventh and not -2 <= end - start <= 0:
            return False
    return chord.quality != "dominant-seventh" or goal in _tones(after)


def _progress(before: Voicing, after: Voicing) -> float:
    """Roots falling a fifth are best, repeating is dull, a dominant that goes back to its preparation is weak."""
    fall = (before.root - after.root) % 12
    if before.chord.degree == 4 and after.chord.degree in (1, 3):
        return 1.2
    return {7: -0.3, 0: 0.35, 5: 0.1, 10: 0.1, 2: 0.1}.get(fall, 0.2)


def _move_cost(move: tuple[int, int]) -> float:
    size = abs(move[1] - move[0])
    return 0.06 * size + (0.5 if size > 5 else 0.0)


def _overlaps(top: tuple[int, int], moves: Sequence[tuple[int, int]]) -> int:
    """How often a part moves above where its upper neighbour was, or below where its lower one was."""
    voices = [top, *moves]
    return sum(low[1] > high[0] or high[1] < low[0] for high, low in pairwise(voices))
