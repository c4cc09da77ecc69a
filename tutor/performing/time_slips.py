"""Slips of time: onsets, lengths, rhythms and tempo. Same signature as the slips of pitch."""

from __future__ import annotations

import itertools
from dataclasses import replace

from tutor.music.score import Score
from tutor.performing.gestures import EXTRA, Gesture, Gestures, changed, moved, place
from tutor.performing.labels import Slip


def early(gestures: Gestures, slip: Slip, score: Score) -> Gestures:
    return _shifted(gestures, slip, -abs(slip.amount), "early")


def late(gestures: Gestures, slip: Slip, score: Score) -> Gestures:
    return _shifted(gestures, slip, abs(slip.amount), "late")


def _shifted(gestures: Gestures, slip: Slip, seconds: float, timing: str) -> Gestures:
    return changed(gestures, place(gestures, slip.note_id), shift_s=seconds, timing=timing)


def cut_short(gestures: Gestures, slip: Slip, score: Score) -> Gestures:
    """Only the share `amount` of the note sounds."""
    return changed(gestures, place(gestures, slip.note_id), hold=slip.amount, duration="short")


def held_long(gestures: Gestures, slip: Slip, score: Score) -> Gestures:
    """The note sounds `amount` quarters past its end."""
    index = place(gestures, slip.note_id)
    hold = 1 + slip.amount / gestures[index].length
    return changed(gestures, index, hold=hold, duration="long")


def hesitation(gestures: Gestures, slip: Slip, score: Score) -> Gestures:
    """Silence of `amount` quarters before the note; everything after is that much later."""
    return _pushed(gestures, place(gestures, slip.note_id), slip.amount, "late")


def rest_skipped(gestures: Gestures, slip: Slip, score: Score) -> Gestures:
    """The rest before the note is left out and everything after comes that much sooner."""
    index = place(gestures, slip.note_id)
    gap = gestures[index].start - gestures[index - 1].end if index else gestures[0].start
    if gap <= 0:
        raise ValueError(f"there is no rest before note '{slip.note_id}' to skip")
    return _pushed(gestures, index, -gap, "early")


def _pushed(gestures: Gestures, index: int, quarters: float, timing: str) -> Gestures:
    tail = moved(gestures[index:], quarters)
    return (*gestures[:index], replace(tail[0], timing=timing), *tail[1:])


def tie_restruck(gestures: Gestures, slip: Slip, score: Score) -> Gestures:
    """A tied note is struck again where its second written value begins."""
    index = place(gestures, slip.note_id)
    whole = gestures[index]
    if len(whole.note.segments) < 2:
        raise ValueError(f"note '{slip.note_id}' is not tied, so it cannot be struck again at its tie")
    first = float(whole.note.segments[0])
    again = replace(whole, start=whole.start + first, length=whole.length - first, role=EXTRA, reason="restruck")
    return (*gestures[:index], replace(whole, length=first, duration="short"), again, *gestures[index + 1 :])


def dotted_even(gestures: Gestures, slip: Slip, score: Score) -> Gestures:
    """A long-short pair that starts on the note is played as two equal notes."""
    return _repaired(gestures, slip, (0.5, 0.5), "an equal pair")


def swung(gestures: Gestures, slip: Slip, score: Score) -> Gestures:
    """An even pair that starts on the note is played long-short, `amount` being the long one's share (2/3 = swing)."""
    return _repaired(gestures, slip, (slip.amount, 1 - slip.amount), "an uneven pair")


def triplet_uneven(gestures: Gestures, slip: Slip, score: Score) -> Gestures:
    """Three equal notes are played short-short-long."""
    return _repaired(gestures, slip, (0.25, 0.25, 0.5), "an uneven triplet")


def _repaired(gestures: Gestures, slip: Slip, shares: tuple[float, ...], what: str) -> Gestures:
    """Replace the proportions of the group that starts on the note; onsets that move are early or late."""
    index = place(gestures, slip.note_id)
    group = gestures[index : index + len(shares)]
    if len(group) < len(shares) or any(abs(a.end - b.start) > 1e-9 for a, b in itertools.pairwise(group)):
        raise ValueError(f"note '{slip.note_id}' does not begin {what}: {len(shares)} adjoining notes are needed")
    start, total = group[0].start, group[-1].end - group[0].start
    played = []
    for gesture, share in zip(group, shares, strict=True):
        played.append(replace(gesture, start=start, length=share * total, timing=_verdict(gesture, start)))
        start += share * total
    return (*gestures[:index], *played, *gestures[index + len(shares) :])


def _verdict(gesture: Gesture, start: float) -> str:
    if abs(start - gesture.start) < 1e-9:
        return gesture.timing
    return "early" if start < gesture.start else "late"


def rush(gestures: Gestures, slip: Slip, score: Score) -> Gestures:
    """Between the note and `until` the tempo rises steadily to 1 + `amount` times itself, then is as before."""
    return _warped(gestures, slip, abs(slip.amount))


def drag(gestures: Gestures, slip: Slip, score: Score) -> Gestures:
    """Between the note and `until` the tempo falls steadily to 1 - `amount` times itself, then is as before."""
    return _warped(gestures, slip, -abs(slip.amount))


def stretched(gestures: Gestures, slip: Slip, score: Score) -> Gestures:
    """Between the note and `until` every value is read `amount` times as long (2 = quarters for eighths)."""
    first, last = _span(gestures, slip)
    start, end = gestures[first].start, gestures[last].end
    return _remapped(gestures, lambda q: q + (slip.amount - 1) * (min(max(q, start), end) - start))


def _warped(gestures: Gestures, slip: Slip, amount: float) -> Gestures:
    first, last = _span(gestures, slip)
    start, end = gestures[first].start, gestures[last].end
    return _remapped(gestures, lambda q: q - _gained(q, start, end, amount))


def _gained(q: float, start: float, end: float, amount: float, steps: int = 64) -> float:
    """Quarters won by time `q` under a tempo that rises linearly over start..end: the integral of 1 - 1/tempo."""
    reached = min(max(q, start), end)
    width = (reached - start) / steps
    ramp = (amount * (width * (i + 0.5)) / (end - start) for i in range(steps))
    return sum(width * (1 - 1 / (1 + extra)) for extra in ramp)


def _remapped(gestures: Gestures, clock) -> Gestures:
    return tuple(replace(g, start=clock(g.start), length=clock(g.end) - clock(g.start)) for g in gestures)


def _span(gestures: Gestures, slip: Slip) -> tuple[int, int]:
    first = place(gestures, slip.note_id)
    last = place(gestures, slip.until) if slip.until else len(gestures) - 1
    if last < first:
        raise ValueError(f"the span of a '{slip.kind}' must end after it begins, but '{slip.until}' comes first")
    return first, last
