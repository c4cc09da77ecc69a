"""Slips of structure: notes added, stammers, restarts, repeats and skipped bars. Same signature as the others."""

from __future__ import annotations

from dataclasses import replace

from tutor.music.score import Score
from tutor.performing.gestures import EXTRA, MISSED, PLAYED, Gesture, Gestures, moved, place
from tutor.performing.labels import Slip


def extra(gestures: Gestures, slip: Slip, score: Score) -> Gestures:
    """A note `amount` semitones away is put in between: it takes the second half of the note it follows."""
    index = place(gestures, slip.note_id)
    host = gestures[index]
    half = host.length / 2
    added = replace(
        host, start=host.start + half, length=half, midi=host.midi + slip.amount, role=EXTRA, reason="added", hold=None
    )
    return (*gestures[:index], replace(host, length=half, duration="short"), added, *gestures[index + 1 :])


def stammer(gestures: Gestures, slip: Slip, score: Score) -> Gestures:
    """The note is struck `amount` times too often before it is held; everything after is that much later."""
    index = place(gestures, slip.note_id)
    host = gestures[index]
    step = min(host.length, 0.5)
    count = max(1, int(slip.amount))
    strikes = tuple(
        replace(host, start=host.start + i * step, length=step, role=EXTRA, reason="stammer") for i in range(count)
    )
    tail = moved(gestures[index:], count * step)
    return (*gestures[:index], *strikes, *tail)


def restart(gestures: Gestures, slip: Slip, score: Score) -> Gestures:
    """After the note the player stops for `amount` quarters, goes back to the note `until` and plays on from there.

    Only the last pass counts: the first try becomes extras with the reason "abandoned".
    """
    return _again(gestures, slip, slip.amount, "abandoned")


def repeat(gestures: Gestures, slip: Slip, score: Score) -> Gestures:
    """What lies between the notes `until` and this one is played twice, in time; the second pass counts."""
    return _again(gestures, slip, 0.0, "repeat")


def _again(gestures: Gestures, slip: Slip, pause: float, reason: str) -> Gestures:
    stop = place(gestures, slip.note_id)
    back = place(gestures, slip.until or slip.note_id)
    if back > stop:
        raise ValueError(f"a '{slip.kind}' goes back, but '{slip.until}' comes after '{slip.note_id}'")
    first_try = tuple(_abandoned(g, reason) for g in gestures[back : stop + 1] if g.is_heard)
    delay = gestures[stop].end - gestures[back].start + pause
    return (*gestures[:back], *first_try, *moved(gestures[back:], delay))


def _abandoned(gesture: Gesture, reason: str) -> Gesture:
    return replace(gesture, role=EXTRA, reason=reason) if gesture.role == PLAYED else gesture


def skip(gestures: Gestures, slip: Slip, score: Score) -> Gestures:
    """Everything from the note to `until` is left out and the rest follows at once."""
    first, last = place(gestures, slip.note_id), place(gestures, slip.until or slip.note_id)
    jump = gestures[last].end if last + 1 == len(gestures) else gestures[last + 1].start
    gone = tuple(replace(g, role=MISSED, pitch="missed") for g in gestures[first : last + 1])
    return (*gestures[:first], *gone, *moved(gestures[last + 1 :], gestures[first].start - jump))
