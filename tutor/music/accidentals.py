"""Which accidentals are printed: those the bar needs, and reminders after an altered note nearby."""

from __future__ import annotations

from tutor.music.key import Key
from tutor.music.pitch import Pitch

ACCIDENTAL_NAMES = {-2: "flat-flat", -1: "flat", 0: "natural", 1: "sharp", 2: "double-sharp"}


class AccidentalMemory:
    """What a reader remembers of accidentals on one staff, from one bar to the next.

    An accidental lasts to the bar line at its own octave. `show` answers (name, is_reminder) or None for each
    note in reading order; a reminder cancels, once, an alteration of the bar before or of another octave.
    """

    def __init__(self) -> None:
        self._bar: dict[tuple[str, int], int] = {}
        self._previous: dict[tuple[str, int], int] = {}
        self._signature: dict[str, int] = {}

    def start_bar(self, key: Key) -> None:
        altered = {place: alter for place, alter in self._bar.items() if alter != key.signature[place[0]]}
        self._previous, self._bar, self._signature = altered, {}, key.signature

    def show(self, pitch: Pitch, *, tied_from: bool) -> tuple[str, bool] | None:
        """The accidental to print before a note, after which it counts as read."""
        place = (pitch.step, pitch.octave)
        if tied_from:
            self._previous[place] = pitch.alter
            return None
        expected = self._bar.get(place, self._signature[pitch.step])
        needs_reminder = place not in self._bar and self._is_doubtful(pitch)
        self._bar[place] = pitch.alter
        self._previous.pop(place, None)
        if pitch.alter != expected:
            return ACCIDENTAL_NAMES[pitch.alter], False
        return (ACCIDENTAL_NAMES[pitch.alter], True) if needs_reminder else None

    def _is_doubtful(self, pitch: Pitch) -> bool:
        before = self._previous.get((pitch.step, pitch.octave), pitch.alter)
        elsewhere = [alter for (step, _), alter in self._bar.items() if step == pitch.step]
        return before != pitch.alter or any(alter != pitch.alter for alter in elsewhere)
