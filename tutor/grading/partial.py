"""A part of the piece: where bars at its beginning or end were not played, the others are marked by themselves too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tutor.grading.marks import ExtraNote, Marks
from tutor.grading.verdicts import NoteVerdict

LEAST_LEFT_OUT = 3  # notes at one end, a whole bar among them


def part_played(
    verdicts: Sequence[NoteVerdict],
    extra: Sequence[ExtraNote],
    marked: Callable[[Sequence[NoteVerdict], Sequence[ExtraNote]], Marks],
) -> dict[str, Any] | None:
    """{"first_bar", "last_bar", "marks"} of the stretch that was played; None where that is the whole piece."""
    heard = [v.index for v in verdicts if v.played is not None]
    perhaps = [v.index for v in verdicts if v.pitch != "missed"]
    if not heard:
        return None
    first, last = perhaps[0], perhaps[-1]
    begun_late = _left_out(verdicts[:first], verdicts[first:])
    ended_early = _left_out(verdicts[last + 1 :], verdicts[: last + 1])
    if not (begun_late or ended_early):
        return None
    # Beside bars that were left out, what nobody heard is not taken for played.
    stretch = verdicts[heard[0] if begun_late else first : (heard[-1] if ended_early else last) + 1]
    inside = {v.note.id for v in stretch}
    own = marked(stretch, [more for more in extra if more.after in inside]).to_dict()
    marks = {name: value if value is None else round(value, 1) for name, value in own.items()}
    return {"first_bar": stretch[0].bar, "last_bar": stretch[-1].bar, "marks": marks}


def _left_out(outside: Sequence[NoteVerdict], inside: Sequence[NoteVerdict]) -> bool:
    """Whether the notes before or after the stretch make up a bar at least."""
    return len(outside) >= LEAST_LEFT_OUT and bool({v.bar for v in outside} - {v.bar for v in inside})
