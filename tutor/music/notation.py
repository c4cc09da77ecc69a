"""Written values: which durations one note sign can show, and how longer ones are split at the metre's boundaries.

Durations and positions are quarter lengths (Fraction). A position is counted from the (full) bar's downbeat.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from tutor.music.rhythm import Meter

TYPE_QUARTERS: dict[str, Fraction] = {
    "breve": Fraction(8),
    "whole": Fraction(4),
    "half": Fraction(2),
    "quarter": Fraction(1),
    "eighth": Fraction(1, 2),
    "16th": Fraction(1, 4),
    "32nd": Fraction(1, 8),
    "64th": Fraction(1, 16),
    "128th": Fraction(1, 32),
}
# Clef name: sign, line, and octaves by which it sounds higher.
CLEFS: dict[str, tuple[str, int, int]] = {
    "treble": ("G", 2, 0),
    "treble-8vb": ("G", 2, -1),
    "treble-8va": ("G", 2, 1),
    "bass": ("F", 4, 0),
    "bass-8vb": ("F", 4, -1),
    "alto": ("C", 3, 0),
    "tenor": ("C", 4, 0),
    "soprano": ("C", 1, 0),
    "mezzo-soprano": ("C", 2, 0),
    "baritone": ("F", 3, 0),
}
_DOTS = (Fraction(1), Fraction(3, 2), Fraction(7, 4))
# How many plain values share the time of how many: three in the time of two, and so on.
_TUPLET_NORMAL = {3: 2, 5: 4, 6: 4, 7: 4, 9: 8, 11: 8, 13: 8, 15: 8}


@dataclass(frozen=True)
class WrittenValue:
    """A note sign: a type of `TYPE_QUARTERS`, 0-2 dots, and (actual, normal) when it stands in a tuplet."""

    type: str
    dots: int = 0
    tuplet: tuple[int, int] | None = None

    @property
    def quarters(self) -> Fraction:
        normal = TYPE_QUARTERS[self.type] * _DOTS[self.dots]
        return normal * self.tuplet[1] / self.tuplet[0] if self.tuplet else normal


_PLAIN = {TYPE_QUARTERS[name] * dot: WrittenValue(name, i) for name in TYPE_QUARTERS for i, dot in enumerate(_DOTS)}


def plain_value(quarters: Fraction) -> WrittenValue | None:
    """The sign for a duration outside any tuplet, or None."""
    return _PLAIN.get(quarters)


def tuplet_value(quarters: Fraction, ratio: tuple[int, int]) -> WrittenValue | None:
    """The sign for a duration inside a tuplet of `ratio` (actual, normal), or None."""
    plain = _PLAIN.get(quarters * ratio[0] / ratio[1])
    return WrittenValue(plain.type, plain.dots, ratio) if plain else None


@lru_cache(maxsize=1024)
def written_value(quarters: Fraction) -> WrittenValue | None:
    """One sign for a duration: plain when possible, else a tuplet member; None when it needs a tie."""
    plain = _PLAIN.get(quarters)
    if plain:
        return plain
    odd = quarters.denominator // (quarters.denominator & -quarters.denominator)
    normal = _TUPLET_NORMAL.get(odd)
    return tuplet_value(quarters, (odd, normal)) if normal else None


def nearest_value(quarters: Fraction) -> WrittenValue:
    """A sign for a duration no common tuplet explains: the next longer type, in whatever ratio that takes."""
    kind = next((name for name in reversed(TYPE_QUARTERS) if TYPE_QUARTERS[name] >= quarters), "breve")
    share = quarters / TYPE_QUARTERS[kind]
    return WrittenValue(kind, 0, (share.denominator, share.numerator) if share != 1 else None)


def notatable_values(onset: Fraction, duration: Fraction, meter: Meter) -> tuple[Fraction, ...]:
    """Split a sounding duration that starts `onset` quarters into a bar into values that one sign each can show.

    Bar lines always split. Within a bar a value stays whole when it does not hide the beats: anything inside one
    beat, whole beats from a beat on, and the plain syncopations (short-long-short); else it is cut at the strongest
    metrical boundary inside it.
    """
    length = meter.bar_length
    position, left, values = onset % length, duration, []
    while left > 0:
        piece = min(left, length - position)
        values += _split_note(position, position + piece, meter)
        position, left = Fraction(0), left - piece
    return tuple(values)


def rest_values(onset: Fraction, duration: Fraction, meter: Meter) -> tuple[Fraction, ...]:
    """Split a silence within one bar into rests that never cross a stronger boundary than the one they start on."""
    return tuple(_split_rest(onset, onset + duration, meter))


def _split_note(start: Fraction, end: Fraction, meter: Meter) -> list[Fraction]:
    if _stands_whole(start, end, meter):
        return [end - start]
    cut = _strongest_inside(start, end, meter)
    if cut is None:
        return [end - start]
    return _split_note(start, cut, meter) + _split_note(cut, end, meter)


def _split_rest(start: Fraction, end: Fraction, meter: Meter) -> list[Fraction]:
    cut = _strongest_inside(start, end, meter)
    if cut is None or _rest_stands_whole(start, end, cut, meter):
        return [end - start]
    return _split_rest(start, cut, meter) + _split_rest(cut, end, meter)


def _stands_whole(start: Fraction, end: Fraction, meter: Meter) -> bool:
    value = written_value(end - start)
    if value is None or value.dots > 1:
        return False
    if start == 0 and end == meter.bar_length:
        return True
    if value.tuplet:
        return _tuplet_in_window(start, end, value.tuplet)
    beats = [*meter.beat_onsets, meter.bar_length]
    if not any(start < beat < end for beat in beats):
        return True
    if start.denominator % 3 == 0:
        return False
    if meter.is_compound or len(set(meter.beats)) > 1:
        return not _hides_a_beat(start, end, meter)
    return _stands_in_simple(start, end, meter)


def _stands_in_simple(start: Fraction, end: Fraction, meter: Meter) -> bool:
    """A plain value across beats of a simple metre: from a beat on, or an even syncopation; never over mid-bar 4/4."""
    beat, middle = meter.beats[0], meter.bar_length / 2
    on_beat = start % beat == 0
    if meter.numerator == 4 and start < middle < end and start != 0:
        return on_beat and end - start == 2 * beat
    if on_beat:
        return True
    return end - start == beat and start % beat == beat / 2


def _hides_a_beat(start: Fraction, end: Fraction, meter: Meter) -> bool:
    """Whether a span covers a beat of the bar without being made of whole beats."""
    beats = [*meter.beat_onsets, meter.bar_length]
    return any(start < beat < end for beat in beats) and not (start in beats and end in beats)


def _tuplet_in_window(start: Fraction, end: Fraction, ratio: tuple[int, int]) -> bool:
    """Whether a tuplet member lies in the window that `actual` such members fill (a triplet quarter in a half)."""
    value = plain_value((end - start) * ratio[0] / ratio[1])
    if value is None:
        return False
    window = TYPE_QUARTERS[value.type] * ratio[1]
    return start // window == (end - Fraction(1, 10**6)) // window


def _rest_stands_whole(start: Fraction, end: Fraction, cut: Fraction, meter: Meter) -> bool:
    value = written_value(end - start)
    if value is None or value.dots > (1 if meter.is_compound else 0):
        return False
    if value.tuplet:
        return _tuplet_in_window(start, end, value.tuplet)
    if meter.numerator == 3 and not meter.is_compound and end - start > meter.unit:
        return False
    if (meter.is_compound or len(set(meter.beats)) > 1) and _hides_a_beat(start, end, meter):
        return False
    return _strength(start, meter) > _strength(cut, meter) and (end - start) <= _span(start, meter)


def _strongest_inside(start: Fraction, end: Fraction, meter: Meter) -> Fraction | None:
    """The metrically strongest grid point strictly between two positions, the first of equals."""
    points = [p for p in _grid(meter) if start < p < end]
    if not points:
        step = Fraction(1, 16)
        points = [p for p in (step * n for n in range(int(start / step), int(end / step) + 1)) if start < p < end]
    return max(points, key=lambda p: (_strength(p, meter), -p)) if points else None


@lru_cache(maxsize=64)
def _levels(meter: Meter) -> tuple[tuple[Fraction, ...], ...]:
    """Metrical boundaries of a bar, strongest first: bar, half bar, beats, then divisions of the beat."""
    beats, length = meter.beat_onsets, meter.bar_length
    levels: list[tuple[Fraction, ...]] = [(Fraction(0), length)]
    if len(beats) == 4:
        levels.append((beats[2],))
    levels.append(beats)
    for size in (meter.unit, min(meter.unit, Fraction(1)), Fraction(1, 2), Fraction(1, 4), Fraction(1, 8)):
        levels.append(tuple(size * n for n in range(int(length / size))))
    for size in (Fraction(1, 3), Fraction(1, 6), Fraction(1, 12)):
        levels.append(tuple(size * n for n in range(int(length / size))))
    return tuple(levels)


@lru_cache(maxsize=64)
def _strengths(meter: Meter) -> dict[Fraction, int]:
    strengths: dict[Fraction, int] = {}
    for rank, level in enumerate(_levels(meter)):
        for point in level:
            strengths.setdefault(point, 100 - rank)
    return strengths


def _grid(meter: Meter) -> list[Fraction]:
    return list(_strengths(meter))


def _strength(position: Fraction, meter: Meter) -> int:
    return _strengths(meter).get(position, 0)


def _span(start: Fraction, meter: Meter) -> Fraction:
    """How far a rest that begins here may reach: to the next boundary at least as strong as its own."""
    strengths = _strengths(meter)
    own = strengths.get(start, 0)
    later = [p for p, s in strengths.items() if p > start and s >= own]
    return min(later, default=meter.bar_length) - start
