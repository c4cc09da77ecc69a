"""Takes that need no listening: an f0 table made elsewhere (`.csv`) and a keyboard take (`.mid`)."""

from __future__ import annotations

import csv
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tutor.errors import UnreadableTake, UnusableRecording
from tutor.listening.f0 import HOP_S
from tutor.listening.notes import notes_of_track
from tutor.listening.quality import refuse
from tutor.listening.types import F0Track, Heard, PlayedNote

_LONGEST_S = 600.0
_TOO_LONG = "The take is longer than {seconds:g} seconds; send a shorter one."
_MOST_BYTES = 20_000_000
_COLUMNS = ("time_s", "f0_hz")
_SAME_STRIKE_S = 0.02  # no key goes up and down again in so short a time
_DRUMS, _PEDAL, _PEDAL_DOWN = 9, 64, 64  # a channel; the sustain pedal's controller, and from which value it is down


def hear_f0_table(path: Path) -> Heard:
    """Read `time_s,f0_hz` rows (0 = unvoiced), times ascending; UnreadableTake names the first bad line."""
    times, hz = _read_rows(path)
    track = _on_grid(times, hz)
    if not (track.hz > 0).any():
        raise refuse("silence")
    return Heard(None, track, notes_of_track(track), "csv", float(track.times_s[-1]) + HOP_S)


def _read_rows(path: Path) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    rows = _csv_rows(path)
    header = [cell.strip().lower() for cell in rows[0]] if rows else []
    if not all(name in header for name in _COLUMNS):
        raise UnreadableTake(f"{path.name} is not an f0 table: its first line must be 'time_s,f0_hz'.")
    at = [header.index(name) for name in _COLUMNS]
    values = [_row_values(path, number, row, at) for number, row in enumerate(rows[1:], start=2) if row]
    if not values:
        raise UnreadableTake(f"{path.name} has no rows below its header; each needs a time in s and a pitch in Hz.")
    times, hz = np.array(values).T
    late = np.flatnonzero(np.diff(times) <= 0)
    if len(late):
        raise UnreadableTake(f"{path.name}, row {late[0] + 2}: times must increase from row to row.")
    if times[-1] > _LONGEST_S:
        raise UnusableRecording("too_long", _TOO_LONG, seconds=_LONGEST_S)
    return times, hz


def _csv_rows(path: Path) -> list[list[str]]:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise UnusableRecording("too_long", f"{path.name} is larger than {_MOST_BYTES // 1_000_000} MB.")
        with path.open(newline="", encoding="utf-8-sig") as file:
            return list(csv.reader(file))
    except OSError as error:
        raise UnreadableTake(f"Cannot open the take {path.name}: {error.strerror or error}.") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadableTake(f"{path.name} is not a text table of 'time_s,f0_hz' rows.") from error


def _row_values(path: Path, number: int, row: list[str], at: list[int]) -> tuple[float, float]:
    try:
        time_s, hz = (float(row[column]) for column in at)
    except (ValueError, IndexError):
        time_s = hz = math.nan
    if not (math.isfinite(time_s) and math.isfinite(hz) and time_s >= 0 and 0 <= hz < 20_000):
        raise UnreadableTake(
            f"{path.name}, line {number}: expected a time in seconds and a pitch in Hz (0 = unvoiced), like 0.01,440.0."
        )
    return time_s, hz


def _on_grid(times: NDArray[np.float64], hz: NDArray[np.float64]) -> F0Track:
    """The track at every 10 ms: the nearest row within 20 ms (or one row's spacing), unvoiced elsewhere."""
    grid = np.arange(int(times[-1] / HOP_S) + 2) * HOP_S
    after = np.clip(np.searchsorted(times, grid), 0, len(times) - 1)
    before = np.maximum(after - 1, 0)
    nearest = np.where(np.abs(times[after] - grid) <= np.abs(times[before] - grid), after, before)
    spacing = float(np.median(np.diff(times))) if len(times) > 1 else HOP_S
    close = np.abs(times[nearest] - grid) <= max(0.02, 0.75 * spacing)
    voiced = np.where(close, hz[nearest], 0.0)
    return F0Track(grid, voiced, (voiced > 0).astype(np.float64), "csv")


