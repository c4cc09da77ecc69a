"""What could be heard at all: where a take hides a note, nobody is told that it was missed.

Computed once from the sound, then kept as plain numbers, so that a take can be marked again without listening again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tutor.grading.alignment import Alignment, folded
from tutor.grading.octaves import octave_in_sound
from tutor.grading.played import Played
from tutor.listening.types import Audio, F0Track, Heard, PlayedNote

FRAME_S = 0.02
HELD_THROUGH = 0.7  # a held note of the same pitch that covers this share of the next one hides its new beginning
SOUNDED, AT_PITCH = 0.4, 0.6  # share of a note's time at its pitch, within these semitones, that says it was there
TOUCHED_FRAMES, LENT_S = 2, 0.12  # frames at its pitch that say so where no neighbour within this time has that pitch
ABOVE_FLOOR_DB, BELOW_MUSIC_DB = 15.0, 12.0
SWELL_DB, SWELL_BELOW_MUSIC_DB, SWELL_ABOVE_FLOOR_DB = 3.5, 15.0, 12.0
SKIPPED, SKIPPED_S = 0.6, 0.25  # share of the unanswered notes' time, and seconds, that are gone when they were skipped
# Notes struck again dip by 14 dB or more in takes of five instruments in a room; a flute's vibrato there by up to 8.
RESTRUCK_DIP_DB, RESTRUCK_LOUDER_DB, PULSE_FRAMES = 10.0, 3.0, 8
BESIDE_BACKING_DB = 7.0  # what lies further under the music than a player's notes do may be the backing track's
_UNVOICED_SHARE = 0.6
_FAINT_DB = 20.0  # a pitch this far below the music is somebody else's, or an echo
_SURE_FRAME = 0.3  # confidence under which a frame's pitch does not count as heard

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Hearability:
    """`level_db[k]` and `midi[k]` describe the k-th 20 ms: its level, and its pitch, 0 where none is sure (both empty
    for a keyboard take; a bare f0 track has no levels). `octave[j]` is ±1 where played note j may be a misheard
    octave: +1, the true pitch is an octave lower. `may_merge`: onsets come from sound, so that a repeated note may
    have been missed by the ear. `accompanied`: something softer was heard to play along, so that only what is nearly
    as loud as the music may be the player's.
    """

    level_db: Array
    midi: Array
    octave: tuple[int, ...] = ()
    may_merge: bool = False
    accompanied: bool = False

    @classmethod
    def of(cls, heard: Heard, notes: Sequence[PlayedNote]) -> Hearability:
        """The evidence of a take whose played notes, mended, are `notes`."""
        if heard.track is None:
            return cls(np.zeros(0), np.zeros(0))
        frames = int(heard.duration_s / FRAME_S)
        if heard.audio is None:
            return cls(np.zeros(0), _frame_pitches(heard.track, frames), (), True)
        level = _frame_levels(heard.audio)
        played = Played.of(notes).notes
        octave = tuple(octave_in_sound(heard.audio, note) for note in played)
        return cls(level, _frame_pitches(heard.track, len(level)), octave, True)

    @property
    def by_ear(self) -> bool:
        """Whether sound was listened to, and not keys read or a pitch table."""
        return len(self.level_db) > 0

    def to_dict(self) -> dict[str, Any]:
        return {
            "level_db": [round(float(level), 1) for level in self.level_db],
            "midi": [round(float(midi), 1) for midi in self.midi],
            "octave": list(self.octave),
            "may_merge": self.may_merge,
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Hearability:
        level, midi = (np.array(data[name], dtype=float) for name in ("level_db", "midi"))
        return cls(level, midi, tuple(data["octave"]), data["may_merge"])

    def hides(self, alignment: Alignment, i: int) -> bool:
        """Whether written note i may have been played without being heard; not where the player left its time out."""
        if self.may_merge and _drowned_in_chord(alignment, i):
            return True
        if _skipped(alignment, i):
            return False
        curve, expected = alignment.curve, alignment.expected
        start, end = float(curve.at(expected.onset_q[i])), float(curve.at(float(expected.end_q[i]) - 1e-6))
        return (
            self._held_through(alignment, i, start, end)
            or self._sounded(alignment, i, start, end)
            or self.touched(alignment, i)
            or self._swelled(start, end)
            or self._covered(start, end)
        )

    @cached_property
    def _near_midi(self) -> Array:
        """`midi` without what sounds far below the music, 0 there."""
        if not len(self.level_db):
            return self.midi
        return np.where(self.level_db < self._music_db - self._within(_FAINT_DB), 0.0, self.midi)

    @cached_property
    def _music_db(self) -> float:
        return float(np.percentile(self.level_db, 75))

    def _within(self, db: float) -> float:
        """How far under the music a sound may lie to be the player's, usually `db`."""
        return min(db, BESIDE_BACKING_DB) if self.accompanied else db

    def touched(self, alignment: Alignment, i: int) -> bool:
        """Whether the pitch of written note i, in any octave, shone up in its time, with no neighbour to lend it.

        In a ringing room a short note may win the pitch for a few frames only, or with its overtone.
        """
        expected, curve = alignment.expected, alignment.curve
        start, end = float(curve.at(expected.onset_q[i])), float(curve.at(float(expected.end_q[i]) - 1e-6))
        inside = self._near_midi[max(0, round(start / FRAME_S)) : max(0, round(end / FRAME_S)) + 1]
        off = np.where(inside > 0, inside - self._target(alignment, i, start), 6.0)
        lent = _gaps_to_neighbours(alignment, i, start, end)
        exact = int(np.sum(np.abs(off) < AT_PITCH)) > TOUCHED_FRAMES and not np.any(np.abs(lent) < AT_PITCH)
        at_class = int(np.sum(np.abs(folded(off)) < AT_PITCH)) >= TOUCHED_FRAMES
        return bool(exact or (at_class and not np.any(np.abs(folded(lent)) < AT_PITCH)))

    def _swelled(self, start: float, end: float) -> bool:
        """The sound rose and fell again within the note's time, nearly as loud as the music: something was played."""
        level = self.level_db[max(0, int(start / FRAME_S) - 2) : int(end / FRAME_S) + 2]
        if len(level) < 4:
            return False
        rise = level - np.minimum.accumulate(level)
        fall = level - np.minimum.accumulate(level[::-1])[::-1]
        present = level > self._least(SWELL_ABOVE_FLOOR_DB, SWELL_BELOW_MUSIC_DB)
        return bool(np.any((rise > SWELL_DB) & (fall > SWELL_DB) & present))

    def blurs_onset(self, alignment: Alignment, i: int) -> bool:
        """Whether the answer to note i may have swallowed the note before it, so that its beginning is not its own."""
        j = int(alignment.partner[i])
        if i == 0 or alignment.partner[i - 1] >= 0 or not self.hides(alignment, i - 1):
            return False
        return bool(alignment.played.onset[j] < float(alignment.curve.at(alignment.expected.onset_q[i])))

    def _sounded(self, alignment: Alignment, i: int, start: float, end: float) -> bool:
        """The pitch itself is in the track for much of the note's time, though no note was made of it."""
        inside = self._near_midi[max(0, round(start / FRAME_S)) : max(0, round(end / FRAME_S))]
        if not len(inside):
            return False
        return float(np.mean(np.abs(inside - self._target(alignment, i, start)) < AT_PITCH)) > SOUNDED

    @staticmethod
    def _target(alignment: Alignment, i: int, seconds: float) -> float:
        """MIDI number at which written note i was due to sound."""
        return float(alignment.expected.midi[i]) + alignment.transposition + float(alignment.tuning.at(seconds))

    def _held_through(self, alignment: Alignment, i: int, start: float, end: float) -> bool:
        """The note before has the same pitch and sounds on: its new beginning may have been too soft to hear."""
        expected, played = alignment.expected, alignment.played
        j = int(alignment.partner[i - 1]) if i > 0 else -1
        if j < 0 or not self.may_merge or expected.midi[i - 1] != expected.midi[i]:
            return False
        covered = min(end, played.notes[j].offset_s) - max(start, played.notes[j].onset_s)
        return covered > HELD_THROUGH * (end - start)

    def _covered(self, start: float, end: float) -> bool:
        """Something as loud as the music, but without a pitch, lies over the note's time."""
        inside = slice(max(0, int(start / FRAME_S)), max(0, int(end / FRAME_S)))
        level = self.level_db[inside]
        if not len(level):
            return False
        loud = float(np.median(level)) > self._least(ABOVE_FLOOR_DB, BELOW_MUSIC_DB)
        return loud and float(np.mean(self.midi[inside] == 0.0)) > _UNVOICED_SHARE

    def _least(self, above_floor_db: float, below_music_db: float) -> float:
        """Level in dB over which a sound may be the player's."""
        return max(
            float(np.percentile(self.level_db, 5)) + above_floor_db, self._music_db - self._within(below_music_db)
        )

    def swells_on(self, note: PlayedNote) -> bool:
        """Whether a note that follows another of its pitch is but the same sound going on: no dip of the level parts
        them, and it is struck no louder. Vibrato in a room makes such parts, and so does a release."""
        at = int(note.onset_s / FRAME_S)
        before, after = self.level_db[max(0, at - PULSE_FRAMES) : at], self.level_db[at : at + PULSE_FRAMES]
        if not len(before) or not len(after):
            return False
        valley = float(self.level_db[max(0, at - 3) : at + 2].min())
        dip = min(float(before.max()), float(after.max())) - valley
        return dip < RESTRUCK_DIP_DB and float(after.max() - before.max()) < RESTRUCK_LOUDER_DB

    def octave_is_doubtful(self, j: int, octaves: int) -> bool:
        """Whether the sound holds the written octave though played note j was reported `octaves` above it."""
        return j < len(self.octave) and octaves != 0 and self.octave[j] == octaves


