"""Intonation by its cause: pure thirds, compressed leaps, scoops, wavering, what the instrument does by itself."""

from fractions import Fraction

import numpy as np
import pytest

from tests.tutor.grading.playing import LINE, bent, exact, finding, graded, kinds, tune
from tests.tutor.grading.sounding import scoop, sounding, vibrato, wavering
from tutor.grading.grade import grade
from tutor.music.score import ChordSymbol

C_MAJOR = (ChordSymbol(Fraction(0), Fraction(16), "C", "major", "I"),)
THIRDS = "C5 D5 E5 G5 C5 D5 E5:2 C5 G4 A4 B4 C5:4"


class TestPureThirds:
    def third(self, semitones, index=6, harmony=C_MAJOR):
        score = tune(THIRDS, key="C major", harmony=harmony)
        return graded(score, bent(exact(score), index, semitones=semitones))

    def test_i03_a_high_third_of_a_major_chord(self):
        found = finding(self.third(0.4), "I03")
        assert "third of C major" in found.text
        assert "I01" not in kinds(self.third(0.4))

    def test_i03_is_not_a_pure_third(self):
        assert kinds(self.third(-0.14)) == []

    def test_i03_is_not_another_member_or_a_score_without_chords(self):
        assert "I03" not in kinds(self.third(0.4, index=3))
        assert kinds(self.third(0.4, harmony=())) == ["I01"]


class TestCompressedLeaps:
    LINE = "G4 A4 B4 G4 D5 C5 B4 G4 E5 D5 C5 A4 F#5 E5 D5 A4 G5 F#5 E5 D5 C5 B4 A4 B4 G4:4"

    def played(self, leap_cents, step_cents=0.0):
        score = tune(self.LINE)
        notes = exact(score)
        for i in range(1, len(notes)):
            size = score.notes[i].pitch.midi - score.notes[i - 1].pitch.midi
            notes = bent(notes, i, semitones=(leap_cents if size >= 5 else step_cents) / 100.0)
        return graded(score, notes)

    def test_i05_wide_leaps_up_land_flat(self):
        found = finding(self.played(-40.0), "I05")
        assert found.facts["count"] == 4
        assert kinds(self.played(-40.0)) == ["I05"]

    def test_i05_is_not_a_little_under(self):
        assert kinds(self.played(-20.0)) == []

    def test_i05_is_not_told_of_leaps_that_land_sharp(self):
        assert "I05" not in kinds(self.played(40.0))


class TestContours:
    def heard(self, shapes):
        score = tune(LINE)
        return grade(score, sounding(exact(score), shapes))

    def test_i08_a_slide_into_notes(self):
        found = finding(self.heard({5: scoop(90), 9: scoop(110)}), "I08")
        assert found.notes == ("n6", "n10")
        assert found.severity == 1

    def test_i08_is_not_a_small_one(self):
        assert "I08" not in kinds(self.heard({5: scoop(40)}))

    def test_i08_is_not_the_note_before_heard_into_the_next(self):
        residue = {i: (lambda s: np.where(s < 0.045, -300.0, 0.0)) for i in (1, 3, 5, 7)}
        assert kinds(self.heard(residue)) == []

    def test_i10_a_wavering_tone(self):
        assert finding(self.heard({5: wavering(45)}), "I10").notes == ("n6",)

    def test_i10_is_not_a_few_frames_heard_in_another_octave(self):
        stray = {5: lambda s: np.where((s > 0.3) & (s < 0.36), 1200.0, 0.0)}
        assert "I10" not in kinds(self.heard(stray))

    @pytest.mark.parametrize(("cents", "rate"), [(30, 5.5), (60, 6.2), (45, 4.8)])
    def test_i10_is_never_vibrato(self, cents, rate):
        report = self.heard({5: vibrato(cents, rate), 24: vibrato(cents, rate)})
        assert {found.kind for found in report.findings} <= {"E04"}
        assert report.marks.intonation == 100.0

    def test_contours_cost_no_marks(self):
        assert self.heard({5: scoop(90), 9: wavering(45)}).marks.overall == 100.0


class TestInstruments:
    LINE = "G4 A4 C5 D5 E5 F5 G5 E5 F5 D5 C5 B4 C5 G4 E4 D4 C4:4"

    def note(self, index, semitones, instrument):
        score = tune(self.LINE, key="C major", instrument=instrument)
        return graded(score, bent(exact(score), index, semitones=semitones))

    def test_i09_a_note_that_the_instrument_pulls_sharp(self):
        found = finding(self.note(15, 0.4, "trumpet"), "I09")
        assert (found.facts["written"], found.facts["direction"]) == ("D4", "sharp")

    def test_i09_is_not_the_same_note_flat_or_on_a_violin(self):
        assert kinds(self.note(15, -0.4, "trumpet")) == ["I01"]
        assert kinds(self.note(15, 0.4, "violin")) == ["I01"]
