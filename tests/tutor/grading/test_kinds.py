"""The page of all explanations: complete, and the same as the tables it is made from."""

from pathlib import Path

from tutor.grading.kinds import FIRES, page
from tutor.grading.wording import NEVER_TOLD, ROWS

DOCS = Path(__file__).parents[3] / "docs"


def test_every_kind_says_what_fires_it():
    assert set(FIRES) == set(ROWS)


def test_the_committed_page_is_the_one_the_tables_make():
    assert (DOCS / "explanations.md").read_text(encoding="utf-8") == page()


def test_every_row_of_the_taxonomy_is_told_or_named_as_never_told():
    rows = [f"P{n:02}" for n in range(29)] + [f"I{n:02}" for n in range(1, 11)] + [f"R{n:02}" for n in range(15)]
    rows += [f"T{n:02}" for n in range(1, 6)] + [f"S{n:02}" for n in range(1, 7)] + [f"E{n:02}" for n in range(1, 7)]
    assert set(rows) == set(ROWS) | set(NEVER_TOLD)
