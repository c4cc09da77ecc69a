"""Conditions do to a sound what their numbers say."""

from __future__ import annotations

import numpy as np
import pytest

from tutor.performing.mixing import in_room, mix, overdriven, sounding_level, through_phone, with_noise

RATE = 44100
T = np.arange(RATE) / RATE


def tone(hz: float) -> np.ndarray:
    return (0.3 * np.sin(2 * np.pi * hz * T)).astype(np.float32)


def rms(x) -> float:
    return float(np.sqrt(np.mean(np.asarray(x, float) ** 2)))


def test_layers_add_at_their_gains_and_stay_below_the_peak() -> None:
    assert np.allclose(mix([(tone(440), 0), (tone(440), -20)]), 1.1 * tone(440), atol=1e-6)
    assert np.abs(mix([(tone(440), 0)] * 9)).max() == pytest.approx(0.8)
    assert len(mix([(tone(440), 0), (np.zeros(2 * RATE), 0)])) == 2 * RATE


@pytest.mark.parametrize("snr_db", [30.0, 20.0, 10.0])
def test_noise_lies_as_far_below_as_asked(snr_db: float) -> None:
    noise = with_noise(tone(440), snr_db=snr_db, seed=1) - tone(440)
    assert 20 * np.log10(rms(tone(440)) / rms(noise)) == pytest.approx(snr_db, abs=0.2)


def test_silence_between_notes_does_not_count_towards_the_level() -> None:
    gaps = np.concatenate([tone(440), np.zeros(3 * RATE, np.float32)])
    assert sounding_level(gaps) == pytest.approx(rms(tone(440)), rel=0.02)


def test_a_room_rings_on_and_keeps_the_first_sound_in_place() -> None:
    click = np.zeros(RATE, np.float32)
    click[1000] = 1
    wet = in_room(click, RATE, decay_s=0.5, wet_db=-6)
    assert np.argmax(np.abs(wet)) == 1000
    assert not wet[:1000].any() or np.abs(wet[:1000]).max() < 1e-6
    direct, echo = 1.0, rms(wet[1001:]) ** 2 * len(wet[1001:])
    assert 10 * np.log10(echo / direct) == pytest.approx(-6, abs=0.5)
    early, late = rms(wet[1000 + RATE // 20 : 1000 + RATE // 10]), rms(wet[1000 + 2 * RATE // 5 : 1000 + RATE // 2])
    assert late < 0.03 * early


def test_a_phone_keeps_speech_and_drops_the_rest() -> None:
    assert rms(through_phone(tone(1000), RATE)) == pytest.approx(rms(tone(1000)), rel=0.05)
    assert rms(through_phone(tone(80), RATE)[RATE // 2 :]) < 0.1 * rms(tone(80))
    assert rms(through_phone(tone(12000), RATE)) < 0.1 * rms(tone(12000))


def test_overdrive_clips_at_full_scale() -> None:
    loud = overdriven(tone(440), 20)
    assert loud.max() == 1
    assert np.mean(np.abs(loud) == 1) > 0.5


def test_noise_and_room_repeat_with_their_seed() -> None:
    assert np.array_equal(with_noise(tone(440), snr_db=20, seed=3), with_noise(tone(440), snr_db=20, seed=3))
    assert np.array_equal(in_room(tone(440), RATE, seed=3), in_room(tone(440), RATE, seed=3))
    assert not np.array_equal(in_room(tone(440), RATE, seed=3), in_room(tone(440), RATE, seed=4))
