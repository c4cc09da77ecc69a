"""Findings: for each kind a take that shows it, and one that comes close and must not be told so."""

from fractions import Fraction

import pytest

from tests.tutor.grading.playing import (
    LINE,
    bent,
    exact,
    finding,
    graded,
    kinds,
    later,
    stopped_before,
    tune,
    without,
)
from tutor.listening.types import PlayedNote
from tutor.music.score import ChordSymbol

AROUND = "G4 A4 B4 C5 "  # a beginning that is played right, so that tempo and tuning are known
CLOSE = " D5 C5 B4 A4 G4:4"


def wrong(line, index, semitones, **options):
    """The report on a tune played right but for one note."""
    score = tune(line, **options)
    return graded(score, bent(exact(score), index, semitones=semitones))


def late(line, index, seconds, **options):
    score = tune(line, **options)
    return graded(score, bent(exact(score), index, seconds=seconds))


def all_moved(score, semitones):
    return [bent([n], 0, semitones=semitones)[0] for n in exact(score)]


class TestPitch:
    def test_p02_a_leading_tone_without_its_sharp(self):
        found = finding(wrong(AROUND + "F#5 G5 E5" + CLOSE, 4, -1), "P02")
        assert found.text.startswith(
            "Bar 2, beat 1: the score has F sharp, you played F natural. In G major F sharp is the leading tone: it "
            "wants to rise to G."
        )
        assert (found.facts["written"], found.facts["performed"], found.facts["degree"]) == ("F#5", "F5", 7)
        assert found.severity == 3

    def test_p01_a_signature_sharp_that_is_no_leading_tone(self):
        report = wrong("D4 E4 F#4 G4 A4 C#5 D5 F#5 E5 D5 A4 D4:4", 7, -1, key="D major")
        assert "key signature" in finding(report, "P01").text
        assert "P02" not in kinds(report)

    def test_p01_flats_too(self):
        report = wrong("F4 G4 A4 Bb4 C5 Bb4 A4 G4 F4:4", 5, 1, key="F major")
        assert finding(report, "P01").facts["sign"] == "flat"

    def test_p01_is_not_a_note_that_is_wrong_by_more(self):
        assert "P01" not in kinds(wrong("D4 E4 F#4 G4 A4 C#5 D5 F#5 E5 D5 A4 D4:4", 7, -3, key="D major"))

    def test_p01_a_flat_never_kept_is_one_cause_whatever_each_note_might_be_taken_for(self):
        score = tune("D4 A4 Bb4 A4 G4 Bb4 A4 F4 Bb4 G4 A4:2", key="D minor")
        flats = [i for i, note in enumerate(score.notes) if note.pitch.alter]
        played = exact(score)
        for i in flats:
            played = bent(played, i, semitones=1)
        found = finding(graded(score, played), "P01")
        assert found.notes == tuple(score.notes[i].id for i in flats)
        once = bent(exact(score), flats[0], semitones=1)  # going down, and kept elsewhere
        assert "P01" not in kinds(graded(score, once))

    def test_p03_the_raised_seventh_of_a_minor_key(self):
        found = finding(wrong("A4 B4 C5 D5 E5 G#5 A5 E5 C5 B4 A4:2", 5, -1, key="A minor"), "P03")
        assert "raised" in found.text
        assert found.facts["dominant"] == "E5"

    def test_p03_is_not_the_plain_seventh(self):
        assert "P03" not in kinds(wrong("A4 B4 C5 D5 E5 G5 E5 F5 C5 B4 A4:2", 5, -1, key="A minor"))

    def test_p04_the_raised_sixth_going_up(self):
        assert (
            "going up"
            in finding(wrong("A4 B4 C5 D5 E5 F#5 G#5 A5 E5 C5 B4 A4:2", 5, -1, key="A minor"), "P04").text.lower()
        )

    def test_p04_the_plain_sixth_going_down(self):
        found = finding(wrong("A4 C5 E5 A5 G5 F5 E5 D5 C5 B4 A4:2", 5, 1, key="A minor"), "P04")
        assert found.facts["changes"] == "restores"

    def test_p05_a_chromatic_passing_tone_left_diatonic(self):
        found = finding(wrong("C5 D5 E5 F5 F#5 G5 E5 D5 C5:2", 4, -1, key="C major"), "P05")
        assert "F sharp is a chromatic passing tone between F and G" in found.text

    def test_p05_is_not_a_chromatic_note_that_leaps(self):
        assert "P05" not in kinds(wrong("C5 D5 E5 F5 F#5 D5 E5 D5 C5:2", 4, -1, key="C major"))

    def test_p07_a_borrowed_third(self):
        found = finding(wrong("C5 D5 E5 F5 G5 Eb5 C5 G5 F5 D5 C5:2", 5, 1, key="C major"), "P07")
        assert found.facts["parallel"] == "C minor"

    def test_p08_an_accidental_holds_to_the_end_of_its_bar(self):
        found = finding(wrong("C5 F#5 G5 F#5 G5 E5 D5 C5 C5 D5 E5 C5:2", 3, -1, key="C major"), "P08")
        assert "still applies" in found.text

    def test_p08_and_no_longer(self):
        found = finding(wrong("C5 F#5 G5 E5 D5 F5 E5 D5 C5 D5 E5 C5:2", 5, 1, key="C major"), "P08")
        assert "no longer applies" in found.text

    def test_p09_a_natural_overlooked(self):
        assert finding(wrong("G4 A4 B4 D5 F5 E5 D5 B4 A4 G4:2", 4, 1), "P09").facts["sign"] == "sharp"

    def test_p22_the_last_note_of_a_cadence(self):
        report = wrong("G4 B4 D5 B4 C5 A4 F#4 D4 G4:4", 8, 2)
        assert "authentic cadence" in finding(report, "P22").text

    def test_p22_is_not_a_note_before_the_last(self):
        assert "P22" not in kinds(wrong("G4 B4 D5 B4 C5 A4 F#4 D4 G4:4", 7, 2))

    def test_p14_a_single_octave(self):
        found = finding(wrong(LINE, 5, 12), "P14")
        assert found.facts["octaves"] == 1

    def test_p19_staying_on_the_note_before(self):
        assert "stayed on" in finding(wrong("G4 A4 B4 D5 E5 D5 B4 A4 G4:2", 3, -3), "P19").text

    def test_p19_is_not_told_where_the_score_repeats(self):
        assert "P19" not in kinds(wrong("G4 A4 B4 B4 E5 D5 B4 A4 G4:2", 3, 2))

    def test_p20_one_note_too_soon(self):
        assert "one note early" in finding(wrong("G4 A4 B4 D5 G5 D5 B4 A4 G4:2", 3, 5), "P20").text

    def test_p13_a_tritone(self):
        found = finding(wrong("C5 D5 E5 F5 B4 C5 E5 D5 C5:2", 4, -1, key="C major"), "P13")
        assert "diminished fifth" in found.text

    def test_p11_another_note_of_the_chord(self):
        harmony = (ChordSymbol(Fraction(0), Fraction(12), "C", "major", "I"),)
        report = wrong("C5 D5 E5 C5 G5 E5 D5 B4 C5:4", 4, 5, key="C major", harmony=harmony)
        found = finding(report, "P11")
        assert (found.facts["member"], found.facts["performed_member"]) == ("fifth", "root")

    def test_p11_is_not_a_note_foreign_to_the_chord(self):
        harmony = (ChordSymbol(Fraction(0), Fraction(12), "C", "major", "I"),)
        assert "P11" not in kinds(wrong("C5 D5 E5 C5 G5 E5 D5 B4 C5:4", 4, 2, key="C major", harmony=harmony))

    def test_p10_a_third_for_a_step(self):
        found = finding(wrong("G4 A4 B4 A4 B4 E5 D5 B4 A4 G4:2", 4, 1), "P10")
        assert (found.facts["asked"], found.facts["made"]) == ("major second", "minor third")

    def test_p12_a_leap_too_small(self):
        found = finding(wrong("C5 D5 E5 C5 A5 G5 E5 D5 C5:2", 4, -1, key="C major"), "P12")
        assert (found.facts["asked"], found.facts["size_error"]) == ("major sixth", "small")

    def test_p12_is_not_a_step(self):
        assert "P12" not in kinds(wrong("C5 D5 E5 F5 G5 A5 G5 D5 C5:2", 5, 2, key="C major"))

    def test_p00_what_nothing_else_explains(self):
        assert finding(wrong("G4 A4 B4 C5 D5 C5 B4 A4 G4:2", 4, 6), "P00").facts["distance"] == "tritone"

    def test_a_cause_that_repeats_is_told_once(self):
        score = tune("G4 F#5 G5 F#5 G5 F#5 G5 F#5 G5 D5 B4 C5 A4 B4 G4:2")
        notes = exact(score)
        for index in (1, 3, 5, 7):
            notes = bent(notes, index, semitones=-1)
        report = graded(score, bent(notes, 11, semitones=6))
        found = finding(report, "P02")
        assert found.notes == ("n2", "n4", "n6", "n8")
        assert "4 of your 5 wrong notes are this same one" in found.text

    def test_a_singer_sang(self):
        assert "you sang" in finding(wrong(AROUND + "F#5 G5 E5" + CLOSE, 4, -1, instrument="soprano"), "P02").text


