"""What is no error is never told as one: spelling, written freedom, modes, vibrato, registers, style, ornaments."""

from dataclasses import replace

import pytest

from tests.tutor.grading.playing import LINE, bent, exact, graded, kinds, tune, words
from tests.tutor.grading.sounding import sounding, vibrato
from tutor.composing.marking import marked
from tutor.composing.request import ComposeRequest
from tutor.grading.grade import grade
from tutor.grading.wording import NEVER_TOLD, ROWS
from tutor.listening.types import PlayedNote
from tutor.music.musicxml import read_score, to_musicxml
from tutor.performing.perform import perform, write_audio

MUSICXML = """<score-partwise version="4.0"><part-list><score-part id="P1"><part-name>Violin</part-name></score-part>
</part-list><part id="P1"><measure number="1"><attributes><divisions>1</divisions><key><fifths>0</fifths></key>
<time><beats>4</beats><beat-type>4</beat-type></time></attributes>
<note><pitch><step>C</step><octave>5</octave></pitch><duration>2</duration><type>half</type></note>{grace}
<note><pitch><step>E</step><octave>5</octave></pitch><duration>2</duration><type>half</type>{sign}</note>
</measure></part></score-partwise>"""


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


class TestOrnaments:
    """R14: a written ornament is the player's own affair, before the beat or on it."""

    @staticmethod
    def score(mark):
        notes = tuple(replace(n, articulations=("ornament",)) if n.id == "n6" and mark else n for n in tune(LINE).notes)
        return tune(LINE).with_parts(replace(tune(LINE).part, notes=notes))

    @staticmethod
    def graced(seconds):
        """A short D5 above the sixth note's pitch, begun so long before its beat."""
        notes = exact(tune(LINE))
        grace = PlayedNote(notes[5].onset_s - seconds, notes[5].onset_s - seconds + 0.09, notes[5].midi + 2, 0.9)
        cut = bent(notes, 4, offset_s=min(notes[4].offset_s, grace.onset_s))
        return [*cut, grace]

    @pytest.mark.parametrize("seconds", [0.1, 0.3])
    def test_a_written_grace_note_is_no_note_too_many(self, seconds):
        report = graded(self.score(mark=True), self.graced(seconds))
        assert (kinds(report), report.marks.pitch) == ([], 100.0)

    def test_the_same_note_unwritten_is_told(self):
        assert {"S03", "P25"} & set(kinds(graded(self.score(mark=False), self.graced(0.3))))

    def test_an_ornament_excuses_no_note_elsewhere(self):
        notes = exact(tune(LINE))
        added = PlayedNote(notes[15].onset_s + 0.5, notes[15].offset_s, notes[15].midi + 4, 0.9)
        assert "S03" in kinds(graded(self.score(mark=True), [*notes, added]))

    @pytest.mark.parametrize(
        ("grace", "sign"),
        [
            ("<note><grace/><pitch><step>D</step><octave>5</octave></pitch><type>eighth</type></note>", ""),
            ("", "<notations><ornaments><trill-mark/></ornaments></notations>"),
        ],
    )
    def test_it_is_read_from_a_file_and_kept_in_one(self, tmp_path, grace, sign):
        path = tmp_path / "tune.musicxml"
        path.write_text(MUSICXML.format(grace=grace, sign=sign))
        score = read_score(path)
        assert [(n.pitch.name, n.articulations) for n in score.notes] == [("C5", ()), ("E5", ("ornament",))]
        path.write_bytes(to_musicxml(score))
        assert [n.articulations for n in read_score(path).notes] == [(), ("ornament",)]


@pytest.mark.parametrize("style", ["romantic-song", "hymn", "swing", "baroque"])
def test_who_plays_the_marks_of_a_page_loses_nothing(tmp_path, style):
    """Slurs, dots, breaths, fermatas, hairpins, a ritardando and swung eighths, heard as sound."""
    line = (
        "G4:1/2 B4:1/2 D5:1/2 C5:1/2 B4:1/2 A4 G4:1/2 A4 B4 C5 D5 E5:1/2 D5:1/2 C5 B4 A4 A4:2 D4 F#4 "
        "G4:1/2 B4:1/2 D5:1/2 C5:1/2 B4:1/2 A4 G4:1/2 A4 B4 C5 E5 D5:1/2 C5:1/2 B4 A4 F#4 G4:4"
    )
    score = tune(line, instrument="flute", tempo=88)
    score = marked(score, ComposeRequest(style, level=7, instrument="flute"), (4, 8))
    performance = perform(score, expressive=True, seed=2)
    write_audio(performance.samples, performance.rate, tmp_path / "take.wav")
    report = grade(score, tmp_path / "take.wav")
    assert (report.marks.overall, kinds(report)) == (100.0, [])


def test_a_fermata_is_the_players_own_time():
    score = tune(LINE)
    held = tuple(replace(n, articulations=("fermata",)) if n.id == "n25" else n for n in score.notes)
    score = replace(score, parts=(replace(score.part, notes=held),))
    notes = exact(score)
    assert kinds(graded(score, bent(notes, 24, offset_s=notes[24].offset_s + 3.0))) == []
