"""Sounding notes to samples: which source plays them (bank, voice or whistle), and where they lie in the take."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tutor.performing.expression import Sounding
from tutor.performing.sampler import RATE, Tone, play_tone
from tutor.performing.voice import VIBRATO_HZ, consonant, sing_tone, whistle_tone

SCOOP_S = 0.16
VIBRATO_DELAY_S, VIBRATO_RISE_S = 0.18, 0.25
CONSONANT_S = 0.08  # sung before the beat: the vowel is on it
_VIBRATING = {"strings": 1.0, "voice": 1.5, "woodwind": 0.5}  # share of the manner's vibrato; the others keep still
_FIXED = ("keyboard", "plucked", "percussion")  # the player of these does not tune each note
_WHISTLE_PROGRAM = 78  # the usual free bank has wind noise, not a pitch, at this program

Source = Callable[[Tone], NDArray[np.float32]]


@dataclass(frozen=True)
class Sounder:
    """What makes an instrument's notes, how much of a manner's vibrato is in its nature, and whether it bends pitch."""

    play: Source
    vibrato: float
    bends: bool


def sounder_named(name: str) -> Sounder:
    """The sounder of an instrument of `tutor.music.instruments`, or of "voice"; ValueError for another name."""
    from tutor.music.instruments import instrument

    row = instrument(name)
    vibrato, bends = _VIBRATING.get(row.family, 0.0), row.family not in _FIXED
    if row.midi_program == _WHISTLE_PROGRAM:
        return Sounder(whistle_tone, vibrato, bends)
    if row.family == "voice":
        return Sounder(sing_tone, vibrato, bends)
    return Sounder(lambda tone: play_tone(row.midi_program, tone), vibrato, bends)


def render(
    notes: Iterable[Sounding], sounder: Sounder, seconds: float, lead_in_s: float, consonants: bool = False
) -> NDArray[np.float32]:
    """Mono samples, shape (n,), at RATE: silence, the notes at their onsets to the sample, and their tails.

    With `consonants`, a hiss comes before each note, as when words are sung.
    """
    out = np.zeros(round((lead_in_s + seconds) * RATE) + 1, np.float32)
    for note in notes:
        if note.gesture.is_heard:
            tone = Tone(note.midi, note.seconds, note.velocity, _cents_curve(note, sounder.vibrato))
            onset = lead_in_s + note.onset_s
            _add(out, sounder.play(tone), onset)
            if consonants:
                _add(out, consonant(note.midi, min(CONSONANT_S, onset)), max(0.0, onset - CONSONANT_S))
    return out


def _add(out: NDArray[np.float32], sound: NDArray[np.float32], at_s: float) -> None:
    start = round(at_s * RATE)
    sound = sound[: max(0, len(out) - start)]
    out[start : start + len(sound)] += sound


def _cents_curve(note: Sounding, vibrato: float) -> NDArray[np.floating] | None:
    """Deviation in cents over the note, shape (n,): a slide into place, a slow wavering, a vibrato that sets in late;
    None if still."""
    gesture = note.gesture
    depth = gesture.vibrato_cents or note.vibrato_cents * vibrato
    if not gesture.scoop_cents and not gesture.waver_cents and not depth:
        return None
    t = np.arange(round(note.seconds * RATE) + 1) / RATE
    slide = 0.5 * (1 + np.cos(np.pi * np.clip(t / SCOOP_S, 0, 1)))
    swell = np.clip((t - VIBRATO_DELAY_S) / VIBRATO_RISE_S, 0, 1)
    wave = np.sin(2 * np.pi * (gesture.vibrato_hz or VIBRATO_HZ) * (t - VIBRATO_DELAY_S))
    return depth * swell * wave - gesture.scoop_cents * slide + gesture.waver_cents * _wandering(t)


def _wandering(t: NDArray[np.floating]) -> NDArray[np.floating]:
    """Two slow waves whose periods do not fit each other, within -1..1, from and to nowhere in particular."""
    return (np.sin(2 * np.pi * 1.7 * t) + 0.6 * np.sin(2 * np.pi * 2.9 * t + 1.0)) / 1.6
