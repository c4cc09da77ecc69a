"""Rounds: a melody that is its own second voice, some bars later.

The candidates are written with an ear on what they wrote before: a pitch is ruled out where it would clash, on a beat,
with the follower's note, or move with it in parallel perfect intervals. What comes out is judged again as a whole, and
only a candidate without a fault is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from tutor.composing.vocabulary import REST, Event, PitchToken, pitch_of, ticks_of
from tutor.composing.voices import CONSONANT, parallel
from tutor.music.rhythm import to_ticks
from tutor.music.score import Bar, Note, Part, Score, Slur

if TYPE_CHECKING:
    from tutor.composing.sampling import Lean, Row

NEVER = -1e9


def delay_of(bars: int) -> int:
    """How many bars later the second voice enters: a quarter of the piece."""
    return max(1, bars // 4)


def canonic(delay: int) -> Lean:
    """Leave out pitches that the follower, `delay` bars behind at the unison, would make a fault of."""

    def lean(row: Row, tokens: list[int]) -> list[float]:
        bar = len(row.bars) - 1
        if bar < delay:
            return [0.0] * len(tokens)
        ear = _Ear(row, bar, delay)
        if row.ticks is not None:
            return [NEVER * ear.objects(pitch_of(token), row.ticks) for token in tokens]
        options = row.machine.options(row.state)
        ticks = [ticks_of(token) or 0 for token in tokens]
        return [NEVER * all(ear.objects(pitch, t) for pitch in options[t]) for t in ticks]

    return lean


Sound = tuple[int, int, int]  # (tick, end tick, semitones above the anchor)


class _Ear:
    """What the follower sounds in the bar that is being written, and what the leader sounded last."""

    def __init__(self, row: Row, bar: int, delay: int) -> None:
        self._height = row.machine.grammar.height
        self._tick = row.state.tick
        self._other = self._sounds(row, bar - delay)
        self._beats = {to_ticks(onset) for onset in row.machine.placement.meter_at(bar).beat_onsets}
        self._last = self._last_before(row, bar, row.bars[bar])

    def objects(self, pitch: PitchToken | None, ticks: int) -> bool:
        """Whether a note or tie of `ticks` here clashes on a beat or moves in parallel."""
        if pitch is None or pitch == REST:
            return False
        height = self._height(pitch) if isinstance(pitch, tuple) else self._last
        if height is None:
            return False
        end = self._tick + ticks
        for place, (start, stop, theirs) in enumerate(self._other):
            if start < end and stop > self._tick:
                meets = any(max(start, self._tick) <= beat < min(stop, end) for beat in self._beats)
                if meets and abs(height - theirs) % 12 not in CONSONANT:
                    return True
                if start == self._tick and isinstance(pitch, tuple) and self._parallel(place, height):
                    return True
        return False

    def _parallel(self, place: int, height: int) -> bool:
        theirs = [sound[2] for sound in self._other[max(0, place - 1) : place + 1]]
        before = theirs[0] if len(theirs) > 1 else self._earlier
        return self._last is not None and before is not None and parallel((self._last, height), (before, theirs[-1]))

    def _sounds(self, row: Row, bar: int) -> list[Sound]:
        """What sounds when in an earlier bar, a note held into it included."""
        clock = row.machine.placement.bounds(bar)[0]
        height = self._earlier = self._last_before(row, bar, [])
        found: list[Sound] = []
        for event in row.bars[bar]:
            if isinstance(event.pitch, tuple):
                height = self._height(event.pitch)
            if event.pitch != REST and height is not None:
                found.append((clock, clock + event.ticks, height))
            clock += event.ticks
        return found

    def _last_before(self, row: Row, bar: int, events: Sequence[Event]) -> int | None:
        """The last pitch before a bar, or within its first `events`."""
        steps = [e.pitch for some in (*row.bars[:bar], events) for e in some if isinstance(e.pitch, tuple)]
        return self._height(steps[-1]) if steps else None


def with_follower(score: Score) -> Score:
    """The score with a second part that plays the first one's notes some bars later, as far as the piece lasts."""
    full = [bar for bar in score.bars if bar.number > 0]
    shift = full[delay_of(len(full))].onset - full[0].onset
    return Score(
        score.title, score.bars, (score.part, _follower(score, shift)), score.tempo_bpm, score.harmony, score.metadata
    )


def _follower(score: Score, shift: Fraction) -> Part:
    part = score.part
    notes = tuple(_cut(note, shift, score.length) for note in part.notes if note.onset + shift < score.length)
    played = {note.id for note in notes}
    slurs = (Slur(f"f{slur.first}", f"f{slur.last}") for slur in part.slurs)
    whole = tuple(slur for slur in slurs if {slur.first, slur.last} <= played)
    return Part(notes, part.instrument, part.clef, part.transposition, slurs=whole)


def _cut(note: Note, shift: Fraction, end: Fraction) -> Note:
    onset, segments = note.onset + shift, []
    clock = onset
    for segment in note.segments:
        segments.append(min(segment, end - clock))
        clock += segment
        if clock >= end:
            break
    return Note(f"f{note.id}", onset, note.pitch, tuple(segments), note.articulations)


def canon_faults(score: Score) -> list[str]:
    """What is wrong between the two parts of a round, in words; empty for a good one."""
    upper, lower = score.parts[0], score.parts[1]
    faults: list[str] = []
    for bar in score.bars:
        for onset in (bar.onset + beat for beat in bar.meter.beat_onsets):
            a, b = _at(upper, onset), _at(lower, onset)
            if a and b and abs(a.pitch.midi - b.pitch.midi) % 12 not in CONSONANT:
                faults.append(f"{a.pitch} against {b.pitch} in bar {bar.number}")
    return faults + _parallels(upper, lower, score.bars)


def _at(part: Part, onset: Fraction) -> Note | None:
    return next((note for note in part.notes if note.onset <= onset < note.end), None)


def _parallels(upper: Part, lower: Part, bars: tuple[Bar, ...]) -> list[str]:
    """Where both parts begin a note at once, coming from the same perfect interval."""
    starts = {note.onset: i for i, note in enumerate(lower.notes)}
    found = []
    for i, note in enumerate(upper.notes):
        j = starts.get(note.onset)
        if (
            i
            and j
            and parallel(
                (upper.notes[i - 1].pitch.midi, note.pitch.midi),
                (lower.notes[j - 1].pitch.midi, lower.notes[j].pitch.midi),
            )
        ):
            found.append(f"parallel motion to {note.pitch} and {lower.notes[j].pitch}")
    return found
