"""Alignment: which played note is which written one, at what tempo, in what tuning, in which octave or key.

Works in turns: follow the score roughly, keep the last pass, fit tempo and tuning, assign again, until nothing moves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tutor.errors import UnusableRecording
from tutor.grading.assign import assign_freely, assign_in_order, extra_costs, time_costs
from tutor.grading.expected import Expected
from tutor.grading.follow import Walk, follow, pitch_costs
from tutor.grading.passes import Restart, graded_pass
from tutor.grading.tempo import TempoCurve, fit_tempo
from tutor.grading.transposition import CLEF_STEPS, candidate_shifts, misread, octave_of
from tutor.grading.tuning import Tuning, circular_tuning, fit_tuning, weighted_median
from tutor.listening.types import PlayedNote

TURNS = 4
SHIFT_MARGIN = 0.25  # cost a note by which another key must fit better than the written one
CLEF_MARGIN = 0.35  # the same for another clef, which bends intervals
GOOD_COST = 0.3  # cost a note under which nothing but the written reading is tried
MATCHED_SHARE = 0.42  # of the notes in the played stretch; fewer right ones and this is some other piece

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Played:
    """Played notes as arrays of shape (played,), in time order."""

    notes: tuple[PlayedNote, ...]
    onset: Array
    duration: Array
    midi: Array
    confidence: Array

    @classmethod
    def of(cls, notes: Sequence[PlayedNote]) -> Played:
        ordered = tuple(sorted(notes, key=lambda note: (note.onset_s, note.midi)))
        return cls(
            ordered,
            np.array([note.onset_s for note in ordered]),
            np.array([note.duration_s for note in ordered]),
            np.array([note.midi for note in ordered]),
            np.array([note.confidence for note in ordered]),
        )

    @property
    def weight(self) -> Array:
        """How much each note says about tuning."""
        return np.maximum(0.05, self.confidence) * np.minimum(self.duration, 0.6)


@dataclass(frozen=True)
class Alignment:
    """`partner[i]` is the played note that answers written note i, or -1. `shift` semitones (-6..6) and `octave`
    octaves lie between score and take; `tuning` is the rest. `discarded` played notes belong to an earlier pass."""

    expected: Expected
    played: Played
    partner: NDArray[np.intp]
    extra: tuple[int, ...]
    discarded: tuple[int, ...]
    restarts: tuple[Restart, ...]
    curve: TempoCurve
    octave: int
    shift: int
    tuning: Tuning
    misread_steps: int = 0  # staff steps (-3..3) by which the whole part was read off, as in another clef

    @property
    def transposition(self) -> int:
        """Semitones from the score to the take, octaves included."""
        return 12 * self.octave + self.shift

    def deviation(self, i: int) -> float:
        """Semitones by which the answer to written note i lies off its target, tuning and drift taken out."""
        j = int(self.partner[i])
        reference = float(self.tuning.at(self.played.onset[j]))
        return float(self.played.midi[j] - self.expected.midi[i] - self.transposition - reference)


def align(expected: Expected, notes: Sequence[PlayedNote]) -> Alignment:
    """Align a take with its score; raise UnusableRecording when there is nothing, or some other piece, to align."""
    played = Played.of(notes)
    _require_some(expected, played)
    reading = _best_reading(expected, played)
    read_as = misread(expected, reading.steps) if reading.steps else expected
    result = _settle(read_as, played, reading)
    _require_same_piece(result)
    return replace(result, expected=expected)


def _require_some(expected: Expected, played: Played) -> None:
    if not len(expected.notes):
        raise UnusableRecording("empty_score", "The score has no notes to grade.")
    if len(played.notes) < max(1, min(3, len(expected.notes) // 4)):
        raise UnusableRecording(
            "too_little",
            "I heard almost nothing of the music. Check which microphone is chosen, move closer and record again.",
        )


@dataclass(frozen=True)
class _Reading:
    """One way to take the part: shifted in semitones and octaves, or read off by staff steps, and what that costs."""

    cost: float
    shift: int
    octave: int
    steps: int
    walk: Walk


def _best_reading(expected: Expected, played: Played) -> _Reading:
    """Follow as written, and, where that goes badly, in the likeliest other keys and clefs."""
    plain = _read(expected, played, 0, 0)
    if plain.cost < GOOD_COST * max(len(expected.notes), len(played.notes)):
        return plain
    tuning = circular_tuning(played.midi, played.weight)
    shifts = candidate_shifts(played.midi - tuning, expected.midi)
    others = [_read(expected, played, shift, 0) for shift in shifts if shift]
    others += [_read(misread(expected, steps), played, 0, steps) for steps in CLEF_STEPS]
    return min([plain, *others], key=lambda reading: reading.cost)


def _read(expected: Expected, played: Played, shift: int, steps: int) -> _Reading:
    midi = played.midi - circular_tuning(played.midi, played.weight) - shift
    octave = octave_of(midi, expected.midi)
    walk = _walk_at_some_tempo(expected, played, midi, octave)
    margin = CLEF_MARGIN if steps else SHIFT_MARGIN if shift else 0.0
    return _Reading(walk.cost + margin * len(played.notes), shift, octave, steps, walk)


def _walk_at_some_tempo(expected: Expected, played: Played, midi: Array, octave: int) -> Walk:
    """Follow from the written tempo and from the one that the take's length suggests; keep the cheaper walk."""
    costs = pitch_costs(expected, midi, octave)
    walks = [follow(expected, played.onset, costs, spq) for spq in _tempo_guesses(expected, played)]
    return min(walks, key=lambda walk: walk.cost)


