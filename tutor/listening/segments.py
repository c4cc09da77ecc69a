"""Frames → stretches of one pitch: the cheapest explanation of the track as notes and silences.

A hidden Markov model in costs. States are silence and every fifth of a semitone in the range heard. Staying is free;
beginning a note costs `_BEGIN`, less where the flux shows an attack, and less than nothing at a clear attack, so that
a repeated pitch splits. A frame costs the distance of its pitch from the state's, capped: half a semitone of
vibrato is cheap, a semitone is dear.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from tutor.listening.f0 import HOP_S
from tutor.listening.onsets import Onsets

_GRID = 0.2  # semitones between pitch states
_BEGIN = 6.0  # a semitone's worth of frames: 60 ms
_LEAST_BEGIN = 1.0  # a change of pitch is never free
_FURTHEST = 1.7  # cap of the distance, so an octave slip of the tracker costs no more than a whole tone
_UNVOICED = 0.6  # a frame without pitch inside a note
_VOICED_SILENCE = 1.6  # a frame with pitch inside silence
_QUIET = 1.5  # a frame below the level gate inside a note
_PER_STRENGTH = 60.0  # cost taken off a change of pitch at an attack, per unit of flux
_PER_LOG_ODDS = 2.0  # cost of repeating a pitch, per unit of log odds against it
_ATTACK_REACH = 1  # frames by which a change of pitch may miss its attack
_PLAIN = 0.09  # an attack of this strength is surely one
_RING, _RINGING = 7, 0.3  # frames after an attack, and how far their pitch can be trusted
_TOUCH = 1  # frames of silence that part nothing
_SLIVER = 4  # frames too few to be a note of their own
_SLIP = 20  # frames for which a tracker may stay an octave off at a note's beginning or end
_FOLLOWS_S = 0.14  # a slow attack under a ringing note may lie this long before the pitch turns


@dataclass(frozen=True)
class Evidence:
    """What each 10 ms frame says, arrays of shape (frames,): pitch in `midi` (any value where `weight` is 0), how
    much it counts (`weight`, 0..1), and whether its level is below the gate (`quiet`)."""

    midi: NDArray[np.float64]
    weight: NDArray[np.float64]
    quiet: NDArray[np.bool_]


@dataclass(frozen=True)
class Segment:
    """Frames [start, stop) of one note; `attack` is the index of its onset candidate, or None for a change of pitch
    alone.
    """

    start: int
    stop: int
    midi: float
    attack: int | None


def segment(evidence: Evidence, onsets: Onsets) -> list[Segment]:
    """The cheapest division of the frames into notes and silences; notes in order."""
    voiced = evidence.weight > 0
    if not voiced.any():
        return []
    low, high = np.floor(evidence.midi[voiced].min()), np.ceil(evidence.midi[voiced].max())
    grid = np.arange(low, high + _GRID / 2, _GRID)
    frames = len(evidence.midi)
    attack_at = _attack_frames(onsets, frames)
    restart, change = _begin_costs(onsets, attack_at, frames)
    notes = _note_costs(evidence, _trust_after_attacks(onsets, frames), grid)
    states, began = _cheapest(notes, _silence_costs(evidence), restart, change)
    return _with_attacks(_mended(_runs(states, began, grid), onsets), onsets)


def _attack_frames(onsets: Onsets, frames: int) -> NDArray[np.int64]:
    """Index of the onset candidate at each frame, -1 where none."""
    at = np.full(frames, -1, dtype=np.int64)
    at[np.clip(np.rint(onsets.times_s / HOP_S).astype(int), 0, frames - 1)] = np.arange(len(onsets.times_s))
    return at


def _begin_costs(
    onsets: Onsets, attack_at: NDArray[np.int64], frames: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Cost of beginning at each frame: a repeat of the same pitch (may be below zero), and a change of pitch."""
    strength, restart = np.zeros(frames), np.full(frames, 2 * _BEGIN)
    here = attack_at >= 0
    strength[here] = onsets.strength[attack_at[here]]
    restart[here] = np.clip(-_PER_LOG_ODDS * onsets.clarity[attack_at[here]], -_BEGIN, 2 * _BEGIN)
    near = ndimage.maximum_filter1d(strength, 2 * _ATTACK_REACH + 1)
    return restart, np.minimum(np.maximum(_BEGIN - 0.5 * _PER_STRENGTH * near, _LEAST_BEGIN), restart)


def _trust_after_attacks(onsets: Onsets, frames: int) -> NDArray[np.float64]:
    """How far each frame's pitch counts, 0..1: little just after an attack, where the last note may outring the new."""
    trust = np.ones(frames)
    for time_s in onsets.times_s[onsets.strength > _PLAIN]:
        start = round(float(time_s) / HOP_S)
        trust[start : start + _RING] = _RINGING
    return trust


