"""Wrong notes that harmony or mode explains, and shapes with wrong sizes: what fires each, and what must not."""

from fractions import Fraction

from tests.tutor.grading.playing import bent, exact, finding, graded, kinds, tune
from tutor.music.score import ChordSymbol


def wrong(line, index, semitones, **options):
    score = tune(line, **options)
    return graded(score, bent(exact(score), index, semitones=semitones))


def chords(*names):
    """One chord a bar of four quarters: "G major V/V"."""
    found = []
    for bar, name in enumerate(names):
        root, quality, *numeral = name.split()
        found.append(ChordSymbol(Fraction(4 * bar), Fraction(4), root, quality, numeral[0] if numeral else ""))
    return tuple(found)


class TestAppliedLeadingTones:
    LINE = "C5 D5 E5 C5 A4 F#5 D5 F#5 G5 F5 E5 D5 C5:4"
    HARMONY = chords("C major I", "D dominant-seventh V7/V", "G major V", "C major I")

    def test_p06_the_third_of_a_secondary_dominant_left_plain(self):
        found = finding(wrong(self.LINE, 7, -1, key="C major", harmony=self.HARMONY), "P08")
        assert found.facts["rule"] == "still applies"  # the accidental stands earlier in the bar
        found = finding(wrong(self.LINE, 5, -1, key="C major", harmony=self.HARMONY), "P06")
        assert found.facts["target"] == "G5"
        assert "leading tone to G for a moment" in found.text

    def test_p06_is_not_told_over_another_chord(self):
        plain = chords("C major I", "C major I", "G major V", "C major I")
        assert "P06" not in kinds(wrong(self.LINE, 5, -1, key="C major", harmony=plain))

    def test_p06_is_not_the_leading_tone_of_a_minor_key(self):
        harmony = chords("A minor i", "E major V", "A minor i")
        report = wrong("A4 B4 C5 D5 E5 G#5 B5 G#5 A5 E5 C5 A4", 5, -1, key="A minor", harmony=harmony)
        assert kinds(report) == ["P03"]


class TestClashes:
    # D over the C chord is held over from the G chord before, and resolves to C.
    LINE = "G4 B4 D5 D5 D5:2 C5:2 E5 D5 B4 C5 C5:4"
    HARMONY = chords("G major V", "C major I", "G major V", "C major I")

    def test_p26_a_suspension_resolved_too_early(self):
        found = finding(wrong(self.LINE, 4, -2, key="C major", harmony=self.HARMONY), "P26")
        assert found.facts["figure"] == "9-8"
        assert "a suspension that resolves to C" in found.text

    def test_p26_is_not_told_without_the_chords_of_the_score(self):
        assert "P26" not in kinds(wrong(self.LINE, 4, -2, key="C major"))

    def test_p26_is_not_a_chord_tone_played_early(self):
        report = wrong("G4 B4 D5 B4 E5:2 C5:2 E5 D5 B4 C5 C5:4", 4, -4, key="C major", harmony=self.HARMONY)
        assert "P26" not in kinds(report)


class TestModes:
    def test_p27_a_modal_seventh_made_a_leading_tone(self):
        found = finding(wrong("G4 A4 B4 C5 D5 E5 F5 G5 F5 D5 B4 G4:2", 6, 1, key="G mixolydian"), "P27")
        assert "G mixolydian" in found.text
        assert found.facts["tonic"] == "G5"

    def test_p27_with_a_signature_flat_too(self):
        report = wrong("Eb4 F4 G4 Ab4 Bb4 C5 Db5 Eb5 C5 Bb4 G4 Eb4:2", 6, 1, key="Eb mixolydian")
        assert kinds(report) == ["P27"]

    def test_p27_is_not_told_in_major_or_of_another_degree(self):
        assert "P27" not in kinds(wrong("G4 A4 B4 C5 D5 E5 F#5 G5 E5 D5 B4 G4:2", 6, -1, key="G major"))
        assert "P27" not in kinds(wrong("G4 A4 B4 C5 D5 E5 F5 G5 F5 D5 B4 G4:2", 3, 1, key="G mixolydian"))


class TestShapes:
    LINE = "C5 E5 D5 G5 E5 A5 F5 D5 G5 C5 E5 A5 G5 D5 F5 E5 D5 B4 C5:2"

    def played(self, *slips):
        score = tune(self.LINE, key="C major")
        notes = exact(score)
        for index, semitones in slips:
            notes = bent(notes, index, semitones=semitones)
        return graded(score, notes)

    def test_p21_moves_of_wrong_sizes_in_the_right_directions_are_one_finding(self):
        found = finding(self.played((3, -1), (5, 2), (8, -1), (11, 1), (14, 1)), "P21")
        assert set(found.notes) >= {"n4", "n6", "n9"}
        assert found.text.endswith("not yet right in bars 1, 2, 3 and 4.")
        assert not {"P00", "P10", "P12"} & set(kinds(self.played((3, -1), (5, 2), (8, -1), (11, 1), (14, 1))))

    def test_p21_is_not_a_line_that_turns_the_wrong_way(self):
        assert "P21" not in kinds(self.played((3, -9), (5, 2), (8, -1), (11, 1), (14, 1)))

    def test_p21_is_not_two_slips(self):
        assert "P21" not in kinds(self.played((3, -1), (11, 1)))