def _tempo_guesses(expected: Expected, played: Played) -> list[float]:
    """Seconds a quarter: as written, and as the ratio of typical intervals, where that is much different."""
    written = expected.spq
    if len(played.onset) < 3 or len(expected.event_q) < 3:
        return [written]
    gaps = np.diff(played.onset)
    ratio = (
        float(np.median(gaps[gaps > 0.05])) / float(np.median(np.diff(expected.event_q)))
        if np.any(gaps > 0.05)
        else written
    )
    ratio = float(np.clip(ratio, 0.4 * written, 2.5 * written))
    return [written] if 0.8 < ratio / written < 1.25 else [written, ratio]


def _settle(expected: Expected, played: Played, reading: _Reading) -> Alignment:
    walk, shift, octave = reading.walk, reading.shift, reading.octave
    kept, discarded, restarts = graded_pass(walk)
    pairs = [(int(expected.first_notes[walk.event[j]]), int(j)) for j in kept if walk.event[j] >= 0]
    tuning = Tuning(circular_tuning(played.midi, played.weight), np.zeros(0), np.zeros(0))
    partner = np.full(len(expected.notes), -1, dtype=np.intp)
    for i, j in pairs:
        partner[i] = j
    curve = _fit_curve(expected, played, partner, shift, tuning, restarts)
    for _ in range(TURNS):
        before = partner
        partner = _assign(expected, played, kept, curve, shift, octave, tuning, before)
        octave = _settled_octave(expected, played, partner, shift, octave)
        tuning = _fit_tuning(expected, played, partner, shift, octave)
        curve = _fit_curve(expected, played, partner, shift, tuning, restarts)
        if np.array_equal(before, partner):
            break
    answered = set(partner.tolist())
    extra = tuple(int(j) for j in kept if int(j) not in answered)
    return Alignment(expected, played, partner, extra, discarded, restarts, curve, octave, shift, tuning, reading.steps)


def _assign(
    expected: Expected,
    played: Played,
    kept: NDArray[np.intp],
    curve: TempoCurve,
    shift: int,
    octave: int,
    tuning: Tuning,
    before: NDArray[np.intp],
) -> NDArray[np.intp]:
    midi = played.midi[kept] - shift - tuning.at(played.onset[kept])
    costs = pitch_costs(expected, midi, octave).T
    due = curve.at(expected.onset_q)
    costs = costs + time_costs(played.onset[kept][None, :] - due[:, None], _time_scale(expected, played, curve, before))
    extra = extra_costs(played.duration[kept], played.confidence[kept])
    choose = assign_freely if expected.is_polyphonic else assign_in_order
    chosen = choose(costs, extra)
    return np.where(chosen >= 0, kept[chosen], -1)


