"""The notes too many: where they fell, and whether they were put right at once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tutor.grading.alignment import Alignment
from tutor.grading.fragments import goes_on
from tutor.grading.hearability import Hearability
from tutor.grading.marks import ExtraNote
from tutor.listening.types import PlayedNote

CORRECTED_WITHIN_S = 0.35


def without_pulses(alignment: Alignment, heard: Hearability) -> Alignment:
    """The alignment without the extra notes that are but the note before them going on: pulsing, or heard in another
    octave from its middle on."""
    played = alignment.played.notes
    kept = [j for j in alignment.extra if not (j and _is_the_same(played[j - 1], played[j], j, heard))]
    return replace(alignment, extra=tuple(kept))


def _is_the_same(before: PlayedNote, note: PlayedNote, j: int, heard: Hearability) -> bool:
    upper = j if note.midi > before.midi else j - 1
    in_other_octave = abs(abs(note.midi - before.midi) - 12.0) < 0.5 and heard.octave_is_doubtful(upper, 1)
    moved = replace(note, midi=before.midi) if in_other_octave else note
    return goes_on(before, moved) and heard.swells_on(moved)


def extra_notes(alignment: Alignment) -> tuple[ExtraNote, ...]:
    """The extra notes in time order, each with the written note it follows."""
    return tuple(
        ExtraNote(alignment.played.notes[j], _after(alignment, j), _corrected(alignment, j)) for j in alignment.extra
    )


def _after(alignment: Alignment, j: int) -> str | None:
    """Id of the last written note answered before played note j."""
    onset = alignment.played.onset[j]
    before = [i for i, k in enumerate(alignment.partner) if k >= 0 and alignment.played.onset[k] <= onset]
    return (
        alignment.expected.notes[max(before, key=lambda i: alignment.played.onset[alignment.partner[i]])].id
        if before
        else None
    )


def _corrected(alignment: Alignment, j: int) -> bool:
    """A short wrong try within reach of the next written note, which followed at once and was right."""
    played = alignment.played
    answers = {int(k): i for i, k in enumerate(alignment.partner) if k >= 0}
    following = int(np.searchsorted(played.onset, played.onset[j], side="right"))
    if following >= len(played.onset) or following not in answers:
        return False
    i = answers[following]
    right = abs(alignment.deviation(i)) < 0.5
    gap = float(played.onset[following] - played.onset[j])
    interval = abs(float(played.midi[j] - played.midi[following]))
    due = float(alignment.curve.at(float(alignment.expected.onset_q[i])))
    took_its_place = abs(float(played.onset[j]) - due) < abs(float(played.onset[following]) - due)
    return right and gap <= CORRECTED_WITHIN_S and 0.5 < interval < 4.5 and took_its_place
