"""The harmony of each bar, as names and Roman numerals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tutor.music.chords import roman_numeral
from tutor.music.harmonising import harmonise
from tutor.music.musicxml_marks import CHORD_KINDS
from tutor.music.pitch import Pitch
from tutor.music.score import Bar, ChordSymbol, Score


@dataclass(frozen=True)
class BarChord:
    """A chord that sounds in a bar from `beat` on (counted in the metre's unit), "Bb7" and "V7" in the bar's key."""

    beat: str
    name: str
    numeral: str


def harmony_of(score: Score) -> tuple[tuple[ChordSymbol, ...], bool]:
    """The chords of a score, and whether they are written; those of a melody without any are found under it, and a
    line on one pitch has none."""
    if score.harmony:
        return score.harmony, True
    if len({note.pitch for note in score.notes}) < 2:
        return (), False
    return harmonise(score), False


def by_bar(score: Score, harmony: Sequence[ChordSymbol]) -> list[tuple[int, list[BarChord]]]:
    """(bar number, the chords that sound in it, one held over from the bar before among them)."""
    return [(bar.number, [_in_bar(score, bar, c) for c in harmony if _sounds_in(c, bar)]) for bar in score.bars]


def _sounds_in(chord: ChordSymbol, bar: Bar) -> bool:
    return chord.onset < bar.end and chord.onset + chord.duration > bar.onset


def _in_bar(score: Score, bar: Bar, chord: ChordSymbol) -> BarChord:
    beat = score.beat_of(max(chord.onset, bar.onset))
    numeral = chord.numeral or roman_numeral(Pitch.parse(f"{chord.root}4"), chord.quality, bar.key)
    return BarChord(str(beat), f"{chord.root}{CHORD_KINDS[chord.quality][1]}", numeral)
