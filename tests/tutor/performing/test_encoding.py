"""Every kind of file holds the same sound, and the same bytes every time."""

from __future__ import annotations

import numpy as np
import pytest

from tutor.performing.encoding import KINDS, encoded, through_opus, write_audio

RATE = 44100
SOUND = (0.4 * np.sin(2 * np.pi * 440 * np.arange(RATE) / RATE) * np.hanning(RATE)).astype(np.float32)


def decoded(path) -> np.ndarray:
    """Mono samples at RATE."""
    import av

    resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
    with av.open(str(path)) as container:
        frames = [f for frame in container.decode(audio=0) for f in resampler.resample(frame)]
    return np.concatenate([f.to_ndarray()[0] for f in frames + resampler.resample(None)])


def likeness(a, b) -> float:
    """Highest correlation over small delays: codecs may shift by some milliseconds."""
    size = min(len(a), len(b)) - 4000
    return max(float(np.corrcoef(a[lag : lag + size], b[2000 : 2000 + size])[0, 1]) for lag in range(0, 4000, 5))


@pytest.mark.parametrize("ending", KINDS)
def test_every_kind_can_be_written_and_read_again(ending: str, tmp_path) -> None:
    path = tmp_path / f"take{ending}"
    write_audio(SOUND, RATE, path)
    again = decoded(path)
    assert len(again) == pytest.approx(RATE, abs=0.1 * RATE)
    assert likeness(again, SOUND) > 0.99
    assert path.read_bytes() == encoded(SOUND, RATE, ending)


def test_lossless_kinds_keep_sixteen_bits(tmp_path) -> None:
    for ending in (".wav", ".flac"):
        write_audio(SOUND, RATE, tmp_path / f"take{ending}")
        again = decoded(tmp_path / f"take{ending}")
        assert len(again) == RATE
        assert np.abs(again - SOUND).max() < 1e-4


def test_another_ending_is_refused_by_name(tmp_path) -> None:
    with pytest.raises(ValueError, match=r"'\.xyz'.*\.wav"):
        write_audio(SOUND, RATE, tmp_path / "take.xyz")


def test_opus_and_back_keeps_length_and_place() -> None:
    again = through_opus(SOUND, RATE, 64000)
    assert len(again) == len(SOUND)
    assert np.corrcoef(again, SOUND)[0, 1] > 0.99


def test_louder_than_full_scale_is_clipped_not_wrapped(tmp_path) -> None:
    write_audio(4 * SOUND, RATE, tmp_path / "take.wav")
    again = decoded(tmp_path / "take.wav")
    assert np.all(np.sign(again[SOUND > 0.01]) >= 0)
    assert again.max() <= 1
