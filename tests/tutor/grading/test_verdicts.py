"""Verdicts, note by note: one take that earns each, and one just short of it."""

from dataclasses import replace

import numpy as np
import pytest

from tests.tutor.grading.playing import LINE, bent, exact, graded, stopped_before, take, tune, without, words
from tutor.grading.align import align
from tutor.grading.expected import Expected
from tutor.grading.grade import grade
from tutor.grading.hearability import Hearability
from tutor.grading.tolerances import tolerances
from tutor.grading.verdicts import Setting, judge
from tutor.listening.types import PlayedNote


@pytest.fixture
def line():
    return tune(LINE)


def verdict(score, notes, field, index=5, **options):
    return words(graded(score, notes, **options), field)[index]


@pytest.mark.parametrize(
    ("cents", "word"), [(0, "correct"), (45, "correct"), (-45, "correct"), (60, "wrong"), (-100, "wrong")]
)
def test_a_pitch_is_wrong_from_a_quarter_tone_on(line, cents, word):
    assert verdict(line, bent(exact(line), 5, semitones=cents / 100), "pitch") == word


def test_a_doubtful_pitch_is_unsure_and_costs_nothing(line):
    report = graded(line, bent(exact(line), 5, semitones=1, confidence=0.2))
    assert words(report, "pitch")[5] == "unsure"
    assert report.marks.overall == 100.0


def test_a_doubtful_but_right_pitch_is_right(line):
    assert verdict(line, bent(exact(line), 5, confidence=0.2), "pitch") == "correct"


def test_a_repeated_note_hidden_in_the_one_before_is_unsure():
    score = tune("G4 A4 B4 B4 C5 D5 E5 D5")
    notes = exact(score)
    held = bent(notes, 2, offset_s=notes[3].offset_s)
    assert words(graded(score, without(held, 3)), "pitch")[3] == "unsure"


def test_the_same_on_a_keyboard_is_missed_for_there_nothing_hides():
    score = tune("G4 A4 B4 B4 C5 D5 E5 D5", instrument="piano")
    notes = exact(score)
    held = bent(notes, 2, offset_s=notes[3].offset_s)
    assert words(graded(score, without(held, 3), keyboard=True), "pitch")[3] == "missed"


@pytest.mark.parametrize(
    ("level", "cents", "word"),
    [(1, 38, "in_tune"), (1, 43, "sharp"), (3, 28, "in_tune"), (3, 33, "sharp"), (3, -33, "flat"), (7, 23, "sharp")],
)
def test_tuning_is_judged_by_level(line, level, cents, word):
    assert verdict(line, bent(exact(line), 5, semitones=cents / 100), "intonation", level=level) == word


def test_a_leading_tone_may_lean_up_to_the_tonic(line):
    leading = next(i for i, note in enumerate(line.notes) if note.pitch.letter == "F#")
    assert verdict(line, bent(exact(line), leading, semitones=0.45), "intonation", leading) == "in_tune"
    assert verdict(line, bent(exact(line), leading, semitones=-0.45), "intonation", leading) == "flat"


def test_a_short_note_is_not_judged_for_tuning():
    score = tune("G4 A4:1/4 B4:1/4 C5:1/4 D5:1/4 E5 D5 B4 G4:3")
    report = graded(score, bent(exact(score), 2, semitones=0.4))
    assert words(report, "intonation")[1:5] == [None] * 4


def test_keys_are_not_judged_for_tuning(line):
    assert set(words(graded(line, exact(line), keyboard=True), "intonation")) == {None}


def test_a_voice_is_allowed_thirty_cents_at_any_level():
    sung = tune(LINE, instrument="soprano")
    assert verdict(sung, bent(exact(sung), 5, semitones=0.28), "intonation", level=8) == "in_tune"


