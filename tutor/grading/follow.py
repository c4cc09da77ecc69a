"""Following: a first, rough walk of the played notes through the score, allowing for every way people stray.

A Viterbi search over the played notes. A state says which score event the latest matched note belongs to; each
path carries its own running tempo, so no tempo need be known beforehand. A step goes to the next event, past
missed ones, over an extra played note, back to an earlier event (a restart) or far ahead (a skip).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tutor.grading.expected import Expected

MISSED, EXTRA = 1.5, 1.5  # cost of a score note without sound, of a sound without score note
BACK_TO_BAR, BACK, AHEAD = 3.2, 4.2, 5.0  # cost of a jump; a restart at a bar line is the likelier one
EDGE = 4.8  # cost of leaving out the beginning or the end
OCTAVE = 0.4  # right letter, other octave than the take as a whole
REACH = 12  # events a step may pass over in time; farther is a jump
_PITCH_GAP = (0.3, 0.7, 1.0, 2.0, 4.0)  # semitones from the target, octaves folded …
_PITCH_COST = (0.0, 0.7, 1.1, 1.3, 1.7)  # … and what that costs

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Walk:
    """Where each played note went: `event[j]` is its score event, or -1 for an extra note. `jumps` are the j that
    begin a new pass after a jump back or ahead. `cost` is in the units above."""

    event: NDArray[np.intp]
    jumps: tuple[int, ...]
    cost: float


def pitch_costs(expected: Expected, midi: Array, octave: int) -> Array:
    """Cost of matching each played note with each score note, shape (played, notes).

    `midi` are played pitches with tuning and transposition already taken out; `octave` is the take's own octave.
    """
    gap = midi[:, None] - expected.midi[None, :] - 12.0 * octave
    folded = np.abs((gap + 6.0) % 12.0 - 6.0)
    displaced = np.abs(gap) > folded + 6.0
    return np.interp(folded, _PITCH_GAP, _PITCH_COST) + OCTAVE * displaced


def follow(expected: Expected, onsets_s: Array, costs: Array, spq: float) -> Walk:
    """The cheapest walk. `onsets_s` shape (played,); `costs` from `pitch_costs`; `spq` the first seconds a quarter."""
    event_costs = _event_costs(expected, costs)
    search = _Search(expected, onsets_s, event_costs, spq)
    for j in range(1, len(onsets_s)):
        search.step(j)
    return search.best_walk()


def _event_costs(expected: Expected, costs: Array) -> Array:
    """Cheapest note of each event, shape (played, events)."""
    return np.minimum.reduceat(costs, expected.first_notes, axis=1)


class _Search:
    """The tables of the search. Row 0 of each pair: last played note matched; row 1: it was extra."""

    def __init__(self, expected: Expected, onsets_s: Array, event_costs: Array, spq: float) -> None:
        self.onsets, self.costs, self.q = onsets_s, event_costs, expected.event_q
        self.events = len(self.q)
        self.weight = np.concatenate([[0], np.cumsum(np.bincount(expected.event_of, minlength=self.events))])
        self.chord = np.diff(self.weight) > 1
        self.back_cost = np.where(expected.bar_start_events, BACK_TO_BAR, BACK)
        self.limits = (np.log(0.35 * expected.spq), np.log(2.8 * expected.spq))
        played = len(onsets_s)
        self.pointer = np.full((played, 2, self.events), -1, dtype=np.intp)
        self.jumped = np.zeros((played, self.events), dtype=bool)
        self.start_spq = np.log(spq)
        self.total = np.full((2, self.events), np.inf)
        self.total[0] = self._edge(self.weight[:-1]) + event_costs[0]
        self.time = np.full((2, self.events), onsets_s[0])
        self.log_spq = np.full((2, self.events), self.start_spq)
        self.count = np.zeros((2, self.events))
        self.reached = np.tile(np.arange(self.events), (2, 1))  # farthest event that a path has answered

    @staticmethod
    def _edge(missed: Array | NDArray[np.intp]) -> Array:
        """Cost of events never reached at either end: cheaper than note by note, and than a jump for one more note."""
        return np.minimum(MISSED * missed, EDGE + 0.1 * missed)

    def step(self, j: int) -> None:
        """Bring played note j into the tables."""
        arrive, source, spq, count, jumped = self._arrivals(j)
        came_from = np.maximum(source, 0)
        fresh = EXTRA * j + self._edge(self.weight[:-1])  # everything before j was extra
        begin = fresh < arrive
        arrive = np.where(begin, fresh, arrive)
        source = np.where(begin, -2, source)
        stay = np.argmin(self.total, axis=0)
        columns = np.arange(self.events)
        extra_total = self.total[stay, columns] + EXTRA
        self.pointer[j, 0], self.pointer[j, 1] = source, stay * self.events + columns
        self.jumped[j] = jumped & ~begin
        self.time = np.stack([np.full(self.events, self.onsets[j]), self.time[stay, columns]])
        self.log_spq = np.stack([np.where(begin, self.start_spq, spq), self.log_spq[stay, columns]])
        self.count = np.stack([np.where(begin, 0.0, count), self.count[stay, columns]])
        farthest = np.where(begin, columns, np.maximum(columns, self.reached.reshape(-1)[came_from]))
        self.reached = np.stack([farthest, self.reached[stay, columns]])
        self.total = np.stack([arrive + self.costs[j], extra_total])

    def _arrivals(self, j: int) -> tuple[Array, NDArray[np.intp], Array, Array, NDArray[np.bool_]]:
        """Best way to reach each event with note j: cost, source, tempo and its weight, whether by a jump."""
        columns = np.arange(self.events)
        best, source = np.full(self.events, np.inf), np.full(self.events, -1, dtype=np.intp)
        spq, count = np.full(self.events, self.start_spq), np.zeros(self.events)
        for kind in (0, 1):
            for ahead in range(0, min(REACH, self.events - 1) + 1):
                self._try_step(j, kind, ahead, best, source, spq, count)
        pool = self.total.min(axis=0)
        kind_of = np.argmin(self.total, axis=0)
        jump_cost, jump_from = self._jumps(pool)
        jumped = jump_cost < best
        best = np.where(jumped, jump_cost, best)
        kinds = kind_of[jump_from]
        source = np.where(jumped, kinds * self.events + jump_from, source)
        spq = np.where(jumped, self.log_spq[kinds, jump_from], spq)
        count = np.where(jumped, self.count[kinds, jump_from], count)
        return best, source, spq, count, jumped & (columns >= 0)

    def _try_step(
        self, j: int, kind: int, ahead: int, best: Array, source: NDArray[np.intp], spq: Array, count: Array
    ) -> None:
        """Relax all steps of `ahead` events (0: another note of the same chord), in place."""
        old = slice(0, self.events - ahead)
        new = slice(ahead, self.events)
        elapsed = self.onsets[j] - self.time[kind, old]
        quarters = self.q[new] - self.q[old]
        if ahead == 0:
            cost = np.where(self.chord & (elapsed < 0.12), self.total[kind] - MISSED * 0.5, np.inf)
            tempo = self.log_spq[kind]
        else:
            passed = self.weight[ahead:-1] - self.weight[1 : self.events - ahead + 1]
            cost = self.total[kind, old] + MISSED * passed
            cost = cost + step_cost(elapsed, quarters, self.log_spq[kind, old], self.count[kind, old])
            tempo = self._new_tempo(elapsed, quarters, self.log_spq[kind, old], self.count[kind, old])
        better = cost < best[new]
        best[new] = np.where(better, cost, best[new])
        source[new] = np.where(better, kind * self.events + np.arange(self.events)[old], source[new])
        spq[new] = np.where(better, tempo, spq[new])
        count[new] = np.where(better, self.count[kind, old] + (ahead > 0), count[new])

    def _new_tempo(self, elapsed: Array, quarters: Array, log_spq: Array, count: Array) -> Array:
        """The path's tempo after a step: the first steps weigh more, long steps weigh more than short ones."""
        seen = np.log(np.maximum(elapsed, 0.03) / quarters)
        bound = np.where(count < 2, 1.2, 0.4)
        change = np.clip(seen - log_spq, -bound, bound)
        share = np.where(count < 1, 0.7, np.where(count < 2, 0.45, 0.25)) * np.minimum(1.0, 0.4 + 0.6 * quarters)
        return np.clip(log_spq + share * change, *self.limits)

    def _jumps(self, pool: Array) -> tuple[Array, NDArray[np.intp]]:
        """Cost and source of a jump to each event: back from any later one (or itself), ahead from any earlier one."""
        back_from = _running_argmin(pool[::-1])
        back_from = (self.events - 1 - back_from)[::-1]
        ahead_from = _running_argmin(pool)
        ahead_from = np.concatenate([[0], ahead_from[:-1]])
        back = pool[back_from] + self.back_cost
        ahead = pool[ahead_from] + AHEAD + 0.1 * (self.weight[:-1] - self.weight[ahead_from + 1])
        ahead[0] = np.inf
        return np.minimum(back, ahead), np.where(back <= ahead, back_from, ahead_from)

    def best_walk(self) -> Walk:
        """Read the cheapest path back from the last played note."""
        final = self.total + self._edge(self.weight[-1] - self.weight[self.reached + 1])
        state = int(np.argmin(final))
        event = np.full(len(self.onsets), -1, dtype=np.intp)
        jumps = []
        for j in range(len(self.onsets) - 1, -1, -1):
            kind, column = divmod(state, self.events)
            if kind == 0:
                event[j] = column
                if self.jumped[j, column]:
                    jumps.append(j)
            state = int(self.pointer[j, kind, column])
            if state < 0:
                break
        return Walk(event, tuple(reversed(jumps)), float(final.min()))


def step_cost(elapsed: Array, quarters: Array, log_spq: Array, count: Array) -> Array:
    """How badly an interval of seconds fits its written quarters at a running tempo; a long stop costs at most 2.6."""
    expected = quarters * np.exp(log_spq)
    slack = np.where(count < 1, 0.45, np.where(count < 2, 0.2, 0.12))
    error = (elapsed - expected) / (0.05 + slack * expected)
    return np.minimum(2.6, 0.6 * np.log1p(error**2))


def _running_argmin(values: Array) -> NDArray[np.intp]:
    """For each k the index of the smallest of values[:k+1]."""
    lowest = np.minimum.accumulate(values)
    return np.maximum.accumulate(np.where(values <= lowest, np.arange(len(values)), 0))
