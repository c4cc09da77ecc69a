"""A stretch of a score that is to be written anew: what is kept on both sides, and what the bars round it say.

Everything is told against one anchor tonic. A note held into the stretch, or out of it, belongs to what stays.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from tutor.composing.melody import anchor_of, melody_of, step_of
from tutor.composing.vocabulary import Melody, Step
from tutor.music.rhythm import to_ticks
from tutor.music.score import Bar, Note, Score

_CONTEXT = 8  # bars on either side that the network hears


@dataclass(frozen=True)
class Stretch:
    """Bars `first`..`last` (indices) of a score in one key and metre; times in quarters from the score's start.

    `start`..`end` is what is rewritten: between a note held in and a note held out.
    """

    score: Score
    first: int
    last: int
    start: Fraction
    end: Fraction

    @property
    def bars(self) -> tuple[Bar, ...]:
        return self.score.bars[self.first : self.last + 1]

    @property
    def head(self) -> int:
        """Ticks of the first bar that stay, counted from the downbeat of a full bar."""
        bar = self.bars[0]
        missing = bar.meter.bar_length - bar.length if self.first == 0 else Fraction(0)
        return to_ticks(self.start - bar.onset + missing)

    @property
    def tail(self) -> int:
        """Ticks of a full last bar that stay or are not there."""
        bar = self.bars[-1]
        missing = Fraction(0) if self.last == 0 else bar.meter.bar_length - bar.length
        return to_ticks(bar.end - self.end + missing)

    @property
    def anchor(self) -> int:
        return anchor_of(self.bars[0].key, [note.pitch for note in self.score.notes])

    def step(self, note: Note | None) -> Step | None:
        """A note as the composer sees it; None where it has no word for it."""
        if note is None:
            return None
        try:
            return step_of(self.bars[0].key, note.pitch, self.anchor)
        except ValueError:
            return None

    @property
    def before(self) -> Note | None:
        """The last note that begins before what is rewritten."""
        return next((n for n in reversed(self.score.notes) if n.onset < self.start), None)

    @property
    def follow(self) -> Note | None:
        """The first note that begins after it."""
        return next((n for n in self.score.notes if n.onset >= self.end), None)

    @property
    def replaced(self) -> list[Note]:
        return [n for n in self.score.notes if self.start <= n.onset < self.end]

    def lead(self) -> Melody | None:
        """The bars before, as many as the network is given; None when there are none it could read."""
        return self._excerpt(max(0, self.first - _CONTEXT), self.first)

    def sequel(self) -> Melody | None:
        """The bars after."""
        return self._excerpt(self.last + 1, min(len(self.score.bars), self.last + 1 + _CONTEXT // 2))

    def _excerpt(self, first: int, stop: int) -> Melody | None:
        bars = self.score.bars[first:stop]
        same = [b.key == self.bars[0].key and b.meter == self.bars[0].meter for b in bars]
        if not bars or not all(same):
            return None
        notes = tuple(_within(n, bars[0].onset, bars[-1].end) for n in self.score.notes if _overlaps(n, bars))
        moved = tuple(replace(b, onset=b.onset - bars[0].onset) for b in bars)
        try:
            part = replace(self.score.part, notes=notes, directions=(), slurs=())
            return melody_of(Score("", moved, (part,)), anchor=self.anchor)
        except ValueError:
            return None


def _overlaps(note: Note, bars: tuple[Bar, ...]) -> bool:
    return note.onset < bars[-1].end and note.end > bars[0].onset


def _within(note: Note, start: Fraction, end: Fraction) -> Note:
    """The part of a note between two moments, told from the first."""
    onset, segments = note.onset, []
    for segment in note.segments:
        first, last = max(onset, start), min(onset + segment, end)
        segments += [last - first] if last > first else []
        onset += segment
    return replace(note, onset=max(note.onset, start) - start, segments=tuple(segments))


def stretches(score: Score, bars: tuple[int, int]) -> list[Stretch]:
    """The bars numbered `bars[0]` to `bars[1]` as stretches of one key and metre each.

    Raises ValueError when the score has no such bars, or one that is longer than its metre.
    """
    wanted = [i for i, bar in enumerate(score.bars) if bars[0] <= bar.number <= bars[1]]
    known = sorted({bar.number for bar in score.bars})
    if not wanted or bars[0] not in known or bars[1] not in known:
        raise ValueError(f"bars {bars[0]}-{bars[1]} are not in this score; it has bars {known[0]} to {known[-1]}")
    if long := next((score.bars[i] for i in wanted if score.bars[i].length > score.bars[i].meter.bar_length), None):
        raise ValueError(f"bar {long.number} holds more than its metre {long.meter.name} allows; leave it as it is")
    runs: list[list[int]] = []
    for i in range(wanted[0], wanted[-1] + 1):
        bar, last = score.bars[i], score.bars[runs[-1][-1]] if runs else None
        if last is not None and (last.key, last.meter) == (bar.key, bar.meter):
            runs[-1].append(i)
        else:
            runs.append([i])
    return [_stretch(score, run[0], run[-1]) for run in runs]


def _stretch(score: Score, first: int, last: int) -> Stretch:
    start, end = score.bars[first].onset, score.bars[last].end
    for note in score.notes:
        if note.onset < start < note.end:
            start = min(note.end, end)
        if start <= note.onset < end < note.end:
            end = note.onset
    return Stretch(score, first, last, start, end)
