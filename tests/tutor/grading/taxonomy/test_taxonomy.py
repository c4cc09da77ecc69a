"""Every row of the taxonomy, from sound to words: a rendered take that shows it, and a near miss that must not.

`python -m pytest tests/tutor/grading/taxonomy -k P17` runs one row.
"""

import pytest

from tests.tutor.grading.taxonomy import expression, intonation, pitch, rhythm, structure
from tests.tutor.grading.taxonomy.never import NEVER, UNWRITTEN
from tests.tutor.grading.taxonomy.rows import Row, heard
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
