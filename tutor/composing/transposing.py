"""A score moved to another key of the same mode: every note, chord and signature by the same interval."""

from __future__ import annotations

from dataclasses import replace

from tutor.composing.register import parse_range
from tutor.composing.request import ComposeRequest
from tutor.errors import RequestImpossible
from tutor.music.instruments import instrument
from tutor.music.key import Key
from tutor.music.pitch import STEPS, Pitch
from tutor.music.score import Bar, ChordSymbol, Note, Part, Score


def transposed(score: Score, key: Key, request: ComposeRequest) -> Score:
    """The score with its first key moved to `key`, by the shortest way that stays in the request's range.

    Raises ValueError for another mode, RequestImpossible when no octave fits.
    """
    if key.mode != score.key.mode:
        raise ValueError(
            f"a piece in {score.key.name} stays {score.key.mode} when it is moved; choose a {score.key.mode} key"
        )
    moves = sorted(_moves(score.key, key), key=lambda move: (abs(move[1]), -move[1]))
    low, high = _bounds(request)
    heights = [note.pitch.midi for note in score.notes]
    for steps, semitones in moves:
        if low.midi <= min(heights, default=60) + semitones and max(heights, default=60) + semitones <= high.midi:
            return _moved(score, steps, semitones)
    raise RequestImpossible(
        f"the key {key.name}",
        f"the range {low}-{high}",
        "Choose a key nearer to this one, or an instrument with a wider range.",
    )


def _bounds(request: ComposeRequest) -> tuple[Pitch, Pitch]:
    player = instrument(request.instrument)
    return parse_range(request.range) if request.range else (player.low, player.high)


def _moves(old: Key, new: Key) -> list[tuple[int, int]]:
    """(staff steps, semitones) of every way from tonic to tonic within three octaves."""
    steps = STEPS.index(new.step) - STEPS.index(old.step)
    here = Pitch(old.step, old.alter, 4)
    found = []
    for octave in range(-3, 4):
        there = Pitch(new.step, new.alter, 4 + octave)
        found.append((steps + 7 * octave, there.midi - here.midi))
    return found


def _moved(score: Score, steps: int, semitones: int) -> Score:
    bars = tuple(replace(bar, key=_key(bar.key, steps, semitones)) for bar in score.bars)
    parts = tuple(_part(part, score.bars, bars, steps) for part in score.parts)
    harmony = tuple(_chord(chord, score, steps, semitones) for chord in score.harmony)
    return replace(score, bars=bars, parts=parts, harmony=harmony)


def _key(key: Key, steps: int, semitones: int) -> Key:
    """The key on the moved tonic; spelled with the other letter where it would need more than seven signs."""
    letter = STEPS[(STEPS.index(key.step) + steps) % 7]
    wanted = (key.tonic_class + semitones) % 12
    alter = (wanted - Pitch(letter, 0, 4).midi + 6) % 12 - 6
    try:
        return Key(letter, alter, key.mode)
    except ValueError:
        return next(k for k in (Key.from_fifths(n, key.mode) for n in range(-6, 7)) if k.tonic_class == wanted)


def _part(part: Part, old: tuple[Bar, ...], new: tuple[Bar, ...], steps: int) -> Part:
    notes = []
    for note in part.notes:
        at = max(i for i, bar in enumerate(old) if bar.onset <= note.onset)
        notes.append(_note(note, old[at].key, new[at].key, steps))
    return replace(part, notes=tuple(notes))


def _note(note: Note, old: Key, new: Key, steps: int) -> Note:
    """The same degree with the same alteration in the new key."""
    shift = steps + (STEPS.index(new.step) - STEPS.index(old.step) - steps + 3) % 7 - 3
    return replace(note, pitch=new.pitch_at(note.pitch.diatonic + shift, old.degree_of(note.pitch)[1]))


def _chord(chord: ChordSymbol, score: Score, steps: int, semitones: int) -> ChordSymbol:
    old = score.bar_at(chord.onset).key
    root = Pitch.parse(f"{chord.root}4")
    new = _key(old, steps, semitones)
    moved = _note(Note("root", chord.onset, root, (chord.duration,)), old, new, steps).pitch
    return replace(chord, root=moved.letter)
