"""Ornaments: grace notes, trills, mordents and turns are the player's own affair, and no notes too many."""

from __future__ import annotations

from dataclasses import replace

from tutor.grading.alignment import Alignment

BEFORE_S = 0.5  # grace notes may begin so long before their note
REACH = 4.5  # semitones from the note that carries the sign


def without_ornaments(alignment: Alignment) -> Alignment:
    """The alignment without the extra notes that an ornament in the score asks for."""
    carriers = [i for i, note in enumerate(alignment.expected.notes) if "ornament" in note.articulations]
    kept = tuple(j for j in alignment.extra if not any(_belongs(alignment, i, j) for i in carriers))
    return replace(alignment, extra=kept) if carriers else alignment


def _belongs(alignment: Alignment, i: int, j: int) -> bool:
    """Whether extra played note j lies about the time and pitch of written note i."""
    expected, played = alignment.expected, alignment.played
    begins, ends = (float(alignment.curve.at(float(q[i]))) for q in (expected.onset_q, expected.end_q))
    away = float(played.midi[j] - expected.midi[i] - alignment.transposition)
    return begins - BEFORE_S <= float(played.onset[j]) < ends and abs(away) < REACH
