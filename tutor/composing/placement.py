"""What the plan of a piece lets stand where: the bounds of bars, cadence notes, links, rests and ties."""

from __future__ import annotations

from dataclasses import replace
from enum import IntEnum

import numpy as np

from tutor.composing.chord_plan import strong_ticks
from tutor.composing.form import DOWNBEATS, Plan
from tutor.composing.grammar import Grammar
from tutor.composing.vocabulary import Step, bar_ticks
from tutor.music.cells import QUARTER, cells
from tutor.music.rhythm import Meter


class Phase(IntEnum):
    """How a bar stands: moving on, after a rest, on its cadence note, on the rest after it, leading on from it."""

    MOVING = 0
    RESTED = 1
    LANDED = 2
    SILENT = 3
    LINKING = 4


CARRIED = {Phase.MOVING: Phase.MOVING, Phase.LANDED: Phase.MOVING, Phase.LINKING: Phase.MOVING,
            Phase.RESTED: Phase.RESTED, Phase.SILENT: Phase.RESTED}  # fmt: skip
ARRIVED = (Phase.LANDED, Phase.SILENT, Phase.LINKING)
Kind = tuple[Phase, np.ndarray, tuple[Phase, ...]]
Silence = tuple[Phase, int, Phase]


class Placement:
    """The rules of one grammar and plan; `openings` gives the pitch that a bar must begin with."""

    def __init__(self, grammar: Grammar, plan: Plan, openings: dict[int, Step]) -> None:
        self.grammar, self.plan, self.openings = grammar, plan, openings
        self.full = bar_ticks(grammar.meter)
        by_meter = {meter: replace(grammar, meter=meter) for meter in set(plan.meters)}
        self._grammars = [by_meter[meter] for meter in plan.meters] or [grammar] * len(plan.bars)
        self._full = [bar_ticks(one.meter) for one in self._grammars]
        self._bounds = [self._bounds_of(bar) for bar in range(len(plan.bars))]
        self.steps = grammar.steps
        self._every = np.ones(len(self.steps), dtype=bool)
        self._opening = {bar: np.array([step == wanted for step in self.steps]) for bar, wanted in openings.items()}
        self._resting = {i: self._on_degrees(bar.cadence.degrees) for i, bar in enumerate(plan.bars) if bar.cadence}
        self._landing = {bar: self._landing_ticks(bar) for bar in self._resting}
        self._chordal: dict[frozenset[Step], np.ndarray] = {}
        # Sixteen candidates ask of the same places again and again.
        self._allowed: dict[tuple[int, int], np.ndarray] = {}
        self._kinds: dict[tuple[int, int, int], list[Kind]] = {}
        self._silences: dict[tuple[int, int], list[Silence]] = {}

    def _on_degrees(self, degrees: tuple[int, ...]) -> np.ndarray:
        """Which pitches stand unaltered on one of these degrees, shape (steps,)."""
        return np.array([alter == 0 and d % 7 in degrees for d, alter in self.steps])

    def grammar_at(self, bar: int) -> Grammar:
        """The grammar in the metre of a bar."""
        return self._grammars[bar]

    def meter_at(self, bar: int) -> Meter:
        return self._grammars[bar].meter

    def full_at(self, bar: int) -> int:
        """Ticks of a full bar in the metre of this one."""
        return self._full[bar]

    def bounds(self, bar: int) -> tuple[int, int]:
        """(first tick, end tick) of a bar: a pickup is short at its front, the bar that completes it at its end."""
        return self._bounds[bar]

    def _bounds_of(self, bar: int) -> tuple[int, int]:
        pickup = self.plan.pickup
        first, last = bar == 0, bar == len(self.plan.bars) - 1
        full = self.full_at(bar)
        start = full - pickup if first and pickup else self.plan.head if first else 0
        return start, full - (pickup + self.plan.tail if last else 0)

    def _landing_ticks(self, bar: int) -> tuple[int, ...]:
        """Where the cadence note of a bar may begin: the downbeat, and the cell in the middle of an even bar.

        Within the piece, in three cells to the bar, the second cell serves too.
        """
        first, end = self.bounds(bar)
        cadence = self.plan.bars[bar].cadence
        starts = [start for start, _ in cells(self.meter_at(bar))]
        middle = next((s for s in starts if s and s * 2 >= self.full_at(bar)), 0)
        inner = cadence is not None and cadence.link
        strong = {0, starts[1] if inner else 0} if len(starts) == 3 else {0, middle}
        return tuple(s for s in starts if s in strong and first <= s < end)

    def pitch_allowed(self, bar: int, tick: int) -> np.ndarray:
        """Which pitches the plan lets begin here, shape (steps,)."""
        if (bar, tick) not in self._allowed:
            self._allowed[bar, tick] = self._allowed_at(bar, tick)
        return self._allowed[bar, tick]

    def _allowed_at(self, bar: int, tick: int) -> np.ndarray:
        opens = bar in self._opening and tick == self.bounds(bar)[0]
        kept = self._opening[bar] if opens else self._every
        tones = self.tones_at(bar, tick)
        return kept & self._on_chord(tones) if tones and self._bears_weight(bar, tick) else kept

    def tones_at(self, bar: int, tick: int) -> frozenset[Step]:
        """The members of the chord that is planned here, as (degree, alteration); empty where none is."""
        chords = self.plan.bars[bar].chords
        sounding = next((chord for start, chord in reversed(chords) if start <= tick), None)
        return sounding.tones(self.grammar.key.mode) if sounding else frozenset()

    def _bears_weight(self, bar: int, tick: int) -> bool:
        """Whether a note here must belong to the chord: on strong beats and where the chord changes."""
        changes = self.plan.binding != DOWNBEATS and any(start == tick for start, _ in self.plan.bars[bar].chords)
        return changes or tick in ((0,) if self.plan.binding == DOWNBEATS else strong_ticks(self.meter_at(bar)))

    def _on_chord(self, tones: frozenset[Step]) -> np.ndarray:
        if tones not in self._chordal:
            self._chordal[tones] = np.array([(d % 7, alter) in tones for d, alter in self.steps])
        return self._chordal[tones]

    def cadence_pitches(self, bar: int) -> np.ndarray:
        """Which pitches a bar may end on, by its cadence, shape (steps,)."""
        cadence = self.plan.bars[bar].cadence
        return self._every if cadence is None or cadence.link else self._resting[bar]

    def lands(self, bar: int, tick: int, ticks: int) -> np.ndarray | None:
        """Which pitches make a value here, a quarter or longer, the bar's cadence note; None when none can."""
        cadence = self.plan.bars[bar].cadence
        if cadence is None or tick not in self._landing[bar] or ticks < QUARTER:
            return None
        if cadence.final and ticks < max(self.grammar_at(bar).values(tick, self.bounds(bar)[1])):
            return None  # the last note of all lasts as long as it can
        return self._resting[bar]

    def links(self, bar: int, tick: int) -> bool:
        """Whether notes may lead on to the next phrase here, after the cadence note: in the last beat of the bar."""
        cadence = self.plan.bars[bar].cadence
        if cadence is None or not cadence.link:
            return False
        end = self.bounds(bar)[1]
        return tick >= max(start for start, _ in cells(self.meter_at(bar)) if start < end)

    def opens(self, bar: int) -> bool:
        """Whether a phrase begins with this bar."""
        return self.plan.bars[bar].opens

    def note_kinds(self, bar: int, tick: int, ticks: int) -> list[Kind]:
        """(phase after, pitches, phases before) of every way a note may stand here."""
        if (bar, tick, ticks) not in self._kinds:
            self._kinds[bar, tick, ticks] = self._kinds_at(bar, tick, ticks)
        return self._kinds[bar, tick, ticks]

    def _kinds_at(self, bar: int, tick: int, ticks: int) -> list[Kind]:
        moving = (Phase.MOVING, Phase.RESTED)
        kinds: list[Kind] = [(Phase.MOVING, self._every, moving)]
        landing = self.lands(bar, tick, ticks)
        if landing is not None:
            kinds.append((Phase.LANDED, landing, moving))
        if self.links(bar, tick):
            kinds.append((Phase.LINKING, self._every, ARRIVED))
        return kinds

    def silences(self, bar: int, tick: int) -> list[Silence]:
        """(phase before, ticks, phase after) of the rests that may stand here: never two in a row, none to begin."""
        if (bar, tick) not in self._silences:
            self._silences[bar, tick] = self._silences_at(bar, tick)
        return self._silences[bar, tick]

    def _silences_at(self, bar: int, tick: int) -> list[Silence]:
        first, end = self.bounds(bar)
        found: list[Silence] = []
        grammar = self.grammar_at(bar)
        cadence = self.plan.bars[bar].cadence
        if not (tick == first and (self.opens(bar) or bar in self.openings)):
            found += [(Phase.MOVING, ticks, Phase.RESTED) for ticks in grammar.rest_values(tick, end)]
        if cadence is not None:
            found += [(Phase.LANDED, ticks, Phase.SILENT) for ticks in grammar.closing_rests(tick, end)]
            if cadence.link:
                found += [(Phase.LANDED, ticks, Phase.SILENT) for ticks in grammar.rest_values(tick, end)]
        return found

    def ties(self, bar: int, tick: int) -> tuple[int, ...]:
        """Values for which the last note of the bar before may be held; never into a phrase."""
        if tick or bar == 0 or self.opens(bar) or bar in self.openings:
            return ()
        return self.grammar_at(bar).tied_values(self.bounds(bar)[1])

    def weight(self, bar: int) -> int:
        """In how many bars of the piece this bar is heard."""
        return self.plan.bars[bar].weight

    def rest_weight(self, bar: int, end: int) -> int:
        """A rest that ends here counts for nothing where it is only the silence after the last note of the piece."""
        last = len(self.plan.bars) - 1
        heard_last = bar == last or self.plan.bars[last].source == bar
        return self.weight(bar) - (heard_last and end == self.bounds(bar)[1])

    def note_weight(self, bar: int, tick: int) -> int:
        """In how many bars a note that begins here counts."""
        return 1 if self.comes_back(bar, tick) else self.weight(bar)

    def comes_back(self, bar: int, tick: int) -> bool:
        """Whether this is the first note of a phrase that returns: reached differently each time, it counts once, and
        the move to it begins no figure."""
        return tick == self.bounds(bar)[0] and self.plan.bars[bar].returns
