"""A left hand to a melody: figures that suit the style, over the score's chords, each chord taken by the shortest way.

A figure is a row of (beat, length in beats, what sounds): the bass, or a note of the chord above it by number from the
bottom, several as a chord. Beats are the metre's felt beats; a figure goes round until the bar is full.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations

from tutor.composing.styles import STYLES
from tutor.composing.voices import sounding_key
from tutor.music.chords import chord_classes, chord_members
from tutor.music.instruments import INSTRUMENTS
from tutor.music.key import Key
from tutor.music.notation import notatable_values
from tutor.music.pitch import STEP_SEMITONES, Pitch
from tutor.music.score import Bar, ChordSymbol, Note, Part, Score

BASS, CHORD = (0,), (1, 2, 3)
Figure = tuple[tuple[Fraction, tuple[int, ...]], ...]  # (length in beats, members), one after another
_HALF, _THIRD, _ONE, _TWO = Fraction(1, 2), Fraction(1, 3), Fraction(1), Fraction(2)
# fmt: off
FIGURES: dict[str, Figure] = {
    "oom-pah": ((_ONE, BASS), (_ONE, CHORD)),
    "waltz": ((_ONE, BASS), (_ONE, CHORD), (_ONE, CHORD)),
    "block": ((_TWO, (0, 1, 2, 3)),),
    "alberti": ((_HALF, BASS), (_HALF, (3,)), (_HALF, (2,)), (_HALF, (3,))),
    "held": ((Fraction(32), (0, 1, 2, 3)),),
    "broken": ((_HALF, BASS), (_HALF, (1,)), (_HALF, (2,)), (_HALF, (3,))),
    "rocking": ((_THIRD, BASS), (_THIRD, (2,)), (_THIRD, (3,))),
    "pulse": ((_HALF, BASS), (_HALF, BASS)),
    "walking": ((_ONE, BASS), (_ONE, (1,)), (_ONE, (2,)), (_ONE, (3,))),
}
# fmt: on
_BY_STYLE = {
    **dict.fromkeys(("classical", "american-fiddle", "childrens-song"), "alberti"),
    **dict.fromkeys(("romantic-song", "romantic-piano", "pop", "japanese-song"), "broken"),
    **dict.fromkeys(("hymn", "bach-chorale", "renaissance", "cinematic", "modal-study", "makam-study"), "block"),
    **dict.fromkeys(("swing", "blues"), "walking"),
    "electronic-loop": "pulse",
}
_LOW, _MIDDLE = 38, 54  # the bass lies in the octave above the one, the chord about the other
_NO_CEILING = 128
_BELOW = 10  # semitones from the melody's lowest note down to the middle of the chord


@dataclass(frozen=True)
class _Hand:
    """The sounding MIDI numbers of a chord: bass first, then the notes above it from low to high."""

    chord: ChordSymbol
    notes: tuple[int, ...]


def figure_of(style: str, bar: Bar) -> str:
    """The figure a style is accompanied with in a bar's metre."""
    beats = len(bar.meter.beats)
    if bar.meter.is_compound or (bar.meter.numerator == 3 and bar.meter.denominator >= 8):
        return "rocking"
    if beats == 3 and _BY_STYLE.get(style) != "block":
        return "waltz"
    return _BY_STYLE.get(style, "oom-pah") if style in STYLES else "oom-pah"


def accompaniment(score: Score, style: str) -> Part:
    """A left-hand part under every chord of the score; written for the piano, whatever the melody transposes by."""
    player = INSTRUMENTS["piano-left-hand"]
    key, shift = sounding_key(score.key, score.part.transposition), score.part.transposition
    notes: list[Note] = []
    hand: _Hand | None = None
    middle = min(_MIDDLE, min(score.part.sounding_midi(note) for note in score.notes) - _BELOW)
    for bar in score.bars:
        for chord, onset, end in _stretches(score, bar):
            hand = _hand(chord, shift, hand, middle, _lowest(score, onset, end))
            figure = "held" if bar is score.bars[-1] else figure_of(style, bar)
            notes += _figured(hand, FIGURES[figure], bar, onset, end, key, shift, len(notes))
    return Part(tuple(notes), player.name, player.clef, player.transposition)


