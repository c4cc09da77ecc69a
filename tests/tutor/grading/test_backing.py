"""What a backing track plays is nobody's mistake; what the player plays is, chord or not."""

from dataclasses import replace

import pytest

from tests.tutor.grading.playing import exact, graded, take, tune, words
from tutor.grading.expected import Expected
from tutor.grading.faint import align_firm
from tutor.listening.types import PlayedNote
from tutor.music.accompanying import strikes
from tutor.music.score import Score

LINE = "G4 B4 A4 C5 B4 D5 C5 B4 A4 C5 B4 G4"
SCORE = tune(LINE)
LOUD_DB = -12.0


def played() -> list[PlayedNote]:
    return [replace(note, loudness_db=LOUD_DB) for note in exact(SCORE)]


def of_backing(number: int, *, under_db: float = 9.0, midi: float = 0.0) -> PlayedNote:
    """A note of the chords that the product plays to the tune, `under_db` softer than the player; or what is not."""
    onset, length, pitch, _ = strikes(SCORE)[number]
    start = exact(SCORE)[0].onset_s + onset
    return PlayedNote(start + 0.02, start + length, midi or float(pitch), 0.9, LOUD_DB - under_db)


def extras(score: Score, *more: PlayedNote) -> int:
    notes = sorted([*played(), *more], key=lambda note: note.onset_s)
    return len(align_firm(Expected.of(score), notes, [0] * len(notes))[0].extra)


@pytest.mark.parametrize("number", [0, 3, 7])
def test_a_soft_note_of_the_accompaniment_is_no_extra_note(number):
    assert extras(SCORE, of_backing(number)) == 0


@pytest.mark.parametrize("number", [0, 3, 7])
def test_nor_is_a_partial_of_one(number):
    assert extras(SCORE, of_backing(number, midi=12.0 + strikes(SCORE)[number][2])) == 0


def test_as_loud_as_the_player_it_was_played():
    assert extras(SCORE, of_backing(3, under_db=2.0)) == 1


def test_a_soft_note_outside_the_chord_was_played():
    assert extras(SCORE, of_backing(3, midi=61.4)) == 1


def test_the_scores_own_parts_are_what_goes_along():
    part = tune("E3:12").part
    bass = replace(part, instrument="cello", notes=tuple(replace(note, id="bass") for note in part.notes))
    assert extras(SCORE.with_parts(SCORE.part, bass), of_backing(3, midi=52.0)) == 0
    assert extras(SCORE.with_parts(SCORE.part, bass), of_backing(3, midi=50.0)) == 1


def test_a_note_left_out_is_missed_though_the_chord_sounds_there():
    notes = played()
    gone = notes.pop(3)
    chord = replace(gone, midi=float(round(gone.midi) - 5), loudness_db=LOUD_DB - 9.0)
    report = graded(SCORE, take([*notes, chord]).notes)
    assert words(report, "pitch")[3] in ("wrong", "missed")


def test_a_melody_played_softly_is_the_players():
    soft = [replace(note, loudness_db=LOUD_DB - (9.0 if k % 4 == 0 else 0.0)) for k, note in enumerate(exact(SCORE))]
    assert set(words(graded(SCORE, soft), "pitch")) == {"correct"}
