"""Verdicts: for every written note whether it was right in pitch, tuning, time and length, or cannot be said."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from tutor.grading.alignment import Alignment
from tutor.grading.freedom import is_free
from tutor.grading.hearability import Hearability
from tutor.grading.tolerances import (
    FINE_LENGTH_S,
    FINE_PITCH_S,
    LEADING_TONE_CENTS,
    WRONG_CENTS,
    Tolerances,
)
from tutor.listening.types import PlayedNote
from tutor.music.degrees import is_leading_tone
from tutor.music.score import Note

DOUBTFUL = 0.35  # confidence under which a wrong pitch is not held against anyone
CERTAIN = 0.75  # confidence under which a wrong pitch gives way to traces of the right one
LEAST_NEIGHBOURS = 3  # answered ones of the four about a note that must be there to say how late they all are
# Cents from a note to its third to sixth partial. Nobody slips by a twelfth and more, but in a narrow band, such as a
# telephone's, these are what is left of a low string, and the ear may take the first of them for the note.
OVERTONES = tuple(1200.0 * math.log2(partial) for partial in (3, 4, 5, 6))
HAZY_S, HAZY_CENTS = 0.12, 80.0  # a shorter note must be farther off than this before it is called wrong


@dataclass(frozen=True)
class NoteVerdict:
    """What is said of one written note. `pitch`: correct, wrong, missed, unsure; the other words as in the report.

    `cents` is measured from the target in the take's own tuning; `onset_window_ms` is the tolerance that applied.
    """

    index: int
    note: Note
    bar: int
    beat: Fraction
    sounding_midi: int
    played: PlayedNote | None
    pitch: str
    cents: float | None = None
    intonation: str | None = None
    intonation_window: tuple[float, float] | None = None  # lowest and highest cents that pass
    onset_ms: float | None = None
    onset: str | None = None
    onset_window_ms: float | None = None
    duration_ratio: float | None = None
    duration: str | None = None
    weight: float = 1.0  # share of the note that the marks count; 0 when unsure

    @property
    def off_by(self) -> int | None:
        """Whole semitones from the written to the played pitch, transposition and tuning taken out."""
        return None if self.cents is None else round(self.cents / 100.0)

    @property
    def judged(self) -> bool:
        return self.pitch != "unsure"


@dataclass(frozen=True)
class Setting:
    """What the verdicts depend on beside the alignment: the windows and the nature of the take."""

    tolerances: Tolerances
    keyboard: bool = False  # keys sound at a fixed pitch: tuning is not judged
    decaying: bool = False  # plucked or struck: a note may fade before its end


def judge(alignment: Alignment, setting: Setting, heard: Hearability) -> tuple[NoteVerdict, ...]:
    """One verdict a written note, in score order."""
    spread = onset_spread(alignment)
    return tuple(_judge_note(alignment, setting, heard, spread, i) for i in range(len(alignment.expected.notes)))


def onset_spread(alignment: Alignment) -> float:
    """The take's own scatter about its tempo curve in seconds (1.48 x median absolute deviation)."""
    hit = np.flatnonzero(alignment.partner >= 0)
    if len(hit) < 4:
        return 0.0
    due = alignment.curve.at(alignment.expected.onset_q[hit])
    return 1.4826 * float(np.median(np.abs(alignment.played.onset[alignment.partner[hit]] - due)))


def _judge_note(alignment: Alignment, setting: Setting, heard: Hearability, spread: float, i: int) -> NoteVerdict:
    expected, j = alignment.expected, int(alignment.partner[i])
    note = expected.notes[i]
    verdict = NoteVerdict(
        index=i,
        note=note,
        bar=expected.score.bar_at(note.onset).number,
        beat=expected.score.beat_of(note.onset),
        sounding_midi=int(expected.midi[i]),
        played=None,
        pitch="missed",
    )
    if j < 0:
        return replace(verdict, pitch="unsure", weight=0.0) if heard.hides(alignment, i) else verdict
    played = alignment.played.notes[j]
    pitch, cents = _pitch(100.0 * alignment.deviation(i), played, heard, j)
    if pitch == "wrong" and played.confidence < CERTAIN and heard.touched(alignment, i):
        pitch = "unsure"
    verdict = replace(verdict, played=played, pitch=pitch, cents=cents, weight=0.0 if pitch == "unsure" else 1.0)
    if pitch == "unsure":
        return verdict
    judged = {
        **_intonation(verdict, alignment, setting),
        **({} if heard.blurs_onset(alignment, i) else _onset(alignment, setting, spread, i)),
        **_duration(alignment, setting, i),
    }
    return replace(verdict, **judged)


def _pitch(cents: float, played: PlayedNote, heard: Hearability, j: int) -> tuple[str, float]:
    """The word for a pitch and its cents; an octave that the tracker took for another is put right first."""
    if abs(cents) < WRONG_CENTS:
        return "correct", cents
    octaves = round(cents / 1200.0)
    if octaves and abs(cents - 1200.0 * octaves) < WRONG_CENTS and heard.octave_is_doubtful(j, octaves):
        return "correct", cents - 1200.0 * octaves
    hazy = played.duration_s < HAZY_S and abs(cents) < HAZY_CENTS
    misheard = heard.by_ear and any(abs(cents - partial) < WRONG_CENTS for partial in OVERTONES)
    return ("unsure" if played.confidence < DOUBTFUL or hazy or misheard else "wrong"), cents


