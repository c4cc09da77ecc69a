"""F0 track + onsets + sound → played notes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from tutor.listening.f0 import HOP_S
from tutor.listening.legato import tone_begins
from tutor.listening.onsets import HOP, NO_ONSETS, Onsets, find_onsets, level_db
from tutor.listening.segments import Evidence, Segment, segment
from tutor.listening.types import Audio, F0Track, PlayedNote
from tutor.listening.unbroken import unbroken
from tutor.music.pitch import midi_to_hz

_GATE_BELOW_LOUD_DB = 45.0
_GATE_ABOVE_FLOOR_DB = 6.0
_DECAYED_DB = 20.0  # below the note's own sustained level: it has ended, whatever still rings
_SHORTEST_S = 0.045
_WEAK = 0.09  # flux below which an attack says less about a slur than the partials do
_RINGS_S = 0.2  # the last tone may ring on into the next for so long
_APART_S = 0.03
_DYING = 8  # frames for which the note before may still die away
_SURE_S = 0.12


def find_notes(audio: Audio, track: F0Track) -> tuple[PlayedNote, ...]:
    """The notes of `track`, in order, with onsets from the sound."""
    level = frame_levels(audio, track)
    onsets = find_onsets(audio)
    evidence = gather(track, level)
    found = unbroken(audio, evidence, segment(evidence, onsets))
    begins = _beginnings(audio, found, onsets)
    notes = [_note(piece, begun, evidence, level) for piece, begun in zip(found, begins, strict=True)]
    return tuple(_without_blips(_in_order(notes)))


def notes_of_track(track: F0Track) -> tuple[PlayedNote, ...]:
    """The notes of an f0 track that came without its sound: pitch steps and gaps are all there is."""
    level = np.where(track.hz > 0, 0.0, -100.0)
    evidence = gather(track, level)
    notes = [_note(piece, piece.start * HOP_S, evidence, level) for piece in segment(evidence, NO_ONSETS)]
    return tuple(_without_blips(_in_order(notes)))


def frame_levels(audio: Audio, track: F0Track) -> NDArray[np.float64]:
    """Level in dB at the track's frames, shape (frames,)."""
    level = level_db(audio)
    at = np.rint(track.times_s * audio.rate / HOP).astype(int)
    return level[np.clip(at, 0, len(level) - 1)]


def gather(track: F0Track, level: NDArray[np.float64]) -> Evidence:
    """What each frame says: its pitch, how much that counts, and whether it is below the level gate."""
    voiced = track.hz > 0
    midi = 69.0 + 12.0 * np.log2(np.where(voiced, track.hz, 440.0) / 440.0)
    weight = np.where(voiced, np.clip(track.confidence, 0.3, 1.0), 0.0)
    loud, floor = np.percentile(level, 95), np.percentile(level, 5)
    gate = min(max(loud - _GATE_BELOW_LOUD_DB, floor + _GATE_ABOVE_FLOOR_DB), loud - 20.0)
    return Evidence(midi, weight, level < gate)


def _beginnings(audio: Audio, found: list[Segment], onsets: Onsets) -> list[float]:
    """Onset of each segment in s: its attack, the rise of its own partials where it has none, else its first frame."""
    begins: list[float] = []
    for index, piece in enumerate(found):
        turn_s = piece.start * HOP_S
        last = found[index - 1] if index else None
        begun = None if piece.attack is None else float(onsets.times_s[piece.attack])
        if piece.attack is None or onsets.strength[piece.attack] < _WEAK:
            ringing = last is not None and turn_s - last.stop * HOP_S < _RINGS_S
            old_hz = midi_to_hz(last.midi) if last is not None and ringing else None
            rises = tone_begins(audio, midi_to_hz(piece.midi), old_hz, turn_s, begins[-1] if begins else -np.inf)
            begun = begun if rises is None else rises
        begun = turn_s if begun is None else begun
        begins.append(max(begun, begins[-1] + _APART_S) if begins else begun)
    return begins


def _note(piece: Segment, onset: float, evidence: Evidence, level: NDArray[np.float64]) -> PlayedNote:
    stop = _end_frame(piece, level)
    midi, spread = _centre(evidence, piece.start, stop, piece.midi)
    offset = max(stop * HOP_S, onset + HOP_S)
    sure = _confidence(evidence.weight[piece.start : stop], spread, offset - onset)
    return PlayedNote(onset, offset, midi, sure, _loudness(level[piece.start : stop]))


def _loudness(level: NDArray[np.float64]) -> float:
    """The highest of a note's levels in dB; what only dies away at its beginning is the note before."""
    rising = np.flatnonzero(np.diff(level[:_DYING]) > 0)
    return float(level[rising[0] if len(rising) else min(_DYING, len(level)) - 1 :].max())


def _end_frame(piece: Segment, level: NDArray[np.float64]) -> int:
    """Frame at which the note has died away: voicing alone would count the room's echo."""
    inside = level[piece.start : piece.stop]
    sustained = np.percentile(inside, 75)
    sounding = np.flatnonzero(inside > sustained - _DECAYED_DB)
    return piece.start + int(sounding[-1]) + 1 if len(sounding) else piece.stop


def _centre(evidence: Evidence, start: int, stop: int, near: float) -> tuple[float, float]:
    """(pitch, spread) in semitones of the steady part: the middle of a smoothed contour, without attack and release."""
    voiced = np.flatnonzero(evidence.weight[start:stop] > 0) + start
    voiced = voiced[np.abs(evidence.midi[voiced] - near) < 1.5]
    if not len(voiced):
        return near, 1.0
    head = min(len(voiced) // 4, 8)
    tail = min(len(voiced) // 5, 6)
    steady = evidence.midi[voiced[head : len(voiced) - tail]]
    weight = evidence.weight[voiced[head : len(voiced) - tail]]
    # Over a vibrato the mean of a contour is its centre; the median of the means ignores slides at either end.
    smooth = ndimage.uniform_filter1d(steady, min(17, len(steady)), mode="nearest")
    order = np.argsort(smooth)
    share = np.cumsum(weight[order])
    centre = smooth[order][np.searchsorted(share, share[-1] / 2)]
    return float(centre), float(np.median(np.abs(steady - centre)))


def _confidence(weight: NDArray[np.float64], spread: float, length_s: float) -> float:
    """0..1 from how surely the frames are pitched, how steady they are and how long the note is."""
    voiced = float(weight.mean()) if len(weight) else 0.0
    steady = 1.0 / (1.0 + (spread / 0.6) ** 2)
    return float(np.clip(voiced * steady * min(1.0, 0.5 + 0.5 * length_s / _SURE_S), 0.0, 1.0))


def _in_order(notes: list[PlayedNote]) -> list[PlayedNote]:
    """Sorted, each ending no later than the next begins."""
    notes = sorted(notes, key=lambda note: note.onset_s)
    return [
        PlayedNote(n.onset_s, min(n.offset_s, after), n.midi, n.confidence, n.loudness_db)
        for n, after in zip(notes, [m.onset_s for m in notes[1:]] + [np.inf], strict=False)
    ]


def _without_blips(notes: list[PlayedNote]) -> list[PlayedNote]:
    return [n for n in notes if n.duration_s >= _SHORTEST_S or (n.duration_s >= 0.03 and n.confidence > 0.6)]
