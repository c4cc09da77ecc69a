"""What a backing track plays is nobody's mistake; what the player plays is, chord or not."""

from dataclasses import replace

import pytest

from tests.tutor.grading.playing import exact, graded, later, take, tune, without, words
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


def fourth_left_out(instead: PlayedNote):
    """(alignment, whether an accompaniment was heard) of the take with another note where the fourth was due."""
    notes = sorted([*without(played(), 3), instead], key=lambda note: note.onset_s)
    alignment, _, accompanied = align_firm(Expected.of(SCORE), notes, [0] * len(notes))
    return alignment, accompanied


def struck_with_the_fourth(under_db: float) -> PlayedNote:
    chords = [of_backing(k, under_db=under_db) for k in range(len(strikes(SCORE)))]
    return min(chords, key=lambda note: abs(note.onset_s - exact(SCORE)[3].onset_s))


def test_what_is_far_softer_and_has_the_chords_pitch_answers_nothing():
    alignment, accompanied = fourth_left_out(struck_with_the_fourth(12.0))
    assert alignment.partner[3] < 0
    assert not alignment.extra
    assert accompanied


FAR = struck_with_the_fourth(12.0)


@pytest.mark.parametrize("note", [struck_with_the_fourth(7.0), replace(FAR, midi=61.4), later([FAR], 0.1)[0]])
def test_what_is_less_soft_beside_the_chord_or_after_it_answers_as_a_wrong_note(note):
    alignment, accompanied = fourth_left_out(note)
    assert alignment.partner[3] >= 0
    assert not accompanied


def test_nobody_plays_along_with_a_take_of_even_level():
    notes = played()
    assert not align_firm(Expected.of(SCORE), notes, [0] * len(notes))[2]


def test_a_note_as_soft_as_the_players_others_of_its_pitch_is_the_players():
    dark = [replace(note, loudness_db=LOUD_DB - 9.0 * (note.midi < 68.5)) for note in exact(SCORE)]
    added = PlayedNote(dark[0].onset_s + 0.5, dark[0].onset_s + 0.9, 67.0, 0.9, LOUD_DB - 9.0)
    notes = sorted([*dark, added], key=lambda note: note.onset_s)
    assert len(align_firm(Expected.of(SCORE), notes, [0] * len(notes))[0].extra) == 1


def test_a_melody_played_softly_is_the_players():
    soft = [replace(note, loudness_db=LOUD_DB - (9.0 if k % 4 == 0 else 0.0)) for k, note in enumerate(exact(SCORE))]
    assert set(words(graded(SCORE, soft), "pitch")) == {"correct"}
