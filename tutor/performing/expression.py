"""From gestures on a line of quarters to notes in seconds: tempo curve, onset scatter, loudness and articulation.

All randomness is drawn per score note from the seed, so a take with slips and its error-free twin share it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tutor.music.rhythm import seconds_per_quarter
from tutor.music.score import Score
from tutor.music.tempo_words import FASTER, SLOWER, says, swings, tempo_changes
from tutor.performing.gestures import Gesture, Gestures

SLURRED, DETACHED, STACCATO = 1.0, 0.95, 0.5  # share of the written value that sounds
BREATH_SHARE, BREATH_QUARTERS = 0.7, 0.5  # before a breath: a share of the note, at most so much less than all of it
HELD = 0.6  # how much longer than written a note under a fermata is held
SLOWED = 0.3  # share of the tempo that a ritardando to the end takes away
SWUNG = 0.62  # where in the beat its second eighth comes when eighths swing
TONGUED_S = 0.09  # silence, release included, before the same pitch is struck again: at most 40 % of the note
SHORTEST_S = 0.03
DYNAMICS = {"ppp": 36, "pp": 46, "p": 58, "mp": 72, "mf": 84, "f": 98, "ff": 112, "fff": 122}
PLAIN_VELOCITY, HAIRPIN = 84, 20


@dataclass(frozen=True)
class Manner:
    """How freely a take is played. Shares of 1, seconds, cents and MIDI velocity steps; all zero = machine-exact."""

    tempo_swing: float = 0.0
    phrase_slowing: float = 0.0
    onset_sd_s: float = 0.0
    cents_sd: float = 0.0
    velocity_swing: float = 0.0
    vibrato_cents: float = 0.0


MANNERS = {
    "exact": Manner(),
    "expressive": Manner(0.03, 0.03, 0.008, 3.0, 9.0, 14.0),
    "human": Manner(0.05, 0.05, 0.012, 8.0, 12.0, 20.0),  # a good amateur: looser, still without a wrong note
}


@dataclass(frozen=True)
class Sounding:
    """One note in seconds from the start of the music: `midi` includes every deliberate or natural deviation."""

    gesture: Gesture
    onset_s: float
    offset_s: float
    midi: float
    velocity: int
    vibrato_cents: float = 0.0

    @property
    def seconds(self) -> float:
        return self.offset_s - self.onset_s


def manner_named(expressive: bool | str) -> Manner:
    """The manner of a `perform` option: False, True, or a name in MANNERS."""
    name = expressive if isinstance(expressive, str) else ("expressive" if expressive else "exact")
    if name not in MANNERS:
        raise ValueError(f"'{name}' is not a manner of playing; use one of {', '.join(MANNERS)}")
    return MANNERS[name]


class TempoCurve:
    """Quarters along the performance to seconds, through a smooth curve around a steady tempo.

    A manner that is free in time also follows what the score says of it: words of tempo, fermatas, swing.
    """

    def __init__(self, score: Score, length: float, tempo_bpm: float, manner: Manner, seed: int) -> None:
        step = 0.125
        self._quarters = np.arange(0, length + 8 + step, step)
        speed = 1 + manner.tempo_swing * _smooth_noise(self._quarters, seed)
        speed -= manner.phrase_slowing * _phrase_ends(score, self._quarters)
        is_free = manner.tempo_swing > 0
        if is_free:
            speed *= _written_speed(score, self._quarters)
        self._swings = is_free and not score.meter.is_compound and swings(score)
        self._first_beat = float(score.bars[0].end)
        lengths = step * seconds_per_quarter(tempo_bpm) / speed
        self._seconds = np.concatenate([[0.0], np.cumsum(lengths[:-1])])

    def seconds(self, quarters: float) -> float:
        """Seconds from the start of the music; may be asked for any time from 0 to 8 quarters past its length."""
        if self._swings:
            quarters = _swung(quarters - self._first_beat) + self._first_beat
        return float(np.interp(quarters, self._quarters, self._seconds))


def _smooth_noise(x: NDArray[np.floating], seed: int) -> NDArray[np.floating]:
    """A slow curve within -1..1: three sines with periods of 6 to 30 quarters."""
    rng = np.random.default_rng([seed, 1])
    periods, phases = rng.uniform(6, 30, 3), rng.uniform(0, 2 * np.pi, 3)
    return np.mean([np.sin(2 * np.pi * x / p + f) for p, f in zip(periods, phases, strict=True)], axis=0)


def _phrase_ends(score: Score, x: NDArray[np.floating]) -> NDArray[np.floating]:
    """0..1: rises over the last two quarters of every fourth bar."""
    ends = [float(bar.end) for bar in score.bars if bar.number and bar.number % 4 == 0]
    bumps = [np.clip(1 - np.abs(x - end + 0.5) / 1.5, 0, 1) for end in ends]
    return np.sum(bumps, axis=0) if bumps else np.zeros_like(x)


def _written_speed(score: Score, x: NDArray[np.floating]) -> NDArray[np.floating]:
    """Share of the tempo at each moment: less and less under a ritardando, little while a fermata holds."""
    speed = np.ones_like(x)
    changes = tempo_changes(score)
    for index, mark in enumerate(changes):
        start = float(mark.onset)
        end = float(changes[index + 1].onset if index + 1 < len(changes) else score.length)
        share = SLOWED if says(mark, SLOWER) else -SLOWED if says(mark, FASTER) else 0.0
        if start < end:
            speed -= share * np.where(x < end, np.clip((x - start) / (end - start), 0, 1), 0)
    for note in score.notes:
        if "fermata" in note.articulations:
            speed[(x >= float(note.onset)) & (x < float(note.end))] /= 1 + HELD
    return speed


def _swung(quarters: float) -> float:
    """A place in the beat of a quarter as it is played when eighths swing."""
    beat, place = divmod(quarters, 1.0)
    return beat + (place * 2 * SWUNG if place < 0.5 else SWUNG + (place - 0.5) * 2 * (1 - SWUNG))


def sounding_notes(
    gestures: Gestures, score: Score, curve: TempoCurve, manner: Manner, seed: int
) -> tuple[Sounding, ...]:
    """Every gesture in seconds, in playing order; missed ones too, so that labels can say where they belonged."""
    return _Player(gestures, score, curve, manner, seed).play()


class _Player:
    """One reading of the gestures: what is looked up for every note is found once."""

    def __init__(self, gestures: Gestures, score: Score, curve: TempoCurve, manner: Manner, seed: int) -> None:
        self._gestures, self._score, self._curve, self._manner = gestures, score, curve, manner
        self._draws = _draws(score, seed)
        self._slurred = _slurred_ids(score)
        self._onsets = [self._onset(gesture) for gesture in gestures]

    def play(self) -> tuple[Sounding, ...]:
        return tuple(map(self._sounding, range(len(self._gestures))))

    def _onset(self, gesture: Gesture) -> float:
        start = self._curve.seconds(gesture.start)
        room = 0.12 * (self._curve.seconds(gesture.end) - start)
        scatter = self._manner.onset_sd_s * float(self._draws[gesture.id][0])
        return max(0.0, start + min(max(scatter, -room), room) + gesture.shift_s)

    def _sounding(self, index: int) -> Sounding:
        gesture, onset = self._gestures[index], self._onsets[index]
        _, cents_draw, velocity_draw = map(float, self._draws[gesture.id])
        drift = gesture.drift_cents_per_minute * onset / 60
        cents = gesture.cents + drift + self._manner.cents_sd * cents_draw
        return Sounding(
            gesture,
            onset,
            max(self._offset(index), onset + SHORTEST_S),
            gesture.midi + cents / 100,
            _velocity(gesture, self._score, self._manner, velocity_draw),
            self._manner.vibrato_cents,
        )

    def _offset(self, index: int) -> float:
        gesture = self._gestures[index]
        after = self._after(index)
        start, end = self._curve.seconds(gesture.start), self._curve.seconds(gesture.end)
        offset = start + _share(gesture, self._slurred) * (end - start)
        if after is None or gesture.hold is not None:
            return offset
        latest = self._onsets[after]  # one voice: the next note ends this one, early or not
        if round(self._gestures[after].midi) == round(gesture.midi):
            latest -= min(TONGUED_S, 0.4 * (latest - self._onsets[index]))
        return min(offset, latest)

    def _after(self, index: int) -> int | None:
        """The next heard gesture of the same voice: the first that begins no sooner than this one is written to end."""
        end = self._gestures[index].end - 1e-6
        later = range(index + 1, min(index + 9, len(self._gestures)))
        return next((k for k in later if self._gestures[k].is_heard and self._gestures[k].start >= end), None)


def _draws(score: Score, seed: int) -> dict[str, NDArray[np.floating]]:
    """Three standard normal draws per score note, kept within two deviations: onset, cents, loudness."""
    table = np.random.default_rng([seed, 2]).standard_normal((len(score.notes), 3)).clip(-2, 2)
    return {note.id: row for note, row in zip(score.notes, table, strict=True)}


def _share(gesture: Gesture, slurred: set[str]) -> float:
    if gesture.hold is not None:
        return gesture.hold
    if "staccato" in gesture.note.articulations:
        return STACCATO
    if "breath-mark" in gesture.note.articulations:
        return max(BREATH_SHARE, 1 - BREATH_QUARTERS / gesture.length)
    return SLURRED if gesture.id in slurred or "tenuto" in gesture.note.articulations else DETACHED


def _slurred_ids(score: Score) -> set[str]:
    """Notes under a slur, its last one left out."""
    order = [note.id for note in score.notes]
    spans = ((order.index(s.first), order.index(s.last)) for s in score.part.slurs if {s.first, s.last} <= set(order))
    return {note_id for first, last in spans for note_id in order[first:last]}


def _velocity(gesture: Gesture, score: Score, manner: Manner, draw: float) -> int:
    note = gesture.note
    loud = _written_loudness(score, float(note.onset))
    if "accent" in note.articulations:
        loud += 14
    bar = score.bar_at(note.onset)
    arc = np.sin(np.pi * ((bar.number - 1) % 4 + float((note.onset - bar.onset) / bar.length)) / 4)
    shape = 0.6 * arc + (0.3 if note.onset == bar.onset else 0.0) + 0.2 * draw - 0.4
    return int(np.clip(round(loud + manner.velocity_swing * shape), 20, 124))


def _written_loudness(score: Score, onset: float) -> float:
    """MIDI velocity that the dynamics and hairpins of the part ask for at a moment; what a hairpin has grown to, or
    fallen to, lasts until the next dynamic."""
    marks: Sequence[tuple[float, float]] = sorted(
        (float(d.onset), DYNAMICS[d.text]) for d in score.part.directions if d.kind == "dynamic" and d.text in DYNAMICS
    )
    since, level = ([(0.0, float(PLAIN_VELOCITY))] + [mark for mark in marks if mark[0] <= onset])[-1]
    grown = 0.0
    for hairpin in (d for d in score.part.directions if d.kind == "hairpin"):
        start, end = float(hairpin.onset), float(hairpin.end or 0)
        if since <= start < onset and start < end:
            grown += (HAIRPIN if hairpin.text == "<" else -HAIRPIN) * min(1.0, (onset - start) / (end - start))
    return level + float(np.clip(grown, -2 * HAIRPIN, 2 * HAIRPIN))
