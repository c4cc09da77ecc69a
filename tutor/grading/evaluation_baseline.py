"""The plain way, to be measured against: pYIN and dynamic time warping of its contour to the score's.

No part of the product. pYIN (Mauch and Dixon 2014) over the score's range; both contours in semitones every 20 ms,
warped onto each other with unit steps; a note's pitch is the median of its voiced frames, and a note with too few of
them is missed. The method has no notion of an added note.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tutor.grading.evaluation_counts import Tally
from tutor.grading.evaluation_scores import study
from tutor.grading.evaluation_takes import MANNERS, SLIPS_A_TAKE, SOUNDS, measured
from tutor.grading.expected import Expected
from tutor.music.pitch import midi_to_hz
from tutor.music.score import Score

RATE, HOP = 16_000, 320
WRONG, LEAST_FRAMES = 0.5, 3
FAR = 3.0  # semitones: cost of a rest against a pitch, and cap of any distance

Array = NDArray[np.float64]


def evaluate_baseline(takes: int, seed: int) -> dict[str, Any]:
    """The same measures as `evaluation_takes`, on the first `takes` clean takes of the same seed."""
    return {"pYIN + DTW": measured([_one(seed + number, SOUNDS[number % len(SOUNDS)]) for number in range(takes)])}


def _one(seed: int, sound: str) -> Tally:
    from tutor.performing.perform import perform
    from tutor.performing.slips import random_slips

    score = study(seed, "soprano" if sound == "voice" else sound, 1 + seed % 6)
    slips = random_slips(score, seed, SLIPS_A_TAKE)
    played = perform(score, instrument=sound, slips=slips, expressive=MANNERS[seed % len(MANNERS)], seed=seed)
    said, truths, tally = verdicts(score, played.samples, played.rate), played.labels.by_id(), Tally(takes=1)
    for note, word in zip(score.notes, said, strict=True):
        true = truths[note.id].pitch
        for kind in ("wrong", "missed"):
            tally.true[kind] += true == kind
            tally.found[kind] += word == kind
            tally.hits[kind] += true == kind == word
        tally.notes += true == "correct"
        tally.accused["pitch"] += true == "correct" != word
    tally.true["extra"] += len(played.labels.extras)
    return tally


def verdicts(score: Score, samples: NDArray[np.floating], rate: int) -> list[str]:
    """correct, wrong or missed for every note."""
    expected = Expected.of(score)
    heard = contour(expected, samples, rate)
    written = written_contour(expected)
    notes_at = _warped(written[0], heard)
    words = []
    for i, midi in enumerate(expected.midi):
        frames = heard[[k for k in range(len(heard)) if notes_at[k] >= 0 and written[1][notes_at[k]] == i]]
        pitched = frames[frames > 0]
        off = abs(float(np.median(pitched)) - midi) if len(pitched) else 0.0
        words.append("missed" if len(pitched) < LEAST_FRAMES else "wrong" if off > WRONG else "correct")
    return words


def contour(expected: Expected, samples: NDArray[np.floating], rate: int) -> Array:
    """MIDI numbers every 20 ms, 0 where unvoiced."""
    import librosa
    import soxr

    sound = soxr.resample(np.asarray(samples, dtype=np.float32), rate, RATE)
    low, high = midi_to_hz(expected.midi.min() - 5), midi_to_hz(expected.midi.max() + 5)
    hz, voiced, _ = librosa.pyin(sound, fmin=max(low, 32.0), fmax=high, sr=RATE, hop_length=HOP, frame_length=2048)
    return np.where(voiced, 69.0 + 12.0 * np.log2(np.where(voiced, hz, 440.0) / 440.0), 0.0)


def written_contour(expected: Expected) -> tuple[Array, NDArray[np.intp]]:
    """(MIDI numbers, note indices) every 20 ms at the written tempo; 0 and -1 in rests."""
    step = HOP / RATE / expected.spq
    at = np.arange(0.0, float(expected.end_q.max()), step)
    note = np.searchsorted(expected.onset_q, at, side="right") - 1
    sounding = (note >= 0) & (at < expected.end_q[np.maximum(note, 0)])
    return np.where(sounding, expected.midi[np.maximum(note, 0)], 0.0), np.where(sounding, note, -1)


def _warped(written: Array, heard: Array) -> NDArray[np.intp]:
    """For each heard frame the written one it is warped to, -1 outside. Shape (heard,)."""
    import librosa

    rest = (written[:, None] == 0) != (heard[None, :] == 0)
    cost = np.where(rest, FAR, np.minimum(np.abs(written[:, None] - heard[None, :]), FAR))
    _, path = librosa.sequence.dtw(C=cost)
    answer = np.full(len(heard), -1, dtype=np.intp)
    for i, k in path:
        answer[k] = i
    return answer