class TestWholeTake:
    def test_p15_another_octave_is_told_gently(self):
        score = tune(LINE)
        report = graded(score, all_moved(score, -12))
        assert kinds(report) == ["P15"]
        assert "an octave lower" in finding(report, "P15").text

    def test_p16_another_key_is_one_finding(self):
        score = tune(LINE)
        report = graded(score, all_moved(score, 2))
        assert kinds(report) == ["P16"]
        assert finding(report, "P16").facts["sounding_key"] == "A major"

    def test_p18_a_part_read_at_concert_pitch(self):
        score = tune(LINE, instrument="clarinet", transposition=-2)
        assert kinds(graded(score, all_moved(score, 2))) == ["P18"]
        assert kinds(graded(score, all_moved(score, 3))) == ["P16"]

    def test_p17_a_tonic_that_slipped(self):
        score = tune(LINE)
        notes = exact(score)
        slipped = [*notes[:15], *[bent([n], 0, semitones=-1)[0] for n in notes[15:]]]
        report = graded(score, slipped)
        assert kinds(report) == ["P17"]
        assert finding(report, "P17").facts["bar"] == 4

    def test_p17_is_not_a_few_notes_in_the_middle(self):
        score = tune(LINE)
        notes = exact(score)
        for index in (8, 9, 10):
            notes = bent(notes, index, semitones=-1)
        assert "P17" not in kinds(graded(score, notes))

    def test_p23_a_major_piece_in_minor(self):
        score = tune("C5 D5 E5 C5 E5 G5 E5 D5 C5 A4 G4 E5 D5 E5 D5 C5:2", key="C major")
        notes = exact(score)
        for index, note in enumerate(score.notes):
            if note.pitch.step in "EA":
                notes = bent(notes, index, semitones=-1)
        report = graded(score, notes)
        assert kinds(report) == ["P23"]

    def test_p23_is_not_one_third_out_of_many(self):
        score = tune("C5 D5 E5 C5 E5 G5 E5 D5 C5 A4 G4 E5 D5 E5 D5 C5:2", key="C major")
        assert "P23" not in kinds(graded(score, bent(exact(score), 2, semitones=-1)))

    def test_p24_another_clef(self):
        score = tune(LINE)
        misread = [
            bent([n], 0, midi=float(score.key.pitch_at(w.pitch.diatonic + 2).midi))[0]
            for n, w in zip(exact(score), score.notes, strict=True)
        ]
        found = finding(graded(score, misread), "P24")
        assert (found.facts["distance"], found.facts["direction"]) == ("third", "higher")


