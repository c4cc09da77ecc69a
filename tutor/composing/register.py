"""Where on the staff an exercise lies: windows of staff steps round a tonic, within the range asked for.

Staff steps count from C0. A window is given by its lowest and highest step and the anchor tonic that pitches are told
against, chosen as the corpora's is: the melody's middle lies within the octave above it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tutor.composing.levels import allowed, pitch_level
from tutor.composing.purposes import purpose_of
from tutor.composing.request import ComposeRequest
from tutor.composing.styles import STYLES
from tutor.errors import RequestImpossible
from tutor.music.instruments import Instrument
from tutor.music.key import Key
from tutor.music.pitch import STEPS, Pitch

_PITCH = r"([A-Ga-g](?:##|#|♯|x|bb|--|b|♭|-)?\d)"
_RANGE = re.compile(rf"^\s*{_PITCH}\s*(?:-|–|—|to)\s*{_PITCH}\s*$")
# Where a window likes to begin, in steps from a tonic: on it, on the dominant below, on the leading tone.
_FAVOURED = {0: 0.0, -3: 0.6, -1: 0.5, -4: 1.5, -2: 1.5}
_ELSEWHERE = 3.0
_WIDEST, _TENTH = 14, 9


@dataclass(frozen=True)
class Window:
    """`low` and `high` in steps above the anchor tonic, which lies on staff step `anchor`."""

    anchor: int
    low: int
    high: int

    @property
    def room(self) -> int:
        """Staff steps from its lowest to its highest."""
        return self.high - self.low


def parse_range(text: str) -> tuple[Pitch, Pitch]:
    """Read "G3-B5"; ValueError when it is no range."""
    match = _RANGE.match(text)
    if not match:
        raise ValueError(f"'{text}' is not a range; write two pitches, the lower first, as in G3-B5")
    low, high = Pitch.parse(match[1]), Pitch.parse(match[2])
    if low.midi > high.midi:
        raise ValueError(f"the range {text} runs downwards; write the lower pitch first, as in {high}-{low}")
    return low, high


def limits(request: ComposeRequest, player: Instrument) -> tuple[Pitch, Pitch]:
    """Lowest and highest written pitch of an exercise: the range asked for, else the instrument's."""
    return parse_range(request.range) if request.range else (player.low, player.high)


def diatonic_limits(low: Pitch, high: Pitch, key: Key) -> tuple[int, int]:
    """Staff steps of the lowest and highest notes of the key's scale that lie within two pitches."""
    steps = [d for d in range(low.diatonic - 1, high.diatonic + 2) if low.midi <= key.pitch_at(d).midi <= high.midi]
    return (steps[0], steps[-1]) if steps else (0, -1)


def check_triad(low: Pitch, high: Pitch, key: Key, text: str) -> None:
    """Refuse a range without room for the tonic and its triad in some position."""
    if not _has_triad(low, high, key):
        low, high = _smallest_widening(low, high, key)
        raise RequestImpossible(
            f"the range {text}", f"the tonic triad of {key.name}", f"Widen it, for example to {low}-{high}."
        )


def _has_triad(low: Pitch, high: Pitch, key: Key) -> bool:
    bottom, top = diatonic_limits(low, high, key)
    return {0, 2, 4} <= {(d - STEPS.index(key.step)) % 7 for d in range(bottom, top + 1)}


def _smallest_widening(low: Pitch, high: Pitch, key: Key) -> tuple[Pitch, Pitch]:
    """The range round this one that holds root, third and fifth and adds the fewest semitones."""
    below = [low, *(key.pitch_at(d) for d in range(low.diatonic, low.diatonic - 8, -1))]
    above = [high, *(key.pitch_at(d) for d in range(high.diatonic, high.diatonic + 8))]
    wider = [
        (a, b) for a in below for b in above if a.midi <= low.midi and b.midi >= high.midi and _has_triad(a, b, key)
    ]
    return min(wider, key=lambda pair: (pair[1].midi - pair[0].midi, pair[0].midi < low.midi))


def windows(request: ComposeRequest, player: Instrument, key: Key) -> list[Window]:
    """Every window the exercise may use, the most natural first."""
    low, high = limits(request, player)
    bottom, top = diatonic_limits(low, high, key)
    most = _TENTH if is_sung(request) else _WIDEST
    width = min(allowed(request.level).span, purpose_of(request).span or most, most, top - bottom)
    usual = player.range_for(pitch_level(request.level), key)[0].diatonic
    home = usual if not request.range else (bottom + top - width) // 2
    found = []
    for start in range(bottom, top - width + 1):
        relative = [(start - t) for t in range(start, start + width + 1) if t % 7 == STEPS.index(key.step)]
        if not relative:
            continue
        offset = max(relative, key=lambda r: -_FAVOURED.get(r, _ELSEWHERE))
        cost = _FAVOURED.get(offset, _ELSEWHERE) + 0.35 * abs(start - home)
        found.append((cost, start, start - offset))
    windows = [_window(start, tonic, width) for _, start, tonic in sorted(found)]
    return [_on_tonic(window) for window in windows] if purpose_of(request).one_pitch else windows


def is_sung(request: ComposeRequest) -> bool:
    """Whether everybody is to sing the melody, or three voices are to go with it."""
    return request.piece == "chorale" or STYLES[request.style].sung


def _on_tonic(window: Window) -> Window:
    """The tonic of a window alone."""
    tonic = next(d for d in range(window.low, window.high + 1) if d % 7 == 0)
    return Window(window.anchor, tonic, tonic)


def _window(start: int, tonic: int, width: int) -> Window:
    """Told against the tonic that puts the window's middle in the octave above it."""
    middle = start + width / 2
    while middle - tonic < 1:
        tonic -= 7
    while middle - tonic >= 8:
        tonic += 7
    return Window(tonic, start - tonic, start - tonic + width)
