"""Decoding: every format to the same mono sound; every broken file to a clear refusal."""

import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tutor.listening.sounds import ENCODINGS, encoded, shaped, silence, tone
from tutor.errors import EtudeError, UnreadableTake, UnusableRecording
from tutor.listening.audio import WORKING_RATE, decode


def take(rate=44_100, seconds=1.5):
    """Half a second of silence, then A4."""
    return np.concatenate([silence(0.5, rate), shaped(tone(69, seconds, rate), rate=rate)])


def pitch_of(samples):
    steady = samples[int(0.8 * WORKING_RATE) : int(1.6 * WORKING_RATE)]
    spectrum = np.abs(np.fft.rfft(steady * np.hanning(len(steady)), 1 << 18))
    return np.argmax(spectrum) * WORKING_RATE / (1 << 18)


@pytest.mark.parametrize("ending", ENCODINGS)
def test_every_format_gives_the_same_mono_sound(ending):
    audio = decode(encoded(take()[None, :], ending, 44_100))
    assert audio.rate == WORKING_RATE
    assert audio.samples.dtype == np.float32
    assert audio.samples.ndim == 1
    assert abs(audio.duration_s - 2.0) < 0.08
    assert abs(pitch_of(audio.samples) - 440.0) < 1.0
    first = np.argmax(np.abs(audio.samples) > 0.05) / audio.rate
    assert abs(first - 0.505) < 0.012


def test_the_ending_of_the_name_is_not_believed(tmp_path):
    path = tmp_path / "take.mp3"
    path.write_bytes(encoded(take()[None, :], "flac", 44_100))
    assert abs(pitch_of(decode(path).samples) - 440.0) < 1.0


def test_an_open_file_can_be_decoded(tmp_path):
    path = tmp_path / "take.wav"
    path.write_bytes(encoded(take()[None, :], "wav", 44_100))
    with path.open("rb") as file:
        assert np.array_equal(decode(file).samples, decode(path).samples)


@pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 22_050, 48_000, 96_000])
def test_any_sample_rate_is_brought_to_the_working_rate(rate):
    audio = decode(encoded(take(rate)[None, :], "wav", rate, "pcm_s16le"))
    assert abs(audio.duration_s - 2.0) < 0.01
    assert abs(pitch_of(audio.samples) - 440.0) < 1.0


def test_eight_channels_at_192_khz_become_mono():
    planes = np.tile(take(192_000), (8, 1))
    audio = decode(encoded(planes, "wav", 192_000, "pcm_s16le"))
    assert abs(audio.duration_s - 2.0) < 0.01
    assert abs(pitch_of(audio.samples) - 440.0) < 1.0


def test_out_of_phase_stereo_does_not_cancel():
    one = take()
    audio = decode(encoded(np.stack([one, -one]), "wav", 44_100))
    assert np.max(np.abs(audio.samples)) > 0.1


def test_one_live_channel_among_eight_is_found():
    planes = np.zeros((8, 88_200), np.float32)
    planes[5] = take()
    assert np.max(np.abs(decode(encoded(planes, "wav", 44_100)).samples)) > 0.1


def test_nan_and_infinite_samples_become_finite():
    samples = take()
    samples[1000:1100], samples[2000], samples[2001] = np.nan, np.inf, -np.inf
    audio = decode(encoded(samples[None, :], "wav", 44_100, "pcm_f32le"))
    assert np.isfinite(audio.samples).all()
    assert abs(pitch_of(audio.samples) - 440.0) < 1.0


def test_the_same_bytes_give_the_same_samples():
    data = encoded(take()[None, :], "ogg", 44_100)
    assert decode(data).samples.tobytes() == decode(data).samples.tobytes()


PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)
PLAYLIST = b"#EXTM3U\n#EXTINF:10,\n/etc/passwd\n"
CONCAT = b"ffconcat version 1.0\nfile /etc/passwd\n"


