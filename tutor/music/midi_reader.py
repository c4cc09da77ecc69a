"""MIDI files as scores: notes drawn to the grid of 1/24 quarter, spelled by the key and cut at the bar lines.

A lone short first bar before another metre is read as a pickup, as notation programs write it.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tutor.errors import UnreadableScore
from tutor.music.instruments import instrument_for_program
from tutor.music.key import Key
from tutor.music.keyfinding import estimate_key
from tutor.music.notation import notatable_values
from tutor.music.rhythm import TICKS_PER_QUARTER, Meter
from tutor.music.score import Bar, Note, Part, Score

if TYPE_CHECKING:
    from mido import MidiFile

MAX_BYTES, MAX_NOTES, MAX_BARS = 4 * 1024 * 1024, 40_000, 4_000
_DRUMS = 9
_BASS_BELOW = 57  # a part whose notes lie below A3 on average is read in the bass clef


@dataclass(frozen=True)
class _Struck:
    """A quantised sounding note, in quarters."""

    onset: Fraction
    end: Fraction
    midi: int


def score_from_midi(data: bytes, name: str) -> Score:
    """The score of a MIDI file, on the grid of 1/24 quarter; UnreadableScore where there is nothing to read."""
    file = _opened(data, name)
    tracks, signs = _contents(file)
    parts = [(program, _tidied(notes)) for program, notes in tracks if notes]
    if not parts:
        raise UnreadableScore(f"{name} holds no notes, so there is nothing to play.")
    end = max(note.end for _, notes in parts for note in notes)
    key = signs.key or estimate_key((note.midi, float(note.end - note.onset)) for _, notes in parts for note in notes)
    bars = _bars(signs.meters, end, key, name)
    skeleton = Score("", bars, (Part(()),))
    return Score(
        title=signs.title or name.rpartition(".")[0],
        bars=bars,
        parts=tuple(_part(skeleton, program, notes, number) for number, (program, notes) in enumerate(parts)),
        tempo_bpm=signs.tempo_bpm,
    )


def _opened(data: bytes, name: str) -> MidiFile:
    import mido

    if len(data) > MAX_BYTES:
        raise UnreadableScore(f"{name} is larger than {MAX_BYTES // 1024**2} MB; no tune needs that as MIDI.")
    try:
        file = mido.MidiFile(file=io.BytesIO(data), clip=True)
    except Exception as error:  # mido raises a dozen kinds on damaged files, none of them its own
        raise UnreadableScore(f"{name} is not a readable MIDI file; export it again.") from error
    if file.type == 2 or not 0 < file.ticks_per_beat < 32768:
        raise UnreadableScore(f"{name} is MIDI without bars and beats; export it as a type 0 or 1 file.")
    if sum(map(len, file.tracks)) > 4 * MAX_NOTES:
        raise UnreadableScore(f"{name} is too long; keep to {MAX_NOTES} notes.")
    return file


@dataclass
class _Signs:
    """What the meta messages say; `meters` maps the quarter where a metre starts to it."""

    title: str
    tempo_bpm: float
    key: Key | None
    meters: dict[Fraction, Meter]


def _contents(file: MidiFile) -> tuple[list[tuple[int, list[_Struck]]], _Signs]:
    """(program, notes) for every track and channel that has any, percussion aside, and the file's signs."""
    found: dict[tuple[int, int], list[_Struck]] = {}
    programs: dict[tuple[int, int], int] = {}
    signs = _Signs("", 0.0, None, {})
    for number, track in enumerate(file.tracks):
        clock = 0
        sounding: dict[tuple[tuple[int, int], int], int] = {}
        for message in track:
            clock += message.time
            if message.is_meta:
                _read_sign(signs, message, _quantised(clock, file.ticks_per_beat), number)
                continue
            place = (number, getattr(message, "channel", _DRUMS))
            if message.type == "program_change":
                programs.setdefault(place, message.program)
            if message.type not in ("note_on", "note_off") or place[1] == _DRUMS:
                continue
            started = sounding.pop((place, message.note), None)
            if started is not None:
                struck = _struck(started, clock, file.ticks_per_beat, message.note)
                found.setdefault(place, []).append(struck)
            if message.type == "note_on" and message.velocity:
                sounding[place, message.note] = clock
    signs.tempo_bpm = signs.tempo_bpm or 120.0
    return [(programs.get(place, 0), notes) for place, notes in sorted(found.items())], signs


