"""Skill quotas as one saturating counter: every skill owed has a digit, and a full counter stays full.

A counter state is a number in mixed radix; `advance[weight][mask][state]` is the state after the skills of a bit mask
were shown once in a bar that is heard `weight` times.
"""

from __future__ import annotations

import numpy as np

from tutor.composing.grammar import Grammar
from tutor.composing.vocabulary import Step
from tutor.learning.counting import NOTE, STILL, TRAILS, Move, Written, next_trail


class Quotas:
    """Counter tables of a grammar. `size` states; state 0 owes everything, `size - 1` owes nothing."""

    def __init__(self, grammar: Grammar) -> None:
        self.skills = [skill for skill, _ in grammar.quotas]
        self.owed = [owed for _, owed in grammar.quotas]
        self.size = int(np.prod([n + 1 for n in self.owed], dtype=int))
        self.trails = TRAILS if any(skill.trailing for skill in self.skills) else (STILL,)
        self._grammar = grammar
        self._advance: dict[int, np.ndarray] = {}

    def advance(self, weight: int) -> np.ndarray:
        """States after each mask, shape (2 ** skills, size)."""
        if weight not in self._advance:
            self._advance[weight] = self._advance_table(weight)
        return self._advance[weight]

    def _advance_table(self, weight: int) -> np.ndarray:
        table = np.empty((1 << len(self.skills), self.size), dtype=np.int64)
        for mask in range(1 << len(self.skills)):
            for state in range(self.size):
                table[mask, state] = self._advanced(state, mask, weight)
        return table

    def _advanced(self, state: int, mask: int, weight: int) -> int:
        after, radix = 0, 1
        for i, owed in enumerate(self.owed):
            digit = state // radix % (owed + 1)
            after += radix * min(owed, digit + weight * (mask >> i & 1))
            radix *= owed + 1
        return after

    def active(self, written: Written) -> int:
        """Mask of the skills whose rhythm test this event passes."""
        mask = 0
        for i, skill in enumerate(self.skills):
            passes = written.kind == NOTE if skill.rhythm is None else skill.rhythm(written)
            mask |= passes << i
        return mask

    def event_mask(self, written: Written) -> int:
        """Mask of the skills that a rest or tie counts for: those without a line test."""
        mask = self.active(written)
        return mask & sum(1 << i for i, skill in enumerate(self.skills) if skill.line is None)

    def line_masks(self, sources: list[tuple[Step | None, int]], steps: tuple[Step, ...]) -> np.ndarray:
        """Mask of the skills whose line test a move passes, shape (sources, steps); a source is (pitch, trail)."""
        masks = np.zeros((len(sources), len(steps)), dtype=np.int64)
        for row, (before, trail) in enumerate(sources):
            for column, after in enumerate(steps):
                move = Move(self._grammar.key, trail, before, after)
                for i, skill in enumerate(self.skills):
                    masks[row, column] |= (skill.line is None or skill.line(move)) << i
        return masks

    def trail_after(self, trail: int, before: Step | None, after: Step) -> int:
        """The memory of the line after a move; always STILL when no owed skill looks at it."""
        return next_trail(trail, before, after) if len(self.trails) > 1 else STILL
