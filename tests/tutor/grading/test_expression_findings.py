"""Expression: measured against what the score asks for, told gently, and never marked."""

from dataclasses import replace
from fractions import Fraction

import pytest

from tests.tutor.grading.playing import LINE, bent, exact, finding, graded, kinds, tune
from tests.tutor.grading.sounding import sounding, vibrato
from tutor.grading.grade import grade
from tutor.music.score import Direction, Slur


def marked(line=LINE, articulations=None, **part):
    """A tune with directions, slurs and, by note id, articulations."""
    score = tune(line)
    notes = tuple(replace(n, articulations=(articulations or {}).get(n.id, ())) for n in score.notes)
    return replace(score, parts=(replace(score.part, notes=notes, **part),))


def at_levels(score, level_of):
    """The exact take with a loudness in dB for each note by its number."""
    notes = exact(score)
    for i in range(len(notes)):
        notes = bent(notes, i, loudness_db=level_of(i))
    return notes


def remark(report, kind):
    [found] = [one for one in report.to_dict()["expression"]["remarks"] if one["kind"] == kind]
    return found


class TestHairpins:
    SCORE = marked(directions=(Direction(Fraction(8), "hairpin", "<", Fraction(15)),))

    def test_e01_a_crescendo_that_hardly_grew(self):
        report = graded(self.SCORE, at_levels(self.SCORE, lambda i: -20.0 - i % 2))
        found = finding(report, "E01")
        assert "bars 3 to 4" in found.text
        assert (found.severity, report.marks.overall) == (1, 100.0)

    def test_e01_is_not_a_crescendo_that_grew(self):
        report = graded(self.SCORE, at_levels(self.SCORE, lambda i: -25.0 + min(max(i - 8, 0), 7)))
        assert kinds(report) == []
        assert remark(report, "E01")["met"]
        assert remark(report, "E01")["facts"]["db"] == pytest.approx(7.0, abs=0.1)

    def test_e01_goes_down_under_a_diminuendo(self):
        score = marked(directions=(Direction(Fraction(8), "hairpin", ">", Fraction(15)),))
        assert "E01" in kinds(graded(score, at_levels(score, lambda i: -25.0 + min(max(i - 8, 0), 7))))

    def test_a_take_without_levels_is_not_measured(self):
        report = graded(self.SCORE, exact(self.SCORE))
        assert "E01" not in kinds(report)
        assert [one["kind"] for one in report.to_dict()["expression"]["remarks"]] == ["E05"]


class TestContrast:
    SCORE = marked(directions=(Direction(Fraction(0), "dynamic", "p"), Direction(Fraction(12), "dynamic", "f")))

    def test_e02_p_and_f_alike(self):
        found = finding(graded(self.SCORE, at_levels(self.SCORE, lambda i: -20.0 + 0.7 * (i % 2))), "E02")
        assert (found.facts["soft"], found.facts["loud"]) == ("p", "f")

    def test_e02_is_not_a_difference_one_hears(self):
        report = graded(self.SCORE, at_levels(self.SCORE, lambda i: -20.0 if i < 12 else -12.0))
        assert kinds(report) == []
        assert remark(report, "E02")["text"] == "From your p to your f: +8.0 dB."

    def test_e02_is_not_a_p_that_a_hairpin_has_made_loud(self):
        hairpin = Direction(Fraction(14), "hairpin", "<", Fraction(18))
        marks = (Direction(Fraction(0), "dynamic", "f"), Direction(Fraction(12), "dynamic", "p"), hairpin)
        score = marked(directions=marks)
        grown = at_levels(score, lambda i: -12.0 if i < 12 else -20.0 + 3 * min(max(i - 13, 0), 4))
        assert "E02" not in kinds(graded(score, grown))


class TestArticulation:
    DOTS = marked(articulations={f"n{i}": ("staccato",) for i in range(5, 9)})

    def test_e03_staccato_held_like_any_note(self):
        assert finding(graded(self.DOTS, exact(self.DOTS)), "E03").facts["articulation"] == "staccato"

    def test_e03_is_not_staccato_played_short(self):
        notes = exact(self.DOTS)
        for i in range(4, 8):
            notes = bent(notes, i, offset_s=notes[i].onset_s + 0.45)
        report = graded(self.DOTS, notes)
        assert kinds(report) == []
        assert remark(report, "E03")["facts"]["percent"] == 45

    def test_e03_a_slur_cut_into_pieces(self):
        score = marked(slurs=(Slur("n5", "n9"),))
        notes = exact(score)
        for i in range(4, 8):
            notes = bent(notes, i, offset_s=notes[i].onset_s + 0.68)
        assert finding(graded(score, notes), "E03").facts["articulation"] == "slur"
        assert "E03" not in kinds(graded(score, exact(score)))


class TestVibrato:
    def heard(self, cents, rate):
        score = tune(LINE)
        return grade(score, sounding(exact(score), {i: vibrato(cents, rate) for i in range(25)}))

    @pytest.mark.parametrize(("cents", "rate", "fault"), [(30, 4.2, "slow"), (30, 7.7, "fast"), (100, 5.5, "wide")])
    def test_e04_slow_fast_or_wide(self, cents, rate, fault):
        report = self.heard(cents, rate)
        assert finding(report, "E04").facts["fault"] == fault
        assert report.marks.overall == 100.0

    def test_e04_is_not_the_usual_kind(self):
        report = self.heard(30, 5.6)
        assert kinds(report) == []
        assert remark(report, "E04")["facts"]["rate_hz"] == pytest.approx(5.6, abs=0.2)


class TestPhraseEnds:
    def at_the_barline(self, seconds):
        """The first phrase ends with bar 4; what follows comes so much later."""
        score = tune("G4 B4 A4 C5 B4 D5 C5 E5 D5 F#5 E5 G5 F#5 D5 E5:2 C5 D5 B4 C5 A4 B4 G4 F#4 G4:8")
        notes = exact(score)
        return graded(score, [*notes[:15], *[bent([n], 0, seconds=seconds)[0] for n in notes[15:]]])

    def test_e05_an_end_that_was_hurried(self):
        report = self.at_the_barline(-0.16)
        assert finding(report, "E05").bars == (4,)
        assert report.marks.overall == 100.0

    def test_e05_is_not_an_end_with_time_to_breathe(self):
        report = self.at_the_barline(0.1)
        assert kinds(report) == []
        assert remark(report, "E05")["facts"]["percent"] > 100


class TestAccents:
    SCORE = marked(articulations={"n7": ("accent",), "n15": ("accent",)})

    def test_e06_the_note_beside_an_accent_is_louder(self):
        report = graded(self.SCORE, at_levels(self.SCORE, lambda i: -14.0 if i in (5, 13) else -20.0))
        assert finding(report, "E06").notes == ("n7", "n15")

    def test_e06_is_not_an_accent_that_stands_out(self):
        report = graded(self.SCORE, at_levels(self.SCORE, lambda i: -14.0 if i in (6, 14) else -20.0))
        assert kinds(report) == []
        assert remark(report, "E06")["met"]
