"""Which notes accompany a melody: patterns by metre over its chords, as a backing track plays them."""

from __future__ import annotations

from tutor.music.chords import CHORD_SEMITONES, chord_classes
from tutor.music.harmonising import harmonise
from tutor.music.score import Bar, ChordSymbol, Score

BASS_LOW, CHORD_LOW = 40, 52  # bass and chord lie in the octaves above these
_STRONG, _WEAK = 76, 60

Strike = tuple[float, float, int, int]  # (onset, length) in quarters, midi, velocity


def strikes(score: Score) -> list[Strike]:
    """Bass on the strong beats, the chord above it on the others: "oom-pah-pah" and its relatives in every metre.

    Chords are named as written; they sound where the part does.
    """
    chords = score.harmony or harmonise(score)
    return [strike for bar in score.bars for strike in _bar_strikes(bar, chords, score.part.transposition)]


def _bar_strikes(bar: Bar, chords: tuple[ChordSymbol, ...], transposition: int) -> list[Strike]:
    struck: list[Strike] = []
    missing = bar.meter.bar_length - bar.length if bar.number == 0 else 0  # a pickup holds the end of a bar
    for number, (beat, onset) in enumerate(zip(bar.meter.beats, bar.meter.beat_onsets, strict=True)):
        at = bar.onset + onset - missing
        chord = _chord_at(chords, at)
        if chord and bar.onset <= at < bar.end:
            classes = [(pitch + transposition) % 12 for pitch in chord_classes(chord)]
            struck += _beat_strikes(float(at), float(beat), classes, number, len(bar.meter.beats))
    return struck


def _beat_strikes(at: float, beat: float, classes: list[int], number: int, beats: int) -> list[Strike]:
    is_strong = number == 0 or (beats == 4 and number == 2)
    bass = BASS_LOW + (classes[0] - BASS_LOW) % 12
    if beats == 1:  # one beat in the bar: bass, then the chord on its last third
        return [(at, beat * 2 / 3, bass, _STRONG), *_chord(classes, at + beat * 2 / 3, beat / 3)]
    if is_strong:
        return [(at, 0.95 * beat, bass, _STRONG)]
    return _chord(classes, at, beat * 0.8)


def _chord(classes: list[int], at: float, length: float) -> list[Strike]:
    return [(at, length, CHORD_LOW + (pitch - CHORD_LOW) % 12, _WEAK) for pitch in classes]


def _chord_at(chords: tuple[ChordSymbol, ...], onset) -> ChordSymbol | None:
    sounding = (c for c in reversed(chords) if c.onset <= onset < c.onset + c.duration)
    return next((c for c in sounding if c.quality in CHORD_SEMITONES), None)
