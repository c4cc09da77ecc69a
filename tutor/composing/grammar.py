"""The notes and values an exercise may use, and the quotas it owes: everything the automaton needs but the form."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tutor.composing.reading_pitch import entry_level, everyday_alterations, exit_level, first_level, leap_level
from tutor.composing.reading_rhythm import tie_level, values_at
from tutor.composing.vocabulary import Step
from tutor.learning.skills import Skill
from tutor.music.key import Key
from tutor.music.rhythm import Meter

# Values the composer writes; the level's table may hold rarer ones that it only reads.
_WRITTEN = frozenset((6, 8, 12, 18, 24, 36, 48, 72, 96, 144))
_RESTS = frozenset((12, 24, 36, 48))
_TIED = frozenset((6, 12, 18, 24, 36, 48))
_LONGEST_REST = 36


@dataclass(frozen=True)
class Grammar:
    """`low` and `high` are the lowest and highest staff steps above the anchor tonic; `fewest_semitones` and
    `most_semitones` bound altered notes too. `quotas`: each skill and how often it is owed. `degrees`: those of the
    scale that may be used, None for all; `alters`: whether notes may be altered at all (but for skills that ask it).
    `raised`: degrees that a rule style's scale raises, wherever the level reads them so; `feel`: (offset in the cell,
    ticks) -> how much to lean towards such a value; `stepwise`: how much to lean towards steps. `rhythms`: the level
    of the rhythms, where it is not that of the notes.
    """

    key: Key
    meter: Meter
    level: int
    low: int
    high: int
    quotas: tuple[tuple[Skill, int], ...] = ()
    rests: bool = True
    degrees: tuple[int, ...] | None = None
    alters: bool = True
    fewest_semitones: int = -128
    most_semitones: int = 128
    raised: tuple[int, ...] = ()
    feel: tuple[tuple[tuple[int, int], float], ...] = ()
    stepwise: float = 0.0
    rhythms: int | None = None

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Every pitch that may sound, low to high: the scale, and from level 2 on what the level lets be altered."""
        kept = range(7) if self.degrees is None else self.degrees
        scale = [self._in_scale(d) for d in range(self.low, self.high + 1) if d % 7 in kept]
        altered = [s for s in everyday_alterations(self.key.mode, self.low, self.high) if self._may_alter(s)]
        inside = [s for s in (*scale, *altered) if self.fewest_semitones <= self.height(s) <= self.most_semitones]
        return tuple(sorted(inside, key=lambda s: (self.height(s), s)))

    @property
    def time_level(self) -> int:
        return self.level if self.rhythms is None else self.rhythms

    def height(self, step: Step) -> int:
        """Semitones above the anchor tonic."""
        from tutor.composing.reading_pitch import semitones

        return semitones(self.key.mode, step)

    def _in_scale(self, d: int) -> Step:
        return (d, 1) if d % 7 in self.raised and self._joins((d, 1)) else (d, 0)

    def _may_alter(self, step: Step) -> bool:
        return self.alters and self.degrees is None and not self.raised and self._joins(step)

    def _joins(self, step: Step) -> bool:
        """Whether some neighbour of the scale may lead to an altered note and some may follow it."""
        mode = self.key.mode
        around = [(step[0] + i, 0) for i in (-1, 1) if self.low <= step[0] + i <= self.high]
        into = any(entry_level(mode, n, step) <= self.level for n in around)
        return into and any(self.follows(step, n) for n in around)

    def follows(self, before: Step | None, after: Step) -> bool:
        """Whether one note may come after another (None: at the very beginning)."""
        mode = self.key.mode
        if before is None:
            return first_level(mode, after) <= self.level and after[1] == 0
        need = max(leap_level(mode, before, after), entry_level(mode, before, after), exit_level(mode, before, after))
        return need <= self.level

    @cached_property
    def _known_values(self) -> dict[tuple[int, int], tuple[int, ...]]:
        return {}

    def values(self, tick: int, end: int) -> tuple[int, ...]:
        """Note values that may begin at a tick of a bar that ends at `end`."""
        if (tick, end) not in self._known_values:
            self._known_values[tick, end] = self._values(tick, end)
        return self._known_values[tick, end]

    def _values(self, tick: int, end: int) -> tuple[int, ...]:
        return tuple(t for t in values_at(self.meter, tick, self.time_level) if t in _WRITTEN and tick + t <= end)

    def rest_values(self, tick: int, end: int) -> tuple[int, ...]:
        """Rests that may begin at a tick: never longer than a beat."""
        if not self.rests:
            return ()
        found = values_at(self.meter, tick, self.time_level, True)
        return tuple(t for t in found if t in _RESTS and t <= _LONGEST_REST and tick + t <= end)

    def closing_rests(self, tick: int, end: int) -> tuple[int, ...]:
        """The rest that fills a bar after its cadence."""
        found = values_at(self.meter, tick, self.time_level, True)
        return tuple(t for t in found if t in _RESTS and tick + t == end)

    def tied_values(self, end: int) -> tuple[int, ...]:
        """Values that may go on from the bar before, at the start of a bar that ends at `end`."""
        if self.time_level < tie_level(0):
            return ()
        return tuple(t for t in values_at(self.meter, 0, self.time_level) if t in _TIED and t < end)
