"""Every row of the taxonomy, from sound to words: a rendered take that shows it, and a near miss that must not.

`python -m pytest tests/tutor/grading/taxonomy -k P17` runs one row.
"""

import pytest

from tests.tutor.grading.taxonomy import expression, intonation, pitch, rhythm, structure
from tests.tutor.grading.taxonomy.following import FOLLOWED, PLAIN, bars_of_plain
from tests.tutor.grading.taxonomy.never import NEVER, UNWRITTEN
from tests.tutor.grading.taxonomy.rows import Row, heard, wrong
from tutor.grading.report import Report
from tutor.grading.wording import NEVER_TOLD
from tutor.grading.wording import ROWS as TOLD

ROWS = tuple(row for table in (pitch, intonation, rhythm, structure, expression) for row in table.ROWS)
NAMES = [f"{row.kind} {row.about}".strip() for row in ROWS]


def told(report: Report) -> list[str]:
    return sorted(finding.kind for finding in report.findings)


def place(report: Report, row: Row) -> str:
    """Where the row's finding is: in notes, or in bars where it names none."""
    [found] = [finding for finding in report.findings if finding.kind == row.kind]
    return " ".join(found.notes or [f"bar {bar}" for bar in found.bars])


def test_the_tables_hold_every_kind_that_can_be_told():
    assert {row.kind for row in ROWS} == set(TOLD)
    assert set(NEVER_TOLD) == {"P28", "R14", "T04"} == {name[:3] for name in NEVER if name[1].isdigit()}


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_what_shows_it_is_told_so_at_its_place_and_as_nothing_else(row):
    report = heard(row.shown)
    assert told(report) == sorted([row.kind, *row.also.split()])
    assert place(report, row) == row.at


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_what_comes_near_is_told_as_what_it_is(row):
    assert row.kind not in row.instead.split()
    assert told(heard(row.near)) == sorted(row.instead.split())


@pytest.mark.parametrize("name", NEVER)
def test_what_is_no_error_costs_nothing(name):
    take, allowed = NEVER[name]
    report = heard(take)
    assert told(report) == sorted(allowed.split())
    assert report.marks.overall == 100.0


def test_the_same_slowing_without_the_word_is_told():
    assert {"R00", "T02"} & set(told(heard(UNWRITTEN)))


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_expression_and_the_whole_takes_register_and_tuning_cost_nothing(row):
    if row.kind in ("P15", "I06", "I07", "I08", "I10", "T05", "S04", "S05") or row.kind.startswith("E"):
        assert heard(row.shown).marks.overall > 99.5


@pytest.mark.parametrize("name", FOLLOWED)
def test_what_people_do_is_followed(name):
    take, kinds, not_right, least = FOLLOWED[name]
    report = heard(take)
    assert told(report) == sorted(kinds.split())
    assert " ".join(v.note.id for v in report.verdicts if v.pitch != "correct") == not_right
    assert least <= report.marks.overall < (100.1 if least == 100.0 else 100.0)


@pytest.mark.parametrize(("first", "last"), [(1, 4), (3, 6), (5, 8)])
def test_a_part_of_the_piece_is_marked_as_that(first, last):
    report = heard(PLAIN.but(played=bars_of_plain(first, last)))
    assert report.part == {"first_bar": first, "last_bar": last, "marks": dict.fromkeys(report.marks.to_dict(), 100.0)}
    assert {v.bar for v in report.verdicts if v.pitch == "missed"} == {*range(1, 9)} - {*range(first, last + 1)}
    assert set(told(report)) == {"S02"}


def test_the_whole_piece_is_no_part_of_it():
    assert heard(PLAIN.but(*wrong(3, "n1"))).part is None
