"""Play a score: exact or human, with labelled slips, an accompaniment and a click, as mono sound at 44.1 kHz."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tutor.music.score import Score
from tutor.performing.encoding import write_audio
from tutor.performing.expression import Sounding, TempoCurve, manner_named, sounding_notes
from tutor.performing.gestures import EXTRA, MISSED, written_gestures
from tutor.performing.labels import ExtraTruth, Labels, NoteTruth, Slip
from tutor.performing.sampler import RATE
from tutor.performing.slips import apply_slips
from tutor.performing.synthesis import render, sounder_named

__all__ = ["Performance", "perform", "write_audio"]

LEAD_IN_S, TAIL_S = 0.4, 0.6
PEAK = 0.5
STRUCTURAL_SLACK_QUARTERS = 8.0


@dataclass(frozen=True)
class Performance:
    """`samples` mono float32 (n,) at `rate` Hz; `labels` the truth about them; `notes` what was played."""

    samples: NDArray[np.float32]
    rate: int
    labels: Labels
    notes: tuple[Sounding, ...]

    @property
    def duration_s(self) -> float:
        return len(self.samples) / self.rate


def perform(
    score: Score,
    *,
    instrument: str | None = None,
    accompaniment: bool = False,
    expressive: bool | str = False,
    click: bool = False,
    count_in_bars: int = 0,
    slips: Sequence[Slip] = (),
    tempo_bpm: float | None = None,
    seed: int = 0,
    lead_in_s: float = LEAD_IN_S,
    consonants: bool = False,
    leak_db: float | None = None,
) -> Performance:
    """The practised part as sound, the same bytes for the same arguments.

    `accompaniment` adds the score's other parts, or chords where it has none; `instrument` a name of
    `tutor.music.instruments` or "voice", by default the score's own; `expressive` False, True or a name in
    `expression.MANNERS`; `tempo_bpm` quarters a minute; `consonants` a hiss before each note, as of words sung;
    `leak_db` the accompaniment's level next to the take's where it only leaks into the microphone (a negative number).
    ValueError for a name or slip that does not fit.
    """
    sounder = sounder_named(score.part.instrument if instrument is None else instrument)
    manner = manner_named(expressive)
    manner = manner if sounder.bends else replace(manner, cents_sd=0.0)
    tempo = tempo_bpm or score.tempo_bpm
    gestures = apply_slips(written_gestures(score), slips, score)
    length = max([float(score.length)] + [g.end for g in gestures])
    curve = TempoCurve(score, length + STRUCTURAL_SLACK_QUARTERS, tempo, manner, seed)
    lead_in_s += count_in_bars * float(score.meter.bar_length) * 60 / tempo
    notes = sounding_notes(gestures, score, curve, manner, seed)
    seconds = max([curve.seconds(float(score.length))] + [n.offset_s for n in notes]) + TAIL_S
    samples = _levelled(render(notes, sounder, seconds, lead_in_s, consonants))
    if accompaniment or click or count_in_bars:
        samples = _with_backing(samples, score, curve, lead_in_s, accompaniment, click, count_in_bars, tempo, leak_db)
    return Performance(samples, RATE, _labels(score, notes, slips, tempo, lead_in_s), notes)


def _levelled(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    peak = float(np.abs(samples).max(initial=0.0))
    return samples * np.float32(PEAK / peak) if peak else samples


def _with_backing(
    samples, score, curve, lead_in_s, accompaniment, click, count_in_bars, tempo, leak_db
) -> NDArray[np.float32]:
    from tutor.performing.accompaniment import chords_sound, click_sound, parts_sound
    from tutor.performing.mixing import db_over, mix

    layers = [(samples, 0.0)]
    if accompaniment:
        others = (parts_sound if len(score.parts) > 1 else chords_sound)(score, curve, len(samples), lead_in_s)
        layers.append((others, -9.0 if leak_db is None else leak_db + db_over(samples, others)))
    if click or count_in_bars:
        layers.append(
            (click_sound(score, curve, len(samples), lead_in_s, count_in_bars, tempo, throughout=click), -8.0)
        )
    return mix(layers)


def _labels(score: Score, notes: Sequence[Sounding], slips: Sequence[Slip], tempo: float, lead_in_s: float) -> Labels:
    truths = {n.gesture.id: _truth(n, lead_in_s) for n in notes if n.gesture.role != EXTRA}
    extras = [_extra_truth(n, lead_in_s) for n in notes if n.gesture.role == EXTRA]
    return Labels(
        notes=tuple(truths[note.id] for note in score.notes),
        extras=tuple(sorted(extras, key=lambda extra: extra.onset_s)),
        slips=tuple(slips),
        tempo_bpm=tempo,
    )


def _truth(sounding: Sounding, lead_in_s: float) -> NoteTruth:
    gesture = sounding.gesture
    onset = sounding.onset_s + lead_in_s
    expected = onset - gesture.shift_s
    if gesture.role == MISSED:
        return NoteTruth(gesture.id, expected, None, None, None, "missed")
    return NoteTruth(
        gesture.id,
        expected,
        onset,
        sounding.offset_s + lead_in_s,
        sounding.midi,
        gesture.pitch,
        gesture.timing,
        gesture.duration,
        100 * (sounding.midi - gesture.midi),
    )


def _extra_truth(sounding: Sounding, lead_in_s: float) -> ExtraTruth:
    gesture = sounding.gesture
    is_retry = gesture.reason in ("abandoned", "repeat")
    return ExtraTruth(
        sounding.onset_s + lead_in_s,
        sounding.offset_s + lead_in_s,
        sounding.midi,
        None if is_retry else gesture.id,
        gesture.reason,
        gesture.id if is_retry else None,
    )
