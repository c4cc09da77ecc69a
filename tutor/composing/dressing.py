"""What surrounds the notes of an exercise: its title and tempo."""

from __future__ import annotations

from tutor.composing.activities import ACTIVITIES
from tutor.composing.feasibility import meter_of
from tutor.composing.levels import allowed
from tutor.composing.moods import MOODS
from tutor.composing.purposes import purpose_of
from tutor.composing.request import ComposeRequest
from tutor.composing.styles import STYLES
from tutor.music.key import Key
from tutor.music.rhythm import Meter
from tutor.music.signs import with_signs


def title_of(request: ComposeRequest, key: Key) -> str:
    """A plain name, as in "Reel in D, level 3"."""
    name = STYLES[request.style].title
    if request.style2 and request.blend > 0:
        name = f"{name} with {STYLES[request.style2].title.lower()}"
    tonic, mode = with_signs(key.name).split()
    if purpose_of(request).one_pitch:
        return f"Rhythm in {request.meter}, level {request.level:g}"
    return f"{name} in {tonic if mode == 'major' else f'{tonic} {mode}'}, level {request.level:g}"


def tempo_of(request: ComposeRequest) -> float:
    """Quarters a minute: what was asked for, else the style's, slowed to the level and coloured by the mood."""
    if request.tempo_bpm is not None:
        return float(request.tempo_bpm)
    low, high = allowed(request.level).tempo
    speed = STYLES[request.style].tempo * (0.58 + 0.05 * request.level)
    speed *= MOODS[request.mood].tempo if request.mood else 1.0
    usual = _whole(min(high, max(low, speed * purpose_of(request).tempo)), high, meter_of(request))
    return _by_activity(request.activity, usual, meter_of(request)) if request.activity else float(usual)


def _by_activity(activity: str, usual: int, meter: Meter) -> float:
    """A share of the usual tempo is rounded as that is; beats of an activity's own stay what they are."""
    wanted = ACTIVITIES[activity].tempo(usual, meter)
    return float(_whole(wanted, usual, meter)) if ACTIVITIES[activity].share else wanted


def _whole(quarters: float, most: int, meter: Meter) -> int:
    """The nearest tempo of at most `most` that gives the metre's beat, dotted or not, an even number a minute."""
    step = 3 if meter.is_compound and meter.denominator == 8 else 2
    return min(step * round(quarters / step), step * (most // step))
