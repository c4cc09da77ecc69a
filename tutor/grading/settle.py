"""Settling: from a rough walk to a firm alignment, fitting tempo and tuning and assigning anew until nothing moves."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tutor.grading.alignment import Alignment, folded
from tutor.grading.assign import assign_freely, assign_in_order, extra_costs, pair_off, time_costs
from tutor.grading.expected import Expected
from tutor.grading.follow import pitch_costs
from tutor.grading.fragments import is_remnant
from tutor.grading.passes import Restart, graded_pass
from tutor.grading.played import Played
from tutor.grading.reading import Reading
from tutor.grading.tempo import TempoCurve, fit_tempo
from tutor.grading.tuning import Tuning, circular_tuning, fit_tuning, weighted_median

TURNS = 4
RIGHT_WITHIN = 0.7  # semitones from its target within which a note speaks for tempo and tuning

Array = NDArray[np.float64]
Indices = NDArray[np.intp]


def settle(expected: Expected, played: Played, reading: Reading) -> Alignment:
    """The alignment that a reading of the part leads to."""
    return _Settling(expected, played, reading).run()


class _Settling:
    """The state that the turns pass on: partners, octave, tuning and tempo."""

    def __init__(self, expected: Expected, played: Played, reading: Reading) -> None:
        self.expected, self.played, self.reading = expected, played, reading
        self.kept, self.discarded, self.restarts = graded_pass(reading.walk)
        self.octave = reading.octave
        self.tuning = Tuning(circular_tuning(played.midi, played.weight), np.zeros(0), np.zeros(0))
        self.partner = self._walked()
        self.curve = self._fit_curve()

    def _walked(self) -> Indices:
        """The partners that the walk has found: of a chord, each played note goes to the written one it fits best."""
        partner = np.full(len(self.expected.notes), -1, dtype=np.intp)
        event = self.reading.walk.event[self.kept]
        for number in np.unique(event[event >= 0]):
            answers, notes = self.kept[event == number], np.flatnonzero(self.expected.event_of == number)
            if len(notes) == 1:
                partner[notes] = answers[-1]
                continue
            midi = self.played.midi[answers] - self.reading.shift - self.tuning.centre
            chosen = pair_off(pitch_costs(self.expected, midi, self.octave).T[notes])
            partner[notes] = np.where(chosen >= 0, answers[chosen], -1)
        return partner

    def run(self) -> Alignment:
        for _ in range(TURNS):
            before = self.partner
            self.partner = self._assign()
            self.octave = self._settled_octave()
            self.tuning = self._fit_tuning()
            self.curve = self._fit_curve()
            if np.array_equal(before, self.partner):
                break
        if self._take_last_strikes():
            self.curve = self._fit_curve()
        return Alignment(
            self.expected,
            self.played,
            self.partner,
            tuple(int(j) for j in self._unanswered() if not is_remnant(self.played.notes, int(j))),
            self.discarded,
            self.restarts,
            self.curve,
            self.octave,
            self.reading.shift,
            self.tuning,
            self.reading.steps,
        )

    def _unanswered(self) -> Indices:
        """Graded played notes that answer nothing."""
        return np.setdiff1d(self.kept, self.partner)

    def _take_last_strikes(self) -> bool:
        """A note struck several times over, while the pulse waited, is answered by its last strike."""
        loose, moved = set(self._unanswered().tolist()), False
        for step in self.curve.breaks:
            i = int(np.searchsorted(self.expected.onset_q, step.q - 1e-9)) - 1
            j = int(self.partner[i]) if i >= 0 else -1
            last = j
            while last >= 0 and last + 1 in loose and abs(self.played.midi[last + 1] - self.played.midi[j]) < 0.6:
                last += 1
            if step.excused and last > j >= 0:
                self.partner[i], moved = last, True
        return moved

    def _assign(self) -> Indices:
        onset = self.played.onset[self.kept]
        midi = self.played.midi[self.kept] - self.reading.shift - self.tuning.at(onset)
        costs = pitch_costs(self.expected, midi, self.octave).T
        due = self.curve.at(self.expected.onset_q)
        costs = costs + time_costs(onset[None, :] - due[:, None], self._time_scale())
        extra = extra_costs(self.played.duration[self.kept], self.played.confidence[self.kept])
        choose = assign_freely if self.expected.is_polyphonic else assign_in_order
        chosen = choose(costs, extra)
        return np.where(chosen >= 0, self.kept[chosen], -1)

    def _time_scale(self) -> float:
        """A deviation in seconds that nobody minds: a share of the beat, and the take's own scatter."""
        hit = self._answered()
        beat = self.expected.beat_quarters(0) * 60.0 / self.curve.bpm
        if not len(hit):
            return 0.05 + 0.08 * beat
        off = self.played.onset[self.partner[hit]] - self.curve.at(self.expected.onset_q[hit])
        return 0.05 + 0.06 * beat + min(float(np.median(np.abs(off))), 0.1)

    def _answered(self) -> Indices:
        """Written notes that have an answer."""
        return np.flatnonzero(self.partner >= 0)

    def _gaps(self, hit: Indices) -> Array:
        """Semitones from written notes to their answers, the reading's shift taken out."""
        return self.played.midi[self.partner[hit]] - self.expected.midi[hit] - self.reading.shift

    def _settled_octave(self) -> int:
        hit = self._answered()
        if not len(hit):
            return self.octave
        return round(weighted_median(self._gaps(hit), self.played.weight[self.partner[hit]]) / 12.0)

    def _fit_tuning(self) -> Tuning:
        hit = self._answered()
        gap = self._gaps(hit) - 12.0 * self.octave
        near = np.abs(gap) < RIGHT_WITHIN
        answers, gap = self.partner[hit][near], gap[near]
        order = np.argsort(self.played.onset[answers], kind="stable")
        chosen = answers[order]
        return fit_tuning(self.played.onset[chosen], gap[order], self.played.weight[chosen])

    def _fit_curve(self) -> TempoCurve:
        """Tempo through the notes of about the right pitch; through all answers when those are few."""
        hit = self._answered()
        right = hit[np.abs(folded(self._gaps(hit) - self.tuning.centre)) < RIGHT_WITHIN]
        use = right if len(right) >= max(4, 0.5 * len(hit)) else hit
        event_of = self.expected.event_of[use]
        events = np.unique(event_of)
        answers = [self.partner[use[event_of == event]] for event in events]
        return fit_tempo(
            self.expected.event_q[events],
            np.array([float(self.played.onset[j].mean()) for j in answers]),
            beat_q=self.expected.beat_quarters(0),
            spq=self.expected.spq,
            restarts=_starts(self.restarts, events),
            filled=_filled(answers, self._unanswered()),
        )


def _starts(restarts: tuple[Restart, ...], events: Indices) -> tuple[int, ...]:
    """Positions among answered events at which a new pass begins."""
    starts = {int(np.searchsorted(events, restart.to_event)) for restart in restarts}
    return tuple(sorted(k for k in starts if 0 < k < len(events)))


def _filled(answers: list[Indices], extra: Indices) -> tuple[int, ...]:
    """Events before which an extra note sounded: time may have been lost there, and is told as that note."""
    return tuple(
        k for k in range(1, len(answers)) if np.any((extra > answers[k - 1].max()) & (extra < answers[k].min()))
    )
