"""An exercise as it is written: its score, and when each note of it comes. Light enough for a page."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from lessons.library.models import Exercise


def timeline(score: Any) -> dict[str, Any]:
    """Bars, notes and the beats of one bar, in quarter lengths from the start; pitches sounding."""
    bars = [{"number": bar.number, "onset": float(bar.onset), "length": float(bar.length)} for bar in score.bars]
    beats = [float(beat) for beat in score.meter.beats]
    return {"bars": bars, "notes": timed_notes(score, score.part), "beats": beats}


def timed_notes(score: Any, part: Any) -> list[dict[str, Any]]:
    """The notes of a part of the score as a timeline holds them."""
    return [
        {
            "id": note.id,
            "onset": float(note.onset),
            "duration": float(note.duration),
            "midi": part.sounding_midi(note),
            "bar": score.bar_at(note.onset).number,
        }
        for note in part.notes
    ]


def read(exercise: Exercise) -> Any:
    """The exercise as a tutor Score."""
    from tutor.music.musicxml import read_score

    with tempfile.TemporaryDirectory(prefix="etude-") as folder:
        path = Path(folder) / "exercise.musicxml"
        path.write_text(exercise.musicxml, encoding="utf-8")
        return read_score(path)