class TestStructure:
    def test_s01_a_note_left_out(self):
        score = tune(LINE)
        assert finding(graded(score, without(exact(score), 5)), "S01").notes == ("n6",)

    def test_s02_bars_left_out(self):
        score = tune(LINE)
        notes = exact(score)
        found = finding(graded(score, [*notes[:8], *later(notes[16:], -8.0)]), "S02")
        assert (found.facts["first_bar"], found.facts["last_bar"]) == (3, 4)
        assert found.text == "Bars 3 to 4 were left out."

    def test_s02_is_not_three_notes_of_a_bar(self):
        score = tune(LINE)
        report = graded(score, without(exact(score), 8, 9, 10))
        assert "S02" not in kinds(report)
        assert finding(report, "S01").facts["count"] == 3

    def test_s03_a_note_added(self):
        score = tune(LINE)
        notes = exact(score)
        added = PlayedNote(notes[5].onset_s + 0.5, notes[5].offset_s, notes[5].midi + 4, 0.9)
        assert "not written" in finding(graded(score, [*notes, added]), "S03").text

    def test_s04_a_restart(self):
        score = tune(LINE)
        notes = exact(score)
        report = graded(score, [*notes[:11], *later(notes[8:], 4.5)])
        assert kinds(report) == ["S04"]
        assert report.marks.overall == 100.0
        assert report.to_dict()["take"]["restarts"] == [{"onset_s": 13.0, "from_bar": 3, "to_bar": 3}]

    def test_s06_a_stammer_costs_no_time(self):
        score = tune(LINE)
        notes = exact(score)
        again = [PlayedNote(notes[9].onset_s, notes[9].onset_s + 0.45, notes[9].midi, 0.9), *later(notes[9:], 0.5)]
        report = graded(score, [*notes[:9], *again])
        assert kinds(report) == ["S06"]
        assert report.to_dict()["extra"][0]["onset_s"] == pytest.approx(notes[9].onset_s)

    def test_p25_a_slip_put_right_at_once(self):
        score = tune(LINE)
        notes = bent(exact(score), 5, seconds=0.1)
        touched = PlayedNote(notes[5].onset_s - 0.12, notes[5].onset_s - 0.01, notes[5].midi + 1, 0.9)
        report = graded(score, [*notes, touched])
        assert kinds(report) == ["P25"]

    def test_r06_a_tie_struck_again(self):
        score = tune("G4 A4 B4 C5:1~1 D5 E5 D5 C5 B4 A4 G4:2")
        notes = exact(score)
        tied = bent(notes, 3, offset_s=notes[3].onset_s + 0.95)
        again = PlayedNote(notes[3].onset_s + 1.0, notes[3].onset_s + 1.95, notes[3].midi, 0.9)
        report = graded(score, [*tied, again])
        assert "R06" in kinds(report)
        assert "S06" not in kinds(report)


