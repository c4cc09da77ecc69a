"""Take the README's pictures: a school is opened, music composed, takes graded, and the pages photographed."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import open_chromium
from tests.person import Person
from tests.school import School
from tests.stories import PASSWORD, WISH, ClassStory, begin_class, recording

FOLDER = Path(__file__).parents[1] / "docs" / "screenshots"
DESK, PHONE = (1280, 860), (390, 844)
STUDENTS = ("Robin", "Kim", "Alex", "Sasha")


@dataclass(frozen=True)
class Shot:
    """One picture: whose page, where, in which light and size; `full` takes the whole page."""

    name: str
    who: str
    path: str
    scheme: str = "light"
    size: tuple[int, int] = DESK
    full: bool = False


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, School(Path(folder) / "var", workers=2) as school:
        story = begin_class(school.url)
        take = _practise(school, story)
        job = _candidates(story)
        shots = (
            Shot("today", "robin", "/"),
            Shot("exercise", "robin", f"/exercises/{story.exercise}/"),
            Shot("exercise-phone", "robin", f"/exercises/{story.exercise}/", size=PHONE),
            Shot("feedback", "robin", take),
            Shot("feedback-whole", "robin", take, full=True),
            Shot("feedback-dark", "robin", take, scheme="dark"),
            Shot("feedback-phone", "robin", take, size=PHONE),
            Shot("feedback-phone-dark", "robin", take, scheme="dark", size=PHONE),
            Shot("compose", "teacher", job),
            Shot("compose-dark", "teacher", job, scheme="dark"),
            Shot("class", "teacher", "/teaching/"),
            Shot("class-dark", "teacher", "/teaching/", scheme="dark"),
            Shot("class-phone", "teacher", "/teaching/", size=PHONE),
            Shot("assignment", "teacher", f"/teaching/assignments/{story.assignment}/", full=True),
        )
        with sync_playwright() as playwright:
            browser = open_chromium(playwright, gpu=True)
            for shot in shots:
                _photograph(browser, school, shot)
                print(f"{FOLDER / shot.name}.png")
            browser.close()


def _practise(school: School, story: ClassStory) -> str:
    """Four students play, each with slips of their own; the first one's take is shown."""
    from tutor.performing.slips import random_slips

    urls = []
    for number, nickname in enumerate(STUDENTS):
        student = Person(school.url)
        student.join(story.code, nickname, PASSWORD)
        slips = random_slips(_score(story), seed=number + 3, count=4 - number)
        urls.append(student.hand_in(story.exercise, recording(story.musicxml, slips, expressive=True, seed=number)))
        student.until(urls[-1], "data-feedback")
    return urls[0]


def _score(story: ClassStory):  # type: ignore[no-untyped-def]  # a Score; music21 is loaded only when reading
    from tutor.music.musicxml import read_score

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "score.musicxml"
        path.write_text(story.musicxml, encoding="utf-8")
        return read_score(path)


def _candidates(story: ClassStory) -> str:
    """Three candidates for another wish, on the page where a teacher chooses."""
    wish = {**WISH, "style": "irish-jig", "key": "D major", "meter": "6/8", "level": "3", "count": "3"}
    wish.pop("skills")
    story.teacher.get("/library/compose/")
    waiting = story.teacher.post("/library/compose/", wish)
    story.teacher.until(waiting.url, r"(?s)(/keep/.*){3}")
    return waiting.url


def _photograph(browser: Browser, school: School, shot: Shot) -> None:
    context = browser.new_context(
        base_url=school.url,
        color_scheme=shot.scheme,  # type: ignore[arg-type]
        viewport={"width": shot.size[0], "height": shot.size[1]},
    )
    page = context.new_page()
    _sign_in(page, shot.who)
    page.goto(shot.path, wait_until="networkidle")
    FOLDER.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=FOLDER / f"{shot.name}.png", full_page=shot.full)
    context.close()


def _sign_in(page: Page, who: str) -> None:
    page.goto("/sign-in/")
    page.get_by_label("User name").fill(who)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_load_state("networkidle")


if __name__ == "__main__":
    main()
