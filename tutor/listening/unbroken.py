"""A tone that sounds on is one note, whatever strikes up beside it.

A backing track's chord that leaks into the microphone looks like an attack, and while it is loud the period common to
it and the held tone wins the pitch tracker: an octave or more below the tone. The tone's own partials know better:
where they go on without a dip, nothing new began.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tutor.listening.f0 import HOP_S
from tutor.listening.legato import level_of_partials
from tutor.listening.segments import Evidence, Segment
from tutor.listening.types import Audio
from tutor.music.pitch import midi_to_hz

_BELOW = {12.0: 2, 19.02: 3, 24.0: 4, 27.86: 5, 31.02: 6}  # semitones below the tone: its place among the partials
_SAME = 0.5  # semitones
_LONGEST_GAP = 20  # frames for which the tone may have lost the tracker altogether
_STEP_S = 0.005
_ABOUT_S, _TURN_S, _SETTLED_S = 0.12, 0.07, 0.04
# In rendered takes of sixteen instruments over chords 12 dB below, tones that sounded on dipped by 6 dB at the most and
# rose by 3; notes struck again dipped by 12 or more, or rose by as much.
_DIP_DB, _RISE_DB, _FALL_DB = -6.0, 3.5, -8.0
_BESIDE_DB = -6.0  # the lower pitch's own partials under the tone's
_PARTIALS, _HIGHEST_HZ, _LOW_NOTE_HZ = 4, 5000.0, 130.0

Array = NDArray[np.float64]


def unbroken(audio: Audio, evidence: Evidence, found: list[Segment]) -> list[Segment]:
    """The segments, in order, those joined that are one tone sounding on."""
    joined: list[Segment] = []
    for piece in found:
        tone = _one_tone(audio, evidence, joined[-1], piece) if joined else None
        if tone is None:
            joined.append(piece)
        else:
            joined[-1] = replace(tone, start=joined[-1].start, stop=piece.stop, attack=joined[-1].attack)
    return joined


def _one_tone(audio: Audio, evidence: Evidence, first: Segment, second: Segment) -> Segment | None:
    """Which of two neighbouring segments has the pitch of the one tone that both are; None where they are two."""
    if second.start - first.stop > _LONGEST_GAP:
        return None
    lower, upper = sorted((first, second), key=lambda piece: _pitch(evidence, piece))
    apart = _pitch(evidence, upper) - _pitch(evidence, lower)
    hz = midi_to_hz(_pitch(evidence, upper))
    if apart < _SAME:
        longer = max(first, second, key=lambda piece: piece.stop - piece.start)
        return longer if _sounds_on(audio, hz, second.start * HOP_S) else None
    place = next((k for semitones, k in _BELOW.items() if abs(apart - semitones) < _SAME), None)
    if place is None or not _outshines(audio, hz, place, lower):
        return None
    return upper if _sounds_on(audio, hz, second.start * HOP_S) else None


def _pitch(evidence: Evidence, piece: Segment) -> float:
    """Median pitch of a segment's voiced frames in semitones; its state's where it has none."""
    inside = slice(piece.start, piece.stop)
    voiced = evidence.midi[inside][evidence.weight[inside] > 0]
    return float(np.median(voiced)) if len(voiced) else piece.midi


def _sounds_on(audio: Audio, hz: float, turn_s: float) -> bool:
    """Whether the tone's partials neither dip nor rise about a moment."""
    times = np.arange(turn_s - _ABOUT_S, turn_s + _ABOUT_S, _STEP_S)
    level = level_of_partials(audio, times, _multiples(hz), 1024)
    before = float(np.median(level[times < turn_s - _SETTLED_S]))
    after = float(np.median(level[times > turn_s + _SETTLED_S]))
    lowest = float(level[np.abs(times - turn_s) < _TURN_S].min())
    return _FALL_DB < _db(after, before) < _RISE_DB and _db(lowest, min(before, after)) > _DIP_DB


def _outshines(audio: Audio, hz: float, place: int, lower: Segment) -> bool:
    """Whether, while the lower pitch was heard, the tone at `hz`, its partial of that place, was far louder."""
    times = np.arange(lower.start * HOP_S + 0.01, max(lower.stop * HOP_S - 0.01, lower.start * HOP_S + 0.02), _STEP_S)
    size = 1024 if hz / place > _LOW_NOTE_HZ else 2048
    tones = _multiples(hz)
    number = np.arange(1, place * len(tones) + 1)
    own = hz / place * number[number % place != 0]
    level, beside = (float(np.median(level_of_partials(audio, times, at, size))) for at in (tones, own))
    return _db(beside, level) < _BESIDE_DB


def _multiples(hz: float) -> Array:
    """The tone's first partials, those too high to matter left out."""
    partials = hz * np.arange(1.0, _PARTIALS + 1.0)
    return partials[(partials < _HIGHEST_HZ) | (partials == hz)]


def _db(level: float, other: float) -> float:
    return 20.0 * float(np.log10((level + 1e-9) / (other + 1e-9)))
