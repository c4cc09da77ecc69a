"""What moves while the music runs."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import join
from tests.stories import ClassStory

pytestmark = pytest.mark.browser
# How far the middle of the cursor lies beside its bar, and how far its ends are from those of the band.
ASTRAY = """() => {
  const line = document.querySelector(".cursor-line").getBoundingClientRect();
  const band = document.querySelector(".cursor-band").getBoundingClientRect();
  const middle = line.left + line.width / 2;
  const beside = Math.max(0, band.left - middle, middle - band.right);
  return [beside, Math.abs(line.top - band.top), Math.abs(line.bottom - band.bottom)];
}"""


@pytest.mark.parametrize("width", [1280, 390])
def test_the_cursor_stands_in_the_bar_that_sounds(page: Page, story: ClassStory, width: int) -> None:
    """On a desk and a phone, and after the window has changed its size meanwhile."""
    join(page, story.code, f"Kim {width}")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"/exercises/{story.exercise}/")
    page.get_by_role("button", name="Listen").click()
    expect(page.locator(".cursor-line")).to_be_attached()
    for resized in (width, width - 60):
        page.set_viewport_size({"width": resized, "height": 900})
        page.wait_for_timeout(700)
        assert max(page.evaluate(ASTRAY)) < 2
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".cursor-line")).not_to_be_attached()
