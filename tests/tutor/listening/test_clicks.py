"""A metronome that leaks into the recording is heard as one and taken out; nothing else is touched."""

import numpy as np
import pytest

from tests.tutor.listening.sounds import RATE, melody, sung
from tutor.listening.clicks import metronome_clicks, without_clicks
from tutor.listening.types import Audio

LINE = melody([(64, 1.3), (67, 0.4), (65, 0.4), (62, 2.1), (64, 0.4), (60, 1.6)])
BEAT_S, FIRST_S = 0.55, 0.2


def click(hz: float, decay_s: float = 0.007):
    times = np.arange(int(0.06 * RATE)) / RATE
    return np.sin(2 * np.pi * hz * times) * np.exp(-times / decay_s)


def beside(audio: Audio, times_s, tones, gain: float = 0.15) -> Audio:
    samples = np.array(audio.samples, dtype=np.float64)
    for k, time_s in enumerate(times_s):
        sound = click(tones[k % len(tones)])
        at = round(time_s * RATE)
        samples[at : at + len(sound)] += gain * sound[: len(samples) - at]
    return Audio(samples.astype(np.float32), RATE)


def beats(audio: Audio):
    return np.arange(FIRST_S, audio.duration_s - 0.1, BEAT_S)


@pytest.mark.parametrize("tones", [(1600,), (1568, 1046), (1568, 1046, 1046), (2000, 1400, 1400, 1400)])
def test_a_metronome_is_found_on_its_beats_whatever_the_metre(tones) -> None:
    found = metronome_clicks(beside(LINE, beats(LINE), tones))
    missed = [beat for beat in beats(LINE) if np.abs(found - beat).min() > 0.015]
    assert len(missed) <= 1
    assert all(np.abs(beats(LINE) - time).min() < 0.015 for time in found)


def test_a_take_without_a_metronome_is_the_very_same() -> None:
    assert without_clicks(LINE) is LINE


def test_knocks_in_no_time_are_no_metronome() -> None:
    times = np.sort(np.random.default_rng(1).uniform(0.3, LINE.duration_s - 0.3, 12))
    assert not len(metronome_clicks(beside(LINE, times, (1600,))))


def test_the_same_note_struck_on_every_beat_is_no_metronome() -> None:
    assert not len(metronome_clicks(melody([(60, 0.5)] * 16)))


def test_the_clicks_are_gone_and_the_music_is_left() -> None:
    clean = Audio(np.concatenate([0 * LINE.samples[:RATE], LINE.samples]), RATE)
    times = beats(clean)
    loud, left = beside(clean, times, (1600,)), without_clicks(beside(clean, times, (1600,)))
    power = [float(np.mean((sound.samples - clean.samples) ** 2)) for sound in (loud, left)]
    assert power[1] < 0.25 * power[0]
    away = np.ones(len(clean.samples), dtype=bool)
    for time_s in times:
        away[round((time_s - 0.1) * RATE) : round((time_s + 0.35) * RATE)] = False
    assert away.any()
    assert np.array_equal(left.samples[away], clean.samples[away])


def test_a_tone_held_through_a_click_keeps_its_level() -> None:
    held = Audio(sung(np.full(8 * RATE, 69.0)), RATE)
    left = without_clicks(beside(held, beats(held), (1600,)))
    blocks = np.abs(left.samples[: 8 * RATE].reshape(-1, RATE // 50)).max(axis=1)
    assert blocks.min() > 0.8 * blocks.max()
