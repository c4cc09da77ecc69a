"""Chords for a melody that names none: functional harmony, one chord a bar or half bar, found by dynamic programming.

Each slot's candidates are the key's triads, the dominant seventh and common secondary dominants. A path is as good as
its chords fit the notes above them (long and strong notes count most) and as they follow each other by function.
The weights are judgement, set on folk tunes and chorales by ear; the search (Viterbi) is exact.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from tutor.music.chords import CHORD_SEMITONES, roman_numeral, root_on
from tutor.music.key import MODE_DEGREES, Key
from tutor.music.metrics import metric_weight
from tutor.music.pitch import Pitch
from tutor.music.score import Bar, ChordSymbol, Note, Score

_FUNCTIONS = {1: "T", 2: "S", 3: "T", 4: "S", 5: "D", 6: "T", 7: "D"}
_FOLLOWS = {
    ("T", "T"): 0.1,
    ("T", "S"): 0.3,
    ("T", "D"): 0.3,
    ("S", "T"): 0.0,
    ("S", "S"): 0.1,
    ("S", "D"): 0.5,
    ("D", "T"): 0.6,
    ("D", "S"): -0.7,
    ("D", "D"): 0.2,
}
_RARITY = {1: -0.1, 5: 0.0, 4: 0.1, 2: 0.25, 6: 0.3, 3: 0.7, 7: 0.6}
_SECONDARY = 0.9  # what a secondary dominant must earn by its notes
_UNHEARD = 6.0  # against an applied dominant whose altered tone the melody never sounds
_FIT = 3.0
_CHANGE_AT_HALF = 0.45
_PHRASE_BARS = 4
_REST_AT_PHRASE_END = 0.7  # for the tonic or the dominant triad
_CADENCE = 3.0  # for a dominant before the last bar's tonic, by its share of the notes above it
_PLAGAL = 0.8  # the same for a subdominant, where no dominant will do
_LEAST_SHARE = 0.25


@dataclass(frozen=True)
class _Candidate:
    """A chord that may stand in a slot; `target` is the degree a dominant must resolve to."""

    degree: int
    root: str
    quality: str
    numeral: str
    classes: frozenset[int]
    rarity: float
    target: int | None = None
    needs: int | None = None  # a pitch class the melody must sound: the tone that makes an applied dominant one

    @property
    def function(self) -> str:
        return "D" if self.target else _FUNCTIONS[self.degree]


@dataclass(frozen=True)
class _Slot:
    """A bar or half bar, with the weight of each pitch class sounding in it."""

    onset: Fraction
    length: Fraction
    key: Key
    weights: tuple[float, ...]
    starts_bar: bool
    ends_phrase: bool = False
    closes: bool = False  # in the last bar, where the piece comes home


@dataclass(frozen=True)
class Palette:
    """Which chords may be chosen: `degrees` of the key, `applied` dominants of other degrees or not, and whether the
    chord may change within a bar."""

    about: str
    degrees: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)
    applied: bool = True
    halves: bool = True


PALETTES = {
    "plain": Palette("tonic, subdominant and dominant, one chord a bar", (1, 4, 5), applied=False, halves=False),
    "diatonic": Palette("every chord of the key, one a bar", applied=False, halves=False),
    "full": Palette("every chord of the key and the dominants that lead to them, two a bar where they help"),
}


def harmonise(score: Score, palette: Palette = PALETTES["full"]) -> tuple[ChordSymbol, ...]:
    """Chords under the first part of a score, in its written key; neighbours that agree are one chord."""
    slots = [slot for bar in score.bars for slot in _slots(score, bar, palette.halves)]
    last = score.bars[-1].onset
    slots = [replace(slot, closes=slot.onset >= last) for slot in slots]
    path = _best_path(slots, palette)
    chords: list[ChordSymbol] = []
    for slot, chord in zip(slots, path, strict=True):
        if chords and (chords[-1].root, chords[-1].quality) == (chord.root, chord.quality):
            chords[-1] = replace(chords[-1], duration=slot.onset + slot.length - chords[-1].onset)
        else:
            chords.append(ChordSymbol(slot.onset, slot.length, chord.root, chord.quality, chord.numeral))
    return tuple(chords)


def _slots(score: Score, bar: Bar, divided: bool = True) -> list[_Slot]:
    halves = [bar.length] if len(bar.meter.beats) % 2 or bar.length < bar.meter.bar_length else [bar.length / 2] * 2
    if not divided or (len(halves) == 2 and halves[0] < Fraction(3, 2)):
        halves = [bar.length]
    slots, clock = [], bar.onset
    for length in halves:
        slots.append(_Slot(clock, length, bar.key, _weights(score, bar, clock, clock + length), clock == bar.onset))
        clock += length
    if bar.number % _PHRASE_BARS == 0 and bar.number:
        slots[-1] = replace(slots[-1], ends_phrase=True)
    return slots


def _weights(score: Score, bar: Bar, start: Fraction, end: Fraction) -> tuple[float, ...]:
    """How much each pitch class counts: its length in the slot, doubled on beats, more on the downbeat."""
    weights = [0.0] * 12
    for note in score.notes:
        overlap = min(note.end, end) - max(note.onset, start)
        if overlap > 0:
            weights[note.pitch.midi % 12] += float(overlap) * _prominence(note, bar, start)
    return tuple(weights)


def _prominence(note: Note, bar: Bar, start: Fraction) -> float:
    return 1.0 + metric_weight(max(note.onset, start) - bar.onset, bar.meter)


def _candidates(key: Key, palette: Palette) -> list[_Candidate]:
    """The key's triads; in major and minor also the dominant (seventh) and secondary dominants."""
    found = [_triad(key, degree) for degree in palette.degrees]
    if key.mode not in ("major", "minor"):
        return found
    fifth = root_on(key, 5)
    dominants = [("dominant-seventh", 0.1)] + ([("major", 0.0)] if key.mode == "minor" else [])
    found += [_made(key, 5, fifth.letter, quality, rarity) for quality, rarity in dominants]
    if not palette.applied:
        return found
    targets = (2, 4, 5, 6) if key.mode == "major" else (3, 4, 5)
    return found + [_applied_dominant(key, target) for target in targets]


