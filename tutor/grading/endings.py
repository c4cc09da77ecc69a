"""First endings: whoever takes the second one leaves the first out on the last time through; it is judged by the time
before."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tutor.errors import UnusableRecording
from tutor.grading.align import align
from tutor.grading.alignment import Alignment
from tutor.grading.verdicts import NoteVerdict
from tutor.music.road import jumps_of, road_of

Judge = Callable[[Alignment], Sequence[NoteVerdict]]


def with_first_endings(
    verdicts: tuple[NoteVerdict, ...], alignment: Alignment, judged: Judge
) -> tuple[NoteVerdict, ...]:
    """The verdicts, those of notes in first endings that were rightly left out taken from the pass before."""
    left_out = _first_endings(verdicts, alignment)
    back = [restart for restart in alignment.restarts if restart.is_back]
    if not left_out or not back:
        return verdicts
    try:
        earlier = judged(align(alignment.expected, alignment.played.notes[: back[-1].played]))
    except UnusableRecording:
        return verdicts
    return tuple(earlier[v.index] if v.index in left_out else v for v in verdicts)


def _first_endings(verdicts: Sequence[NoteVerdict], alignment: Alignment) -> set[int]:
    """Notes between the bars of each jump ahead on the written way, where none of them was answered."""
    found: set[int] = set()
    for last, first in jumps_of(road_of(alignment.expected.score)):
        inside = [v.index for v in verdicts if last < v.bar < first]
        if inside and all(alignment.partner[i] < 0 for i in inside):
            found.update(inside)
    return found
