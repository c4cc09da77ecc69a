"""Calibrated tones: pitches known to a fraction of a cent, and how far off they are heard."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

RATE, SECONDS, APART_S = 22_050, 0.6, 0.2
LOWEST, HIGHEST, TONES = 40, 88, 12  # MIDI
# Amplitudes of the partials: nearly pure, bowed, reed-like (odd partials), bright.
TIMBRES: dict[str, tuple[float, ...]] = {
    "pure": (1.0, 0.1),
    "bowed": tuple(1.0 / k for k in range(1, 9)),
    "odd partials": (1.0, 0.05, 0.6, 0.05, 0.4, 0.05, 0.25),
    "bright": (0.5, 1.0, 0.9, 0.7, 0.5, 0.4, 0.3),
}
VIBRATO_CENTS, VIBRATO_HZ = 25.0, 5.5


def evaluate_tones(seed: int) -> dict[str, Any]:
    """Absolute errors in cents of tones a random fraction of a semitone off the keys, plain and with vibrato."""
    errors = {
        f"{name}{', vibrato' if vibrato else ''}": _errors(partials, vibrato, seed)
        for name, partials in TIMBRES.items()
        for vibrato in (False, True)
    }
    every = np.concatenate(list(errors.values()))
    return {
        "tones": len(every),
        "lost": int(np.sum(~np.isfinite(every))),
        "mean_cents": _mean(every),
        "by_timbre": {name: _mean(found) for name, found in errors.items()},
    }


def _mean(errors: NDArray[np.float64]) -> float | None:
    heard = errors[np.isfinite(errors)]
    return round(float(heard.mean()), 2) if len(heard) else None


def _errors(partials: tuple[float, ...], vibrato: bool, seed: int) -> NDArray[np.float64]:
    """One error a tone, infinite where no note was heard or it was more than a semitone off. Shape (tones,)."""
    from tutor.listening.hear import hear_audio
    from tutor.listening.types import Audio

    rng = np.random.default_rng([seed, 31])
    wanted = np.linspace(LOWEST, HIGHEST, TONES).round() + rng.uniform(-0.5, 0.5, TONES)
    gap = np.zeros(int(APART_S * RATE))
    sound = np.concatenate([part for midi in wanted for part in (gap, tone(midi, partials, vibrato))] + [gap])
    notes = hear_audio(Audio(sound.astype(np.float32), RATE), low_midi=LOWEST, high_midi=HIGHEST).notes
    starts = APART_S + np.arange(TONES) * (APART_S + SECONDS)
    return np.array([_off(notes, start, midi) for start, midi in zip(starts, wanted, strict=True)])


def _off(notes: Any, start: float, midi: float) -> float:
    inside = [note for note in notes if start - 0.1 < note.onset_s < start + SECONDS]
    longest = max(inside, key=lambda note: note.duration_s, default=None)
    off = np.inf if longest is None else 100.0 * abs(longest.midi - midi)
    return float(off) if off < 100.0 else float("inf")


def tone(midi: float, partials: tuple[float, ...], vibrato: bool) -> NDArray[np.float64]:
    """Samples of one tone with soft ends, shape (SECONDS * RATE,)."""
    time = np.arange(int(SECONDS * RATE)) / RATE
    swing = VIBRATO_CENTS * np.sin(2 * np.pi * VIBRATO_HZ * time) if vibrato else np.zeros(len(time))
    hz = 440.0 * 2.0 ** ((midi - 69.0) / 12.0) * 2.0 ** (swing / 1200.0)
    phase = 2 * np.pi * np.cumsum(hz) / RATE
    sound = sum(a * np.sin(k * phase) for k, a in enumerate(partials, start=1) if k * hz.max() < 0.45 * RATE)
    ends = np.minimum(1.0, np.minimum(time, SECONDS - time) / 0.02)
    return np.asarray(0.2 * ends * sound / np.sqrt(np.sum(np.square(partials))))
