"""Pitch tracking on tones whose pitch is known."""

import numpy as np
import pytest

from tests.tutor.listening.sounds import RATE, hz, noise, silence, sung, tone
from tutor.listening import f0
from tutor.listening.f0 import HOP_S, TRACKERS, track_pitch
from tutor.listening.types import Audio

C2, C7 = 36, 96


def cents_off(track, midi, start=0.08, stop=0.22):
    """Median cents by which the track's voiced frames lie above `midi`."""
    inside = (track.times_s > start) & (track.times_s < stop) & (track.hz > 0)
    assert inside.sum() > 0.5 * (stop - start) / HOP_S, "hardly any frame is voiced"
    return float(np.median(1200 * np.log2(track.hz[inside] / hz(midi))))


@pytest.mark.parametrize("rate", [16_000, 22_050, 44_100, 48_000])
def test_every_semitone_is_within_five_cents(rate):
    gap = silence(0.08, rate)
    semitones = range(C2, C7 + 1)
    samples = np.concatenate([np.concatenate([tone(midi, 0.3, rate), gap]) for midi in semitones])
    track = track_pitch(Audio(samples, rate), "auto", 60.0, 2200.0)
    step = (len(tone(C2, 0.3, rate)) + len(gap)) / rate
    worst = max(abs(cents_off(track, midi, i * step + 0.08, i * step + 0.22)) for i, midi in enumerate(semitones))
    assert worst <= 5.0


@pytest.mark.parametrize("tracker", [name for name in TRACKERS if name != "crepe-full"])
@pytest.mark.parametrize("midi", [45, 57, 69, 81])
def test_every_tracker_hears_plain_tones(tracker, midi):
    track = track_pitch(Audio(tone(midi, 0.5), RATE), tracker, hz(midi - 14), hz(midi + 14))
    assert abs(cents_off(track, midi, 0.1, 0.4)) <= 12.0
    assert track.tracker == tracker


def test_the_full_crepe_network_hears_a_plain_tone():
    track = track_pitch(Audio(tone(64, 0.2), RATE), "crepe-full", hz(50), hz(78))
    assert abs(cents_off(track, 64, 0.05, 0.15)) <= 8.0


@pytest.mark.parametrize("cents", [-40, -15, 15, 40])
def test_mistuning_is_measured_not_rounded(cents):
    track = track_pitch(Audio(tone(69 + cents / 100, 0.4), RATE), "auto", 200.0, 900.0)
    assert abs(cents_off(track, 69, 0.08, 0.32) - cents) <= 2.0


def test_frames_are_ten_milliseconds_apart_and_cover_the_sound():
    track = track_pitch(Audio(tone(69, 0.5), RATE), "auto", 200.0, 900.0)
    assert np.allclose(np.diff(track.times_s), HOP_S, atol=1e-4)
    assert abs(track.times_s[-1] - 0.5) <= HOP_S
    assert track.times_s.shape == track.hz.shape == track.confidence.shape


def test_silence_and_noise_are_unvoiced():
    samples = np.concatenate([silence(0.5), noise(0.5), silence(0.5)])
    track = track_pitch(Audio(samples, RATE), "auto", 80.0, 1000.0)
    assert np.mean(track.hz > 0) < 0.1


@pytest.mark.parametrize("gain", [0.001, 0.05, 4.0])
def test_loudness_changes_nothing(gain):
    samples = tone(60, 0.4)
    plain = track_pitch(Audio(samples, RATE), "auto", 100.0, 900.0)
    scaled = track_pitch(Audio(samples * np.float32(gain), RATE), "auto", 100.0, 900.0)
    assert np.allclose(plain.hz, scaled.hz, rtol=1e-3)


def test_vibrato_is_followed_about_its_centre():
    times = np.arange(2 * RATE) / RATE
    track = track_pitch(Audio(sung(69 + 0.5 * np.sin(2 * np.pi * 6 * times)), RATE), "auto", 200.0, 900.0)
    midi = 69 + 12 * np.log2(track.hz[20:-20] / 440.0)
    assert abs(midi.mean() - 69) < 0.05
    assert 0.35 < np.percentile(np.abs(midi - 69), 98) <= 0.52


def test_a_weak_fundamental_is_no_octave_error():
    # A bassoon-like tone: the second partial twenty decibels over the first.
    times = np.arange(RATE) / RATE
    strengths = {1: 0.05, 2: 0.5, 3: 0.12, 4: 0.2, 5: 0.06, 6: 0.1}
    samples = sum(a * np.sin(2 * np.pi * k * hz(54) * times) for k, a in strengths.items()) * 0.4
    track = track_pitch(Audio(samples.astype(np.float32), RATE), "auto", hz(36), hz(80))
    assert abs(cents_off(track, 54, 0.2, 0.8)) < 10


def partials(strengths, midi, seconds=1.0):
    """A tone of the given strengths by number of partial."""
    times = np.arange(int(seconds * RATE)) / RATE
    return sum(a * np.sin(2 * np.pi * k * hz(midi) * times) for k, a in strengths.items()).astype(np.float32)


OBOE = {1: 0.05, 2: 0.5, 3: 0.04, 4: 0.028, 5: 0.022, 6: 0.016}


@pytest.mark.parametrize("midi", [62, 69, 74, 78])
def test_an_oboes_second_partial_is_not_its_pitch(midi):
    track = track_pitch(Audio(partials(OBOE, midi), RATE), "auto", hz(60), hz(93))
    assert abs(cents_off(track, midi, 0.2, 0.8)) < 10


def test_two_tones_a_fifth_apart_are_none_an_octave_below():
    # Together they are the second and third partials of a pitch that nobody plays, and have no other odd partial of it.
    plain = {1: 0.3, 2: 0.15, 3: 0.1, 4: 0.07}
    sound = partials(plain, 65) + 0.2 * partials(plain, 72)
    track = track_pitch(Audio(sound, RATE), "auto", hz(50), hz(86))
    assert abs(cents_off(track, 65, 0.2, 0.8)) < 10


def test_what_one_tracker_hears_an_octave_up_and_the_other_hardly_hears_is_voiced(monkeypatch):
    audio = Audio(partials(OBOE, 74), RATE)

    def unsure(frames):
        return np.full(len(frames.centres), hz(74)), np.zeros(len(frames.centres))

    monkeypatch.setattr(f0, "swiftf0", unsure)
    track = track_pitch(audio, "auto", hz(60), hz(93))
    assert abs(cents_off(track, 74, 0.2, 0.8)) < 10


def test_the_same_sound_gives_the_same_track_bit_for_bit():
    audio = Audio(np.concatenate([sung(np.linspace(57, 64, RATE)), noise(0.2), tone(50, 0.4)]), RATE)
    one, two = (track_pitch(audio, "auto", 80.0, 1000.0) for _ in range(2))
    assert one.hz.tobytes() == two.hz.tobytes()
    assert one.confidence.tobytes() == two.confidence.tobytes()


def test_an_unknown_tracker_names_the_known_ones():
    with pytest.raises(ValueError, match="crepe-full"):
        track_pitch(Audio(tone(69, 0.2), RATE), "ears")