class TestRhythm:
    DOTTED = "G4 A4 B4 C5 D5:3/2 E5:1/2 D5 C5 B4 A4 G4 B4 A4 F#4 G4:2"

    def test_r01_a_dotted_pair_played_even(self):
        found = finding(late(self.DOTTED, 5, -0.45), "R01")
        assert "a dotted quarter and an eighth" in found.text

    def test_r01_is_not_a_pair_merely_hurried(self):
        assert "R01" not in kinds(late(self.DOTTED, 5, -0.2))

    def test_r02_even_eighths_played_long_and_short(self):
        line = "G4 A4 B4 C5 D5:1/2 E5:1/2 D5 C5 B4 A4 G4 B4 A4 F#4 G4:2"
        assert "R02" in kinds(late(line, 5, 0.18))
        assert "R02" not in kinds(late(line, 4, 0.18))

    def test_r03_an_uneven_triplet(self):
        line = "G4 A4 B4 C5 D5:1/3 E5:1/3 D5:1/3 C5 B4 A4 G4 B4 A4 F#4 G4:2"
        assert "R03" in kinds(late(line, 6, -0.17))

    def test_r04_the_same_in_compound_time(self):
        line = "G4:3/2 A4:3/2 B4:3/2 C5:3/2 D5:1/2 E5:1/2 D5:1/2 C5:3/2 B4:3/2 A4:3/2 G4:3/2 B4:3/2 A4:3"
        assert "R04" in kinds(late(line, 6, -0.28, meter="6/8"))

    def test_r05_a_syncopation_put_on_the_beat(self):
        line = "G4 A4 B4 C5 D5:1/2 E5 D5:1/2 C5 B4 A4 G4 B4 A4 F#4 G4:2"
        found = finding(late(line, 5, 0.45), "R05")
        assert found.facts["to_where"] == {"bar": 2, "beat": "2", "meter": "4/4"}
        assert "R05" not in kinds(late(line, 5, 0.2))

    def test_r07_a_rest_left_out(self):
        score = tune("G4 A4 B4 C5 D5 r D5 C5 B4 A4 G4 B4 A4 F#4 G4:2")
        found = finding(graded(score, stopped_before(exact(score), 5, -0.9)), "R07")
        assert "a quarter rest" in found.text
        assert found.notes == ("n6",)

    def test_r08_the_pulse_stops(self):
        score = tune(LINE)
        found = finding(graded(score, stopped_before(exact(score), 9, 1.5)), "R08")
        assert found.facts["beats"] == pytest.approx(1.5, abs=0.1)

    def test_r08_is_not_one_late_note(self):
        assert "R08" not in kinds(late(LINE, 9, 0.5))

    def test_r09_a_note_cut_short(self):
        score = tune(LINE)
        notes = exact(score)
        assert "R09" in kinds(graded(score, bent(notes, 5, offset_s=notes[5].onset_s + 0.3)))

    def test_r10_a_note_held_into_a_rest(self):
        score = tune("G4 A4 B4 C5 D5 r D5 C5 B4 A4 G4 B4 A4 F#4 G4:2")
        notes = exact(score)
        assert "R10" in kinds(graded(score, bent(notes, 4, offset_s=notes[4].offset_s + 0.9)))

    def test_r12_a_value_misread_as_twice_as_long(self):
        score = tune(LINE)
        notes = stopped_before(exact(score), 9, 1.0)
        found = finding(graded(score, bent(notes, 8, offset_s=notes[9].onset_s - 0.02)), "R12")
        assert "you held it like a half note" in found.text

    def test_r00_what_nothing_else_explains(self):
        found = finding(late(LINE, 9, 0.3), "R00")
        assert found.facts["direction"] == "late"
        assert "300 ms late" in found.how

    def test_every_note_within_the_window_is_no_finding(self):
        assert kinds(late(LINE, 9, 0.1)) == []