def _time_scale(expected: Expected, played: Played, curve: TempoCurve, partner: NDArray[np.intp]) -> float:
    """A deviation in seconds that nobody minds: a share of the beat, and the take's own scatter."""
    hit = np.flatnonzero(partner >= 0)
    beat = expected.beat_quarters(0) * 60.0 / curve.bpm
    if not len(hit):
        return 0.05 + 0.08 * beat
    scatter = float(np.median(np.abs(played.onset[partner[hit]] - curve.at(expected.onset_q[hit]))))
    return 0.05 + 0.06 * beat + min(scatter, 0.1)


def _settled_octave(expected: Expected, played: Played, partner: NDArray[np.intp], shift: int, octave: int) -> int:
    hit = np.flatnonzero(partner >= 0)
    if not len(hit):
        return octave
    gap = played.midi[partner[hit]] - expected.midi[hit] - shift
    return round(weighted_median(gap, played.weight[partner[hit]]) / 12.0)


def _right(expected: Expected, played: Played, partner: NDArray[np.intp], shift: int) -> NDArray[np.intp]:
    """Written notes answered by about the right pitch in any octave."""
    hit = np.flatnonzero(partner >= 0)
    gap = played.midi[partner[hit]] - expected.midi[hit] - shift
    return hit[np.abs((gap + 6.0) % 12.0 - 6.0) < 0.7]


def _fit_tuning(expected: Expected, played: Played, partner: NDArray[np.intp], shift: int, octave: int) -> Tuning:
    hit = _right(expected, played, partner, shift)
    answers = partner[hit]
    gap = played.midi[answers] - expected.midi[hit] - shift - 12.0 * octave
    near = np.abs(gap) < 0.7
    order = np.argsort(played.onset[answers[near]], kind="stable")
    chosen = answers[near][order]
    return fit_tuning(played.onset[chosen], gap[near][order], played.weight[chosen])


def _fit_curve(
    expected: Expected,
    played: Played,
    partner: NDArray[np.intp],
    shift: int,
    tuning: Tuning,
    restarts: tuple[Restart, ...],
) -> TempoCurve:
    """Tempo through the notes of about the right pitch; through all answers when those are few."""
    hit = np.flatnonzero(partner >= 0)
    gap = played.midi[partner[hit]] - expected.midi[hit] - shift - tuning.centre
    right = hit[np.abs((gap + 6.0) % 12.0 - 6.0) < 0.7]
    use = right if len(right) >= max(4, 0.5 * len(hit)) else hit
    events = np.unique(expected.event_of[use])
    of_event = [partner[use[expected.event_of[use] == e]] for e in events]
    seconds = np.array([float(played.onset[j].mean()) for j in of_event])
    starts = tuple(int(np.searchsorted(events, restart.to_event)) for restart in restarts)
    inner = tuple(sorted({k for k in starts if 0 < k < len(events)}))
    return fit_tempo(
        expected.event_q[events], seconds, beat_q=expected.beat_quarters(0), spq=expected.spq, restarts=inner
    )


def _require_same_piece(result: Alignment) -> None:
    expected, played = result.expected, result.played
    right = _right(expected, played, result.partner, result.shift)
    graded = int(np.count_nonzero(result.partner >= 0)) + len(result.extra)
    share = len(right) / max(1, graded)
    reached = result.partner >= 0
    span = int(np.flatnonzero(reached)[-1] - np.flatnonzero(reached)[0] + 1) if reached.any() else len(expected.notes)
    if min(share, 1.25 * len(right) / span) < MATCHED_SHARE:
        raise UnusableRecording(
            "wrong_piece",
            "What I heard does not fit this score: too few of its notes are there to grade. "
            "Check that this is the exercise you played, then record it again.",
        )
