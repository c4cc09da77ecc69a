"""A take of some bars alone is marked for those bars, and named by them."""

from itertools import product

import pytest

from tests.tutor.grading.playing import exact, graded
from tutor.grading.evaluation_scores import study


@pytest.mark.parametrize(("seed", "bars"), list(product((2, 8, 12, 24, 28, 36), ((1, 4), (3, 6), (5, 7), (2, 7)))))
def test_the_last_note_is_not_put_at_the_end_of_the_piece(seed, bars):
    score = study(seed, "violin", 1 + seed % 6)
    bar_of = [score.bar_at(note.onset).number for note in score.notes]
    played = [note for note, bar in zip(exact(score), bar_of, strict=True) if bars[0] <= bar <= bars[1]]
    report = graded(score, played, level=1 + seed % 6).to_dict()
    said = {note["bar"] for note in report["notes"] if note["performed"]}
    assert (min(said), max(said)) == bars
    assert (report["part"]["first_bar"], report["part"]["last_bar"]) == bars
    assert report["part"]["marks"]["pitch"] == 100.0
