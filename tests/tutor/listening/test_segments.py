"""Frames → stretches of one pitch, on frames written by hand."""

import numpy as np

from tutor.listening.f0 import HOP_S
from tutor.listening.onsets import Onsets
from tutor.listening.segments import Evidence, segment


def heard(*stretches, attacks=()):
    """Pitches of the segments of (midi, frames) stretches, 0 for silence, with plain attacks at the given frames."""
    midi = np.concatenate([np.full(frames, float(pitch)) for pitch, frames in stretches])
    evidence = Evidence(np.where(midi > 0, midi, 69.0), np.where(midi > 0, 0.9, 0.0), midi == 0)
    times = np.array(attacks) * HOP_S
    onsets = Onsets(times, np.full(len(times), 0.15), np.full(len(times), 3.0))
    return [round(piece.midi) for piece in segment(evidence, onsets)]


def test_a_tone_whose_second_partial_rings_on_under_the_next_attack_is_two_notes():
    assert heard((0, 10), (74, 30), (86, 3), (69, 30), (0, 10), attacks=(10, 40, 43)) == [74, 69]


def test_nor_does_a_frame_of_silence_before_it_make_a_third():
    assert heard((0, 10), (74, 30), (0, 1), (86, 3), (69, 30), (0, 10), attacks=(10, 41, 44)) == [74, 69]


def test_a_short_note_an_octave_up_is_one():
    assert heard((0, 10), (74, 30), (86, 10), (69, 30), (0, 10), attacks=(10, 40, 50)) == [74, 86, 69]
