"""What sounds far below the player is somebody else's, unless it is just what was to be played."""

from dataclasses import replace

import numpy as np

from tests.tutor.grading.playing import exact, take, tune
from tutor.grading.expected import Expected
from tutor.grading.faint import align_firm, is_faint
from tutor.grading.grade import grade
from tutor.listening.types import PlayedNote

SCORE = tune("G4 A4 B4 C5 D5 C5 B4 A4 G4 A4 B4 G4")
LOUD_DB, STRANGE_DB = -12.0, -36.0


def played(levels=LOUD_DB):
    notes = exact(SCORE)
    return [
        replace(note, loudness_db=float(db))
        for note, db in zip(notes, np.broadcast_to(levels, len(notes)), strict=True)
    ]


def stranger(onset_s, midi=61.0, level=STRANGE_DB):
    return PlayedNote(onset_s, onset_s + 0.4, midi, 1.0, level)


def aligned(notes):
    ordered = sorted(notes, key=lambda note: note.onset_s)
    return align_firm(Expected.of(SCORE), ordered, [0] * len(ordered))[0]


def test_a_note_far_under_those_about_it_is_faint_and_a_soft_one_is_not():
    notes = [*played(), stranger(5.0), stranger(7.0, level=LOUD_DB - 10.0)]
    assert [bool(faint) for faint in is_faint(notes)] == [False] * 12 + [True, False]


def test_a_soft_passage_was_played():
    soft = played([LOUD_DB] * 6 + [LOUD_DB - 16.0] * 6)
    assert not is_faint(soft)[8:].any()
    assert not np.any(aligned(soft).partner < 0)


def test_a_neighbour_adds_no_notes_and_answers_for_none():
    notes = played()
    del notes[4]
    result = aligned([*notes, stranger(1.0), stranger(4.55), stranger(8.0, 70.0)])
    assert result.extra == ()
    assert list(np.flatnonzero(result.partner < 0)) == [4]


def test_a_player_whose_soft_notes_fit_has_played_them():
    soft = played([STRANGE_DB if k in (3, 7) else LOUD_DB for k in range(12)])
    assert not np.any(aligned(soft).partner < 0)


def test_octave_doubts_stay_with_their_notes():
    notes = sorted([*played(), stranger(1.0)], key=lambda note: note.onset_s)
    doubts = [k for k, _ in enumerate(notes)]
    alignment, kept, _ = align_firm(Expected.of(SCORE), notes, doubts)
    assert [notes[k] for k in kept] == list(alignment.played.notes)


def test_a_key_struck_softly_by_mistake_is_an_extra_note():
    report = grade(SCORE, take([*played(), stranger(4.9)], keyboard=True))
    assert len(report.extra) == 1
