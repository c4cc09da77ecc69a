"""Tunes written in one line, and takes of them made by hand: no sound, so that every number in a test is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

import numpy as np

from tutor.grading.grade import grade
from tutor.grading.report import Report
from tutor.listening.types import F0Track, Heard, PlayedNote
from tutor.music.key import Key
from tutor.music.pitch import Pitch
from tutor.music.rhythm import Meter
from tutor.music.score import Bar, ChordSymbol, Note, Part, Score

START_S = 0.5
NO_TRACK = F0Track(np.zeros(0), np.zeros(0), np.zeros(0), "by hand")


def tune(
    line: str,
    *,
    key: str = "G major",
    meter: str = "4/4",
    tempo: float = 60.0,
    instrument: str = "violin",
    transposition: int = 0,
    clef: str = "treble",
    harmony: tuple[ChordSymbol, ...] = (),
) -> Score:
    """A score from words like "G4 A4:1/2 r:2 B4+C5 D5:1~1": pitch:quarters (or 1), r a rest, + a chord, ~ a tie."""
    notes: list[Note] = []
    onset = Fraction(0)
    for word in line.split():
        pitches, _, length = word.partition(":")
        segments = tuple(Fraction(part) for part in (length or "1").split("~"))
        if pitches != "r":
            notes += [
                Note(f"n{len(notes) + k + 1}", onset, Pitch.parse(p), segments)
                for k, p in enumerate(pitches.split("+"))
            ]
        onset += sum(segments)
    metre, signature = Meter.parse(meter), Key.parse(key)
    count = max(1, -(-onset // metre.bar_length))
    bars = tuple(Bar(k + 1, k * metre.bar_length, metre.bar_length, metre, signature) for k in range(int(count)))
    part = Part(tuple(notes), instrument, clef, transposition)
    return Score("A tune", bars, (part,), tempo, harmony)


def exact(
    score: Score, *, tempo: float | None = None, start: float = START_S, detached: float = 0.98
) -> list[PlayedNote]:
    """Every note as written, on time, at a steady tempo, held for nearly its value."""
    spq = 60.0 / (tempo or score.tempo_bpm)
    return [
        PlayedNote(
            start + float(n.onset) * spq,
            start + (float(n.onset) + detached * float(n.duration)) * spq,
            float(score.part.sounding_midi(n)),
            0.95,
            -20.0,
        )
        for n in score.notes
    ]


def bent(
    notes: list[PlayedNote], index: int, *, semitones: float = 0.0, seconds: float = 0.0, **values: float
) -> list[PlayedNote]:
    """The same take with one note off: by pitch, by time, or in any field."""
    old = notes[index]
    new = replace(old, midi=old.midi + semitones, onset_s=old.onset_s + seconds, offset_s=old.offset_s + seconds)
    return [*notes[:index], replace(new, **values), *notes[index + 1 :]]


def without(notes: list[PlayedNote], *indices: int) -> list[PlayedNote]:
    return [note for i, note in enumerate(notes) if i not in indices]


def later(notes: Iterable[PlayedNote], seconds: float) -> list[PlayedNote]:
    return [replace(n, onset_s=n.onset_s + seconds, offset_s=n.offset_s + seconds) for n in notes]


def stopped_before(notes: list[PlayedNote], index: int, seconds: float) -> list[PlayedNote]:
    """The same take with a pause (negative: a cut) before a note; everything after moves with it."""
    return [*notes[:index], *later(notes[index:], seconds)]


def take(notes: Iterable[PlayedNote], *, keyboard: bool = False) -> Heard:
    """What listening would hand over: for a keyboard there is no pitch track."""
    played = tuple(sorted(notes, key=lambda n: n.onset_s))
    end = max((n.offset_s for n in played), default=0.0) + 0.5
    return Heard(None, None if keyboard else NO_TRACK, played, "by hand", end)


def graded(
    score: Score, notes: Iterable[PlayedNote], *, keyboard: bool = False, level: int = 3, strictness: str = "normal"
) -> Report:
    return grade(score, take(notes, keyboard=keyboard), level=level, strictness=strictness)


def words(report: Report, field: str) -> list[str | None]:
    """One verdict of every note, in score order."""
    return [note[field] for note in report.to_dict()["notes"]]


def kinds(report: Report) -> list[str]:
    return [finding.kind for finding in report.findings]


def finding(report: Report, kind: str):
    """The one finding of a kind."""
    found = [f for f in report.findings if f.kind == kind]
    assert len(found) == 1, f"{kind} found {len(found)} times among {kinds(report)}"
    return found[0]


SCALE = "G4 A4 B4 C5 D5 E5 F#5 G5"
LINE = "G4 B4 A4 C5 B4 D5 C5 E5 D5 F#5 E5 G5 F#5 D5 E5 C5 D5 B4 C5 A4 B4 G4 A4 F#4 G4:4"
