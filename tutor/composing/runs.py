"""Melodies as hashed runs of (interval, duration ratio): the same in any key, octave or note value."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from tutor.composing.vocabulary import TIE, Melody
from tutor.music.key import MODE_DEGREES

GRAM = 6  # links in a hashed run: 7 notes
_PRIME = np.uint64(1_000_003)


def sounding(melody: Melody) -> list[tuple[int, int, int]]:
    """(onset tick, ticks until the next note, semitones above the anchor tonic) of every note; ties joined."""
    scale = MODE_DEGREES[melody.mode]
    notes: list[list[int]] = []
    clock = 0
    for event in melody.events:
        if isinstance(event.pitch, tuple):
            d, alter = event.pitch
            notes.append([clock, event.ticks, scale[d % 7] + 12 * (d // 7) + alter])
        elif notes and event.pitch == TIE:
            notes[-1][1] += event.ticks
        clock += event.ticks
    for note, following in pairwise(notes):
        note[1] = following[0] - note[0]
    return [(onset, ticks, pitch) for onset, ticks, pitch in notes]


def links(melody: Melody) -> np.ndarray:
    """One number per pair of neighbouring notes, uint64 (notes - 1,): its interval and ratio of durations."""
    notes = np.array(sounding(melody), dtype=np.int64).reshape(-1, 3)
    interval = np.diff(notes[:, 2]) + 64
    # Ratios of whole ticks, told apart to the percent: 1:2 and 1:3 differ, 24:12 and 48:24 do not.
    ratio = np.round(np.log2(notes[1:, 1] / notes[:-1, 1]) * 32).astype(np.int64) + 512
    return (interval * 1024 + ratio).astype(np.uint64)


def telling_grams(melody: Melody, length: int = GRAM) -> np.ndarray:
    """The hashes of runs that say something: at least four different links, so no scale, drone or figure repeated."""
    elements = links(melody)
    told = [len(set(elements[i : i + length].tolist())) >= 4 for i in range(len(elements) - length + 1)]
    return grams(melody, length)[np.array(told, dtype=bool)]


def grams(melody: Melody, length: int = GRAM) -> np.ndarray:
    """Hashes of every run of `length` links, uint32 (notes - length,)."""
    elements = links(melody)
    count = len(elements) - length + 1
    if count <= 0:
        return np.zeros(0, dtype=np.uint32)
    hashed = np.zeros(count, dtype=np.uint64)
    for i in range(length):
        hashed = hashed * _PRIME + elements[i : i + count]
    hashed ^= hashed >> np.uint64(29)
    hashed *= np.uint64(0xBF58476D1CE4E5B9)
    return (hashed >> np.uint64(32)).astype(np.uint32)
