"""A tone that sounds on is one note, whatever strikes up beside it; a tone struck again is two."""

import numpy as np
import pytest

from tests.tutor.listening.sounds import RATE
from tutor.listening.hear import hear_audio
from tutor.listening.types import Audio
from tutor.music.pitch import midi_to_hz


def tone(midi: float, start: float, end: float, total: float, *, level: float = 0.3, fades: bool = False):
    """A tone of six partials with soft ends, in silence of `total` seconds."""
    t = np.arange(round(total * RATE)) / RATE
    shape = np.clip((t - start) / 0.02, 0, 1) * np.clip((end - t) / 0.02, 0, 1)
    shape *= np.exp(-np.maximum(t - start, 0) / 0.25) if fades else 1.0
    return level * shape * sum(np.sin(2 * np.pi * midi_to_hz(midi) * k * t) / k for k in range(1, 7))


def heard(sound, low, high):
    return hear_audio(Audio(sound.astype(np.float32), RATE), low_midi=low, high_midi=high).notes


def chord_beside(midis, at, total):
    return sum(tone(m, at, at + 0.7, total, level=0.1, fades=True) for m in midis)


@pytest.mark.parametrize("chord", [(57, 60, 64), (45, 57, 64), (52, 57, 61)])
def test_a_chord_struck_beside_a_held_tone_leaves_it_whole(chord):
    sound = tone(69, 0.2, 2.0, 2.4) + chord_beside(chord, 1.0, 2.4)
    assert [round(note.midi) for note in heard(sound, 60, 79)] == [69]


def test_a_tone_and_a_chord_that_begin_together_are_the_tone():
    sound = tone(62, 0.2, 0.7, 2.4) + tone(69, 0.7, 1.8, 2.4) + chord_beside((57, 60, 64), 0.7, 2.4)
    assert [round(note.midi) for note in heard(sound, 60, 79)] == [62, 69]


def test_a_tone_struck_again_is_two_notes():
    sound = tone(69, 0.2, 0.97, 2.4) + tone(69, 1.0, 2.0, 2.4) + chord_beside((57, 60, 64), 1.0, 2.4)
    assert [round(note.midi) for note in heard(sound, 60, 79)] == [69, 69]


def test_a_leap_of_an_octave_down_and_up_is_three_notes():
    sound = tone(72, 0.2, 0.7, 2.2) + tone(60, 0.7, 1.2, 2.2) + tone(72, 1.2, 1.8, 2.2)
    assert [round(note.midi) for note in heard(sound, 60, 79)] == [72, 60, 72]
