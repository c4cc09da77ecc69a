"""Pages on a narrow phone, in the language with the longer words."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.steps import join
from tests.stories import ClassStory

pytestmark = pytest.mark.browser
# The controls that reach beyond the space their panel keeps free at either side.
SPILLING = """() => {
  const panel = document.querySelector(".transport");
  const style = getComputedStyle(panel), edges = panel.getBoundingClientRect();
  const left = edges.left + parseFloat(style.paddingLeft) - 1, right = edges.right - parseFloat(style.paddingRight) + 1;
  const spills = (box) => box.width && (box.left < left || box.right > right);
  const controls = [...panel.querySelectorAll("button, input, select, output")];
  return controls.filter((one) => spills(one.getBoundingClientRect())).map((one) => one.outerHTML);
}"""


@pytest.mark.parametrize("language", ["en", "de"])
def test_what_plays_and_records_stays_within_a_narrow_phone(page: Page, story: ClassStory, language: str) -> None:
    join(page, story.code, f"Alex {language}")
    page.context.set_extra_http_headers({"accept-language": language})
    page.goto(f"/exercises/{story.exercise}/")
    page.locator("[data-record]").wait_for()
    for width in (430, 390, 360, 320):
        page.set_viewport_size({"width": width, "height": 760})
        assert page.evaluate(SPILLING) == [], width
        assert page.evaluate("document.documentElement.scrollWidth") <= width
