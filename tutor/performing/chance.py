"""Random slips in the proportions real players make them, only where a listener could not be in doubt what happened.

Intervals of wrong notes: 32 % one semitone, 53 % within two (substitutions counted in the (n)ASAP piano recordings).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

import numpy as np

from tutor.music.rhythm import seconds_per_quarter
from tutor.music.score import Note, Score
from tutor.performing.labels import Slip

DEFAULT_KINDS = ("wrong_pitch", "missed", "extra")
INTERVALS = {1: 0.32, 2: 0.21, 3: 0.14, 4: 0.11, 5: 0.09, 7: 0.06, 12: 0.07}
APART = 3  # notes between the places of two slips, so that each stays a cause of its own
SHORTEST_S = 0.14  # a slip on a shorter note could not be told from articulation
Chance = Callable[[Score, int, np.random.Generator], Slip | None]


def random_slips(score: Score, seed: int, count: int, kinds: Sequence[str] = DEFAULT_KINDS) -> tuple[Slip, ...]:
    """At most `count` slips of the given kinds, fewer where the score offers no more clear places; in score order.

    ValueError for a kind that has no random form.
    """
    for kind in kinds:
        if kind not in CHANCES:
            raise ValueError(f"'{kind}' cannot be placed at random; use one of {', '.join(CHANCES)}")
    rng = np.random.default_rng([seed, 3])
    slips: dict[int, Slip] = {}
    for index in map(int, rng.permutation(np.arange(1, max(1, len(score.notes) - 1)))):
        if len(slips) == count:
            break
        if all(abs(index - taken) > APART for taken in slips) and (slip := _try(score, index, kinds, rng)):
            slips[index] = slip
    return tuple(slips[index] for index in sorted(slips))


def _try(score: Score, index: int, kinds: Sequence[str], rng: np.random.Generator) -> Slip | None:
    """A slip of the first kind, in random order, that fits this place."""
    if _seconds(score, score.notes[index]) < SHORTEST_S:
        return None
    for kind in rng.permutation(list(kinds)):
        if slip := CHANCES[str(kind)](score, index, rng):
            return slip
    return None


def _seconds(score: Score, note: Note) -> float:
    return score.seconds(note.duration)


def _around(score: Score, index: int) -> set[int]:
    """MIDI numbers of the note and its neighbours."""
    return {note.pitch.midi for note in score.notes[max(0, index - 1) : index + 2]}


def _interval(score: Score, index: int, rng: np.random.Generator) -> int | None:
    """A signed interval that lands on no neighbour's pitch."""
    size = int(rng.choice(list(INTERVALS), p=list(INTERVALS.values())))
    signs = [int(s) for s in rng.permutation([-1, 1])]
    here = score.notes[index].pitch.midi
    return next((s * size for s in signs if here + s * size not in _around(score, index)), None)


def _wrong_pitch(score: Score, index: int, rng: np.random.Generator) -> Slip | None:
    amount = _interval(score, index, rng)
    return Slip("wrong_pitch", score.notes[index].id, amount) if amount else None


def _missed(score: Score, index: int, rng: np.random.Generator) -> Slip | None:
    """Not where a repeated note leaves open which of them was missed."""
    pitches = [note.pitch.midi for note in score.notes[index - 1 : index + 2]]
    return Slip("missed", score.notes[index].id) if pitches[1] not in (pitches[0], pitches[2]) else None


def _extra(score: Score, index: int, rng: np.random.Generator) -> Slip | None:
    amount = _interval(score, index, rng)
    long_enough = _seconds(score, score.notes[index]) >= 2 * SHORTEST_S
    return Slip("extra", score.notes[index].id, amount) if amount and long_enough else None


def _corrected(score: Score, index: int, rng: np.random.Generator) -> Slip | None:
    note = score.notes[index]
    amount = int(rng.choice([-2, -1, 1, 2]))
    fits = _seconds(score, note) >= 3 * SHORTEST_S and note.pitch.midi + amount not in _around(score, index)
    return Slip("corrected", note.id, amount) if fits else None


def _octave(score: Score, index: int, rng: np.random.Generator) -> Slip | None:
    amount = int(rng.choice([-1, 1]))
    taken = score.notes[index].pitch.midi + 12 * amount in _around(score, index)
    return None if taken else Slip("octave", score.notes[index].id, amount)


def _shift(kind: str) -> Chance:
    """An onset moved by 30 to 45 % of the room it has, and by no less than 0.14 s."""

    def place(score: Score, index: int, rng: np.random.Generator) -> Slip | None:
        before, note = score.notes[index - 1], score.notes[index]
        room = score.seconds(note.onset - before.onset) if kind == "early" else _seconds(score, note)
        amount = float(rng.uniform(0.3, 0.45)) * min(room, 2 * seconds_per_quarter(score.tempo_bpm))
        return Slip(kind, note.id, round(amount, 3)) if amount >= SHORTEST_S else None

    return place


