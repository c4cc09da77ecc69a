"""Real recordings with their scores: nobody may be accused of a fault in a good performance, and a score that is
changed on purpose must show as wrong notes just where it was changed."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from tutor.grading.evaluation_counts import Tally, f1
from tutor.grading.grade import grade_remembered, listen
from tutor.grading.memory import Remembered
from tutor.grading.report import Report
from tutor.music.score import Bar, Note, Score

CHANGED_EVERY = 12  # notes between two changes of the score
_SCORES, _SOUNDS = (".mxl", ".musicxml", ".xml"), (".mp3", ".wav", ".flac", ".ogg", ".m4a")
LEVEL = 6


def evaluate_real(folder: Path, seed: int) -> list[dict[str, Any]]:
    """One row for each folder (this one or below it) that holds one score and its recording."""
    return [_evaluate(score, sound, seed) for score, sound in sorted(_pairs(folder))]


def _pairs(folder: Path) -> Iterator[tuple[Path, Path]]:
    for place in (folder, *[path for path in folder.rglob("*") if path.is_dir()]):
        scores = [path for path in place.iterdir() if path.suffix.lower() in _SCORES]
        sounds = [path for path in place.iterdir() if path.suffix.lower() in _SOUNDS]
        if len(scores) == 1 and len(sounds) == 1:
            yield scores[0], sounds[0]


def _evaluate(score_path: Path, sound: Path, seed: int) -> dict[str, Any]:
    from tutor.music.musicxml import read_score

    score = _as_played(read_score(score_path), score_path.parent / "notes.csv")
    take = Remembered.of(listen(score, sound))
    plain = grade_remembered(score, take, level=LEVEL, strictness="normal")
    changed, ids = changed_score(score, seed)
    against = grade_remembered(changed, take, level=LEVEL, strictness="normal")
    judged = max(1, sum(verdict.judged for verdict in plain.verdicts))
    per_100 = 100.0 / judged
    return {
        "name": sound.parent.name,
        "notes": len(plain.verdicts),
        "overall": round(plain.marks.overall or 0.0, 1),
        "pitch": round(per_100 * sum(v.pitch in ("wrong", "missed") for v in plain.verdicts), 2),
        "timing": round(per_100 * sum(v.onset in ("early", "late") for v in plain.verdicts), 2),
        "unsure": round(100.0 * sum(not v.judged for v in plain.verdicts) / len(plain.verdicts), 2),
        "wrong_f1": round(_changes_found(plain, against, ids), 3),
    }


def _as_played(score: Score, table: Path) -> Score:
    """The score with its repeats written out, where a table of the played notes says how (`onset`, `offset` in
    twenty-fourths of a quarter, `pitch` a MIDI number); without one, as it stands."""
    if not table.exists():
        return score
    with table.open(encoding="utf-8") as lines:
        rows = sorted((int(r["onset"]), int(r["pitch"]), int(r["offset"])) for r in csv.DictReader(lines))
    meter, key = score.meter, score.key
    notes = tuple(
        Note(f"n{k + 1}", Fraction(on, 24), key.spell(pitch), (Fraction(off - on, 24),))
        for k, (on, pitch, off) in enumerate(rows)
    )
    count = int(-(-max(note.end for note in notes) // meter.bar_length))
    bars = tuple(Bar(k + 1, k * meter.bar_length, meter.bar_length, meter, key) for k in range(count))
    return replace(score, bars=bars, parts=(replace(score.part, notes=notes, slurs=(), directions=()),), harmony=())


def changed_score(score: Score, seed: int) -> tuple[Score, frozenset[str]]:
    """The score with every twelfth note or so moved by one or two semitones, and the ids of those notes."""
    rng = np.random.default_rng([seed, 5])
    chosen = {score.notes[k].id for k in range(3, len(score.notes) - 3, CHANGED_EVERY)}
    notes = []
    for note in score.notes:
        by = int(rng.choice([-2, -1, 1, 2]))
        key = score.bar_at(note.onset).key
        notes.append(replace(note, pitch=key.spell(note.pitch.midi + by)) if note.id in chosen else note)
    return score.with_parts(replace(score.part, notes=tuple(notes)), *score.parts[1:]), frozenset(chosen)


def _changes_found(plain: Report, against: Report, ids: frozenset[str]) -> float:
    """F1 of the changed notes, those left aside that were not right against the true score."""
    right = {verdict.note.id for verdict in plain.verdicts if verdict.pitch == "correct"}
    tally = Tally()
    for verdict in against.verdicts:
        if verdict.note.id not in right:
            continue
        true, found = verdict.note.id in ids, verdict.pitch in ("wrong", "missed")
        tally.true["wrong"] += true
        tally.found["wrong"] += found
        tally.hits["wrong"] += true and found
    return f1(tally, "wrong") or 0.0