def _triad(key: Key, degree: int) -> _Candidate:
    scale = MODE_DEGREES[key.mode]
    third, fifth = ((scale[(degree - 1 + n) % 7] - scale[degree - 1]) % 12 for n in (2, 4))
    quality = next(name for name, tones in CHORD_SEMITONES.items() if tones == (0, third, fifth))
    rarity = _RARITY[degree] + (0.3 if quality == "diminished" else 0.0)
    if key.mode == "minor" and degree == 5:
        rarity = 0.6  # minor keys raise the leading tone for their dominant
    if key.mode != "major" and degree == 7:
        rarity = 0.2  # the subtonic triad is at home outside major
    return _made(key, degree, root_on(key, degree).letter, quality, rarity)


def _made(key: Key, degree: int, root: str, quality: str, rarity: float) -> _Candidate:
    pitch = root_on(key, degree)
    classes = frozenset((pitch.midi + tone) % 12 for tone in CHORD_SEMITONES[quality])
    return _Candidate(degree, root, quality, roman_numeral(pitch, quality, key), classes, rarity)


def _applied_dominant(key: Key, target: int) -> _Candidate:
    goal = root_on(key, target)
    scale = MODE_DEGREES[key.mode]
    is_minor = (scale[(target + 1) % 7] - scale[target - 1]) % 12 == 3
    natural = Pitch.from_diatonic(goal.diatonic + 4)
    fifth = Pitch(natural.step, goal.midi + 7 - natural.midi, natural.octave)
    numeral = roman_numeral(goal, "minor" if is_minor else "major", key)
    classes = frozenset((fifth.midi + tone) % 12 for tone in CHORD_SEMITONES["dominant-seventh"])
    degree = key.degree_of(fifth)[0]
    foreign = classes - {(key.tonic_class + tone) % 12 for tone in scale}
    needs = min(foreign, default=None)
    return _Candidate(degree, fifth.letter, "dominant-seventh", f"V7/{numeral}", classes, _SECONDARY, target, needs)


def _best_path(slots: list[_Slot], palette: Palette) -> list[_Candidate]:
    """Viterbi: the best chord sequence; ties fall to the earlier candidate."""
    choices = [_candidates(slot.key, palette) for slot in slots]
    best = [[_fit(slots[0], c) + (0.8 if c.degree == 1 and not c.target else 0.0) for c in choices[0]]]
    back: list[list[int]] = []
    for index in range(1, len(slots)):
        row, origin = [], []
        for chord in choices[index]:
            scores = [
                value + _follow(before, chord, slots[index]) + _closing(before, chord, slots[index - 1], slots[index])
                for value, before in zip(best[-1], choices[index - 1], strict=True)
            ]
            at = max(range(len(scores)), key=lambda n: (scores[n], -n))
            origin.append(at)
            row.append(scores[at] + _fit(slots[index], chord))
        best.append(row)
        back.append(origin)
    final = [v + _ending(c) for v, c in zip(best[-1], choices[-1], strict=True)]
    at = max(range(len(final)), key=lambda n: (final[n], -n))
    path = [at]
    for origin in reversed(back):
        path.append(origin[path[-1]])
    return [choices[index][at] for index, at in enumerate(reversed(path))]


def _closing(before: _Candidate, chord: _Candidate, last: _Slot, slot: _Slot) -> float:
    """What a cadence is worth: the tonic in the last bar, come to from the dominant (in a mode the subtonic as well) or
    the subdominant, as far as the melody goes with that chord."""
    if not slot.closes or chord.degree != 1 or chord.target or before.target:
        return 0.0
    worth = {"D": _CADENCE, "S": _PLAGAL * (before.degree == 4)}.get(before.function, 0.0)
    total = sum(last.weights)
    share = sum(last.weights[pc] for pc in before.classes) / total if total else 1.0
    return worth * share if share >= _LEAST_SHARE else 0.0


def _ending(chord: _Candidate) -> float:
    """The last chord is the tonic, or failing that the dominant of a half cadence."""
    if chord.target:
        return -2.0
    return {1: 1.5, 5: 0.2}.get(chord.degree, -0.8)


def _fit(slot: _Slot, chord: _Candidate) -> float:
    total = sum(slot.weights)
    if not total:
        return -chord.rarity
    inside = sum(slot.weights[pc] for pc in chord.classes)
    rests = slot.ends_phrase and chord.degree in (1, 5) and len(chord.classes) == 3
    unheard = chord.needs is not None and not slot.weights[chord.needs]
    return _FIT * (2 * inside - total) / total - chord.rarity + _REST_AT_PHRASE_END * rests - _UNHEARD * unheard


def _follow(before: _Candidate, chord: _Candidate, slot: _Slot) -> float:
    if (before.root, before.quality) == (chord.root, chord.quality):
        return 0.35 if not slot.starts_bar else 0.1
    value = _FOLLOWS[before.function, chord.function] - (0.0 if slot.starts_bar else _CHANGE_AT_HALF)
    if before.target:
        return value + (0.5 if chord.degree == before.target and not chord.target else -1.2)
    if before.root == chord.root and before.quality == "dominant-seventh":
        return value - 0.6  # a seventh is not taken away again
    return value