def hear_midi(path: Path) -> Heard:
    """Read a keyboard take: every sounding note of every track, exact; UnreadableTake when it is no MIDI file."""
    import mido

    try:
        notes, length = _midi_notes(mido.MidiFile(str(path)))
    except FileNotFoundError as error:
        raise UnreadableTake(f"Cannot open the take {path.name}: no such file.") from error
    except Exception as error:  # mido raises a dozen kinds on damaged files, none of them its own
        raise UnreadableTake(f"{path.name} cannot be read as a MIDI file; export the take again.") from error
    if not notes:
        raise refuse("silence")
    if length > _LONGEST_S:
        raise UnusableRecording("too_long", _TOO_LONG, seconds=_LONGEST_S)
    return Heard(None, None, tuple(notes), "midi", length)


def _midi_notes(file) -> tuple[list[PlayedNote], float]:
    """(notes by onset, length in s) of a mido file; drums (channel 10) are left out."""
    now, keys = 0.0, _Keys()
    for message in file:
        now += message.time
        if message.type == "control_change" and message.control == _PEDAL:
            keys.pedal(now, message.channel, message.value >= _PEDAL_DOWN)
        elif message.type in ("note_on", "note_off") and message.channel != _DRUMS:
            struck = message.velocity if message.type == "note_on" else 0
            keys.move(now, message.channel, message.note, struck)
    return keys.notes(now), now


class _Keys:
    """The keys of a keyboard over time. A key let go under the pedal sounds on until the pedal goes up, but no longer
    than to the next note that is struck: so far it was held for the line's sake, beyond that it only rings."""

    def __init__(self) -> None:
        self._down: dict[tuple[int, int], tuple[float, int]] = {}
        self._ringing: list[tuple[int, int, float, int]] = []  # channel, pitch, onset, velocity of keys let go
        self._pedals: set[int] = set()
        self._played: list[PlayedNote] = []

    def move(self, now: float, channel: int, pitch: int, velocity: int) -> None:
        """A key goes down (`velocity` above 0) or up."""
        if (channel, pitch) in self._down:
            onset, struck = self._down.pop((channel, pitch))
            if channel in self._pedals:
                self._ringing.append((channel, pitch, onset, struck))
            else:
                self._played.append(_keyed(onset, now, pitch, struck))
        if velocity > 0:
            self._silence(now)
            self._down[channel, pitch] = (now, velocity)

    def pedal(self, now: float, channel: int, down: bool) -> None:
        """The sustain pedal of a channel goes down or up."""
        if down:
            self._pedals.add(channel)
        else:
            self._pedals.discard(channel)
            self._silence(now, channel)

    def _silence(self, now: float, only: int | None = None) -> None:
        """What rings ends, on every channel or on one."""
        ringing, self._ringing = self._ringing, []
        for channel, pitch, onset, struck in ringing:
            if only in (None, channel):
                self._played.append(_keyed(onset, now, pitch, struck))
            else:
                self._ringing.append((channel, pitch, onset, struck))

    def notes(self, end: float) -> list[PlayedNote]:
        """Every note by its onset; what still sounds lasts to the end."""
        self._silence(end)
        self._played += [_keyed(onset, end, pitch, struck) for (_, pitch), (onset, struck) in self._down.items()]
        self._down = {}
        return _without_doubles(sorted(self._played, key=lambda note: (note.onset_s, note.midi)))


def _without_doubles(notes: list[PlayedNote]) -> list[PlayedNote]:
    """Notes of one pitch struck at the same moment on several channels, layered sounds or two hands of a file made from
    a score, are one key: the longest stays."""
    kept: list[PlayedNote] = []
    latest: dict[float, int] = {}
    for note in notes:
        place = latest.get(note.midi)
        if place is None or note.onset_s - kept[place].onset_s > _SAME_STRIKE_S:
            latest[note.midi] = len(kept)
            kept.append(note)
        elif note.offset_s > kept[place].offset_s:
            kept[place] = replace(kept[place], offset_s=note.offset_s)
    return kept


def _keyed(onset: float, offset: float, pitch: int, velocity: int) -> PlayedNote:
    return PlayedNote(onset, max(offset, onset + 0.001), float(pitch), 1.0, 40.0 * math.log10(max(velocity, 1) / 127))
