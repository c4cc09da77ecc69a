"""Tables of every move from one note to the next: whether it may be made, where it leads, which skills it shows."""

from __future__ import annotations

import numpy as np

from tutor.composing.grammar import Grammar
from tutor.composing.quotas import Quotas
from tutor.composing.vocabulary import Step
from tutor.learning.counting import NOTE, REST, STILL, TIE, Written
from tutor.music.rhythm import Meter


class Moves:
    """Nodes are pairs of last pitch and memory of the line, and one more for the start; columns are `steps`.

    `may_follow` (nodes, steps) bool; `still` (nodes,) the same pitch with its memory wiped; `pitch_of` (nodes,) the
    column of a node's pitch, -1 at the start.
    """

    def __init__(self, grammar: Grammar) -> None:
        self.grammar, self.quotas, self.steps = grammar, Quotas(grammar), grammar.steps
        self.sources: list[tuple[Step | None, int]] = [(s, t) for s in self.steps for t in self.quotas.trails]
        self.sources.append((None, STILL))
        self.start = len(self.sources) - 1
        self.column = {step: i for i, step in enumerate(self.steps)}
        self._slot = {trail: i for i, trail in enumerate(self.quotas.trails)}
        self.may_follow = np.array([[grammar.follows(b, s) for s in self.steps] for b, _ in self.sources])
        self._target = np.array([[self._after(b, t, s) for s in self.steps] for b, t in self.sources])
        self.pitch_of = np.array([-1 if b is None else self.column[b] for b, _ in self.sources])
        self.still = np.array([self.start if b is None else self.node(b) for b, _ in self.sources])
        self._afresh = self.still[self._target]
        self._line_masks = self.quotas.line_masks(self.sources, self.steps)
        self._masks: dict[int, np.ndarray] = {}

    def node(self, step: Step, trail: int = STILL) -> int:
        """The node of a pitch with a memory."""
        return self.column[step] * len(self._slot) + self._slot[trail]

    def targets(self, afresh: bool) -> np.ndarray:
        """The node after each move, shape (nodes, steps); `afresh`: with its memory wiped."""
        return self._afresh if afresh else self._target

    def _after(self, before: Step | None, trail: int, step: Step) -> int:
        return self.node(step, self.quotas.trail_after(trail, before, step))

    def note_masks(self, meter: Meter, tick: int, ticks: int) -> np.ndarray:
        """Which skills a note here counts for, by move: bit masks (nodes, steps)."""
        active = self.quotas.active(Written(meter, tick, ticks, NOTE))
        if active not in self._masks:
            self._masks[active] = self._line_masks & active
        return self._masks[active]

    def silent_mask(self, meter: Meter, tick: int, ticks: int, tied: bool) -> int:
        """Which skills a rest, or a tie, here counts for."""
        return self.quotas.event_mask(Written(meter, tick, ticks, TIE if tied else REST))
