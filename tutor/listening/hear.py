"""One take → everything heard in it: the entry to listening."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from statistics import median

from tutor.errors import UnreadableTake, UnusableRecording, lasting
from tutor.listening.audio import decode
from tutor.listening.clicks import without_clicks
from tutor.listening.f0 import HIGHEST_HZ, LOWEST_HZ, TRACKERS, track_pitch
from tutor.listening.notes import find_notes
from tutor.listening.quality import check_music, check_sound
from tutor.listening.ready_made import hear_f0_table, hear_midi
from tutor.listening.strokes import hear_strokes
from tutor.listening.types import Audio, Heard, PlayedNote
from tutor.music.pitch import midi_to_hz

# A learner may sing an octave off, and wrong notes lie outside the written range; further away only a tracker's slip
# is.
BEYOND_SCORE = 14
_READY_MADE = {".csv": hear_f0_table, ".mid": hear_midi, ".midi": hear_midi}


def hear(path: Path | str, *, low_midi: float, high_midi: float, tracker: str = "auto") -> Heard:
    """Listen to a take whose score spans `low_midi`..`high_midi` (sounding MIDI numbers).

    `.csv` is a ready-made f0 track, `.mid` a keyboard take; anything else is decoded as sound. Raises UnreadableTake
    when the file is no take at all (or the tracker is unknown), UnusableRecording when it cannot be judged.
    """
    path = Path(path)
    _check_tracker(tracker)
    ready_made = _READY_MADE.get(path.suffix.lower())
    if ready_made is not None:
        return ready_made(path)
    return hear_audio(decode(path), low_midi=low_midi, high_midi=high_midi, tracker=tracker)


def hear_audio(audio: Audio, *, low_midi: float, high_midi: float, tracker: str = "auto") -> Heard:
    """Listen to decoded sound; see `hear`.

    Where the score has one pitch alone (`low_midi` equals `high_midi`) it is a rhythm: it may be clapped, and on
    whichever pitch it is played, that pitch stands for the written one.
    """
    _check_tracker(tracker)
    with lasting(audio.duration_s):
        check_sound(audio)
        _check_in_hearing(low_midi, high_midi)
        low_hz, high_hz = search_range(low_midi, high_midi)
        whole, audio = audio, without_clicks(audio)
        track = track_pitch(audio, tracker, low_hz, high_hz)
        notes = find_notes(audio, track)
        try:
            check_music(audio, track, notes)
        except UnusableRecording:
            struck = hear_strokes(whole, low_midi) if low_midi == high_midi else None
            if struck is None:
                raise
            return struck
    if low_midi == high_midi:
        notes = _on_pitch(notes, low_midi)
    return Heard(audio, track, notes, tracker, audio.duration_s)


def _check_tracker(tracker: str) -> None:
    if tracker not in TRACKERS:
        raise UnreadableTake(f"No pitch tracker is called '{tracker}'; choose one of {', '.join(TRACKERS)}.")


def _on_pitch(notes: tuple[PlayedNote, ...], midi: float) -> tuple[PlayedNote, ...]:
    """The notes of a rhythm, moved by whole semitones so that most of them stand on the written pitch."""
    shift = round(median(note.midi for note in notes) - midi) if notes else 0
    return tuple(replace(note, midi=note.midi - shift) for note in notes)


def _check_in_hearing(low_midi: float, high_midi: float) -> None:
    """Refuse a score of which no tracker could hear a note."""
    if midi_to_hz(high_midi) < LOWEST_HZ or midi_to_hz(low_midi) > HIGHEST_HZ:
        raise UnusableRecording(
            "out_of_hearing",
            "The score lies outside what can be heard in a recording ({low:g} to {high:g} Hz); "
            "hand in a MIDI take, or move the score an octave or two.",
            low=LOWEST_HZ,
            high=HIGHEST_HZ,
        )


def search_range(low_midi: float, high_midi: float) -> tuple[float, float]:
    """Hz between which to look for the notes of a score, an octave and a tone beyond it either way."""
    return max(LOWEST_HZ, midi_to_hz(low_midi - BEYOND_SCORE)), min(HIGHEST_HZ, midi_to_hz(high_midi + BEYOND_SCORE))
