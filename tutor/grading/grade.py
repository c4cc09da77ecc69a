"""Grading: score and take in, report out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from tutor.errors import UnusableRecording, lasting
from tutor.grading.align import align
from tutor.grading.alignment import Alignment
from tutor.grading.by_hand import by_hand, explain_by_hand, extra_by_hand
from tutor.grading.case import Case
from tutor.grading.endings import with_first_endings
from tutor.grading.expected import Expected
from tutor.grading.expression_report import remarks_on
from tutor.grading.extras import extra_notes, without_pulses
from tutor.grading.faint import align_firm
from tutor.grading.hands import hands_played, without_other_hand
from tutor.grading.marks import mark
from tutor.grading.memory import Remembered, heard_from_dict
from tutor.grading.octaves import in_likelier_octave
from tutor.grading.ornaments import without_ornaments
from tutor.grading.partial import part_played
from tutor.grading.praise import praise_in_words
from tutor.grading.praising import praised_in
from tutor.grading.report import Report, TakeFacts, judged_share
from tutor.grading.speaking import speech_for
from tutor.grading.tolerances import Tolerances, tolerances
from tutor.grading.verdicts import NoteVerdict, Setting, judge
from tutor.grading.voice import USUAL, Voice
from tutor.listening.types import Heard
from tutor.music.instruments import INSTRUMENTS
from tutor.music.score import Score

LEAST_JUDGED = 0.35  # share of notes that must be audible for a mark to mean anything
_DECAYING = ("keyboard", "plucked", "percussion", "guitar", "fretted")


def grade(
    score: Score,
    take: Path | str | Heard,
    *,
    level: int = 3,
    strictness: str = "normal",
    tracker: str = "auto",
    voice: Voice = USUAL,
) -> Report:
    """Grade a take: a recording, a .mid keyboard take, a .csv pitch track, or what was already heard.

    Raises UnusableRecording (with a reason and a sentence to act on) when it cannot be judged, UnreadableTake when
    the file cannot be opened, ValueError for a level or strictness that does not exist.
    """
    tolerances(level, strictness)
    heard = take if isinstance(take, Heard) else listen(score, Path(take), tracker=tracker)
    with lasting(heard.duration_s):
        return grade_remembered(score, Remembered.of(heard), level=level, strictness=strictness, voice=voice)


def listen(score: Score, take: Path, *, tracker: str = "auto") -> Heard:
    """Hear a take with the ear open for the score's range and what lies about it."""
    from tutor.listening.hear import hear

    midi = Expected.of(score).midi
    if not len(midi):
        raise UnusableRecording("empty_score", "The score has no notes to grade.")
    return hear(take, low_midi=float(midi.min()), high_midi=float(midi.max()), tracker=tracker)


def regrade(
    score: Score, kept: dict[str, Any], *, level: int = 3, strictness: str = "normal", voice: Voice = USUAL
) -> Report:
    """Mark a take again from `heard_to_dict`'s JSON: the same report that grading the recording anew would give."""
    return grade_remembered(score, heard_from_dict(kept), level=level, strictness=strictness, voice=voice)


def grade_remembered(score: Score, take: Remembered, *, level: int, strictness: str, voice: Voice = USUAL) -> Report:
    """The stages after listening: align, judge, mark, explain."""
    hands = hands_played(score, take)
    score = hands.score
    setting = _setting(score, take, level, strictness)
    expected = Expected.of(score)
    notes, doubts = in_likelier_octave(take.notes, take.hearability.octave, expected.midi)
    # Keys struck softly were struck all the same: only a microphone hears the neighbours.
    aligned, doubts, accompanied = (
        align_firm(expected, notes, doubts) if take.hearability.by_ear else (align(expected, notes), doubts, False)
    )
    heard = replace(take.hearability, octave=doubts, accompanied=accompanied)
    alignment = without_other_hand(without_ornaments(without_pulses(aligned, heard)), hands)
    verdicts = with_first_endings(
        judge(alignment, setting, heard), alignment, lambda earlier: judge(earlier, setting, heard)
    )
    _require_audible(verdicts)
    extra = extra_notes(alignment)
    marks = mark(verdicts, extra, setting.tolerances, transposed=alignment.shift != 0)
    part = part_played(
        verdicts, extra, lambda some, more: mark(some, more, setting.tolerances, transposed=alignment.shift != 0)
    )
    case = Case(alignment, verdicts, extra, setting, take.contours, take.expression)
    cases = by_hand(case, hands)
    praised = praised_in(case, cases)
    return Report(
        score,
        _take_facts(alignment, take),
        level,
        strictness,
        True,
        None,
        None,
        verdicts,
        extra_by_hand(cases),
        marks,
        explain_by_hand(case, cases, voice),
        praise_in_words(praised, speech_for(voice)),
        setting.tolerances.to_dict(),
        {**take.expression, "remarks": remarks_on(cases[0], voice)},
        tuple(praised),
        voice,
        part,
    )


def _setting(score: Score, take: Remembered, level: int, strictness: str) -> Setting:
    instrument = INSTRUMENTS.get(score.part.instrument)
    family = instrument.family if instrument else ""
    keys = take.keyboard and not take.struck
    windows: Tolerances = tolerances(level, strictness, keyboard=keys, voice=family.startswith("voice"))
    return Setting(windows, keyboard=take.keyboard, decaying=take.struck or (family in _DECAYING and not keys))


def _require_audible(verdicts: tuple[NoteVerdict, ...]) -> None:
    if judged_share(verdicts) < LEAST_JUDGED:
        bars = sorted({verdict.bar for verdict in verdicts if not verdict.judged})
        raise UnusableRecording(
            "unheard",
            "I could not hear bars {first}-{last} well enough to judge them. "
            "Move closer to the microphone, or find a quieter place, and record again.",
            first=bars[0],
            last=bars[-1],
        )


def _take_facts(alignment: Alignment, take: Remembered) -> TakeFacts:
    bar_of = alignment.expected.score.bar_at
    q_of = [note.onset for note in alignment.expected.notes]
    first = alignment.expected.first_notes
    return TakeFacts(
        take.duration_s,
        take.tracker,
        100.0 * alignment.tuning.centre,
        alignment.transposition,
        alignment.curve.bpm,
        tuple(alignment.curve.points()),
        alignment.tuning.slope_cents_per_minute,
        tuple(
            {
                "onset_s": round(float(alignment.played.onset[r.played]), 3),
                "from_bar": bar_of(q_of[first[r.from_event]]).number,
                "to_bar": bar_of(q_of[first[r.to_event]]).number,
            }
            for r in alignment.restarts
        ),
    )
