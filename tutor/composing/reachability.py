"""Backward reachability: from which states a melody that keeps every promise can still be completed."""

from __future__ import annotations

import numpy as np

from tutor.composing.form import Plan
from tutor.composing.grammar import Grammar
from tutor.composing.moves import Moves
from tutor.composing.placement import ARRIVED, CARRIED, Phase, Placement
from tutor.composing.vocabulary import Step


class Reachability:
    """`reach[bar][tick]`, shape (phases, nodes, counts) of bool, for every bar that is decoded; the last tick of a
    bar is its end, before the next begins.

    A bar that repeats another is not decoded: its source carries its conditions. `follow` is a pitch that comes after
    the last bar.
    """

    def __init__(self, moves: Moves, placement: Placement, follow: Step | None = None) -> None:
        self.moves, self.placement, self.follow = moves, placement, follow
        self.grammar: Grammar = placement.grammar
        self.plan: Plan = placement.plan
        self._exits = {b: np.ones(len(moves.steps), dtype=bool) for b in range(len(self.plan.bars))}
        self.reach: dict[int, dict[int, np.ndarray]] = {}
        self._build()

    def _build(self) -> None:
        after = self._ending()
        for bar in reversed(range(len(self.plan.bars))):
            if self.plan.is_new(bar):
                after = after & self._exits[bar][self.moves.pitch_of][None, :, None]
                after = after & self._closing(bar)[:, None, None]
                self.reach[bar] = self._bar_reach(bar, after)
            after = self._before(bar, after)

    def _shape(self) -> tuple[int, int, int]:
        return len(Phase), len(self.moves.sources), self.moves.quotas.size

    def _ending(self) -> np.ndarray:
        done = np.zeros(self._shape(), dtype=bool)
        done[:, :, -1] = True
        if self.follow is not None:
            done &= self.moves.may_follow[:, self.moves.column[self.follow]][None, :, None]
        return done

    def _closing(self, bar: int) -> np.ndarray:
        """Which phases a bar may end in."""
        arrived = np.array([phase in ARRIVED for phase in Phase])
        return arrived if self.plan.bars[bar].cadence else ~arrived

    def _before(self, bar: int, after: np.ndarray) -> np.ndarray:
        """What may stand at the end of the bar before, so that this bar can follow: shape as `reach`."""
        if not self.plan.is_new(bar):
            return self._before_copy(bar, after)
        first = self.reach[bar][self.placement.bounds(bar)[0]]
        found = np.zeros(self._shape(), dtype=bool)
        nodes = self.moves.still if self.placement.opens(bar) else np.arange(len(self.moves.sources))
        for phase, carried in CARRIED.items():
            found[phase] = first[carried][nodes]
        return found

    def _before_copy(self, bar: int, after: np.ndarray) -> np.ndarray:
        """A copy's conditions fall on its source's end and on the counter; its own first pitch on what precedes it."""
        source = self.plan.bars[bar].source
        assert source is not None
        last = bar == len(self.plan.bars) - 1
        counts = after[0, 0] if last else self._fit_exit(source, after)
        found = np.zeros(self._shape(), dtype=bool)
        found[:] = counts
        opening = self.placement.openings.get(source)
        if opening is not None:
            found &= self.moves.may_follow[:, self.moves.steps.index(opening)][None, :, None]
        return found

    def _fit_exit(self, source: int, after: np.ndarray) -> np.ndarray:
        """Bind the source's last pitch to what follows its copy; the counts that then suffice from every such pitch."""
        ends = after[Phase.MOVING] & after[Phase.RESTED]  # (nodes, counts)
        still = ends[[self.moves.node(step) for step in self.moves.steps]]
        fits = self._exits[source] & self.placement.cadence_pitches(source) & still[:, -1]
        self._exits[source] &= still[:, -1]
        return still[fits].all(0) if fits.any() else np.zeros(self.moves.quotas.size, dtype=bool)

    def _bar_reach(self, bar: int, after: np.ndarray) -> dict[int, np.ndarray]:
        first, end = self.placement.bounds(bar)
        reach = {end: after}
        for tick in sorted(self._ticks(bar, first, end), reverse=True):
            reach[tick] = self._tick_reach(bar, tick, reach)
        return reach

    def _ticks(self, bar: int, first: int, end: int) -> set[int]:
        """Every tick of a bar at which some event may begin."""
        found, waiting, grammar = set(), [first], self.placement.grammar_at(bar)
        while waiting:
            tick = waiting.pop()
            if tick in found or tick >= end:
                continue
            found.add(tick)
            values = (*grammar.values(tick, end), *grammar.rest_values(tick, end))
            waiting += [tick + t for t in (*values, *grammar.closing_rests(tick, end))]
            waiting += list(grammar.tied_values(end)) if tick == 0 else []
        return found

    def _tick_reach(self, bar: int, tick: int, reach: dict[int, np.ndarray]) -> np.ndarray:
        found = np.zeros(self._shape(), dtype=bool)
        end = self.placement.bounds(bar)[1]
        for ticks in self.placement.grammar_at(bar).values(tick, end):
            then = reach.get(tick + ticks)
            if then is None or not then.any():
                continue
            self._reach_notes(found, bar, tick, ticks, then)
        for phase, ticks, onward in self.placement.silences(bar, tick):
            if tick + ticks in reach:
                found[phase] |= reach[tick + ticks][onward][:, self._silent_states(bar, tick, ticks, tied=False)]
        for ticks in self.placement.ties(bar, tick):
            if ticks in reach:
                held = reach[ticks][Phase.MOVING][:, self._silent_states(bar, tick, ticks, tied=True)]
                held[self.moves.start] = False
                found[Phase.MOVING] |= held
        return found

    def _silent_states(self, bar: int, tick: int, ticks: int, tied: bool) -> np.ndarray:
        """The counter states after a rest or tie, by the state before, shape (counts,)."""
        weight = self.placement.weight(bar) if tied else self.placement.rest_weight(bar, tick + ticks)
        mask = self.moves.silent_mask(self.placement.meter_at(bar), tick, ticks, tied)
        return self.moves.quotas.advance(weight)[mask]

    def _reach_notes(self, found: np.ndarray, bar: int, tick: int, ticks: int, then: np.ndarray) -> None:
        for onward, pitches, origins in self.placement.note_kinds(bar, tick, ticks):
            if not then[onward].any():
                continue
            ok = self._note_targets(bar, tick, ticks, then[onward], pitches).any(1)
            for origin in origins:
                found[origin] |= ok

    def _note_targets(self, bar: int, tick: int, ticks: int, then: np.ndarray, pitches: np.ndarray) -> np.ndarray:
        """Whether a note on each pitch leads to a reachable state: shape (nodes, steps, counts)."""
        allowed = self.moves.may_follow & (pitches & self.placement.pitch_allowed(bar, tick))[None, :]
        masks = self.moves.note_masks(self.placement.meter_at(bar), tick, ticks)
        states = self.moves.quotas.advance(self.placement.note_weight(bar, tick))[masks]
        target = self.moves.targets(self.placement.comes_back(bar, tick))
        return then[target[:, :, None], states] & allowed[:, :, None]