def _drowned_in_chord(alignment: Alignment, i: int) -> bool:
    """A pitch track follows one line: of a chord it hears one note. Where it hears none, the top one is missed."""
    expected = alignment.expected
    together = np.flatnonzero(expected.event_of == expected.event_of[i])
    answered = bool(np.any(alignment.partner[together] >= 0))
    return len(together) > 1 and (answered or i != together[np.argmax(expected.midi[together])])


def _skipped(alignment: Alignment, i: int) -> bool:
    """Whether the answered notes about note i lie too close together for what is written between them."""
    answered = np.flatnonzero(alignment.partner >= 0)
    at = int(np.searchsorted(answered, i))
    if at == 0 or at == len(answered):
        return False
    before, after = int(answered[at - 1]), int(answered[at])
    expected, onset = alignment.expected, alignment.played.onset
    rate = float(alignment.curve.spq(float(expected.onset_q[before])))
    due = rate * float(expected.onset_q[after] - expected.onset_q[before])
    unheard = rate * float(expected.onset_q[after] - expected.onset_q[before + 1])
    lost = due - float(onset[alignment.partner[after]] - onset[alignment.partner[before]])
    return lost > max(SKIPPED_S, SKIPPED * unheard)


def _gaps_to_neighbours(alignment: Alignment, i: int, start: float, end: float) -> Array:
    """Semitones from written note i to its written neighbours and to what else was played within its time."""
    expected, played = alignment.expected, alignment.played
    beside = expected.midi[[k for k in (i - 1, i + 1) if 0 <= k < len(expected.midi)]]
    near = (played.onset < end + LENT_S) & (played.onset + played.duration > start - LENT_S)
    sounding = played.midi[near] - alignment.transposition - alignment.tuning.at(start)
    return np.concatenate([beside, sounding]) - float(expected.midi[i])


def _frame_levels(audio: Audio) -> Array:
    """Level of each 20 ms frame in dB, to a tenth."""
    size = max(1, int(FRAME_S * audio.rate))
    count = len(audio.samples) // size
    frames = np.asarray(audio.samples[: count * size], dtype=np.float64).reshape(count, size)
    return np.round(10.0 * np.log10(np.mean(frames**2, axis=1) + 1e-10), 1)


def _frame_pitches(track: F0Track, count: int) -> Array:
    """MIDI number of each 20 ms frame to a tenth, from its nearest track frame; 0 where no pitch is sure."""
    if not len(track.times_s):
        return np.zeros(count)
    at = np.clip(np.searchsorted(track.times_s, FRAME_S * (np.arange(count) + 0.5)), 0, len(track.times_s) - 1)
    sure = (track.hz[at] > 0) & (track.confidence[at] >= _SURE_FRAME)
    midi = 69.0 + 12.0 * np.log2(np.where(sure, track.hz[at], 440.0) / 440.0)
    return np.round(np.where(sure, midi, 0.0), 1).astype(np.float64)