def _cut_short(score: Score, index: int, rng: np.random.Generator) -> Slip | None:
    note = score.notes[index]
    fits = _seconds(score, note) >= 0.5 and "staccato" not in note.articulations
    return Slip("cut_short", note.id, round(float(rng.uniform(0.25, 0.4)), 3)) if fits else None


def _held_long(score: Score, index: int, rng: np.random.Generator) -> Slip | None:
    """Only into a rest: over another note a single voice could not be told apart."""
    note, following = score.notes[index], score.notes[index + 1]
    gap = following.onset - note.end
    return Slip("held_long", note.id, 0.8 * float(gap)) if score.seconds(gap) >= 0.3 else None


def _rest_skipped(score: Score, index: int, rng: np.random.Generator) -> Slip | None:
    note = score.notes[index]
    gap = score.seconds(note.onset - score.notes[index - 1].end)
    return Slip("rest_skipped", note.id) if gap >= 0.25 else None


def _tie_restruck(score: Score, index: int, rng: np.random.Generator) -> Slip | None:
    note = score.notes[index]
    return Slip("tie_restruck", note.id) if len(note.segments) > 1 else None


def _group(score: Score, index: int, count: int) -> list[Note] | None:
    """`count` adjoining notes from an index on, or None."""
    notes = list(score.notes[index : index + count])
    joined = all(a.end == b.onset for a, b in itertools.pairwise(notes))
    return notes if len(notes) == count and joined else None


def _dotted_even(score: Score, index: int, rng: np.random.Generator) -> Slip | None:
    pair = _group(score, index, 2)
    return Slip("dotted_even", pair[0].id) if pair and pair[0].duration == 3 * pair[1].duration else None


def _swung(score: Score, index: int, rng: np.random.Generator) -> Slip | None:
    pair = _group(score, index, 2)
    fits = pair and pair[0].duration == pair[1].duration and score.beat_of(pair[0].onset).denominator == 1
    long_enough = pair and _seconds(score, pair[0]) >= 0.3
    return Slip("swung", score.notes[index].id, 0.7) if fits and long_enough else None


def _triplet_uneven(score: Score, index: int, rng: np.random.Generator) -> Slip | None:
    three = _group(score, index, 3)
    is_triplet = three and len({n.duration for n in three}) == 1 and three[0].duration.denominator % 3 == 0
    return Slip("triplet_uneven", score.notes[index].id) if is_triplet else None


def _hesitation(score: Score, index: int, rng: np.random.Generator) -> Slip | None:
    return Slip("hesitation", score.notes[index].id, round(float(rng.uniform(0.75, 2.5)), 2))


def _stammer(score: Score, index: int, rng: np.random.Generator) -> Slip | None:
    clear = score.notes[index].pitch.midi != score.notes[index - 1].pitch.midi
    return Slip("stammer", score.notes[index].id, int(rng.integers(1, 3))) if clear else None


def _tempo(kind: str) -> Chance:
    def place(score: Score, index: int, rng: np.random.Generator) -> Slip | None:
        last = min(index + 8, len(score.notes) - 1)
        return Slip(kind, score.notes[index].id, round(float(rng.uniform(0.15, 0.3)), 3), score.notes[last].id)

    return place


def _back(kind: str) -> Chance:
    """Back to the start of the bar."""

    def place(score: Score, index: int, rng: np.random.Generator) -> Slip | None:
        note = score.notes[index]
        bar = score.bar_at(note.onset)
        first = next(n for n in score.notes if n.onset >= bar.onset)
        if first.onset >= note.onset:
            return None
        pause = round(float(rng.uniform(0.5, 2.0)), 2) if kind == "restart" else 0.0
        return Slip(kind, note.id, pause, first.id)

    return place


def _off_pitch(score: Score, index: int, rng: np.random.Generator) -> Slip | None:
    fits = _seconds(score, score.notes[index]) >= 0.35
    cents = int(rng.choice([-1, 1])) * round(float(rng.uniform(32, 45)), 1)
    return Slip("off_pitch", score.notes[index].id, cents) if fits else None


def _scoop(score: Score, index: int, rng: np.random.Generator) -> Slip | None:
    fits = _seconds(score, score.notes[index]) >= 0.5
    return Slip("scoop", score.notes[index].id, round(float(rng.uniform(80, 150)), 1)) if fits else None


CHANCES: dict[str, Chance] = {
    "wrong_pitch": _wrong_pitch,
    "missed": _missed,
    "extra": _extra,
    "corrected": _corrected,
    "octave": _octave,
    "early": _shift("early"),
    "late": _shift("late"),
    "cut_short": _cut_short,
    "held_long": _held_long,
    "rest_skipped": _rest_skipped,
    "tie_restruck": _tie_restruck,
    "dotted_even": _dotted_even,
    "swung": _swung,
    "triplet_uneven": _triplet_uneven,
    "hesitation": _hesitation,
    "stammer": _stammer,
    "rush": _tempo("rush"),
    "drag": _tempo("drag"),
    "restart": _back("restart"),
    "repeat": _back("repeat"),
    "off_pitch": _off_pitch,
    "scoop": _scoop,
}
