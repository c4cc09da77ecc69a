"""A part laid out on its staff: bar by bar, the signs that will be written: notes, chords, rests, ties and tuplets.

The writer of files and the speaker of bars both read this one layout. Onsets are quarters from the score's start.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction

from tutor.music.notation import (
    TYPE_QUARTERS,
    WrittenValue,
    nearest_value,
    notatable_values,
    plain_value,
    rest_values,
    tuplet_value,
    written_value,
)
from tutor.music.score import Bar, Note, Part, Score


@dataclass(frozen=True)
class Sign:
    """One written note of a (possibly tied) sounding note."""

    note: Note
    id: str
    tied_from: bool
    tied_to: bool

    @property
    def is_first(self) -> bool:
        return not self.tied_from

    @property
    def is_last(self) -> bool:
        return not self.tied_to


@dataclass(frozen=True)
class Event:
    """What stands at one moment of one voice: a note, a chord (several signs) or a rest (none)."""

    onset: Fraction
    quarters: Fraction
    signs: tuple[Sign, ...] = ()
    value: WrittenValue = field(default=WrittenValue("quarter"))
    tuplet_start: bool = False
    tuplet_stop: bool = False
    bracketed: bool = False  # a tuplet that no beam holds together
    fills_bar: bool = False  # a rest for the whole bar, written with the whole-rest sign whatever the metre

    @property
    def end(self) -> Fraction:
        return self.onset + self.quarters

    @property
    def is_rest(self) -> bool:
        return not self.signs


@dataclass(frozen=True)
class StaffBar:
    """One bar of one staff: its voices, the first of them without gaps; in others silence is left unwritten."""

    bar: Bar
    voices: tuple[tuple[Event, ...], ...]


def lay_out(score: Score, part: Part) -> tuple[StaffBar, ...]:
    """The part's signs, one `StaffBar` per bar of the score."""
    per_bar: dict[Fraction, list[list[Event]]] = {bar.onset: [] for bar in score.bars}
    for number, voice in enumerate(_voices(part.notes)):
        for event in (piece for chord in voice for piece in _pieces(score, chord)):
            voices = per_bar[score.bar_at(event.onset).onset]
            voices += [[] for _ in range(number + 1 - len(voices))]
            voices[number].append(event)
    return tuple(_staff_bar(bar, position_shift(score, bar), per_bar[bar.onset]) for bar in score.bars)


def position_shift(score: Score, bar: Bar) -> Fraction:
    """Quarters by which a pickup bar starts after the downbeat it would have if it were full."""
    is_pickup = bar is score.bars[0] and bar.number == 0
    return max(Fraction(0), bar.meter.bar_length - bar.length) if is_pickup else Fraction(0)


def _voices(notes: Iterable[Note]) -> list[list[list[Note]]]:
    """Chords (notes that share onset and written values) dealt to voices so that none overlap."""
    chords: dict[tuple[Fraction, tuple[Fraction, ...]], list[Note]] = {}
    for note in notes:
        chords.setdefault((note.onset, note.segments), []).append(note)
    voices: list[list[list[Note]]] = []
    for chord in chords.values():
        free = next((voice for voice in voices if voice[-1][0].end <= chord[0].onset), None)
        if free is None:
            voices.append([chord])
        else:
            free.append(chord)
    return voices


def _pieces(score: Score, chord: list[Note]) -> Iterator[Event]:
    """The written events of a chord: its segments, cut further at bar lines or where no sign could show them."""
    onset, pieces = chord[0].onset, []
    for segment in chord[0].segments:
        for quarters in _cut_segment(score, onset, segment):
            pieces.append((onset, quarters))
            onset += quarters
    for index, (start, quarters) in enumerate(pieces):
        signs = tuple(
            Sign(note, note.id if index == 0 else f"{note.id}-{index + 1}", index > 0, index < len(pieces) - 1)
            for note in chord
        )
        yield Event(start, quarters, signs)


def _cut_segment(score: Score, onset: Fraction, segment: Fraction) -> Iterator[Fraction]:
    while segment > 0:
        bar = score.bar_at(onset)
        piece = min(segment, bar.end - onset) if onset < bar.end else segment
        if piece == segment and written_value(piece):
            yield piece
        else:
            yield from notatable_values(onset - bar.onset + position_shift(score, bar), piece, bar.meter)
        onset, segment = onset + piece, segment - piece


def _staff_bar(bar: Bar, shift: Fraction, voices: list[list[Event]]) -> StaffBar:
    first = _with_rests(bar, shift, voices[0] if voices else [])
    filled = [first, *(voice for voice in voices[1:] if voice)]
    return StaffBar(bar, tuple(tuple(_with_values(voice, bar, shift)) for voice in filled))


def _with_rests(bar: Bar, shift: Fraction, events: list[Event]) -> list[Event]:
    if not events and bar.length == bar.meter.bar_length:
        return [Event(bar.onset, bar.length, fills_bar=True)]
    filled, clock = [], bar.onset
    for event in events:
        filled += _rests(bar, shift, clock, event.onset)
        filled.append(event)
        clock = event.end
    return filled + _rests(bar, shift, clock, bar.end)


def _rests(bar: Bar, shift: Fraction, start: Fraction, end: Fraction) -> list[Event]:
    rests = []
    for quarters in rest_values(start - bar.onset + shift, end - start, bar.meter) if end > start else ():
        rests.append(Event(start, quarters))
        start += quarters
    return rests


def _with_values(events: list[Event], bar: Bar, shift: Fraction) -> list[Event]:
    """Give every event its sign, and gather tuplet members into brackets."""
    done: list[Event] = []
    group: list[Event] = []
    for index, event in enumerate(events):
        value = written_value(event.quarters) or nearest_value(event.quarters)
        if group and group[-1].end != event.onset:
            done, group = done + _bracketed(group), []
        if not group and not value.tuplet:
            done.append(replace(event, value=value))
            continue
        ratio = (group[0].value.tuplet if group else None) or value.tuplet
        member = tuplet_value(event.quarters, ratio) if ratio else None
        group.append(replace(event, value=member or value))
        following = events[index + 1] if index + 1 < len(events) else None
        if _closes(group, following, bar, shift):
            done, group = done + _bracketed(group), []
    return done + _bracketed(group)


def _closes(group: list[Event], following: Event | None, bar: Bar, shift: Fraction) -> bool:
    """Whether a tuplet may end here: a full set of members, and then a beat, a plain value or nothing follows."""
    ratio = group[0].value.tuplet
    span = group[-1].end - group[0].onset
    if ratio is None or span.denominator & (span.denominator - 1):
        return False
    if following is None or plain_value(following.quarters):
        return True
    position = group[-1].end - bar.onset + shift
    return position in bar.meter.beat_onsets or position % Fraction(1) == 0


def _bracketed(group: list[Event]) -> list[Event]:
    if not group:
        return []
    open_values = any(event.is_rest or TYPE_QUARTERS[event.value.type] >= 1 for event in group)
    group = [replace(group[0], tuplet_start=True, bracketed=open_values), *group[1:]]
    return [*group[:-1], replace(group[-1], tuplet_stop=True)]