@pytest.mark.parametrize("data", [PNG, b"just some text, no sound", bytes(5000), b"R", PLAYLIST, CONCAT])
def test_what_is_no_sound_is_unreadable(data):
    with pytest.raises(UnreadableTake, match="not a sound file"):
        decode(data)


def test_an_empty_file_is_unreadable():
    with pytest.raises(UnreadableTake, match="empty"):
        decode(b"")


def test_a_missing_file_is_unreadable(tmp_path):
    with pytest.raises(UnreadableTake, match=r"take\.wav"):
        decode(tmp_path / "take.wav")


def test_a_directory_is_unreadable(tmp_path):
    with pytest.raises(UnreadableTake):
        decode(tmp_path)


@pytest.mark.parametrize("ending", ["wav", "flac", "mp4", "mp3", "ogg", "webm"])
def test_a_file_cut_short_is_corrupt(ending):
    data = encoded(take(seconds=8)[None, :], ending, 44_100)
    with pytest.raises((UnusableRecording, UnreadableTake)) as caught:
        decode(data[: len(data) // 2])
    assert getattr(caught.value, "reason", "corrupt") == "corrupt"


def test_a_file_that_lost_only_its_tail_is_still_read():
    data = encoded(take(seconds=8)[None, :], "wav", 44_100)
    assert abs(decode(data[:-20_000]).duration_s - 8.27) < 0.05


def test_an_ogg_stream_that_was_never_closed_is_read():
    data = encoded(take(seconds=8)[None, :], "ogg", 44_100)
    whole_pages = data[: data.rfind(b"OggS")]
    assert decode(whole_pages).duration_s > 7.0


def test_an_mp3_without_an_index_is_not_held_to_a_guessed_length():
    data = encoded(take(seconds=8)[None, :], "mp3", 44_100)
    assert decode(data.replace(b"Info", bytes(4)).replace(b"Xing", bytes(4))).duration_s > 8.0


def test_a_wav_header_that_claims_an_hour_does_not_cost_an_hour():
    data = bytearray(encoded(take()[None, :], "wav", 44_100))
    at = data.index(b"data") + 4
    data[at : at + 4] = struct.pack("<I", 44_100 * 2 * 3600)
    with pytest.raises(UnusableRecording) as caught:
        decode(bytes(data))
    assert caught.value.reason == "corrupt"


def test_a_streamed_wav_of_unknown_length_is_read():
    data = bytearray(encoded(take()[None, :], "wav", 44_100))
    at = data.index(b"data") + 4
    data[at : at + 4] = struct.pack("<I", 0xFFFFFFFF)
    assert abs(decode(bytes(data)).duration_s - 2.0) < 0.01


def test_a_recording_over_the_limit_is_too_long():
    data = encoded(take(seconds=3)[None, :], "wav", 44_100)
    with pytest.raises(UnusableRecording) as caught:
        decode(data, max_seconds=2.0)
    assert caught.value.reason == "too_long"
    assert "2 seconds" in str(caught.value)


def test_a_file_over_the_size_limit_is_refused_unread():
    data = encoded(take()[None, :], "wav", 44_100)
    with pytest.raises(UnusableRecording) as caught:
        decode(data, max_bytes=1000)
    assert caught.value.reason == "too_long"


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_damaged_bytes_never_escape_as_anything_but_our_errors(data):
    ending = data.draw(st.sampled_from(sorted(ENCODINGS)))
    broken = bytearray(_sample_file(ending))
    for _ in range(data.draw(st.integers(1, 12))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    try:
        audio = decode(bytes(broken[: data.draw(st.integers(1, len(broken)))]))
    except EtudeError:
        return
    assert np.isfinite(audio.samples).all()


_FILES: dict[str, bytes] = {}


def _sample_file(ending):
    if ending not in _FILES:
        _FILES[ending] = encoded(take(seconds=0.5)[None, :], ending, 44_100)
    return _FILES[ending]
