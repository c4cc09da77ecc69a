"""What may come next: the product of bar, tick, previous pitch, cadence and quota counters, with dead ends removed.

A state is (bar, tick, phase, node, count): `phase` says how the bar stands to its cadence, `node` is the last pitch
with the memory of the line, `count` the quota counter. For every place `reach` tells which (phase, node, count) can
still be completed, worked out backwards from the last bar; a decoder that only takes moves into reachable states
never meets a dead end. Bars that repeat others are not decoded: their source carries their conditions (its end must
fit what follows the copy, its notes count as often as they are heard).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tutor.composing.form import Plan
from tutor.composing.grammar import Grammar
from tutor.composing.moves import Moves
from tutor.composing.placement import CARRIED, Phase, Placement
from tutor.composing.reachability import Reachability
from tutor.composing.vocabulary import REST, TIE, Event, PitchToken, Step


@dataclass(frozen=True)
class State:
    """Where a decoder stands. `phases` holds every phase its past allows."""

    bar: int
    tick: int
    phases: tuple[Phase, ...]
    node: int
    count: int


@dataclass(frozen=True)
class Spot:
    """The notes that may begin at a place: their `values` in ticks; and for every way (W) in which such a note may
    stand, those of one value next to each other from `starts` on, which states it may lead to, `then` (W, nodes,
    counts), which `pitches` (W, steps) it may have, and the `masks` (W, nodes, steps) of skills it shows."""

    values: tuple[int, ...]
    starts: np.ndarray
    then: np.ndarray
    pitches: np.ndarray
    masks: np.ndarray

    @cached_property
    def rows(self) -> np.ndarray:
        """The number of each way, to look the rest up by, shape (W, 1)."""
        return np.arange(len(self.then))[:, None]


class Automaton:
    """The machine of one grammar, plan and set of opening pitches (bar -> the pitch it must begin with).

    `before` and `follow` are the notes on either side, where the plan is a stretch of a longer piece.
    """

    def __init__(
        self,
        grammar: Grammar,
        plan: Plan,
        openings: dict[int, Step] | None = None,
        before: Step | None = None,
        follow: Step | None = None,
    ) -> None:
        self.grammar, self.plan, self.before = grammar, plan, before
        self.moves = Moves(grammar)
        self.placement = Placement(grammar, plan, openings or {})
        self.reach = Reachability(self.moves, self.placement, follow).reach
        self._known: dict[State, dict[int, list[PitchToken]]] = {}
        self._spots: dict[tuple[int, int, tuple[Phase, ...]], Spot | None] = {}

    def first_state(self) -> State:
        """The state before the first event."""
        node = self.moves.start if self.before is None else self.moves.node(self.before)
        return State(0, self.placement.bounds(0)[0], (Phase.MOVING,), node, 0)

    @property
    def possible(self) -> bool:
        """Whether any melody meets every condition."""
        state = self.first_state()
        return bool(self.reach[0][state.tick][Phase.MOVING, state.node, 0])

    def options(self, state: State) -> dict[int, list[PitchToken]]:
        """Every event that may come next: ticks -> pitches, REST or TIE, all of them leading to an end."""
        if state not in self._known:
            self._known[state] = self._options(state)
        return self._known[state]

    def _options(self, state: State) -> dict[int, list[PitchToken]]:
        bar, tick, reach = state.bar, state.tick, self.reach[state.bar]
        found = self._sounding(state)
        for phase, ticks, onward in self.placement.silences(bar, tick):
            count = self._silent_count(state, ticks, tied=False)
            known = found.setdefault(ticks, []) if phase in state.phases and tick + ticks in reach else [REST]
            if REST not in known and reach[tick + ticks][onward, state.node, count]:
                known.append(REST)
        for ticks in self.placement.ties(bar, tick):
            count = self._silent_count(state, ticks, tied=True)
            open_ = Phase.MOVING in state.phases and state.node != self.moves.start and ticks in reach
            if open_ and reach[ticks][Phase.MOVING, state.node, count]:
                found.setdefault(ticks, []).append(TIE)
        return {ticks: pitches for ticks, pitches in found.items() if pitches}

    def _sounding(self, state: State) -> dict[int, list[PitchToken]]:
        """Every note that may come next: ticks -> pitches, low to high."""
        spot = self._spot(state.bar, state.tick, state.phases)
        if spot is None:
            return {}
        found: dict[int, list[PitchToken]] = {ticks: [] for ticks in spot.values}
        counts: np.ndarray | int = 0
        if self.moves.quotas.size > 1:
            after = self.moves.quotas.advance(self.placement.note_weight(state.bar, state.tick))
            counts = after[spot.masks[:, state.node], state.count]
        target = self.moves.targets(self.placement.comes_back(state.bar, state.tick))
        reached = spot.then[spot.rows, target[state.node], counts]
        fits = np.logical_or.reduceat(reached & spot.pitches & self.moves.may_follow[state.node], spot.starts)
        steps = self.moves.steps
        for row, column in zip(*(side.tolist() for side in fits.nonzero()), strict=True):
            found[spot.values[row]].append(steps[column])
        return found

    def _spot(self, bar: int, tick: int, phases: tuple[Phase, ...]) -> Spot | None:
        if (bar, tick, phases) not in self._spots:
            self._spots[bar, tick, phases] = self._spot_at(bar, tick, phases)
        return self._spots[bar, tick, phases]

    def _spot_at(self, bar: int, tick: int, phases: tuple[Phase, ...]) -> Spot | None:
        reach, meter = self.reach[bar], self.placement.meter_at(bar)
        allowed = self.placement.pitch_allowed(bar, tick)
        values: list[int] = []
        starts: list[int] = []
        then: list[np.ndarray] = []
        pitches: list[np.ndarray] = []
        masks: list[np.ndarray] = []
        for ticks in self.placement.grammar_at(bar).values(tick, self.placement.bounds(bar)[1]):
            kinds = self.placement.note_kinds(bar, tick, ticks) if tick + ticks in reach else []
            ways = [(onward, kind) for onward, kind, origins in kinds if set(origins) & set(phases)]
            if ways:
                values.append(ticks)
                starts.append(len(then))
            for onward, kind in ways:
                then.append(reach[tick + ticks][onward])
                pitches.append(kind & allowed)
                masks.append(self.moves.note_masks(meter, tick, ticks))
        if not values:
            return None
        return Spot(tuple(values), np.array(starts), np.stack(then), np.stack(pitches), np.stack(masks))

    def _silent_count(self, state: State, ticks: int, tied: bool) -> int:
        placement, bar = self.placement, state.bar
        weight = placement.weight(bar) if tied else placement.rest_weight(bar, state.tick + ticks)
        mask = self.moves.silent_mask(placement.meter_at(bar), state.tick, ticks, tied)
        return int(self.moves.quotas.advance(weight)[mask, state.count])

    def after(self, state: State, event: Event) -> State:
        """The state after an event of `options`; at the end of a bar, still in that bar."""
        then = state.tick + event.ticks
        if event.pitch == REST:
            count, node = self._silent_count(state, event.ticks, tied=False), state.node
            silences = self.placement.silences(state.bar, state.tick)
            phases = {onward for phase, t, onward in silences if t == event.ticks and phase in state.phases}
        elif event.pitch == TIE:
            count, node, phases = self._silent_count(state, event.ticks, tied=True), state.node, {Phase.MOVING}
        else:
            column = self.moves.column[event.pitch]
            target = self.moves.targets(self.placement.comes_back(state.bar, state.tick))
            node = int(target[state.node, column])
            meter = self.placement.meter_at(state.bar)
            mask = self.moves.note_masks(meter, state.tick, event.ticks)[state.node, column]
            count = int(self.moves.quotas.advance(self.placement.note_weight(state.bar, state.tick))[mask, state.count])
            kinds = self.placement.note_kinds(state.bar, state.tick, event.ticks)
            phases = {onward for onward, fits, origins in kinds if fits[column] and set(origins) & set(state.phases)}
        table = self.reach[state.bar][then]
        alive = tuple(sorted(phase for phase in phases if table[phase, node, count]))
        return State(state.bar, then, alive, node, count)

    def next_bar(self, state: State, copied: list[Event] | None = None) -> State:
        """The state at the start of the next bar; `copied` are the events of a bar that repeats another."""
        bar = state.bar + 1
        if bar < len(self.plan.bars):
            node = int(self.moves.still[state.node]) if self.placement.opens(bar) else state.node
            phases = tuple(sorted({CARRIED[phase] for phase in state.phases}))
            state = State(bar, self.placement.bounds(bar)[0], phases, node, state.count)
        return state if copied is None else self._through_copy(state, copied)

    def _through_copy(self, state: State, copied: list[Event]) -> State:
        sounding = [event.pitch for event in copied if isinstance(event.pitch, tuple)]
        node = state.node
        if sounding:
            node = self.moves.node(sounding[-1])
        phase = Phase.RESTED if copied and copied[-1].pitch == REST else Phase.MOVING
        return State(state.bar, self.placement.bounds(state.bar)[1], (phase,), node, state.count)
