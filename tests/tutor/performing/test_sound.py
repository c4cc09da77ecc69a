"""What is heard agrees with the labels; pitch is measured by YIN, which the tuning of the samples never used."""

from __future__ import annotations

import numpy as np
import pytest

from tests.tutor.performing.tunes import a_round, tune
from tutor.music.pitch import midi_to_hz
from tutor.performing.bank import sound_bank
from tutor.performing.perform import perform
from tutor.performing.sampler import RATE, Tone, measured_cents, play_tone
from tutor.performing.slips import Slip

CENTS_TOLERANCE = 5.0
ONSET_TOLERANCE_S = 0.02
PLAYERS = {  # instrument: octaves to move the tune into its range
    "violin": 0,
    "cello": -1,
    "flute": 0,
    "oboe": 0,
    "clarinet": 0,
    "alto-saxophone": 0,
    "bassoon": -1,
    "trumpet": 0,
    "trombone": -1,
    "guitar": -1,
    "piano": 0,
    "soprano": 0,
    "baritone": -1,
    "whistling": 1,
}


def heard_cents(samples, midi: float) -> float:
    """Median deviation in cents of a steady sound from a MIDI pitch, by YIN within five semitones of it."""
    import librosa

    hz = librosa.yin(
        np.asarray(samples, np.float32),
        fmin=midi_to_hz(midi - 5),
        fmax=midi_to_hz(midi + 5),
        sr=RATE,
        frame_length=4096,
    )
    return float(np.median(1200 * np.log2(hz / midi_to_hz(midi))))


def deviations(performance) -> list[float]:
    """Cents between what is heard and what the label says, for every note long enough to measure."""
    found = []
    for truth in performance.labels.notes:
        first, last = int((truth.onset_s + 0.06) * RATE), int(truth.offset_s * RATE)
        if last - first > 0.2 * RATE:
            found.append(heard_cents(performance.samples[first:last], truth.midi))
    return found


@pytest.mark.parametrize("name", PLAYERS)
def test_every_instrument_sounds_the_labelled_pitches(name: str) -> None:
    score = tune("C4 E4 G4 B4 C5 D5", tempo=120.0)
    slips = [Slip("transposed", "n1", 12 * PLAYERS[name]), Slip("off_pitch", "n3", 30)]
    cents = deviations(perform(score, instrument=name, slips=slips))
    assert len(cents) == 6
    assert np.abs(cents).max() < CENTS_TOLERANCE


@pytest.mark.parametrize("name", ["violin", "flute", "clarinet", "trumpet", "guitar", "piano", "soprano"])
def test_sound_sets_in_at_the_labelled_onset(name: str) -> None:
    """The label is where the key goes down: a bank's notes speak 0-18 ms later, the voice within 15."""
    performance = perform(tune("C4 r C4 r C5 r", "1/2 1 1/2 1 1/2 1/2"), instrument=name)
    for truth in performance.labels.notes:
        start = int((truth.onset_s - 0.1) * RATE)
        window = np.abs(performance.samples[start : start + int(0.4 * RATE)])
        begins = start + int(np.argmax(window > 0.1 * window.max()))
        assert 0 <= begins / RATE - truth.onset_s < ONSET_TOLERANCE_S


def test_a_missed_note_leaves_silence_and_a_wrong_one_sounds_wrong() -> None:
    performance = perform(a_round(), instrument="flute", slips=[Slip("missed", "n5"), Slip("wrong_pitch", "n8", -2)])
    gone, wrong = performance.labels.by_id()["n5"], performance.labels.by_id()["n8"]
    silent = performance.samples[int((gone.expected_s + 0.2) * RATE) : int((gone.expected_s + 0.5) * RATE)]
    assert np.abs(silent).max() < 1e-3
    sounding = performance.samples[int((wrong.onset_s + 0.1) * RATE) : int(wrong.offset_s * RATE)]
    assert heard_cents(sounding, 70) == pytest.approx(0, abs=CENTS_TOLERANCE)


def test_a_scoop_starts_below_and_arrives() -> None:
    performance = perform(tune("A4", "4"), instrument="whistling", slips=[Slip("scoop", "n1", 120)])
    onset = performance.labels.notes[0].onset_s
    early, settled = (
        performance.samples[int((onset + a) * RATE) : int((onset + b) * RATE)] for a, b in ((0, 0.1), (0.3, 1))
    )
    assert heard_cents(early, 69) < -40
    assert heard_cents(settled, 69) == pytest.approx(0, abs=CENTS_TOLERANCE)


def test_consonants_come_before_the_vowel_and_leave_the_labels_alone() -> None:
    score = tune("C4 r E4 r", "1 1 1 1")
    plain, sung = (perform(score, instrument="soprano", consonants=c) for c in (False, True))
    assert plain.labels == sung.labels
    at = int(sung.labels.notes[1].onset_s * RATE)
    hiss = sung.samples[at - int(0.07 * RATE) : at - int(0.01 * RATE)]
    assert np.abs(hiss).max() > 0.01
    assert np.abs(plain.samples[at - int(0.07 * RATE) : at - int(0.01 * RATE)]).max() < 1e-4
    assert np.mean(np.diff(np.signbit(hiss)) != 0) * RATE / 2 > 3000  # its pitch, so far as it has one, in Hz


def test_repeated_notes_are_parted_by_a_dip() -> None:
    for name in ("flute", "soprano", "clarinet"):
        performance = perform(tune("D5 D5 D5 D5", "1/2 1/2 1/2 1/2"), instrument=name)
        for truth in performance.labels.notes[1:]:
            at = int(truth.onset_s * RATE)
            dip = np.sqrt(np.mean(performance.samples[at - 400 : at] ** 2))
            body = np.sqrt(np.mean(performance.samples[at + 2000 : at + 8000] ** 2))
            assert dip < 0.1 * body


def test_louder_velocities_are_louder() -> None:
    levels = [float(np.sqrt(np.mean(play_tone(40, Tone(69, 0.5, velocity)) ** 2))) for velocity in (40, 80, 120)]
    assert levels == sorted(levels)
    assert levels[0] > 0


def test_partials_of_a_made_sound_are_measured_to_a_cent() -> None:
    t = np.arange(RATE) / RATE
    hz = midi_to_hz(60.23)
    sound = sum(np.sin(2 * np.pi * h * hz * t) / h for h in range(1, 8))
    assert measured_cents(sound, 60) == pytest.approx(23, abs=0.5)


def test_every_melodic_program_of_the_bank_sounds() -> None:
    bank = sound_bank()
    silent = [p for p in range(0, 80) if not np.abs(play_tone(p, Tone(60, 0.1), bank)).max() > 1e-3]
    assert silent == []


def test_a_missing_bank_is_named(monkeypatch, tmp_path) -> None:
    from tutor.errors import ModelUnavailable

    monkeypatch.setenv("ETUDE_SOUNDFONT", str(tmp_path / "none.sf2"))
    with pytest.raises(ModelUnavailable, match=r"none\.sf2"):
        sound_bank()
    (tmp_path / "none.sf2").write_bytes(b"RIFF....sfbk")
    with pytest.raises(ModelUnavailable, match="not a SoundFont 2"):
        sound_bank()
