"""Pickups, hemiolas, hard bars and repeats: what fires each finding, and what comes close and must not."""

from dataclasses import replace
from fractions import Fraction

from tests.tutor.grading.playing import LINE, bent, exact, finding, graded, kinds, later, stopped_before, tune
from tutor.grading.speaking import reword
from tutor.grading.voice import USUAL
from tutor.music.score import Bar, Direction, Score


def with_pickup(line, beats, **options):
    """The tune with its first `beats` quarters as a pickup."""
    plain = tune(line, **options)
    metre, key = plain.meter, plain.key
    bars = [Bar(0, Fraction(0), Fraction(beats), metre, key)]
    while bars[-1].end < plain.notes[-1].end:
        bars.append(Bar(len(bars), bars[-1].end, metre.bar_length, metre, key))
    return Score(plain.title, tuple(bars), plain.parts, plain.tempo_bpm)


class TestPickups:
    SCORE = with_pickup("D4 G4 A4 B4 C5 D5 C5 B4 A4 G4 B4 A4 F#4 G4 A4 B4 G4", 1)

    def test_r11_a_pickup_played_as_if_it_filled_a_bar(self):
        report = graded(self.SCORE, stopped_before(exact(self.SCORE), 1, 3.0))
        assert "beat 1 is the note after the first barline" in finding(report, "R11").text
        assert "R08" not in kinds(report)

    def test_r11_is_not_another_stop_there_or_a_stop_elsewhere(self):
        assert "R11" not in kinds(graded(self.SCORE, stopped_before(exact(self.SCORE), 1, 1.0)))
        assert "R11" not in kinds(graded(self.SCORE, stopped_before(exact(self.SCORE), 5, 3.0)))

    def test_a_pickup_in_time_is_no_finding(self):
        assert kinds(graded(self.SCORE, exact(self.SCORE))) == []


class TestHemiolas:
    LINE = "G4 A4 B4 C5 B4 A4 D5:2 C5:1~1 B4:2 A4 B4 C5 B4 A4 F#4 G4:3"

    def late(self, index, seconds, line=LINE):
        score = tune(line, meter="3/4")
        return graded(score, bent(exact(score), index, seconds=seconds))

    def test_r13_a_note_that_falls_out_of_the_twos(self):
        assert "a hemiola" in finding(self.late(7, 0.35), "R13").text
        assert "R13" in kinds(self.late(8, 0.35))

    def test_r13_is_not_within_the_window_or_in_plain_threes(self):
        assert kinds(self.late(7, 0.1)) == []
        plain = "G4 A4 B4 C5 B4 A4 D5 C5 B4 A4:2 G4 A4 B4 C5 B4 A4 F#4 G4:3"
        assert "R13" not in kinds(self.late(10, 0.35, plain))


class TestHardBars:
    # Bars 4 and 5 leap; the rest moves by step.
    LINE = (
        "G4 A4 B4 A4 G4 A4 B4 C5 D5 C5 B4 A4 G4 G5 G4 G5 G4 G5 G4 G5 F#5 E5 D5 C5 B4 A4 G4 A4 B4 A4 G4 A4 "
        "G4 A4 B4 C5 D5 C5 B4 A4 G4:4"
    )

    def slowed(self, first, last, line=LINE, by=1.3):
        score = tune(line)
        notes, lost = exact(score), 0.0
        for i in range(len(notes)):
            span = by if first <= i < last else 1.0
            notes = bent(notes, i, seconds=lost, offset_s=notes[i].onset_s + lost + 0.95 * span)
            lost += span - 1.0
        return graded(score, notes)

    def test_t03_slower_only_where_the_leaps_are(self):
        found = finding(self.slowed(12, 20), "T03")
        assert "just where the wide leaps are" in found.text
        assert (found.facts["first_bar"], found.facts["last_bar"]) == (4, 5)

    def test_t03_is_not_slower_in_easy_bars_or_from_there_on(self):
        assert "T03" not in kinds(self.slowed(24, 32))
        assert "T03" not in kinds(self.slowed(12, 41))


