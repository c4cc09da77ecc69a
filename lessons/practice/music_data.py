"""What the page's scripts need to know about an exercise: times, pitches, metre, key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lessons.library.models import Exercise
from lessons.library.written import read, timed_notes
from lessons.practice.words import value_words
from tutor.errors import EtudeError
from tutor.music.instruments import instrument
from tutor.music.key import Key
from tutor.music.rhythm import Meter

SLOWEST_SHARE, FASTEST_SHARE = 0.4, 1.5
BEAT_ICONS = {
    0.5: "eighth", 0.75: "dotted-eighth", 1.0: "quarter", 1.5: "dotted-quarter", 2.0: "half", 3.0: "dotted-half",
}  # fmt: skip


def key_of(exercise: Exercise) -> Key:
    try:
        return Key.parse(exercise.key)
    except ValueError:
        return Key.parse("C major")


def transposition_of(exercise: Exercise) -> int:
    """Semitones from written to sounding pitch."""
    try:
        return instrument(exercise.instrument).transposition
    except (EtudeError, ValueError, KeyError):
        return 0


def music_data(exercise: Exercise) -> dict[str, Any]:
    """The page's data block; times in quarter lengths, pitches sounding (static/js/score/timing.js reads it)."""
    key = key_of(exercise)
    bars = exercise.timeline.get("bars", [])
    shift = transposition_of(exercise)
    return {
        "prefixes": {"wide": exercise.id_prefix, "narrow": exercise.narrow_prefix},
        "tempo_bpm": exercise.tempo_bpm,
        "meter": {"name": exercise.meter, "beats": beats_of(exercise)},
        "bars": bars,
        "notes": exercise.timeline.get("notes", []),
        "length": bars[-1]["onset"] + bars[-1]["length"] if bars else 0,
        "fifths": key.fifths,
        "tonic": (key.tonic_class + shift) % 12,
        "minor": key.is_minor_like,
        "transposition": shift,
    }


def graded_notes(exercise: Exercise, graded: Iterable[str]) -> list[dict[str, Any]]:
    """The timeline's notes, or, where notes of another staff were graded too (by id), those of every staff that was."""
    notes = exercise.timeline.get("notes", [])
    wanted = set(graded)
    if wanted <= {note["id"] for note in notes}:
        return list(notes)
    score = read(exercise)
    staves = [timed_notes(score, part) for part in score.parts if wanted & {note.id for note in part.notes}]
    return sorted((note for staff in staves for note in staff), key=lambda note: (note["onset"], note["midi"]))


def beats_of(exercise: Exercise) -> list[float]:
    """Quarter lengths of the felt beats of a bar."""
    try:
        return [float(beat) for beat in Meter.parse(exercise.meter).beats]
    except ValueError:
        return [1.0]


def tempo_slider(exercise: Exercise) -> dict[str, Any]:
    """The tempo as the metre counts it: what is counted, beats a minute, and how far the slider goes."""
    beat = beats_of(exercise)[0]
    felt = exercise.tempo_bpm / beat
    return {
        "beats": value_words(beat if beat in BEAT_ICONS else 1.0),
        "icon": BEAT_ICONS.get(beat, "quarter"),
        "value": round(felt),
        "least": max(20, round(felt * SLOWEST_SHARE)),
        "most": round(felt * FASTEST_SHARE),
    }
