"""What is no error is never told as one: spelling, written freedom, modes, vibrato, registers, style, ornaments."""

from dataclasses import replace

import pytest

from tests.tutor.grading.playing import LINE, bent, exact, graded, kinds, tune, words
from tests.tutor.grading.sounding import sounding, vibrato
from tutor.grading.grade import grade
from tutor.grading.wording import NEVER_TOLD, ROWS
from tutor.music.musicxml import read_score


def test_no_row_of_the_table_tells_what_is_never_told():
    assert not set(NEVER_TOLD) & set(ROWS)


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("C5 D5 D#5 E5 G5 F#5 G5 E5 C5 B4 C5:2", "C major"),
        ("C5 D5 Eb5 E5 G5 Gb5 G5 E5 C5 Cb5 C5:2", "C major"),
        ("Gb4 Ab4 Bb4 Cb5 Db5 Eb5 F5 Gb5 Db5 Bb4 Gb4:2", "Gb major"),
        ("F#4 G#4 A#4 B4 C#5 D#5 E#5 F#5 C#5 A#4 F#4:2", "F# major"),
    ],
)
def test_p28_another_spelling_of_the_same_sound(line, key):
    score = tune(line, key=key)
    assert kinds(graded(score, exact(score))) == []


@pytest.mark.parametrize("mode", ["mixolydian", "dorian", "phrygian", "minor"])
def test_a_modal_seventh_as_written(mode):
    line = {
        "mixolydian": "G4 A4 B4 C5 D5 E5 F5 G5 F5 D5 B4 G4:2",
        "dorian": "D4 E4 F4 G4 A4 B4 C5 D5 C5 A4 F4 D4:2",
        "phrygian": "E4 F4 G4 A4 B4 C5 D5 E5 D5 B4 G4 E4:2",
        "minor": "A4 B4 C5 D5 E5 F5 G5 A5 G5 E5 C5 A4:2",
    }[mode]
    score = tune(line, key=f"{line[0]} {mode}")
    assert kinds(graded(score, exact(score))) == []


@pytest.mark.parametrize("instrument", ["violin", "soprano", "flute", "cello"])
def test_vibrato_is_neither_out_of_tune_nor_a_wrong_note(instrument):
    score = tune(LINE, instrument=instrument)
    report = grade(score, sounding(exact(score), {i: vibrato(60.0) for i in range(25)}))
    assert set(words(report, "pitch")) == {"correct"}
    assert {kind for kind in kinds(report) if not kind.startswith("E")} == set()


@pytest.mark.parametrize("instrument", ["soprano", "alto", "tenor", "bass"])
@pytest.mark.parametrize("octaves", [-1, 1])
def test_a_singers_octave_costs_nothing(instrument, octaves):
    score = tune(LINE, instrument=instrument)
    report = graded(score, [bent([n], 0, semitones=12 * octaves)[0] for n in exact(score)])
    assert kinds(report) == ["P15"]
    assert report.marks.overall == 100.0


@pytest.mark.parametrize("cents", [10, 20, 35])
def test_a_leading_tone_placed_high_is_style(cents):
    score = tune(LINE)
    notes = exact(score)
    for i in (9, 12, 23):
        notes = bent(notes, i, semitones=cents / 100)
    assert kinds(graded(score, notes)) == []


def test_the_same_height_on_another_note_is_told():
    score = tune(LINE)
    assert kinds(graded(score, bent(exact(score), 5, semitones=0.35))) == ["I01"]


def test_r14_a_written_grace_note_asks_for_nothing(tmp_path):
    source = b"""<score-partwise version="4.0"><part-list><score-part id="P1"><part-name>Violin</part-name></score-part>
    </part-list><part id="P1"><measure number="1"><attributes><divisions>1</divisions><key><fifths>0</fifths></key>
    <time><beats>4</beats><beat-type>4</beat-type></time></attributes>
    <note><pitch><step>C</step><octave>5</octave></pitch><duration>2</duration><type>half</type></note>
    <note><grace/><pitch><step>D</step><octave>5</octave></pitch><type>eighth</type></note>
    <note><pitch><step>E</step><octave>5</octave></pitch><duration>2</duration><type>half</type></note>
    </measure></part></score-partwise>"""
    (tmp_path / "grace.musicxml").write_bytes(source)
    assert [note.pitch.name for note in read_score(tmp_path / "grace.musicxml").notes] == ["C5", "E5"]


def test_a_fermata_is_the_players_own_time():
    score = tune(LINE)
    held = tuple(replace(n, articulations=("fermata",)) if n.id == "n25" else n for n in score.notes)
    score = replace(score, parts=(replace(score.part, notes=held),))
    notes = exact(score)
    assert kinds(graded(score, bent(notes, 24, offset_s=notes[24].offset_s + 3.0))) == []