class TestWrittenTempo:
    def slowing(self, **marks):
        score = tune(LINE)
        score = replace(score, parts=(replace(score.part, **marks),))
        notes = exact(score)
        first = len(notes) - 9
        for step, i in enumerate(range(first, len(notes))):
            notes = stopped_before(notes, i, 0.12 * (step + 1))
        return graded(score, notes)

    def test_t04_a_written_ritardando_is_never_an_error(self):
        rit = Direction(Fraction(16), "words", "rit.")
        assert not {"T01", "T02", "T03", "R08", "R12"} & set(kinds(self.slowing(directions=(rit,))))

    def test_the_same_slowing_unwritten_is_told(self):
        assert {"T02", "R08", "R12"} & set(kinds(self.slowing()))

    def test_a_ritardando_at_the_end_excuses_no_rushing_before(self):
        score = tune(LINE)
        score = replace(score, parts=(replace(score.part, directions=(Direction(Fraction(23), "words", "rit."),)),))
        slow, fast = exact(score), exact(score, tempo=72)
        report = graded(score, [*slow[:12], *later(fast[12:], slow[12].onset_s - fast[12].onset_s)])
        assert "T01" in kinds(report)

    def test_a_fermata_held_is_no_stop_of_the_pulse(self):
        score = tune(LINE)
        held = [replace(n, articulations=("fermata",)) if n.id == "n8" else n for n in score.notes]
        score = replace(score, parts=(replace(score.part, notes=tuple(held)),))
        assert "R08" not in kinds(graded(score, stopped_before(exact(score), 8, 1.5)))

    def held_and_going_on(self, tempo):
        """The eighth note held 1.5 s under its fermata, and what follows at another tempo."""
        score = tune(LINE)
        held = [replace(n, articulations=("fermata",)) if n.id == "n8" else n for n in score.notes]
        score = replace(score, parts=(replace(score.part, notes=tuple(held)),))
        slow, after = exact(score), exact(score, tempo=tempo)
        return graded(score, [*slow[:8], *later(after[8:], slow[8].onset_s + 1.5 - after[8].onset_s)])

    def test_a_tempo_kept_after_a_fermata_is_no_change(self):
        assert kinds(self.held_and_going_on(60)) == []

    def test_a_fermata_excuses_no_rushing_after_it(self):
        assert "T01" in kinds(self.held_and_going_on(75))

    def test_eighths_may_swing_where_the_score_says_so(self):
        pitches = "G4 A4 B4 C5 D5 C5 B4 A4 " * 3 + "G4 A4 B4 A4 G4 F#4 G4 G4"
        plain = tune(" ".join(f"{pitch}:1/2" for pitch in pitches.split()), tempo=80)
        swung = exact(plain)
        for i in (9, 13):
            swung = bent(swung, i, seconds=0.2)
            swung = bent(swung, i - 1, offset_s=swung[i].onset_s - 0.02)
        words = (Direction(Fraction(0), "words", "Medium swing"),)
        asked = replace(plain, parts=(replace(plain.part, directions=words),))
        assert kinds(graded(plain, swung)) != []
        assert (kinds(graded(asked, swung)), graded(asked, swung).marks.overall) == ([], 100.0)
        assert kinds(graded(asked, exact(asked))) == [], "played even it is as right"

    def test_a_breath_may_take_from_the_note_before_it(self):
        score = tune(LINE)
        breathing = [replace(n, articulations=("breath-mark",)) if n.id == "n8" else n for n in score.notes]
        asked = replace(score, parts=(replace(score.part, notes=tuple(breathing)),))
        cut = bent(exact(score), 7, offset_s=exact(score)[7].onset_s + 0.4)
        assert "R09" in kinds(graded(score, cut))
        assert kinds(graded(asked, cut)) == []


class TestRepeats:
    def twice(self, gap, **values):
        score = replace(tune(LINE), **values)
        notes = exact(score)
        return graded(score, [*notes[:16], *later(notes[8:], 8.0 + gap)])

    def test_s05_bars_taken_twice_without_a_stop(self):
        found = finding(self.twice(0.0), "S05")
        assert (found.facts["first_bar"], found.facts["last_bar"]) == (3, 4)
        assert "S04" not in kinds(self.twice(0.0))
        assert self.twice(0.0).marks.overall == 100.0

    def test_s05_of_a_report_kept_from_before_is_still_told(self):
        report = self.twice(0.0).to_dict()
        said = report["findings"][0]["text"]
        del report["findings"][0]["facts"]["road"]
        assert reword(report, USUAL)["findings"][0]["text"] == said

    def test_s05_is_not_a_stop_and_a_new_try(self):
        assert kinds(self.twice(2.0)) == ["S04"]

    def test_s05_is_not_told_where_repeats_are_written(self):
        written = (("repeats", "played once, as written"),)
        assert kinds(self.twice(0.0, metadata=written)) == []
