"""How much a line asks of its reader at its tempo, and how much readers of a level are ready to give.

Notes a second, the size of moves, compass, kinds of note value and altered notes: what studies of sight reading find to
make a line hard. The weights are judgement: a note a second more counts as much as moves that are a staff step and a
quarter wider, a compass five staff steps wider, or four more kinds of value.
"""

from __future__ import annotations

from itertools import pairwise
from statistics import fmean

from tutor.composing.request import ComposeRequest
from tutor.composing.tempo import notes_to_a_quarter, tempo_of
from tutor.composing.vocabulary import Melody

_MOVE, _COMPASS, _VALUES, _ALTERED = 0.8, 0.2, 0.25, 0.1
_AT_FIRST, _A_LEVEL = 2.6, 0.7


def effort(melody: Melody, tempo_bpm: float) -> float:
    """What a melody asks at a tempo in quarters a minute: about 3 for a beginner's line, 8 for an advanced one."""
    sounding = [event for event in melody.events if isinstance(event.pitch, tuple)]
    line = [event.pitch for event in sounding if isinstance(event.pitch, tuple)]
    if not line:
        return 0.0
    heights = [step for step, _ in line]
    return (
        notes_to_a_quarter(melody) * tempo_bpm / 60
        + _MOVE * fmean([abs(b - a) for a, b in pairwise(heights)] or [0])
        + _COMPASS * (max(heights) - min(heights))
        + _VALUES * len({event.ticks for event in sounding})
        + _ALTERED * sum(alter != 0 for _, alter in line)
    )


def beyond_its_level(melody: Melody, request: ComposeRequest) -> float:
    """How much more (less: negative) a melody asks, at the tempo it would have, than the level of a request means."""
    return effort(melody, tempo_of(request, melody)) - (_AT_FIRST + _A_LEVEL * request.level)