@pytest.mark.parametrize(("seconds", "word"), [(0.12, "on_time"), (0.18, "late"), (-0.12, "on_time"), (-0.18, "early")])
def test_an_onset_has_a_share_of_the_beat(line, seconds, word):
    assert verdict(line, bent(exact(line), 5, seconds=seconds), "onset") == word


def test_sixty_milliseconds_are_always_granted():
    fast = tune(LINE, tempo=240)
    assert verdict(fast, bent(exact(fast), 5, seconds=0.055), "onset", level=8) == "on_time"
    assert verdict(fast, bent(exact(fast), 5, seconds=0.075), "onset", level=8) == "late"


@pytest.mark.parametrize(("strictness", "word"), [("gentle", "on_time"), ("normal", "late"), ("strict", "late")])
def test_strictness_widens_or_narrows_the_window(line, strictness, word):
    assert verdict(line, bent(exact(line), 5, seconds=0.17), "onset", strictness=strictness) == word


def test_after_a_stop_only_the_first_note_is_late(line):
    onsets = words(graded(line, stopped_before(exact(line), 10, 1.2)), "onset")
    assert [i for i, word in enumerate(onsets) if word != "on_time"] == [10]
    assert onsets[10] == "late"


def test_a_note_cut_to_a_third_is_short_and_a_legato_gap_is_not(line):
    notes = exact(line)
    cut = notes[5].onset_s + 0.33
    assert verdict(line, bent(notes, 5, offset_s=cut), "duration") == "short"
    assert verdict(line, bent(notes, 5, offset_s=cut + 0.4), "duration") == "full"


def test_staccato_and_the_last_note_may_be_as_short_as_one_likes(line):
    notes = exact(line)
    assert verdict(line, bent(notes, 24, offset_s=notes[24].onset_s + 0.3), "duration", 24) == "full"


def test_a_plucked_note_may_fade():
    plucked = tune(LINE, instrument="guitar")
    notes = exact(plucked)
    assert verdict(plucked, bent(notes, 5, offset_s=notes[5].onset_s + 0.3), "duration") == "full"


def test_a_note_held_through_a_rest_is_long():
    score = tune("G4 A4 B4 r C5 D5 E5 r D5 C5 B4 A4")
    notes = exact(score)
    assert verdict(score, bent(notes, 2, offset_s=notes[2].offset_s + 0.9), "duration", 2) == "long"
    assert verdict(score, bent(notes, 2, offset_s=notes[2].offset_s + 0.2), "duration", 2) == "full"


def test_a_missed_note_has_no_other_verdict(line):
    note = graded(line, without(exact(line), 5)).to_dict()["notes"][5]
    assert (note["pitch"], note["performed"]) == ("missed", None)
    assert {note[key] for key in ("cents", "intonation", "onset_ms", "onset", "duration_ratio", "duration")} == {None}


def test_a_wrong_note_is_still_judged_for_time(line):
    assert verdict(line, bent(exact(line), 5, semitones=3, seconds=0.2), "onset") == "late"


def test_a_release_cut_off_by_the_ear_is_joined_to_its_note(line):
    notes = exact(line, detached=0.9)
    tail = PlayedNote(notes[5].offset_s + 0.01, notes[5].offset_s + 0.06, notes[5].midi, 0.9)
    report = grade(line, take([*notes, tail]))
    assert report.extra == ()
    assert report.marks.overall == 100.0


def test_the_end_of_a_note_that_runs_into_the_next_is_no_note_of_its_own(line):
    notes = exact(line, detached=0.86)
    end = PlayedNote(notes[5].offset_s + 0.005, notes[6].onset_s, notes[5].midi, 0.9)
    assert graded(line, [*notes, end]).extra == ()
    struck = PlayedNote(notes[5].offset_s + 0.005, notes[6].onset_s, notes[5].midi + 2, 0.9)
    assert len(graded(line, [*notes, struck]).extra) == 1


