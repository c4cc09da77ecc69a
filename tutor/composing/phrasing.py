"""A melody as its phrases: which notes belong to each, where one comes to rest, and which notes can be joined.

A phrase rests on the longest note begun in its last bar; what follows that note in the bar leads on to the next phrase.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from tutor.music.score import Bar, Note

Notes = tuple[Note, ...]


def phrases_of(notes: Notes, bars: Sequence[Bar], ends: Iterable[int]) -> list[Notes]:
    """The phrases of a line whose last bars have the numbers `ends`; what stands after the last end is one more."""
    found, rest = [], notes
    for bar in (bar for bar in bars if bar.number in set(ends)):
        begun = [note for note in rest if bar.onset <= note.onset < bar.end]
        if begun:
            place = rest.index(_resting(begun)) + 1
            found.append(rest[:place])
            rest = rest[place:]
    return [*found, rest] if rest else found


def _resting(begun: Sequence[Note]) -> Note:
    """The longest note; of several, the last."""
    return max(reversed(begun), key=lambda note: note.duration)


def runs_of(notes: Notes, *, repeats: bool = False) -> list[Notes]:
    """The stretches that follow each other without a rest, and unless `repeats` without a pitch struck twice."""
    return split(notes, lambda a, b: a.end == b.onset and (repeats or a.pitch != b.pitch))


def split(notes: Notes, joined: Callable[[Note, Note], bool]) -> list[Notes]:
    """The line cut wherever two neighbours are not joined."""
    if not notes:
        return []
    cuts = [0, *(i for i, (a, b) in enumerate(pairwise(notes), 1) if not joined(a, b)), len(notes)]
    return [notes[a:b] for a, b in pairwise(cuts)]


def height_of(phrase: Notes) -> int:
    """Which note a phrase grows to: its highest; of several, the last."""
    return max(range(len(phrase)), key=lambda i: (phrase[i].pitch.midi, i))
