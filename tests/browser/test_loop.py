"""The whole loop in a real browser: join by code, open the assignment, record, read what went wrong, be seen."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import new_page
from tests.browser.steps import LEAD_IN_S, join
from tests.school import School
from tests.stories import PASSWORD, ClassStory, recording
from tutor.music.musicxml import read_score
from tutor.music.score import Note, Score
from tutor.performing.slips import Slip

pytestmark = pytest.mark.browser
LATE_S = 0.2


@dataclass(frozen=True)
class Mistakes:
    """Where the student will go wrong: a leading tone a semitone low, and another note late."""

    leading_tone: Note
    late: Note

    @property
    def slips(self) -> tuple[Slip, ...]:
        return (Slip("wrong_pitch", self.leading_tone.id, -1), Slip("late", self.late.id, LATE_S))


def choose_mistakes(score: Score) -> Mistakes:
    """A leading tone, and a longish note well away from it."""
    tones = [note for note in score.notes if score.key.degree_of(note.pitch) == (7, 0)]
    assert tones, "the exercise was asked to have leading tones"
    tone = max(tones, key=lambda note: note.duration)
    at = score.notes.index(tone)
    others = [n for i, n in enumerate(score.notes) if abs(i - at) > 2 and 0 < i < len(score.notes) - 1]
    return Mistakes(tone, max(others, key=lambda note: (note.duration, note.onset)))


@pytest.fixture(scope="module")
def mistakes(story: ClassStory, tmp_path_factory: pytest.TempPathFactory) -> Mistakes:
    path = tmp_path_factory.mktemp("score") / "score.musicxml"
    path.write_text(story.musicxml, encoding="utf-8")
    return choose_mistakes(read_score(path))


def test_a_student_joins_records_and_is_told_what_to_practise(
    browser_hearing: Callable[[Path | None], Browser],
    school: School,
    story: ClassStory,
    mistakes: Mistakes,
    tmp_path: Path,
) -> None:
    sound = tmp_path / "microphone.wav"
    sound.write_bytes(recording(story.musicxml, mistakes.slips, ending="wav", instrument="violin", lead_in_s=LEAD_IN_S))
    student = new_page(browser_hearing(sound), school)
    join(student, story.code, "Robin")
    student.goto("/")
    student.get_by_role("link", name=re.compile("This week|Reel|level", re.IGNORECASE)).first.click()
    student.wait_for_url(f"**/exercises/{story.exercise}/**")
    student.get_by_role("button", name="Record").click()
    student.wait_for_url("**/takes/**", timeout=90_000)
    expect(student.locator("[data-feedback]")).to_be_visible(timeout=90_000)

    words = student.locator("main").inner_text()
    assert "leading tone" in words
    written = mistakes.leading_tone.pitch.letter.replace("#", " sharp")
    assert re.search(rf"the score has {written}", words), words
    _expect_delay(student, mistakes.late)
    wrong = student.locator(f'[data-row="{mistakes.leading_tone.id}"]')
    expect(wrong).to_contain_text("wrong")


def _expect_delay(student: Page, late: Note) -> None:
    """The table under "Every note" names the late note with its milliseconds."""
    student.locator("details[data-table] summary").click()
    row = student.locator(f'[data-row="{late.id}"]')
    expect(row).to_contain_text("late")
    delay = re.search(r"\+(\d+)", row.inner_text())
    assert delay, row.inner_text()
    assert abs(int(delay[1]) - 1000 * LATE_S) <= 60


def test_the_teacher_sees_it(page: Page, story: ClassStory) -> None:
    page.goto("/sign-in/")
    page.get_by_label("User name").fill("teacher")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto("/teaching/")
    expect(page.locator("main")).to_contain_text("leading tone")
    page.goto(f"/teaching/assignments/{story.assignment}/")
    expect(page.locator("main")).to_contain_text("Robin")
