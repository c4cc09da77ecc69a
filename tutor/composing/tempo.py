"""The tempo of an exercise: the style's and the level's, less the more notes there are, coloured by mood and purpose.

How many notes a second one has to read is much of what makes a line hard, so a busy line of a level goes slower than a
sparse one of the same level and style.
"""

from __future__ import annotations

from tutor.composing.activities import ACTIVITIES
from tutor.composing.feasibility import meter_of
from tutor.composing.levels import allowed
from tutor.composing.moods import MOODS
from tutor.composing.purposes import purpose_of
from tutor.composing.request import ComposeRequest
from tutor.composing.styles import STYLES
from tutor.composing.vocabulary import Melody
from tutor.music.rhythm import TICKS_PER_QUARTER, Meter

_SLOWEST, _FASTEST = 0.7, 1.4  # shares of a style's tempo that its density may take it to
_ROOM = 0.1  # share of the level's tempi, at either end, that is left to moods and purposes
_PULL = 0.6  # 0: the density changes nothing, 1: every line of a level has the same notes a second


def tempo_of(request: ComposeRequest, melody: Melody) -> float:
    """Quarters a minute: what was asked for, else what suits style, level, density, mood and purpose."""
    if request.tempo_bpm is not None:
        return float(request.tempo_bpm)
    low, high = allowed(request.level).tempo
    speed = STYLES[request.style].tempo * (0.58 + 0.05 * request.level)
    speed *= _by_density(notes_to_a_quarter(melody) * speed / 60, request.level)
    room = _ROOM * (high - low)
    speed = min(high - room, max(low + room, speed))
    speed *= MOODS[request.mood].tempo if request.mood else 1.0
    usual = _whole(min(high, max(low, speed * purpose_of(request).tempo)), high, meter_of(request))
    return _by_activity(request.activity, usual, meter_of(request)) if request.activity else float(usual)


def notes_to_a_quarter(melody: Melody) -> float:
    """How many notes begin in a quarter, on average."""
    events = melody.events
    quarters = sum(event.ticks for event in events) / TICKS_PER_QUARTER
    return sum(isinstance(event.pitch, tuple) for event in events) / quarters


def _by_density(rate: float, level: float) -> float:
    """What a style's tempo is multiplied by where it gives `rate` notes a second: towards what readers of the level
    take in, from about one note a second at level 1 to three at level 8."""
    wanted = 0.85 + 0.28 * level
    return min(_FASTEST, max(_SLOWEST, (wanted / rate) ** _PULL))


def _by_activity(activity: str, usual: int, meter: Meter) -> float:
    """A share of the usual tempo is rounded as that is; beats of an activity's own stay what they are."""
    wanted = ACTIVITIES[activity].tempo(usual, meter)
    return float(_whole(wanted, usual, meter)) if ACTIVITIES[activity].share else wanted


def _whole(quarters: float, most: int, meter: Meter) -> int:
    """The nearest tempo of at most `most` that gives the metre's beat, dotted or not, an even number a minute."""
    step = 3 if meter.is_compound and meter.denominator == 8 else 2
    return min(step * round(quarters / step), step * (most // step))