def test_an_echo_in_a_rest_is_no_note_but_a_note_as_loud_is():
    score = tune("G4 A4 B4 r C5 D5 E5 r D5 C5 B4 A4")
    notes = exact(score, detached=1.0)
    echo = PlayedNote(notes[2].offset_s + 0.01, notes[2].offset_s + 0.6, notes[2].midi, 0.9, -35.0)
    assert graded(score, [*notes, echo]).extra == ()
    again = PlayedNote(notes[2].offset_s + 0.01, notes[2].offset_s + 0.6, notes[2].midi, 0.9, -20.0)
    assert len(graded(score, [*notes, again]).extra) == 1


@pytest.mark.parametrize("bad", [{"level": 0}, {"level": 9}, {"strictness": "kind"}])
def test_levels_and_strictness_that_do_not_exist_are_refused(line, bad):
    with pytest.raises(ValueError, match="use"):
        graded(line, exact(line), **bad)


def test_windows_shrink_with_level_and_strictness():
    easy, hard = tolerances(1, "normal"), tolerances(8, "normal")
    assert easy.in_tune_cents > hard.in_tune_cents
    assert easy.onset_ms(1.0, 0.0) > hard.onset_ms(1.0, 0.0)
    assert tolerances(3, "strict").onset_ms(1.0, 0.0) < tolerances(3, "normal").onset_ms(1.0, 0.0)
    assert tolerances(3, "gentle").in_tune_cents == 45.0


def test_a_scattered_take_gets_a_wider_window_but_not_without_end():
    windows = tolerances(3, "normal")
    assert windows.onset_ms(0.5, 0.0) == pytest.approx(70.0)
    assert windows.onset_ms(0.5, 0.045) == pytest.approx(90.0)
    assert windows.onset_ms(0.5, 0.5) == pytest.approx(105.0)


def hearing(count, *, midi=0.0, level=-60.0, frames=None):
    """What was heard besides the notes: pitches and levels of `count` 20 ms frames, changed where `frames` says."""
    heard = Hearability(np.full(count, level), np.full(count, midi), (), True)
    for at, (pitch, db) in (frames or {}).items():
        heard.midi[at], heard.level_db[at] = pitch, db
    return heard


def judged_with(score, notes, heard):
    alignment = align(Expected.of(score), notes)
    return judge(alignment, Setting(tolerances(3, "normal")), heard)


@pytest.mark.parametrize(
    ("semitones", "word"), [(12, "wrong"), (18, "wrong"), (19, "unsure"), (20, "wrong"), (24, "unsure"), (-24, "wrong")]
)
def test_a_note_that_is_heard_on_one_of_its_own_overtones_is_unsure(semitones, word):
    """Nobody slips by a twelfth, but in a narrow band the ear takes a low string's third partial for the note."""
    score = tune(LINE)
    heard = judged_with(score, bent(exact(score), 5, semitones=semitones), hearing(1500))
    assert heard[5].pitch == word


def test_a_key_two_octaves_off_is_wrong_for_keys_are_not_misheard():
    score = tune(LINE, instrument="piano")
    report = graded(score, bent(exact(score), 5, semitones=24), keyboard=True)
    assert words(report, "pitch")[5] == "wrong"


def test_a_note_whose_pitch_shone_up_in_a_ringing_room_is_unsure():
    score = tune(LINE)
    notes = without(exact(score), 5)  # D5, due from 5.5 s to 6.5 s
    silent = hearing(1400)
    assert judged_with(score, notes, silent)[5].pitch == "missed"
    traces = {k: (74.0, -60.0) for k in (280, 290)}
    assert judged_with(score, notes, hearing(1400, frames=traces))[5].pitch == "unsure"


def test_a_neighbour_of_the_same_pitch_lends_no_excuse():
    score = tune("G4 B4 A4 C5 B4 D5 C5 E5 D5 F#5 E5 G5")
    notes = without(exact(score), 4)  # B4 between C5 and D5; B4 sounds an octave up in a few frames of C5's end
    traces = {k: (72.0, -60.0) for k in (230, 231, 240)}
    assert judged_with(score, notes, hearing(800, frames=traces))[4].pitch == "missed"


