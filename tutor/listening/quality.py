"""Can this recording be judged? Level, noise and clipping before listening; noise and speech from what was heard.

Every refusal carries a stable reason and says what is wrong and what to do. The detectors lean towards judging: a
quiet, clipped or noisy take whose notes can be heard is graded.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tutor.errors import UnusableRecording
from tutor.listening.f0 import HOP_S
from tutor.listening.onsets import level_db
from tutor.listening.types import Audio, F0Track, PlayedNote

SILENT_DB = -66.0
SHORTEST_S = 0.25
_FULL_SCALE = 0.95
_BEYOND_ANY_CODEC = 4.0  # decoded codecs overshoot 1.0 a little; a float file this hot has a scale of its own
_CLIPPED_SHARE = 0.25
_LEAST_PITCHED_S = 0.12
_LEAST_PITCHED_SHARE = 0.06
# Speech: syllables that glide, in short voiced stretches. Twelve synthetic voices in nine languages measure at most
# 0.47, at least 0.21 and at most 0.39; sung and played takes keep well clear of at least one of the three.
_SPEECH_STEADY, _SPEECH_GLIDING, _SPEECH_STRETCH_S = 0.5, 0.15, 0.7
_SPEECH_SYLLABLES = 5

MESSAGES = {
    "silence": "Nothing can be heard in the recording; check that the right microphone is chosen and not muted, "
    "then record again.",
    "noise": "Only noise can be heard, no notes; move closer to the microphone, find a quieter place and record again.",
    "speech": "This sounds like speaking rather than playing or singing; record the music itself, without talking.",
    "clipped": "The recording is so loud that it is distorted; lower the microphone level or step back, "
    "then record again.",
    "too_short": "The recording is too short to hold any notes; keep recording until the music has ended.",
}


@dataclass(frozen=True)
class Quality:
    """Levels in dB (full scale 0): loudest 12 ms, noise floor, their difference `snr_db`; shares 0..1 of the
    samples.
    """

    peak_db: float
    floor_db: float
    snr_db: float
    clipped_share: float
    duration_s: float


def measure(audio: Audio) -> Quality:
    """Level, noise floor and clipping of the whole recording."""
    level = level_db(audio)
    peak = float(level.max(initial=-120.0))
    floor = float(np.percentile(level, 5)) if len(level) else -120.0
    return Quality(peak, floor, peak - floor, _clipped_share(audio.samples, level, peak), audio.duration_s)


def _clipped_share(samples: NDArray[np.floating], level: NDArray[np.float64], peak: float) -> float:
    """Share of the sounding samples that lie at full scale."""
    sounding = float(np.mean(level > peak - 20.0)) * len(samples) if len(level) else 0.0
    loudest = float(np.abs(samples).max(initial=0.0))
    full_scale = _FULL_SCALE * (loudest if loudest > _BEYOND_ANY_CODEC else 1.0)
    return float(np.sum(np.abs(samples) >= full_scale)) / sounding if sounding else 0.0


def refuse(reason: str) -> UnusableRecording:
    return UnusableRecording(reason, MESSAGES[reason])


def check_sound(audio: Audio) -> Quality:
    """Raise UnusableRecording "too_short", "silence" or "clipped" when the sound itself rules out judging."""
    quality = measure(audio)
    if quality.peak_db < SILENT_DB:
        raise refuse("silence")
    if quality.duration_s < SHORTEST_S:
        raise refuse("too_short")
    if quality.clipped_share > _CLIPPED_SHARE:
        raise refuse("clipped")
    return quality


def check_music(audio: Audio, track: F0Track, notes: tuple[PlayedNote, ...]) -> None:
    """Raise UnusableRecording "noise" or "speech" when what was heard is no music."""
    if _pitched_share(audio, track, notes) < _LEAST_PITCHED_SHARE or pitched_seconds(notes) < _LEAST_PITCHED_S:
        raise refuse("noise")
    if _is_speech(track, notes):
        raise refuse("speech")


def pitched_seconds(notes: tuple[PlayedNote, ...]) -> float:
    return sum(note.duration_s for note in notes if note.confidence > 0.3)


def _pitched_share(audio: Audio, track: F0Track, notes: tuple[PlayedNote, ...]) -> float:
    """Share of the loud part of the recording that lies in notes."""
    level = level_db(audio)
    loud = float(np.mean(level > level.max() - 25.0)) * audio.duration_s
    return pitched_seconds(notes) / max(loud, 1e-9)


def _is_speech(track: F0Track, notes: tuple[PlayedNote, ...]) -> bool:
    return (
        len(notes) >= _SPEECH_SYLLABLES
        and voiced_stretch_s(track) < _SPEECH_STRETCH_S
        and gliding_share(track) > _SPEECH_GLIDING
        and steady_share(track, notes) < _SPEECH_STEADY
    )


def voiced_stretch_s(track: F0Track) -> float:
    """Length in s of the voiced stretch in which an average voiced moment lies."""
    edges = np.diff(np.concatenate([[0], (track.hz > 0).astype(int), [0]]))
    lengths = (np.flatnonzero(edges == -1) - np.flatnonzero(edges == 1)) * HOP_S
    return float(np.square(lengths).sum() / lengths.sum()) if len(lengths) else 0.0


def gliding_share(track: F0Track) -> float:
    """Share of voiced moments whose pitch moves 0.4 to 3 semitones within 50 ms."""
    voiced = track.hz > 0
    midi = 12.0 * np.log2(np.where(voiced, track.hz, 1.0))
    both = voiced[5:] & voiced[:-5]
    moved = np.abs(midi[5:] - midi[:-5])[both]
    return float(np.mean((moved > 0.4) & (moved < 3.0))) if len(moved) else 0.0


def steady_share(track: F0Track, notes: tuple[PlayedNote, ...]) -> float:
    """Share of note time in notes that hold their pitch; speech glides through nearly all of its syllables."""
    lengths = np.array([note.duration_s for note in notes])
    steady = np.array([is_steady(track, note) for note in notes])
    return float(lengths[steady].sum() / lengths.sum()) if lengths.sum() > 0 else 0.0


def is_steady(track: F0Track, note: PlayedNote) -> bool:
    """Whether the line through the note's inner pitch rises or falls by little: vibrato passes, a glide does not."""
    inside = (track.times_s >= note.onset_s + 0.02) & (track.times_s <= note.offset_s - 0.01) & (track.hz > 0)
    if inside.sum() < 4:
        return False
    times, midi = track.times_s[inside], 12.0 * np.log2(track.hz[inside])
    slope, _ = np.polyfit(times - times.mean(), midi, 1)
    # Compare the whole drift over a short note, the speed of drift over a long one.
    return bool(abs(slope) * min(times[-1] - times[0], 0.25) < 0.35)
