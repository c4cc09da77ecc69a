"""Beams: which short notes are joined, and what each beam level does at each note."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from tutor.music.rhythm import Meter
from tutor.music.staff import Event

_LEVELS = {"eighth": 1, "16th": 2, "32nd": 3, "64th": 4, "128th": 5}
_EIGHTH = Fraction(1, 2)


def beams(events: Sequence[Event], bar_onset: Fraction, shift: Fraction, meter: Meter) -> list[tuple[str, ...]]:
    """For each event of a voice in a bar, the beam values of levels 1, 2, ...: begin, continue, end or a hook.

    `shift` is what a pickup bar misses at its start. Notes are joined within a beat; plain eighths over two beats
    (half a 4/4 bar, all of a 2/4 or 3/4 bar).
    """
    result: list[tuple[str, ...]] = [()] * len(events)
    for group in _groups(events, bar_onset, shift, meter):
        for index, values in zip(group, _beam_values([_level(events[i]) for i in group]), strict=True):
            result[index] = values
    return result


def _level(event: Event) -> int:
    return 0 if event.is_rest else _LEVELS.get(event.value.type, 0)


def _groups(events: Sequence[Event], bar_onset: Fraction, shift: Fraction, meter: Meter) -> list[list[int]]:
    """Runs of at least two adjacent short notes that share a beaming window."""
    windows = _windows(events, bar_onset, shift, meter)
    groups: list[list[int]] = [[]]
    for index, event in enumerate(events):
        joins = groups[-1] and windows[index] == windows[index - 1] and events[index - 1].end == event.onset
        if not _level(event):
            groups.append([])
        elif joins:
            groups[-1].append(index)
        else:
            groups.append([index])
    return [group for group in groups if len(group) > 1]


def _windows(events: Sequence[Event], bar_onset: Fraction, shift: Fraction, meter: Meter) -> list[int]:
    """The beat each event starts in, with the beats of an all-eighths half bar counted as one."""
    starts = [event.onset - bar_onset + shift for event in events]
    beats = [max(n for n, onset in enumerate(meter.beat_onsets) if onset <= start) for start in starts]
    size = _beats_joined(meter)
    if size == 1:
        return beats
    wide = [beat // size for beat in beats]
    plain = {w: all(_is_plain_eighth(e) for e, v in zip(events, wide, strict=True) if v == w) for w in set(wide)}
    return [1000 + w if plain[w] else beat for w, beat in zip(wide, beats, strict=True)]


def _beats_joined(meter: Meter) -> int:
    if meter.denominator != 4:
        return 1
    return {2: 2, 3: 3, 4: 2}.get(meter.numerator, 1)


def _is_plain_eighth(event: Event) -> bool:
    return event.quarters == _EIGHTH and not event.value.tuplet and not event.is_rest


def _beam_values(levels: Sequence[int]) -> list[tuple[str, ...]]:
    return [tuple(_beam_value(levels, index, level) for level in range(1, own + 1)) for index, own in enumerate(levels)]


def _beam_value(levels: Sequence[int], index: int, level: int) -> str:
    before = index > 0 and levels[index - 1] >= level
    after = index + 1 < len(levels) and levels[index + 1] >= level
    if before and after:
        return "continue"
    if after:
        return "begin"
    if before:
        return "end"
    return "backward hook" if index == len(levels) - 1 else "forward hook"