def _note_costs(evidence: Evidence, trust: NDArray[np.float64], grid: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cost of each frame in each pitch state, shape (frames, states)."""
    away = np.minimum(np.abs(evidence.midi[:, None] - grid), _FURTHEST)
    plain = _UNVOICED * (1 - evidence.weight) + _QUIET * evidence.quiet
    return (evidence.weight * trust)[:, None] * away + plain[:, None]


def _silence_costs(evidence: Evidence) -> NDArray[np.float64]:
    return _VOICED_SILENCE * evidence.weight * ~evidence.quiet


def _cheapest(
    note: NDArray[np.float64], silence: NDArray[np.float64], restart: NDArray[np.float64], change: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """(state, began), each (frames,): the state of each frame (-1 silence) and whether a note begins there."""
    frames, states = note.shape
    came = np.zeros((frames, states), dtype=np.int16)  # -2 stayed, -3 restarted, else the state left (states = silence)
    silence_came = np.zeros(frames, dtype=np.int16)  # -2 stayed, else the state left
    cost, quiet = np.full(states, np.inf), 0.0
    for t in range(frames):
        best = int(cost.argmin())
        stay = cost
        again = cost + restart[t]
        source, least = (best, cost[best]) if cost[best] < quiet else (states, quiet)
        fresh = least + change[t]
        came[t] = np.where(again < stay, -3, -2)
        stay = np.minimum(stay, again)
        came[t][fresh < stay] = source
        silence_came[t] = best if cost[best] < quiet else -2
        quiet = min(quiet, cost[best]) + silence[t]
        cost = np.minimum(stay, fresh) + note[t]
    return _traced(came, silence_came, -1 if quiet <= cost.min() else int(cost.argmin()))


def _traced(
    came: NDArray[np.int16], silence_came: NDArray[np.int16], state: int
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Follow the choices back from the last frame's state."""
    frames, states = came.shape
    path, began = np.full(frames, -1, dtype=np.int64), np.zeros(frames, dtype=bool)
    for t in range(frames - 1, -1, -1):
        path[t] = state
        choice = int(silence_came[t] if state < 0 else came[t, state])
        began[t] = state >= 0 and choice != -2
        if choice >= 0:
            state = -1 if choice == states else choice
    return path, began


def _runs(path: NDArray[np.int64], began: NDArray[np.bool_], grid: NDArray[np.float64]) -> list[Segment]:
    """Runs of one state, cut where a note begins."""
    found: list[Segment] = []
    for start in np.flatnonzero(began):
        stop = start + 1
        while stop < len(path) and path[stop] == path[start] and not began[stop]:
            stop += 1
        found.append(Segment(int(start), int(stop), float(grid[path[start]]), None))
    return found


def _mended(runs: list[Segment], onsets: Onsets) -> list[Segment]:
    """Runs without the breaks that a tracker's slip makes: a brief octave jump, a sliver before the same pitch."""
    mended: list[Segment] = []
    for run in runs:
        last = mended[-1] if mended else None
        if last is not None and run.start - last.stop <= _TOUCH and _one_note(last, run, onsets):
            longer = max(last, run, key=lambda piece: piece.stop - piece.start)
            mended[-1] = Segment(last.start, run.stop, longer.midi, None)
        else:
            mended.append(run)
    return mended


def _one_note(last: Segment, run: Segment, onsets: Onsets) -> bool:
    """Whether `run`, which follows `last` at once, only continues it."""
    step = abs(run.midi - last.midi)
    shorter = min(last.stop - last.start, run.stop - run.start)
    begins_s = run.start * HOP_S
    attacked = bool(np.any((np.abs(onsets.times_s - begins_s) < 0.03) & (onsets.strength > _PLAIN)))
    if step < 0.5:
        return shorter <= _SLIVER
    octave_off = min(abs(step - jump) for jump in (12, 19, 24)) < 0.6
    return octave_off and shorter <= (_SLIVER if attacked else _SLIP)


def _with_attacks(runs: list[Segment], onsets: Onsets) -> list[Segment]:
    """Each run with the attack that began it: plain ones at its start, or one that its pitch took a while to follow."""
    found: list[Segment] = []
    free_from = -np.inf
    for run in runs:
        start_s = run.start * HOP_S
        earliest = max(free_from, start_s - _FOLLOWS_S)
        near = np.flatnonzero((onsets.times_s > earliest) & (onsets.times_s < start_s + 0.045))
        if len(near):
            away = np.abs(onsets.times_s[near] - start_s)
            attack = int(near[np.argmax(onsets.strength[near] * np.maximum(1 - away / (1.5 * _FOLLOWS_S), 0.0))])
            found.append(replace(run, attack=attack))
            free_from = float(onsets.times_s[attack]) + 0.03
        else:
            found.append(run)
            free_from = start_s + 0.03
    return found
