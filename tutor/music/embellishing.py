"""Melody against harmony: non-chord tones by type, and the cadences that phrases end with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from tutor.music.chords import chord_classes, chord_tone
from tutor.music.intervals import interval
from tutor.music.key import Key
from tutor.music.metrics import metric_weight
from tutor.music.pitch import Pitch
from tutor.music.score import ChordSymbol, Score
from tutor.music.staff import position_shift


@dataclass(frozen=True)
class Cadence:
    """A phrase ending: `kind` is "perfect authentic", "imperfect authentic", "half", "plagal" or "deceptive"."""

    kind: str
    onset: Fraction  # of the chord of arrival
    note: str  # id of the melody note that arrives


def chord_at(harmony: Sequence[ChordSymbol], onset: Fraction) -> ChordSymbol | None:
    """The chord that sounds at a moment of written time."""
    return next((c for c in reversed(harmony) if c.onset <= onset < c.onset + c.duration), None)


def non_chord_tone(score: Score, index: int, harmony: Sequence[ChordSymbol]) -> str | None:
    """What kind of non-chord tone the first part's note `index` is; None for a chord tone or without a chord.

    "passing", "neighbour", "suspension", "retardation", "appoggiatura", "anticipation", "escape tone" or "free".
    """
    note = score.notes[index]
    chord = chord_at(harmony, note.onset)
    if chord is None or chord_tone(note.pitch, chord):
        return None
    before = score.notes[index - 1] if index else None
    after = score.notes[index + 1] if index + 1 < len(score.notes) else None
    bar = score.bar_at(note.onset)
    weight = metric_weight(note.onset - bar.onset + position_shift(score, bar), bar.meter)
    return embellishment(
        before.pitch if before and before.end == note.onset else None,
        note.pitch,
        after.pitch if after and after.onset == note.end else None,
        is_accented=weight >= 0.5,
    )


def embellishment(before: Pitch | None, pitch: Pitch, after: Pitch | None, *, is_accented: bool) -> str:
    """The type of a non-chord tone from how it is approached and left."""
    approach = _motion(before, pitch)
    departure = _motion(pitch, after)
    if departure == 0 and after is not None:
        return "anticipation"
    if approach == 0 and before is not None and abs(departure) == 1:
        return "suspension" if departure < 0 else "retardation"
    if abs(approach) == 1 and abs(departure) == 1:
        return "passing" if approach == departure else "neighbour"
    if abs(departure) == 1:
        return "appoggiatura" if is_accented or before is not None else "free"
    return "escape tone" if abs(approach) == 1 and after is not None else "free"


def _motion(first: Pitch | None, second: Pitch | None) -> int:
    """0 no motion (or none known), 1/-1 a step up/down, 2/-2 a wider move."""
    if first is None or second is None or first == second:
        return 0
    move = interval(first, second)
    return move.direction * (1 if move.number <= 2 else 2)


def cadences(score: Score, harmony: Sequence[ChordSymbol], phrase_bars: int = 4) -> tuple[Cadence, ...]:
    """Cadences at the ends of phrases: every `phrase_bars` full bars, and the last note of all."""
    full = [bar for bar in score.bars if bar.number > 0]
    ends = {bar.end for bar in full[phrase_bars - 1 :: phrase_bars]} | {score.length}
    found = []
    for end in sorted(ends):
        phrase = [note for note in score.notes if note.onset < end]
        if phrase:
            note = phrase[-1]
            kind = cadence_kind(harmony, note.onset, note.pitch, score.bar_at(note.onset).key)
            chord = chord_at(harmony, note.onset)
            if kind and chord:
                found.append(Cadence(kind, chord.onset, note.id))
    return tuple(dict.fromkeys(found))


def cadence_kind(harmony: Sequence[ChordSymbol], onset: Fraction, melody: Pitch, key: Key) -> str | None:
    """The cadence made by the chord at `onset` and the one before it; None if the two make none."""
    chord = chord_at(harmony, onset)
    if chord is None:
        return None
    previous = [c for c in harmony if c.onset < chord.onset]
    goal, origin = _degree(chord, key), _degree(previous[-1], key) if previous else None
    if origin in (5, 7) and goal == 1:
        return "perfect authentic" if origin == 5 and melody.midi % 12 == key.tonic_class else "imperfect authentic"
    if origin == 4 and goal == 1:
        return "plagal"
    if origin == 5 and goal == 6:
        return "deceptive"
    return "half" if goal == 5 and chord.quality == "major" else None


def _degree(chord: ChordSymbol, key: Key) -> int | None:
    """The degree of a chord's root; None for a chromatic root or a chord with a leading tone to elsewhere."""
    degree, alter = key.degree_of(Pitch.parse(f"{chord.root}4"))
    if "/" in chord.numeral or (alter and degree != 7):
        return None
    has_leading_tone = (key.tonic_class - 1) % 12 in chord_classes(chord)
    return degree if degree not in (5, 7) or has_leading_tone or (degree == 5 and key.mode != "major") else None
