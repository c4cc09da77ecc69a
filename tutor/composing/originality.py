"""Whether a melody is its own: the longest run it shares with any training piece, and how long a run is too long."""

from __future__ import annotations

from typing import Any

from tutor.composing.vocabulary import Melody

# A run counts as copied when it is both this long in notes and this long in bars: scales and turns are common property.
COPIED_NOTES, COPIED_BARS = 9, 2.0


def originality_of(melody: Melody) -> dict[str, Any]:
    """`original`, and the longest shared run in notes and bars with the id of the piece that has it.

    Raises ModelUnavailable without the shipped index.
    """
    from tutor.composing.index import longest_shared_run

    run = longest_shared_run(melody)
    return {
        "original": not (run.notes >= COPIED_NOTES and run.bars >= COPIED_BARS),
        "longest_shared_notes": run.notes,
        "longest_shared_bars": run.bars,
        "nearest_piece": run.piece,
    }