def _stretches(score: Score, bar: Bar) -> list[tuple[ChordSymbol, Fraction, Fraction]]:
    """What sounds when in a full bar."""
    if bar.number == 0:
        return []
    found = []
    for chord in score.harmony:
        start, end = max(chord.onset, bar.onset), min(chord.onset + chord.duration, bar.end)
        if start < end:
            found.append((chord, start, end))
    return found


def _lowest(score: Score, start: Fraction, end: Fraction) -> int:
    """The lowest sounding MIDI number of the melody in a stretch; far above everything where it rests."""
    sounding = [score.part.sounding_midi(note) for note in score.notes if note.onset < end and note.end > start]
    return min(sounding, default=_NO_CEILING)


def _hand(chord: ChordSymbol, shift: int, before: _Hand | None, middle: int, ceiling: int) -> _Hand:
    """The chord in the position that moves least from the one before, about the middle it is given; under the `ceiling`
    where one of its positions lies so low: two hands want two keys."""
    middle = max(middle, _LOW + 4)
    classes = [(pitch + shift) % 12 for pitch in chord_classes(chord)]
    bass = _LOW + (classes[0] - _LOW) % 12
    tones = classes if len(classes) == 3 else classes[1:]
    near = before.notes[1:] if before else (middle, middle + 4, middle + 7)
    spread = [_stacked(order, bass, middle) for order in permutations(tones)]
    under = [notes for notes in spread if notes[-1] < ceiling] or [min(spread, key=lambda notes: notes[-1])]
    upper = min(under, key=lambda notes: (sum(abs(a - b) for a, b in zip(notes, near, strict=True)), notes))
    return _Hand(chord, (bass, *upper))


def _stacked(order: tuple[int, ...], bass: int, middle: int) -> tuple[int, ...]:
    """Pitch classes one above the other, from the middle on."""
    notes: list[int] = []
    for pitch_class in order:
        floor = notes[-1] + 1 if notes else max(bass + 1, middle - 6)
        notes.append(floor + (pitch_class - floor) % 12)
    return tuple(notes)


def _figured(
    hand: _Hand, figure: Figure, bar: Bar, onset: Fraction, end: Fraction, key: Key, shift: int, count: int
) -> list[Note]:
    """The figure over a stretch of a bar, cut where the stretch ends."""
    notes: list[Note] = []
    clock, turn = onset, 0
    while clock < end:
        length, members = figure[turn % len(figure)]
        stop = min(clock + length * _beat(bar, clock), end)
        for member in members:
            number = count + len(notes) + 1
            segments = notatable_values(clock - bar.onset, stop - clock, bar.meter)
            notes.append(Note(f"p{number}", clock, _spelled(hand, member, key, shift), segments))
        clock, turn = stop, turn + 1
    return notes


def _beat(bar: Bar, onset: Fraction) -> Fraction:
    """The length of the felt beat that holds a moment."""
    at = onset - bar.onset
    pairs = zip(bar.meter.beat_onsets, bar.meter.beats, strict=True)
    return next(beat for start, beat in reversed(list(pairs)) if start <= at)


def _spelled(hand: _Hand, member: int, key: Key, shift: int) -> Pitch:
    """A member as the chord spells it; where the part transposes, as the key does."""
    midi = hand.notes[member]
    if shift:
        return key.spell(midi)
    for letter in chord_members(hand.chord):
        alter = letter.count("#") - letter[1:].count("b")
        if (STEP_SEMITONES[letter[0]] + alter - midi) % 12 == 0:
            return Pitch(letter[0], alter, (midi - alter - STEP_SEMITONES[letter[0]]) // 12 - 1)
    return key.spell(midi)
