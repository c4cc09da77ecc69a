"""The score: an immutable single-staff part (or several) with checked invariants.

Time is in quarter lengths (Fraction) from the start of the first bar, a pickup bar included.
Pitches are written pitches; `Part.transposition` turns them into sounding ones.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from tutor.music.key import Key
from tutor.music.pitch import Pitch
from tutor.music.rhythm import Meter, seconds_per_quarter


@dataclass(frozen=True)
class Note:
    """A sounding note. A tied group is one note whose `segments` are the written values it is made of."""

    id: str
    onset: Fraction
    pitch: Pitch
    segments: tuple[Fraction, ...]
    articulations: tuple[str, ...] = ()  # "staccato", "tenuto", "accent", "fermata", "ornament"

    def __post_init__(self) -> None:
        if self.onset < 0 or not self.segments or any(s <= 0 for s in self.segments):
            raise ValueError(f"note {self.id}: onset must be >= 0 and every written value > 0")

    @property
    def duration(self) -> Fraction:
        return sum(self.segments, Fraction(0))

    @property
    def end(self) -> Fraction:
        return self.onset + self.duration


@dataclass(frozen=True)
class Bar:
    """One measure: `number` counts from 1, a pickup is 0; `length` may fall short of the metre at pickup and end."""

    number: int
    onset: Fraction
    length: Fraction
    meter: Meter
    key: Key

    @property
    def end(self) -> Fraction:
        return self.onset + self.length


@dataclass(frozen=True)
class Direction:
    """A mark above or below the staff: `kind` is "dynamic", "words" or "hairpin" (text "<" or ">", with an end)."""

    onset: Fraction
    kind: str
    text: str
    end: Fraction | None = None


@dataclass(frozen=True)
class Slur:
    """A slur between two notes, by id."""

    first: str
    last: str


@dataclass(frozen=True)
class ChordSymbol:
    """Harmony from `onset` on: a root letter such as "F#", a quality word and a Roman numeral when known."""

    onset: Fraction
    duration: Fraction
    root: str
    # major, minor, augmented, diminished, dominant-seventh, minor-seventh, major-seventh, half-diminished
    quality: str
    numeral: str = ""


@dataclass(frozen=True)
class Part:
    """One staff: its notes in time order and the instrument that reads it."""

    notes: tuple[Note, ...]
    instrument: str = "piano"  # a name of tutor.music.instruments
    clef: str = "treble"
    transposition: int = 0  # semitones from written to sounding pitch
    directions: tuple[Direction, ...] = ()
    slurs: tuple[Slur, ...] = ()

    def sounding_midi(self, note: Note) -> int:
        return note.pitch.midi + self.transposition


@dataclass(frozen=True)
class Score:
    """Written music. `parts[0]` is the part that is practised and graded."""

    title: str
    bars: tuple[Bar, ...]
    parts: tuple[Part, ...]
    tempo_bpm: float = 90.0  # quarter notes per minute
    harmony: tuple[ChordSymbol, ...] = ()
    metadata: tuple[tuple[str, str], ...] = field(default=())  # style, request, seed, model, provenance

    def __post_init__(self) -> None:
        problems = invariant_problems(self)
        if problems:
            raise ValueError(f"score '{self.title}': {problems[0]}")

    @property
    def part(self) -> Part:
        return self.parts[0]

    @property
    def notes(self) -> tuple[Note, ...]:
        return self.parts[0].notes

    @property
    def key(self) -> Key:
        return self.bars[0].key

    @property
    def meter(self) -> Meter:
        return self.bars[0].meter

    @property
    def length(self) -> Fraction:
        return self.bars[-1].end

    @property
    def meta(self) -> dict[str, str]:
        return dict(self.metadata)

    @cached_property
    def _bar_onsets(self) -> list[Fraction]:
        return [bar.onset for bar in self.bars]

    def bar_at(self, onset: Fraction) -> Bar:
        """The bar that contains a moment of written time (the last bar for anything beyond the end)."""
        from bisect import bisect_right

        return self.bars[max(0, bisect_right(self._bar_onsets, onset) - 1)]

    def beat_of(self, onset: Fraction) -> Fraction:
        """Position in its bar in the metre's denominator unit, 1 = the downbeat; a pickup counts from the bar's end."""
        bar = self.bar_at(onset)
        missing = bar.meter.bar_length - bar.length if bar is self.bars[0] and bar.number == 0 else Fraction(0)
        return (onset - bar.onset + missing) / bar.meter.unit + 1

    def seconds(self, quarters: Fraction) -> float:
        """Written time to seconds at the score's tempo."""
        return float(quarters) * seconds_per_quarter(self.tempo_bpm)

    def with_parts(self, *parts: Part) -> Score:
        return replace(self, parts=parts)


def invariant_problems(score: Score) -> list[str]:
    """What is inconsistent in a score: bars that do not abut, notes outside them, overlapping order, doubled ids."""
    problems: list[str] = []
    if not score.bars or not score.parts:
        return ["a score needs at least one bar and one part"]
    if score.tempo_bpm <= 0:
        problems.append("the tempo must be above 0")
    clock = Fraction(0)
    for bar in score.bars:
        if bar.onset != clock:
            problems.append(f"bar {bar.number} starts at {bar.onset}, expected {clock}")
        if not bar.length > 0:
            problems.append(f"bar {bar.number} has no length")
        clock = bar.end
    return problems + _note_problems(score, clock)


def _note_problems(score: Score, end: Fraction) -> list[str]:
    problems: list[str] = []
    ids = [note.id for part in score.parts for note in part.notes]
    if len(ids) != len(set(ids)):
        problems.append("two notes share an id")
    for part in score.parts:
        onsets = [note.onset for note in part.notes]
        if onsets != sorted(onsets):
            problems.append("notes are not in time order")
        problems += [f"note {note.id} ends after the last bar" for note in part.notes if note.end > end]
    return problems