def test_where_the_sound_swelled_and_fell_a_note_is_not_called_missed():
    score = tune(LINE)
    notes = without(exact(score), 5)
    loud = {k: (0.0, -20.0) for k in (*range(25, 270), *range(330, 1300))}
    swell = {**loud, **{300: (0.0, -30.0), 301: (0.0, -24.0), 302: (0.0, -30.0)}}
    assert judged_with(score, notes, hearing(1400, frames=loud))[5].pitch == "missed"
    assert judged_with(score, notes, hearing(1400, frames=swell))[5].pitch == "unsure"


def test_beside_a_backing_track_only_what_is_nearly_as_loud_as_the_music_may_be_the_note():
    score = tune(LINE)
    notes = without(exact(score), 5)
    loud = {k: (0.0, -20.0) for k in (*range(25, 270), *range(330, 1300))}
    chord = hearing(1400, frames={**loud, **{300: (0.0, -36.0), 301: (74.0, -30.0), 302: (74.0, -36.0)}})
    close = hearing(1400, frames={**loud, **{300: (0.0, -30.0), 301: (74.0, -24.0), 302: (74.0, -30.0)}})
    assert judged_with(score, notes, chord)[5].pitch == "unsure"
    assert judged_with(score, notes, replace(chord, accompanied=True))[5].pitch == "missed"
    assert judged_with(score, notes, replace(close, accompanied=True))[5].pitch == "unsure"


def test_a_phrase_that_broadens_as_a_whole_is_not_a_row_of_late_notes():
    score = tune(LINE, tempo=120)
    broad = exact(score)
    for index, late in ((9, 0.05), (10, 0.09), (11, 0.1), (12, 0.1), (13, 0.09), (14, 0.05)):
        broad = bent(broad, index, seconds=late)
    assert set(words(graded(score, broad, level=6), "onset")) == {"on_time"}
    assert verdict(score, bent(exact(score), 11, seconds=0.1), "onset", 11, level=6) == "late"


CHORDS = "G4+B4+D5 A4 B4 C5 F#4+A4+C5 D5 E5 F#5 G4+B4+D5+G5:4"


def test_the_notes_of_a_chord_that_one_line_cannot_tell_apart_are_unsure():
    score = tune(CHORDS)
    played = [n for n, note in zip(exact(score), score.notes, strict=True) if is_top(score, note)]
    report = graded(score, played)
    assert words(report, "pitch").count("unsure") == len(score.notes) - len(played) == 7
    assert "missed" not in words(report, "pitch")
    assert report.marks.overall == 100.0


def is_top(score, note):
    return note.pitch.midi == max(other.pitch.midi for other in score.notes if other.onset == note.onset)


def test_a_chord_of_which_nothing_was_heard_is_one_missed_note():
    score = tune(CHORDS)
    report = graded(score, [n for n, note in zip(exact(score), score.notes, strict=True) if note.onset != 4])
    assert [w for w, note in zip(words(report, "pitch"), score.notes, strict=True) if note.onset == 4].count(
        "missed"
    ) == 1


def test_a_keyboard_take_answers_for_every_note_of_a_chord():
    score = tune(CHORDS, instrument="piano")
    report = graded(score, without(exact(score), 1), keyboard=True)
    assert words(report, "pitch")[1] == "missed"


def test_a_recording_of_nothing_but_chords_is_judged_by_the_line_that_is_heard():
    score = tune("G4+B4+D5+G5 A4+C5+E5+A5 B4+D5+F#5+B5 C5+E5+G5+C6 D5+F#5+A5+D6 C5+E5+G5+C6 G4+B4+D5+G5:2")
    report = graded(score, exact(score)[3::4])
    assert report.judged
    assert report.marks.overall == 100.0