def _quantised(tick: int, resolution: int) -> Fraction:
    return Fraction(round(Fraction(tick * TICKS_PER_QUARTER, resolution)), TICKS_PER_QUARTER)


def _struck(start: int, end: int, resolution: int, midi: int) -> _Struck:
    onset = _quantised(start, resolution)
    return _Struck(onset, max(_quantised(end, resolution), onset + Fraction(1, TICKS_PER_QUARTER)), midi)


def _read_sign(signs: _Signs, message: Any, onset: Fraction, track: int) -> None:
    if message.type == "track_name" and track == 0 and not signs.title:
        signs.title = message.name.strip()
    elif message.type == "set_tempo" and not signs.tempo_bpm:
        signs.tempo_bpm = round(60e6 / max(message.tempo, 1), 2)
    elif message.type == "key_signature" and signs.key is None:
        minor = message.key.endswith("m")
        signs.key = Key.parse(f"{message.key.removesuffix('m')} {'minor' if minor else 'major'}")
    elif message.type == "time_signature" and message.denominator <= 16 and message.numerator <= 24:
        signs.meters[onset] = Meter(message.numerator, message.denominator)


def _tidied(notes: Iterable[_Struck]) -> list[_Struck]:
    """Time order, without doubles; an end off the grid of 32nds and triplets moves to the next onset or that grid."""
    ordered = sorted({(note.onset, note.midi): note for note in notes}.values(), key=lambda n: (n.onset, n.midi))
    onsets = sorted({note.onset for note in ordered})
    following = dict(pairwise(onsets))
    return [_Struck(n.onset, _tidy_end(n, following.get(n.onset)), n.midi) for n in ordered]


def _tidy_end(note: _Struck, following: Fraction | None) -> Fraction:
    ticks = (note.end - note.onset) * TICKS_PER_QUARTER
    if ticks % 3 == 0 or ticks % 4 == 0:
        return note.end
    if following and 0 < following - note.end <= (following - note.onset) / 4:
        return following
    return note.onset + Fraction(max(3, 3 * round(ticks / 3)), TICKS_PER_QUARTER)


def _bars(meters: dict[Fraction, Meter], end: Fraction, key: Key, name: str) -> tuple[Bar, ...]:
    """Bars up to the last note's end; a lone short first bar before another metre is a pickup."""
    starts = sorted(meters)
    first = meters[starts[0]] if starts and starts[0] == 0 else Meter(4, 4)
    bars, clock, meter = [], Fraction(0), first
    if len(starts) > 1 and starts[0] == 0 and starts[1] == first.bar_length:
        following = meters[starts[1]]
        if first.bar_length < following.bar_length:
            bars.append(Bar(0, clock, first.bar_length, following, key))
            clock, meter = first.bar_length, following
    number = 1
    while clock < end or not bars:
        meter = next((meters[start] for start in reversed(starts) if start <= clock), meter)
        bars.append(Bar(number, clock, meter.bar_length, meter, key))
        clock, number = clock + meter.bar_length, number + 1
        if number > MAX_BARS:
            raise UnreadableScore(f"{name} is too long; keep to {MAX_BARS} bars.")
    return tuple(bars)


def _part(skeleton: Score, program: int, struck: Sequence[_Struck], number: int) -> Part:
    prefix = "n" if number == 0 else f"p{number + 1}n"
    notes = tuple(
        Note(
            f"{prefix}{index}",
            note.onset,
            skeleton.bar_at(note.onset).key.spell(note.midi),
            _segments(skeleton, note.onset, min(note.end, skeleton.length)),
        )
        for index, note in enumerate(struck, 1)
    )
    found = instrument_for_program(program)
    average = sum(note.midi for note in struck) / len(struck)
    is_plain = found is not None and found.transposition == 0
    clef = "bass" if average < _BASS_BELOW else "treble"
    return Part(notes, found.name if found and is_plain else "piano", clef)


def _segments(skeleton: Score, onset: Fraction, end: Fraction) -> tuple[Fraction, ...]:
    values: list[Fraction] = []
    while onset < end:
        bar = skeleton.bar_at(onset)
        shift = bar.meter.bar_length - bar.length
        piece = min(end, bar.end) - onset
        values += notatable_values(onset - bar.onset + shift, piece, bar.meter)
        onset += piece
    return tuple(values)
