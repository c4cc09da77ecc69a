"""Keyboard takes: what a MIDI file says was played, pedal and all."""

from __future__ import annotations

from pathlib import Path

import mido
import pytest

from tutor.listening.ready_made import hear_midi

TICKS = 960  # a second at the default tempo of two quarters a second
Event = tuple[float, mido.Message]


def key(pitch: int, down: float, up: float, channel: int = 0) -> list[Event]:
    note = {"note": pitch, "channel": channel}
    return [(down, mido.Message("note_on", velocity=80, **note)), (up, mido.Message("note_off", **note))]


def pedal(down: float, up: float, channel: int = 0) -> list[Event]:
    return [
        (at, mido.Message("control_change", control=64, value=value, channel=channel))
        for at, value in ((down, 127), (up, 0))
    ]


def heard(folder: Path, *events: list[Event]) -> list[tuple[float, float, float]]:
    """(pitch, onset, offset) of each note, after writing the events to a file and hearing it."""
    track, now = mido.MidiTrack(), 0.0
    for at, message in sorted((event for group in events for event in group), key=lambda event: event[0]):
        track.append(message.copy(time=round((at - now) * TICKS)))
        now = at
    file = mido.MidiFile(ticks_per_beat=TICKS // 2)
    file.tracks.append(track)
    file.save(folder / "take.mid")
    return [(n.midi, round(n.onset_s, 3), round(n.offset_s, 3)) for n in hear_midi(folder / "take.mid").notes]


def test_a_note_lasts_as_long_as_its_key_is_down(tmp_path):
    assert heard(tmp_path, key(60, 0.5, 1.25)) == [(60, 0.5, 1.25)]


def test_a_key_let_go_under_the_pedal_sounds_on_until_the_pedal_goes_up(tmp_path):
    assert heard(tmp_path, pedal(0, 2), key(60, 0.5, 1)) == [(60, 0.5, 2)]


def test_what_rings_on_under_the_next_note_counts_as_held_no_longer(tmp_path):
    """One pedal for four quarters: joined, and none accused of being held over the next."""
    keys = [key(60 + i, i, i + 0.6) for i in range(4)]
    assert heard(tmp_path, pedal(0, 4), *keys) == [(60, 0, 1), (61, 1, 2), (62, 2, 3), (63, 3, 4)]


def test_a_key_held_down_is_not_cut_by_the_next(tmp_path):
    assert heard(tmp_path, pedal(0, 4), key(48, 0, 3), key(60, 1, 2)) == [(48, 0, 4), (60, 1, 4)]


def test_the_same_key_struck_again_under_the_pedal_is_a_new_note(tmp_path):
    assert heard(tmp_path, pedal(0, 3), key(60, 0, 0.5), key(60, 1, 1.5)) == [(60, 0, 1), (60, 1, 3)]


def test_the_pedal_of_one_channel_holds_no_other(tmp_path):
    assert heard(tmp_path, pedal(0, 3, channel=1), key(60, 0, 1), key(72, 2, 2.5, channel=1)) == [
        (60, 0, 1), (72, 2, 3),
    ]  # fmt: skip


def test_one_key_on_two_channels_is_one_note(tmp_path):
    """Layered sounds, or the unison of both hands in a file made from a score; struck again at once it is another."""
    assert heard(tmp_path, key(60, 1, 2), key(60, 1.01, 3, channel=1)) == [(60, 1, 3)]
    assert heard(tmp_path, key(60, 1, 1.05), key(60, 1.06, 2)) == [(60, 1, 1.05), (60, 1.06, 2)]


def test_a_pedal_that_is_never_let_go_ends_with_the_take(tmp_path):
    assert heard(tmp_path, pedal(0, 9)[:1], key(60, 0.5, 1)) == [(60, 0.5, 1)]


@pytest.mark.parametrize("value", [0, 63])
def test_a_pedal_that_is_hardly_pressed_is_up(tmp_path, value):
    touch = [(0.0, mido.Message("control_change", control=64, value=value))]
    assert heard(tmp_path, touch, key(60, 0.5, 1), key(62, 2, 3)) == [(60, 0.5, 1), (62, 2, 3)]
