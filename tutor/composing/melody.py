"""Between the composer's tonic-relative melodies and the notes of a score."""

from __future__ import annotations

from fractions import Fraction

from tutor.composing.vocabulary import (
    DURATIONS,
    HIGHEST_STEP,
    LOWEST_STEP,
    REST,
    TIE,
    Event,
    Melody,
    PitchToken,
    bar_problem,
)
from tutor.music.key import Key
from tutor.music.pitch import STEPS, Pitch
from tutor.music.rhythm import TICKS_PER_QUARTER, Meter, to_ticks
from tutor.music.score import Bar, Note, Score


def tonic_index(key: Key, octave: int) -> int:
    """Staff steps above C0 of the key's tonic in an octave: an anchor."""
    return 7 * octave + STEPS.index(key.step)


def anchor_of(key: Key, pitches: list[Pitch]) -> int:
    """The anchor tonic below a melody: the one that puts the melody's mean step in 1..8, staff steps above C0."""
    mean = sum(p.diatonic for p in pitches) / len(pitches)
    lowest = STEPS.index(key.step)
    return lowest + 7 * int((mean - 0.5 - lowest) // 7)


def notes_of(melody: Melody, key: Key, anchor: int) -> tuple[Note, ...]:
    """The melody as notes in `key`, its `d == 0` on staff step `anchor` above C0; ids n1, n2, … in order."""
    found: list[tuple[Fraction, Pitch, list[Fraction]]] = []
    clock = Fraction(0)
    for event in melody.events:
        length = Fraction(event.ticks, TICKS_PER_QUARTER)
        if event.pitch == TIE and found:
            found[-1][2].append(length)
        elif isinstance(event.pitch, tuple):
            d, alter = event.pitch
            found.append((clock, key.pitch_at(anchor + d, alter), [length]))
        clock += length
    return tuple(Note(f"n{i}", onset, pitch, tuple(segs)) for i, (onset, pitch, segs) in enumerate(found, 1))


def bars_of(melody: Melody, key: Key) -> tuple[Bar, ...]:
    """The bars of the melody: numbered from 1, a pickup is 0."""
    bars, clock = [], Fraction(0)
    for i, events in enumerate(melody.bars):
        length = Fraction(sum(e.ticks for e in events), TICKS_PER_QUARTER)
        bars.append(Bar(i + 1 - melody.pickup, clock, length, melody.meter_at(i), key))
        clock += length
    return tuple(bars)


def split_value(ticks: int, start: int, meter: Meter) -> list[int]:
    """Writable values that add up to `ticks` from tick `start` of a bar; [] when there are none.

    One value where one exists; else cut at the latest felt beat inside, else the longest value first.
    """
    if ticks in DURATIONS:
        return [ticks]
    beats = [to_ticks(b) for b in meter.beat_onsets]
    for cut in sorted((b - start for b in beats if 0 < b - start < ticks), reverse=True):
        rest = split_value(ticks - cut, start + cut, meter) if cut in DURATIONS else []
        if rest:
            return [cut, *rest]
    for first in sorted((d for d in DURATIONS if d < ticks), reverse=True):
        rest = split_value(ticks - first, start + first, meter)
        if rest:
            return [first, *rest]
    return []


def events_for(ticks: int, start: int, meter: Meter, pitch: PitchToken) -> list[Event]:
    """One sounding value or rest inside a bar as events: the first with its pitch, the rest tied (rests repeated)."""
    values = split_value(ticks, start, meter)
    after: PitchToken = REST if pitch == REST else TIE
    return [Event(value, pitch if i == 0 else after) for i, value in enumerate(values)]


def step_of(key: Key, pitch: Pitch, anchor: int) -> tuple[int, int]:
    """`(d, alter)` of a spelled pitch; raises ValueError outside the vocabulary's range or alteration."""
    d, alter = pitch.diatonic - anchor, key.degree_of(pitch)[1]
    if not LOWEST_STEP <= d <= HIGHEST_STEP or abs(alter) > 1:
        raise ValueError(f"{pitch} lies outside the composer's vocabulary in {key.name}")
    return d, alter


def melody_of(
    score: Score, style: str = "", source: str = "", anchor: int | None = None, changing: bool = False
) -> Melody:
    """The first part of a score as a melody in its first key and metre; with `changing`, in all its metres.

    Raises ValueError where it cannot be told in the vocabulary (a change of metre, off-grid values, wide leaps).
    """
    key = score.key
    meters = tuple(bar.meter for bar in score.bars) if any(bar.meter != score.meter for bar in score.bars) else ()
    if meters and not changing:
        raise ValueError("the metre changes: take one section at a time")
    if not score.notes:
        raise ValueError("there is no note to read")
    if anchor is None:
        anchor = anchor_of(key, [n.pitch for n in score.notes])
    pickup = score.bars[0].length < score.meter.bar_length and len(score.bars) > 1
    bars = tuple(_bar_events(score, bar, anchor, pickup and i == 0) for i, bar in enumerate(score.bars))
    melody = Melody(style, key.mode, score.meter, bars, pickup, score.title, source, meters)
    problem = bar_problem(melody)
    if problem:
        raise ValueError(problem)
    return melody


def _bar_events(score: Score, bar: Bar, anchor: int, pickup: bool) -> tuple[Event, ...]:
    """What sounds in one bar, rests included; notes held from before begin with TIE."""
    shift = bar.meter.bar_length - bar.length if pickup else Fraction(0)
    clock, events = bar.onset, []
    for onset, end, pitch in _segments_in(score, bar, anchor):
        if onset > clock:
            events += events_for(to_ticks(onset - clock), to_ticks(clock - bar.onset + shift), bar.meter, REST)
        if end > onset >= clock:
            events += events_for(to_ticks(end - onset), to_ticks(onset - bar.onset + shift), bar.meter, pitch)
            clock = end
    if clock < bar.end:
        events += events_for(to_ticks(bar.end - clock), to_ticks(clock - bar.onset + shift), bar.meter, REST)
    return tuple(events)


def _segments_in(score: Score, bar: Bar, anchor: int) -> list[tuple[Fraction, Fraction, PitchToken]]:
    """(onset, end, pitch or TIE) of every written value that sounds in a bar, cut at its bar lines."""
    found: list[tuple[Fraction, Fraction, PitchToken]] = []
    for note in score.notes:
        if note.end <= bar.onset or note.onset >= bar.end:
            continue
        onset = note.onset
        for segment in note.segments:
            first, last = max(onset, bar.onset), min(onset + segment, bar.end)
            if first < last:
                begins = first == note.onset
                found.append((first, last, step_of(score.key, note.pitch, anchor) if begins else TIE))
            onset += segment
    return found
