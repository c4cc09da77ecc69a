"""The whole analysis of a score as one JSON value."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from tutor.composing.analysis.chords import by_bar, harmony_of
from tutor.composing.analysis.compass import compass
from tutor.composing.analysis.figures import figures, returns
from tutor.composing.analysis.phrases import form_of, is_form, phrase_ends, sections
from tutor.learning.skills import skills_in
from tutor.music.score import Score

VERSION = 1


def analyse(score: Score, form: str | None = None) -> dict[str, Any]:
    """What is in the first part of a score: JSON with `harmony`, `form`, `cadences`, `motifs`, `compass`, `skills`.

    `form` is the form it was composed in; else its own metadata tells, and without that phrases have four bars. Raises
    ValueError for a score without notes.
    """
    if not score.notes:
        raise ValueError("there is no note to analyse")
    planned = form if form and is_form(form) else form_of(score)
    bars, (harmony, written) = figures(score), harmony_of(score)
    return {
        "version": VERSION,
        "key": score.key.name,
        "meter": score.meter.name,
        "harmony": {
            "written": written,
            "bars": [
                {"bar": number, "chords": [asdict(chord) for chord in chords]}
                for number, chords in (by_bar(score, harmony) if harmony else ())
            ],
        },
        "form": {"planned": planned, "sections": [asdict(section) for section in sections(score, planned, bars)]},
        "cadences": [asdict(end) for end in phrase_ends(score, harmony, planned)],
        "motifs": [asdict(kin) for kin in returns(bars)],
        "compass": asdict(compass(score)),
        "skills": _skills(score),
    }


def _skills(score: Score) -> list[dict[str, Any]]:
    """Each skill that is met, how often, and in which bars, the most frequent first."""
    bars = {note.id: score.bar_at(note.onset).number for note in score.notes}
    found = [
        {"name": name, "count": len(ids), "bars": sorted({bars[i] for i in ids})}
        for name, ids in skills_in(score).items()
    ]
    return sorted(found, key=lambda skill: (-skill["count"], skill["name"]))
