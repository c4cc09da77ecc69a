"""Real recordings: nobody may be accused of a fault in a good performance, and a score that is changed on purpose must
show as wrong notes just where it was changed.

A recording that lies alone, without a score, is graded against what another tracker (CREPE's large network, which the
product's own combination never asks) wrote down of it: two ears that should agree.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from tutor.errors import UnusableRecording
from tutor.grading.evaluation_counts import Tally, f1
from tutor.grading.grade import grade_remembered, listen
from tutor.grading.memory import Remembered
from tutor.grading.report import Report
from tutor.grading.tuning import circular_tuning
from tutor.listening.hear import hear
from tutor.listening.types import PlayedNote
from tutor.music.key import Key
from tutor.music.rhythm import Meter
from tutor.music.score import Bar, Note, Part, Score

CHANGED_EVERY = 12  # notes between two changes of the score
_SCORES, _SOUNDS = (".mxl", ".musicxml", ".xml"), (".mp3", ".wav", ".flac", ".ogg", ".m4a")
LEVEL = 6
LEAST_TRANSCRIBED = 8


def evaluate_real(folder: Path, seed: int) -> list[dict[str, Any]]:
    """One row for each folder (this one or below it) that holds one score and its recording."""
    scored = sorted(_pairs(folder))
    rows = [_evaluate(score, sound, seed) for score, sound in scored]
    alone = sorted(set(_sounds(folder)) - {sound for _, sound in scored})
    return [*rows, *[row for sound in alone if (row := _evaluate_alone(sound, seed))]]


def _sounds(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.suffix.lower() in _SOUNDS]


def _evaluate_alone(sound: Path, seed: int) -> dict[str, Any] | None:
    """A phrase against its own transcription by another tracker; None where that heard too few notes."""
    try:
        score = transcribed(hear(sound, low_midi=52, high_midi=84, tracker="crepe-full").notes, sound.stem)
    except UnusableRecording:
        return None
    if len(score.notes) < LEAST_TRANSCRIBED:
        return None
    return {**_graded(score, Remembered.of(listen(score, sound)), seed), "name": f"{sound.stem} (transcribed)"}


def transcribed(notes: Sequence[PlayedNote], title: str) -> Score:
    """Played notes as a score at 120 quarters a minute, onsets to a twenty-fourth of one, in the take's tuning."""
    midi = np.array([note.midi for note in notes])
    tuning = circular_tuning(midi, np.array([note.duration_s for note in notes]))
    meter, key = Meter.parse("4/4"), Key.parse("C major")
    ticks = [round(48 * note.onset_s) for note in notes] + [round(48 * note.offset_s) for note in notes[-1:]]
    written = tuple(
        Note(f"n{k + 1}", Fraction(ticks[k], 24), key.spell(round(m - tuning)), (Fraction(int(length), 24),))
        for k, (m, length) in enumerate(zip(midi, np.diff(ticks), strict=True))
        if length > 0
    )
    count = max(1, int(-(-(written[-1].end if written else 1) // meter.bar_length)))
    bars = tuple(Bar(k + 1, k * meter.bar_length, meter.bar_length, meter, key) for k in range(count))
    return Score(title, bars, (Part(written, "violin"),), 120.0)


def _pairs(folder: Path) -> Iterator[tuple[Path, Path]]:
    for place in (folder, *[path for path in folder.rglob("*") if path.is_dir()]):
        scores = [path for path in place.iterdir() if path.suffix.lower() in _SCORES]
        sounds = [path for path in place.iterdir() if path.suffix.lower() in _SOUNDS]
        if len(scores) == 1 and len(sounds) == 1:
            yield scores[0], sounds[0]


def _evaluate(score_path: Path, sound: Path, seed: int) -> dict[str, Any]:
    from tutor.music.musicxml import read_score

    score = _as_played(read_score(score_path), score_path.parent / "notes.csv")
    return {**_graded(score, Remembered.of(listen(score, sound)), seed), "name": sound.parent.name}


def _graded(score: Score, take: Remembered, seed: int) -> dict[str, Any]:
    plain = grade_remembered(score, take, level=LEVEL, strictness="normal")
    changed, ids = changed_score(score, seed)
    against = grade_remembered(changed, take, level=LEVEL, strictness="normal")
    judged = max(1, sum(verdict.judged for verdict in plain.verdicts))
    per_100 = 100.0 / judged
    return {
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