def _intonation(verdict: NoteVerdict, alignment: Alignment, setting: Setting) -> dict[str, Any]:
    played, cents = verdict.played, verdict.cents
    fine = played is not None and played.duration_s >= FINE_PITCH_S and played.confidence >= DOUBTFUL
    if setting.keyboard or verdict.pitch != "correct" or cents is None or not fine:
        return {}
    window = setting.tolerances.in_tune_cents
    low, high = -window, window + (LEADING_TONE_CENTS if _leads(alignment, verdict.index) else 0.0)
    word = "sharp" if cents > high else "flat" if cents < low else "in_tune"
    return {"intonation": word, "intonation_window": (low, high)}


def _leads(alignment: Alignment, i: int) -> bool:
    """Whether a note is the leading tone of its key."""
    score, note = alignment.expected.score, alignment.expected.notes[i]
    return is_leading_tone(note.pitch, score.bar_at(note.onset).key)


def _onset(alignment: Alignment, setting: Setting, spread: float, i: int) -> dict[str, Any]:
    expected, j = alignment.expected, int(alignment.partner[i])
    q = float(expected.onset_q[i])
    late = 1000.0 * float(alignment.played.onset[j] - alignment.curve.at(q, own_break=False))
    late -= 1000.0 * _shared_lateness(alignment, i, late / 1000.0)
    beat_s = float(alignment.curve.spq(q)) * expected.beat_quarters(i)
    window = setting.tolerances.onset_ms(beat_s, spread)
    word = "late" if late > window else "early" if late < -window else "on_time"
    if word != "on_time" and is_free(expected.score, i, late):
        return {"onset_ms": late, "onset": "on_time"}
    return {"onset_ms": late, "onset": word, "onset_window_ms": window}


def _shared_lateness(alignment: Alignment, i: int, late_s: float) -> float:
    """The part of a note's lateness that its four neighbours share: breadth of phrasing, finer than the tempo curve."""
    near = [k for k in (i - 2, i - 1, i + 1, i + 2) if 0 <= k < len(alignment.partner) and alignment.partner[k] >= 0]
    if len(near) < LEAST_NEIGHBOURS:
        return 0.0
    due = alignment.curve.at(alignment.expected.onset_q[near])
    around = float(np.median(alignment.played.onset[alignment.partner[near]] - due))
    return math.copysign(min(abs(around), abs(late_s)), late_s) if around * late_s > 0 else 0.0


def _duration(alignment: Alignment, setting: Setting, i: int) -> dict[str, Any]:
    """Length against the written one at the local tempo. The last note, staccato, a fermata and what is given to a
    breath are the player's own affair."""
    expected = alignment.expected
    note, played = expected.notes[i], alignment.played.notes[int(alignment.partner[i])]
    rate = float(alignment.curve.spq(float(expected.onset_q[i])))
    due = rate * float(note.duration)
    ratio = played.duration_s / due
    if due < FINE_LENGTH_S:
        return {"duration_ratio": ratio}
    free = i == len(expected.notes) - 1 or "staccato" in note.articulations or "fermata" in note.articulations
    word = "full"
    if ratio < setting.tolerances.short_ratio and due - played.duration_s > 0.1:
        breathes = "breath-mark" in note.articulations
        word = "full" if free or breathes or setting.decaying or _answered_late(alignment, i) else "short"
    elif _overheld(alignment, setting, i, ratio, rate):
        word = "full" if free else "long"
    return {"duration_ratio": ratio, "duration": word}


def _answered_late(alignment: Alignment, i: int) -> bool:
    """A late note is cut by its own lateness, an early neighbour cuts the note before it: time is blamed, once."""
    expected = alignment.expected
    played = alignment.played
    j = int(alignment.partner[i])
    due_end = float(alignment.curve.at(float(expected.end_q[i]) - 1e-6))
    due_start = float(alignment.curve.at(float(expected.onset_q[i]), own_break=False))
    lateness = max(0.0, float(played.onset[j]) - due_start)
    after = played.onset[played.onset > played.onset[j] + 1e-6]
    cut = max(0.0, due_end - float(after[0])) if len(after) else 0.0
    whole = due_end - due_start
    return float(played.duration[j]) + lateness + cut > 0.75 * whole


def _overheld(alignment: Alignment, setting: Setting, i: int, ratio: float, rate: float) -> bool:
    """Held well into a written rest (or, on keys, over the next note)."""
    expected = alignment.expected
    if ratio <= setting.tolerances.long_ratio:
        return False
    over = alignment.played.notes[int(alignment.partner[i])].offset_s - float(
        alignment.curve.at(float(expected.end_q[i]))
    )
    rest = rate * (expected.next_onset_q(i) - float(expected.end_q[i]))
    return over > max(0.25, 0.5 * rest) and (rest > 0.1 or setting.keyboard)
