"""Slips of pitch: each takes the gestures, the slip and the score, and returns the gestures as they were misplayed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tutor.music.pitch import Pitch
from tutor.music.score import Note, Score
from tutor.performing.gestures import EXTRA, MISSED, Gesture, Gestures, changed, place
from tutor.performing.labels import Slip

VIBRATO_CENTS = 40.0
CORRECTED_QUARTERS = 0.25  # length of a touched wrong note that is put right at once


def wrong_pitch(gestures: Gestures, slip: Slip, score: Score) -> Gestures:
    index = place(gestures, slip.note_id)
    return changed(gestures, index, midi=gestures[index].midi + slip.amount, pitch="wrong")


def octave(gestures: Gestures, slip: Slip, score: Score) -> Gestures:
    return wrong_pitch(gestures, replace(slip, amount=12 * slip.amount), score)


def corrected(gestures: Gestures, slip: Slip, score: Score) -> Gestures:
    """A wrong touch just before the note, which then sounds right: on time for the touch, late for the note."""
    index = place(gestures, slip.note_id)
    right = gestures[index]
    touch = min(CORRECTED_QUARTERS, right.length / 3)
    wrong = replace(
        right, length=touch, midi=right.midi + slip.amount, role=EXTRA, reason="corrected", hold=None, cents=0.0
    )
    late = replace(right, start=right.start + touch, length=right.length - touch, timing="late")
    return (*gestures[:index], wrong, late, *gestures[index + 1 :])


def transposed(gestures: Gestures, slip: Slip, score: Score) -> Gestures:
    """The whole take shifted: right in itself, so every note counts as correct once the shift is known."""
    return tuple(replace(gesture, midi=gesture.midi + slip.amount) for gesture in gestures)


def slipped_tonic(gestures: Gestures, slip: Slip, score: Score) -> Gestures:
    """From a note to the end everything is shifted: the singer has lost the tonic."""
    index = place(gestures, slip.note_id)
    tail = (replace(g, midi=g.midi + slip.amount, pitch="wrong") for g in gestures[index:])
    return (*gestures[:index], *tail)


def signature_missed(gestures: Gestures, slip: Slip, score: Score) -> Gestures:
    """Every note that shares this note's letter loses the sharp or flat that the key signature gives it."""
    letter = _note(score, slip.note_id).pitch

    def misread(gesture: Gesture) -> Gesture:
        pitch = gesture.note.pitch
        if (pitch.step, pitch.alter) != (letter.step, letter.alter) or not pitch.alter or gesture.role == EXTRA:
            return gesture
        return replace(gesture, midi=gesture.midi - pitch.alter, pitch="wrong")

    return tuple(map(misread, gestures))


def clef_misread(gestures: Gestures, slip: Slip, score: Score) -> Gestures:
    """Every note read `amount` staff steps off, within its own key signature."""

    def misread(gesture: Gesture) -> Gesture:
        note = gesture.note
        read: Pitch = score.bar_at(note.onset).key.pitch_at(note.pitch.diatonic + int(slip.amount))
        return replace(gesture, midi=gesture.midi + read.midi - note.pitch.midi, pitch="wrong")

    return tuple(map(misread, gestures))


def off_pitch(gestures: Gestures, slip: Slip, score: Score) -> Gestures:
    return changed(gestures, place(gestures, slip.note_id), cents=slip.amount)


def degree_off(gestures: Gestures, slip: Slip, score: Score) -> Gestures:
    """Every note of the same degree, in any octave, is `amount` cents off."""
    pitch = _note(score, slip.note_id).pitch
    return _where(gestures, lambda n: (n.pitch.step, n.pitch.alter) == (pitch.step, pitch.alter), cents=slip.amount)


def tuned(gestures: Gestures, slip: Slip, score: Score) -> Gestures:
    """The whole take stands `amount` cents away from A4 = 440 Hz."""
    return tuple(replace(gesture, cents=gesture.cents + slip.amount) for gesture in gestures)


def drift(gestures: Gestures, slip: Slip, score: Score) -> Gestures:
    """Tuning that moves `amount` cents a minute from the first note on."""
    return tuple(replace(gesture, drift_cents_per_minute=slip.amount) for gesture in gestures)


def scoop(gestures: Gestures, slip: Slip, score: Score) -> Gestures:
    """The note starts `amount` cents below (above if negative) and slides into place."""
    return changed(gestures, place(gestures, slip.note_id), scoop_cents=slip.amount)


def wavering(gestures: Gestures, slip: Slip, score: Score) -> Gestures:
    """The note wanders slowly and unevenly, up to about `amount` cents either way."""
    return changed(gestures, place(gestures, slip.note_id), waver_cents=slip.amount)


def vibrato(gestures: Gestures, slip: Slip, score: Score) -> Gestures:
    """The whole take has a vibrato of `amount` waves a second, of a usual width."""
    return tuple(replace(g, vibrato_hz=slip.amount, vibrato_cents=g.vibrato_cents or VIBRATO_CENTS) for g in gestures)


def vibrato_wide(gestures: Gestures, slip: Slip, score: Score) -> Gestures:
    """The whole take has a vibrato `amount` cents wide either way."""
    return tuple(replace(gesture, vibrato_cents=slip.amount) for gesture in gestures)


def missed(gestures: Gestures, slip: Slip, score: Score) -> Gestures:
    """The note is left out and its time kept."""
    return changed(gestures, place(gestures, slip.note_id), role=MISSED, pitch="missed")


def _where(gestures: Gestures, test: Callable[[Note], bool], **values: float) -> Gestures:
    return tuple(
        replace(g, **values) if test(g.note) and g.role != EXTRA else g  # type: ignore[arg-type]
        for g in gestures
    )


def _note(score: Score, note_id: str) -> Note:
    for note in score.notes:
        if note.id == note_id:
            return note
    raise ValueError(f"there is no note '{note_id}' to slip on; use a note id of the practised part")
