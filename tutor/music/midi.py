"""Scores as standard MIDI files, at sounding pitch. A pickup is a first bar in a short metre of its own."""

from __future__ import annotations

import io
from collections.abc import Iterable
from fractions import Fraction
from math import lcm
from typing import Any

from tutor.music.instruments import INSTRUMENTS
from tutor.music.key import Key
from tutor.music.rhythm import Meter
from tutor.music.score import Bar, Part, Score

_RESOLUTION = 480  # MIDI ticks a quarter, more where a score's values ask for it
_DRUMS = 9
_VELOCITY = 80


def to_midi(score: Score) -> bytes:
    """A type 1 MIDI file at sounding pitch: one conductor track, then one track a part. The same bytes every time."""
    import mido

    resolution = lcm(_RESOLUTION, *(t.denominator for p in score.parts for n in p.notes for t in (n.onset, n.end)))
    resolution = resolution if resolution < 32768 else _RESOLUTION
    file = mido.MidiFile(type=1, ticks_per_beat=resolution)
    file.tracks.append(_track(_conductor(score), resolution))
    for number, part in enumerate(score.parts):
        file.tracks.append(_track(_part_messages(part, number if number < _DRUMS else number + 1), resolution))
    out = io.BytesIO()
    file.save(file=out)
    return out.getvalue()


def _track(timed: Iterable[tuple[Fraction, Any]], resolution: int) -> Any:
    """A track of messages given at absolute quarters, ordered by time."""
    import mido

    track, clock = mido.MidiTrack(), 0
    for onset, message in sorted(timed, key=lambda item: item[0]):
        tick = round(onset * resolution)
        track.append(message.copy(time=tick - clock))
        clock = tick
    return track


def _conductor(score: Score) -> list[tuple[Fraction, Any]]:
    from mido import MetaMessage, bpm2tempo

    title = score.title.encode("latin-1", "replace").decode("latin-1")
    timed = [
        (Fraction(0), MetaMessage("track_name", name=title)),
        (Fraction(0), MetaMessage("set_tempo", tempo=bpm2tempo(score.tempo_bpm))),
    ]
    meter, key = None, None
    for bar in score.bars:
        shown = _shown_meter(score, bar)
        if shown != meter:
            sign = MetaMessage("time_signature", numerator=shown.numerator, denominator=shown.denominator)
            timed.append((bar.onset, sign))
        if bar.key != key:
            timed.append((bar.onset, MetaMessage("key_signature", key=_midi_key(bar.key, score.part.transposition))))
        meter, key = shown, bar.key
    return timed


def _shown_meter(score: Score, bar: Bar) -> Meter:
    """The bar's metre, or for a pickup the short metre of its own that says how long it is."""
    units = bar.length / bar.meter.unit
    if bar.number == 0 and bar is score.bars[0] and bar.length < bar.meter.bar_length:
        for denominator in (bar.meter.denominator, 8, 16, 32):
            units = bar.length * denominator / 4
            if units.denominator == 1:
                return Meter(int(units), denominator)
    return bar.meter


def _midi_key(key: Key, transposition: int) -> str:
    """MIDI's name of the sounding signature: modes are written as the major or minor key that shares it."""
    mode = "minor" if key.mode == "minor" else "major"
    fifths = (key.fifths + 7 * transposition + 6) % 12 - 6 if transposition % 12 else key.fifths
    name = Key.from_fifths(fifths, mode)
    return name.step + {1: "#", -1: "b", 0: ""}[name.alter] + ("m" if mode == "minor" else "")


def _part_messages(part: Part, channel: int) -> list[tuple[Fraction, Any]]:
    from mido import Message, MetaMessage

    known = INSTRUMENTS.get(part.instrument)
    channel %= 16
    program = Message("program_change", channel=channel, program=known.midi_program if known else 0)
    timed: list[tuple[Fraction, Any]] = []
    for note in part.notes:
        pitch = part.sounding_midi(note)
        if 0 <= pitch <= 127:
            timed.append((note.end, Message("note_off", channel=channel, note=pitch, velocity=0)))
            timed.append((note.onset, Message("note_on", channel=channel, note=pitch, velocity=_VELOCITY)))
    timed.sort(key=lambda item: (item[0], item[1].type == "note_on"))
    head = [MetaMessage("track_name", name=part.instrument), program]
    return [(Fraction(0), message) for message in head] + timed
