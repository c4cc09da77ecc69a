"""Judging candidates: rule breakers and copies are out; the rest are ranked by what makes a melody worth playing.

Every critic looks at one thing and gives points from 0 (poor) to 1 (good). A melody should be typical of its style but
not its likeliest commonplace, move within the room it has, rise to one height, answer its leaps, bring its rhythms
back without standing still, and come to rest as cadences do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from tutor.composing.form import Plan
from tutor.composing.levels import level_of
from tutor.composing.taste import Taste
from tutor.composing.vocabulary import REST, TIE, Event, Melody, Step

_ANY = Taste()


@dataclass(frozen=True)
class Candidate:
    """A melody to be judged: `surprise` in nats per event by the network, `room` staff steps of its window, and the
    `taste` of its style."""

    melody: Melody
    plan: Plan
    surprise: float
    level: float
    room: int
    taste: Taste = _ANY

    @property
    def line(self) -> list[Step]:
        return [e.pitch for e in self.melody.events if isinstance(e.pitch, tuple)]


Critic = Callable[[Candidate], float]


def _closeness(value: float, low: float, high: float, slack: float) -> float:
    """1 inside [low, high], falling to 0 over `slack` on either side."""
    beyond = max(low - value, value - high, 0.0)
    return max(0.0, 1.0 - beyond / slack)


def sounds_like_its_style(c: Candidate) -> float:
    """The ear takes it for a piece of its style."""
    heard = c.taste.style(c.melody)
    return 0.5 if heard is None else heard


def keeps_its_manners(c: Candidate) -> float:
    """It steps, repeats, leaps, alters and falls silent about as often as its style; where nothing is known of that,
    it mostly steps, and seldom falls silent."""
    manner = c.taste.manner(c.melody)
    return (steps_and_skips(c) + few_silences(c)) / 2 if manner is None else manner


def steps_and_skips(c: Candidate) -> float:
    """Most moves are steps, some are not; few notes are merely repeated."""
    moves = [abs(b[0] - a[0]) for a, b in pairwise(c.line)]
    if not moves:
        return 0.0
    steps, repeats = moves.count(1) / len(moves), moves.count(0) / len(moves)
    return 0.6 * _closeness(steps, 0.45, 0.8, 0.3) + 0.4 * _closeness(repeats, 0.0, 0.14, 0.2)


def answered_leaps(c: Candidate) -> float:
    """A leap of a fifth or more turns back."""
    moves = [b[0] - a[0] for a, b in pairwise(c.line)]
    leaps = [(a, b) for a, b in pairwise(moves) if abs(a) >= 4]
    return sum(a * b <= 0 for a, b in leaps) / len(leaps) if leaps else 1.0


def one_height(c: Candidate) -> float:
    """The room is used, and its top is reached once or twice, not at the very start."""
    heights = [d for d, _ in c.line]
    if not heights:
        return 0.0
    top = max(heights)
    used = (top - min(heights)) / max(1, min(c.room, 9))
    peaks = sum(d == top for d in heights) / max(c.plan.full_bars, 1)
    place = heights.index(top) / len(heights)
    return 0.5 * min(1.0, used / 0.8) + 0.3 * _closeness(peaks, 0.0, 0.4, 0.6) + 0.2 * _closeness(place, 0.15, 0.9, 0.2)


def leaves_its_notes(c: Candidate) -> float:
    """No pitch is heard for more than about a third of the time."""
    lengths: Counter[Step] = Counter()
    for event in c.melody.events:
        if isinstance(event.pitch, tuple):
            lengths[event.pitch] += event.ticks
    return _closeness(max(lengths.values()) / lengths.total(), 0.0, 0.3, 0.2) if lengths else 0.0


def rhythms_return(c: Candidate) -> float:
    """Among the bars written anew, some rhythms come back and some differ."""
    shapes = [tuple((e.ticks, e.pitch == REST) for e in bar) for bar in _new_bars(c)]
    if len(shapes) < 3:
        return 1.0
    kinds = len(set(shapes)) / len(shapes)
    return _closeness(kinds, 0.35, 0.8, 0.4)


def no_marking_time(c: Candidate) -> float:
    """No bar that is written anew repeats the bar before it, none sits on two notes, none is all one note."""
    bars = _new_bars(c)
    same = sum(a == b for a, b in pairwise(bars))
    idle = sum(_idle(bar) for bar in bars)
    return max(0.0, 1.0 - (same + 0.7 * idle) / max(1, len(bars)) * 2)


def _idle(bar: Sequence[Event]) -> bool:
    pitches = [e.pitch for e in bar if isinstance(e.pitch, tuple)]
    return len(pitches) >= 4 and len(set(pitches)) <= 2


def no_wobble(c: Candidate) -> float:
    """Few stretches that swing to and fro between two notes."""
    line = c.line
    wobbles = sum(line[i] == line[i + 2] == line[i + 4] and line[i + 1] == line[i + 3] for i in range(len(line) - 4))
    return max(0.0, 1.0 - 5 * wobbles / max(1, len(line)))


def comes_to_rest(c: Candidate) -> float:
    """The last note is reached by step or from the dominant, and it is the longest of its bar."""
    line, last = c.line, [e for e in c.melody.bars[-1] if isinstance(e.pitch, tuple)]
    if len(line) < 2 or not last:
        return 0.0
    reached = line[-1][0] - line[-2][0]
    approach = 1.0 if abs(reached) == 1 else 0.7 if line[-2][0] % 7 == 4 or reached == -2 else 0.2
    longest = last[-1].ticks >= max(e.ticks for e in last)
    return 0.6 * approach + 0.4 * longest


def phrases_breathe(c: Candidate) -> float:
    """Inner cadences are held longer than the notes round them."""
    ends = [c.melody.bars[i] for i, bar in enumerate(c.plan.bars) if bar.cadence and not bar.cadence.final]
    held = [max((e.ticks for e in bar if e.pitch != REST), default=0) >= 24 for bar in ends]
    return sum(held) / len(held) if held else 1.0


def motif_returns(c: Candidate) -> float:
    """Turns of three intervals in the first bars come back later in what is written anew."""
    new = [[e.pitch for e in bar if isinstance(e.pitch, tuple)] for bar in _new_bars(c)]
    half = max(1, len(new) // 2)
    early, late = _turns(new[:half]), _turns(new[half:])
    if not early or not late:
        return 0.5
    return min(1.0, 2.0 * sum(turn in early for turn in late) / len(late))


def _turns(bars: list[list[Step]]) -> list[tuple[int, ...]]:
    line = [step for bar in bars for step in bar]
    moves = [b[0] - a[0] for a, b in pairwise(line)]
    return [tuple(moves[i : i + 3]) for i in range(len(moves) - 2) if any(moves[i : i + 3])]


def at_level(c: Candidate) -> float:
    """What it asks of a reader is what the level is about."""
    return max(0.0, 1.0 - 0.34 * abs(c.level - level_of(c.melody)))


def asks_what_its_level_asks(c: Candidate) -> float:
    """At its tempo it is neither easier nor harder to read than the level means."""
    return _closeness(c.taste.beyond(c.melody), 0.0, 0.0, 3.0)


def keeps_its_pace(c: Candidate) -> float:
    """As many notes to the quarter as the style and level want."""
    pace = c.taste.pace
    if pace is None:
        return 1.0
    quarters = sum(e.ticks for e in c.melody.events) / 24
    return _closeness(len(c.line) / quarters, 0.8 * pace, 1.25 * pace, 0.5 * pace)


def few_silences(c: Candidate) -> float:
    """Rests and ties are the exception."""
    events = c.melody.events
    return _closeness(sum(e.pitch in (REST, TIE) for e in events) / len(events), 0.0, 0.06, 0.15)


def _new_bars(c: Candidate) -> list[tuple[Event, ...]]:
    return [c.melody.bars[i] for i in range(len(c.melody.bars)) if c.plan.is_new(i)]


CRITICS: tuple[tuple[Critic, float], ...] = (
    (sounds_like_its_style, 6.0),
    (keeps_its_manners, 1.8),
    (answered_leaps, 0.8),
    (one_height, 1.2),
    (leaves_its_notes, 2.5),
    (rhythms_return, 1.0),
    (no_marking_time, 1.5),
    (no_wobble, 1.0),
    (comes_to_rest, 1.2),
    (phrases_breathe, 0.6),
    (motif_returns, 0.8),
    (at_level, 1.5),
    (asks_what_its_level_asks, 3.0),
    (keeps_its_pace, 1.5),
)
_TYPICAL = 1.5  # weight of lying near the style's usual surprise


def rank(candidates: Sequence[Candidate], usual_surprise: float | None = None) -> list[int]:
    """Indices of candidates, best first. `usual_surprise`: nats per event of real music, else the batch's median."""
    usual = usual_surprise or median(c.surprise for c in candidates)
    points = [points_of(c) + _TYPICAL * _closeness(c.surprise, usual - 0.2, usual + 0.2, 1.5) for c in candidates]
    return sorted(range(len(candidates)), key=lambda i: (-points[i], i))


def points_of(candidate: Candidate) -> float:
    """The weighted sum of all critics but typicality."""
    return sum(weight * critic(candidate) for critic, weight in CRITICS)


def line_points(candidate: Candidate) -> float:
    """The critics that make sense for a stretch of a few bars."""
    chosen = (keeps_its_manners, answered_leaps, no_marking_time, no_wobble)
    return sum(weight * critic(candidate) for critic, weight in CRITICS if critic in chosen)
