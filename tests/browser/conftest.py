"""A school, a story begun in it, browsers with a microphone that plays a file, and the pages' modules by themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, Route, sync_playwright

from tests.browser.chromium import open_chromium
from tests.school import School
from tests.stories import ClassStory, begin_class

STATIC = Path(__file__).parents[2] / "static"
SITE = "http://modules.test/"
Run = Callable[..., Any]


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


def from_disk(route: Route) -> None:
    path = STATIC / route.request.url.removeprefix(SITE)
    if path.is_file():
        route.fulfill(path=path, content_type="text/javascript")
    else:
        route.fulfill(body="<!doctype html>", content_type="text/html")


@pytest.fixture(scope="module")
def empty_page(playwright: Playwright) -> Iterator[Page]:
    browser = open_chromium(playwright)
    page = browser.new_page()
    page.route(SITE + "**", from_disk)
    page.goto(SITE)
    yield page
    browser.close()


@pytest.fixture
def run(empty_page: Page) -> Run:
    """`run(module, body, argument)`: import js/<module> as `m`, give the body's value back."""

    def evaluate(module: str, body: str, argument: Any = None) -> Any:
        script = f"async (a) => {{ const m = await import('/js/{module}'); {body} }}"
        return empty_page.evaluate(script, argument)

    return evaluate
