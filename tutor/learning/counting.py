"""What a skill's counter sees: one written event after another, with a small memory of the line before it.

The same predicates run inside the composer's automaton (to promise a quota) and over a finished score (to know what
it practises). Ticks are 24 to the quarter; a pitch is `(d, alter)` against the key's tonic and scale.
"""

from __future__ import annotations

from dataclasses import dataclass

from tutor.music.cells import cell_at
from tutor.music.key import MODE_DEGREES, Key
from tutor.music.rhythm import Meter

NOTE, REST, TIE = "note", "rest", "tie"
Step = tuple[int, int]

# The memory of a line: how it has been moving. Signs give the direction.
STILL = 0  # at the start, after a repeat, and when a figure has just been counted
RUN = (1, 2, 3)  # one, two, three steps the same way
SKIP_THIRD, SKIP_FOURTH, WIDE = 4, 5, 6
TRAILS = (0, 1, 2, 3, 4, 5, 6, -1, -2, -3, -4, -5, -6)
RUN_STEPS = 4  # steps the same way that make a scale run
_TRIADS = tuple(frozenset(((r) % 7, (r + 2) % 7, (r + 4) % 7)) for r in range(7))


@dataclass(frozen=True)
class Written:
    """One event in its bar: `kind` NOTE, REST or TIE, begun at `tick`, lasting `ticks`."""

    meter: Meter
    tick: int
    ticks: int
    kind: str = NOTE

    @property
    def offset(self) -> int:
        """Ticks from the start of the cell."""
        return self.tick - cell_at(self.meter, self.tick)[0]

    @property
    def cell(self) -> int:
        """Ticks of the cell it begins in."""
        return cell_at(self.meter, self.tick)[1]

    @property
    def crosses(self) -> bool:
        """Whether it begins inside a cell and sounds on into the next."""
        return self.offset > 0 and self.offset + self.ticks > self.cell


@dataclass(frozen=True)
class Move:
    """From one note to the next: the line's `trail` so far, the two pitches, and the key they are read in."""

    key: Key
    trail: int
    before: Step | None
    after: Step

    @property
    def size(self) -> int | None:
        """Staff steps moved, upwards positive; None at the first note."""
        return None if self.before is None else self.after[0] - self.before[0]

    @property
    def semitones(self) -> int:
        return 0 if self.before is None else semitones(self.key, self.after) - semitones(self.key, self.before)

    @property
    def degrees(self) -> frozenset[int]:
        """The degrees of both notes, 0 = tonic."""
        return frozenset(step[0] % 7 for step in (self.before, self.after) if step is not None)


def semitones(key: Key, step: Step) -> int:
    """Semitones of a pitch above the anchor tonic."""
    octave, degree = divmod(step[0], 7)
    return 12 * octave + MODE_DEGREES[key.mode][degree] + step[1]


def next_trail(trail: int, before: Step | None, after: Step) -> int:
    """The memory after a move; figures that were just completed start afresh."""
    if before is None or after[0] == before[0]:
        return STILL
    size = after[0] - before[0]
    sign = 1 if size > 0 else -1
    if abs(size) == 1:
        going = abs(trail) if trail * sign > 0 and abs(trail) in RUN else 0
        return sign * (going % RUN_STEPS + 1) if going < RUN_STEPS - 1 else STILL
    if makes_arpeggio(trail, before, after):
        return STILL
    return sign * {2: SKIP_THIRD, 3: SKIP_FOURTH}.get(abs(size), WIDE)


def makes_run(trail: int, before: Step | None, after: Step) -> bool:
    """Whether this move is the fourth step of a run."""
    return before is not None and after[0] - before[0] == (1 if trail > 0 else -1) and abs(trail) == RUN_STEPS - 1


def makes_arpeggio(trail: int, before: Step | None, after: Step) -> bool:
    """Whether this move is the second skip the same way through one triad."""
    if before is None or abs(trail) not in (SKIP_THIRD, SKIP_FOURTH):
        return False
    sign = 1 if trail > 0 else -1
    size = sign * (after[0] - before[0])
    first = before[0] - sign * (2 if abs(trail) == SKIP_THIRD else 3)
    return size in (2, 3) and {first % 7, before[0] % 7, after[0] % 7} in _TRIADS
