"""Reading melody lines from quantised MIDI: one line per monophonic track, else the highest sounding notes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from tutor.composing.corpus_lines import Read, ReadBar
from tutor.composing.vocabulary import bar_ticks
from tutor.music.key import Key
from tutor.music.rhythm import TICKS_PER_QUARTER, Meter

Sounding = tuple[int, int, int, int]  # onset tick, end tick, MIDI number, velocity


@dataclass
class MidiFile:
    """What a file holds on the 24-ticks grid: notes per track, and (tick, value) of its metre and key changes."""

    tracks: list[list[Sounding]]
    meters: list[tuple[int, Meter]]
    keys: list[tuple[int, Key]]
    off_grid: float  # share of onsets that lie off the grid


def read_midi(path: Path) -> MidiFile:
    """Read a file with mido. Raises OSError, EOFError or ValueError on files that are not MIDI."""
    import mido

    midi = mido.MidiFile(path, clip=True)
    scale = TICKS_PER_QUARTER / midi.ticks_per_beat
    found = MidiFile([], [], [], 0.0)
    off, count = 0, 0
    for track in midi.tracks:
        notes, clock = [], 0
        sounding: dict[tuple[int, int], tuple[int, int]] = {}
        for message in track:
            clock += message.time
            _take_signature(found, message, round(clock * scale))
            if message.type not in ("note_on", "note_off"):
                continue
            held = sounding.pop((message.channel, message.note), None)
            if held is not None:
                notes.append((_tick(held[0], scale), _tick(clock, scale), message.note, held[1]))
            if message.type == "note_on" and message.velocity:
                sounding[message.channel, message.note] = (clock, message.velocity)
                count += 1
                off += abs(clock * scale - round(clock * scale)) > 0.2
        if notes:
            found.tracks.append(sorted(n for n in notes if n[1] > n[0]))
    found.off_grid = off / max(count, 1)
    return found


def _tick(clock: int, scale: float) -> int:
    return round(clock * scale)


def _take_signature(found: MidiFile, message, tick: int) -> None:
    if message.type == "time_signature":
        found.meters.append((tick, Meter(message.numerator, message.denominator)))
    elif message.type == "key_signature":
        minor = message.key.endswith("m")
        found.keys.append((tick, Key.parse(f"{message.key.rstrip('m')} {'minor' if minor else 'major'}")))


def voices(midi: MidiFile, most: int = 1) -> list[list[Sounding]]:
    """The `most` highest of the nearly monophonic tracks; where there is none, the skyline of the highest track."""
    by_height = sorted(midi.tracks, key=lambda t: -sum(n[2] for n in t) / len(t))
    lines = [top_line(track) for track in by_height if len(track) >= 16 and overlap(track) < 0.05]
    return (lines or [top_line(track) for track in by_height[:1]])[:most]


def overlap(notes: list[Sounding]) -> float:
    """Share of notes that begin while another of the track still sounds."""
    latest, clashes = 0, 0
    for onset, end, _, _ in notes:
        clashes += onset < latest - 1
        latest = max(latest, end)
    return clashes / max(len(notes), 1)


def top_line(notes: list[Sounding]) -> list[Sounding]:
    """The skyline: at every onset the highest note, cut where the next one begins."""
    by_onset: dict[int, Sounding] = {}
    for note in notes:
        if note[0] not in by_onset or note[2] > by_onset[note[0]][2]:
            by_onset[note[0]] = note
    line: list[Sounding] = []
    for note in (by_onset[o] for o in sorted(by_onset)):
        if line and line[-1][1] > note[0]:
            if line[-1][2] > note[2]:
                continue
            line[-1] = (line[-1][0], note[0], *line[-1][2:])
        line.append(note)
    return line


def downbeat_phase(notes: list[Sounding], bar: int, accent: int | None = None) -> int:
    """Ticks before the first bar line: 0 unless long (or, given an accent velocity, loud) notes speak for another."""
    weight: dict[int, float] = defaultdict(float)
    for onset, end, _, velocity in notes[1:]:
        weight[onset % bar] += (velocity >= accent) if accent else min(end - onset, bar)
    if not weight:
        return 0
    best = max(weight, key=lambda phase: weight[phase])
    return best if weight[best] > 1.25 * weight.get(0, 0.0) else 0


def bars_from(midi: MidiFile, notes: list[Sounding], phase: int, use_keys: bool = True) -> list[ReadBar]:
    """The bars of one line, spelled by the key in force; `phase` ticks come before the first full bar."""
    meters = midi.meters or [(0, Meter(4, 4))]
    keys = midi.keys or [(0, Key("C", 0, "major"))]
    end = notes[-1][1]
    bars, clock, first = [], 0, True
    while clock < end:
        meter = [m for t, m in meters if t <= clock or t == meters[0][0]][-1]
        key = [k for t, k in keys if t <= clock or t == keys[0][0]][-1]
        length = phase if first and phase else bar_ticks(meter)
        later = [t for t, _ in meters if clock < t < clock + length]
        stop = later[0] if later else clock + length
        bars.append(ReadBar(meter, key.fifths, tuple(_cut(notes, clock, stop, key)), key if use_keys else None))
        clock, first = stop, False
    return bars


def _cut(notes: list[Sounding], start: int, stop: int, key: Key) -> list[Read]:
    """What sounds from `start` to `stop`; gaps of one tick are legato, not rests."""
    reads, clock = [], start
    for i, (onset, end, number, _) in enumerate(notes):
        following = notes[i + 1][0] if i + 1 < len(notes) else end
        # One tick short is legato; a sixteenth or less held for half its time is a staccato.
        end = following if 0 < following - end <= 1 or following - end == end - onset <= 6 else end
        if end <= start or onset >= stop:
            continue
        if onset > clock:
            reads.append(Read(onset - clock, None))
        first, last = max(onset, clock), min(end, stop)
        if last > first:
            reads.append(Read(last - first, key.spell(number), held=onset < start))
            clock = last
    if clock < stop:
        reads.append(Read(stop - clock, None))
    return reads