class TestTempo:
    def at_two_tempi(self, before, after, at=12):
        score = tune(LINE)
        first, second = exact(score, tempo=before), exact(score, tempo=after)
        return graded(score, [*first[:at], *later(second[at:], first[at].onset_s - second[at].onset_s)])

    def test_t01_rushing(self):
        report = self.at_two_tempi(60, 70)
        assert kinds(report) == ["T01"]
        assert finding(report, "T01").text == "From bar 4 on you went faster."

    def test_t02_dragging(self):
        assert kinds(self.at_two_tempi(60, 52)) == ["T02"]

    def test_a_little_faster_is_no_finding(self):
        assert kinds(self.at_two_tempi(60, 63)) == []

    def test_t05_another_tempo_held_throughout(self):
        score = tune(LINE)
        report = graded(score, exact(score, tempo=80))
        assert kinds(report) == ["T05"]
        assert finding(report, "T05").facts["played_bpm"] == 80
        assert kinds(graded(score, exact(score, tempo=65))) == []


class TestIntonation:
    def test_i01_one_note_sharp(self):
        found = finding(wrong(LINE, 5, 0.4), "I01")
        assert found.facts["direction"] == "sharp"
        assert "40 cents" in found.how

    def test_i02_a_degree_off_each_time(self):
        score = tune(LINE)
        notes = exact(score)
        places = [i for i, note in enumerate(score.notes) if note.pitch.step == "C"]
        for index in places:
            notes = bent(notes, index, semitones=-0.4)
        found = finding(graded(score, notes), "I02")
        assert found.facts["degree_name"] == "subdominant"
        assert len(found.notes) == len(places) >= 3

    def test_i02_is_not_told_of_two(self):
        score = tune(LINE)
        notes = bent(bent(exact(score), 3, semitones=-0.4), 6, semitones=-0.4)
        assert kinds(graded(score, notes)) == ["I01"]

    def test_i04_a_flat_leading_tone(self):
        assert "closer to G" in finding(wrong(LINE, 9, -0.4), "I04").text

    def test_i06_a_sinking_take(self):
        score = tune(LINE)
        notes = [bent([n], 0, semitones=-0.01 * n.onset_s)[0] for n in exact(score)]
        report = graded(score, notes)
        assert "sank" in finding(report, "I06").text
        assert report.marks.intonation == 100.0

    def test_i07_a_take_tuned_low(self):
        score = tune(LINE)
        report = graded(score, all_moved(score, -0.3))
        assert kinds(report) == ["I07"]
        assert report.marks.overall == 100.0
        assert kinds(graded(score, all_moved(score, -0.1))) == []


def test_at_most_three_lead():
    score = tune(AROUND + "F#5 G5 E5" + CLOSE)
    notes = bent(bent(without(exact(score), 8), 4, semitones=-1), 6, semitones=0.4, seconds=0.3)
    notes = bent(notes, 2, semitones=6)
    found = graded(score, [*notes, PlayedNote(1.9, 2.3, 60.0, 0.9)]).to_dict()["findings"]
    assert len(found) > 4
    assert [one["leads"] for one in found] == [True] * 3 + [False] * (len(found) - 3)


def test_the_weightiest_findings_come_first():
    score = tune(AROUND + "F#5 G5 E5" + CLOSE)
    notes = bent(bent(exact(score), 4, semitones=-1), 6, semitones=0.4)
    severities = [found.severity for found in graded(score, notes).findings]
    assert severities == sorted(severities, reverse=True)
    assert severities[0] == 3


def test_a_take_without_faults_gets_one_plain_sentence():
    score = tune(LINE)
    report = graded(score, exact(score))
    assert report.findings == ()
    assert report.praise.startswith("Every one of the 25 notes was right")
    assert "Every one" not in str(graded(score, without(exact(score), 3)).praise)
