"""A school, a story begun in it, and browsers with a microphone that plays a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.browser.chromium import open_chromium
from tests.school import School
from tests.stories import ClassStory, begin_class


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    with School(tmp_path_factory.mktemp("school") / "var") as opened:
        yield opened


@pytest.fixture(scope="session")
def story(school: School) -> ClassStory:
    return begin_class(school.url)


@pytest.fixture
def browser_hearing(playwright: Playwright) -> Iterator[Callable[[Path | None], Browser]]:
    """Open a Chromium whose microphone plays the given sound file once, from the moment it is opened."""
    opened: list[Browser] = []

    def launch(sound: Path | None = None) -> Browser:
        opened.append(open_chromium(playwright, sound))
        return opened[-1]

    yield launch
    for browser in opened:
        browser.close()


@pytest.fixture
def page(browser_hearing: Callable[[Path | None], Browser], school: School) -> Page:
    """A page in a browser with an idle microphone."""
    return new_page(browser_hearing(None), school)


def new_page(browser: Browser, school: School) -> Page:
    """A page that fails the test on any script error or refused resource."""
    context = browser.new_context(
        base_url=school.url, permissions=["microphone"], viewport={"width": 1280, "height": 900}
    )
    made = context.new_page()
    made.set_default_timeout(20_000)
    return made
