"""What people do in a browser, in more than one story."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from tests.stories import PASSWORD

# Chromium plays the file from the moment the microphone opens; the tonic chord and one bar of count-in come first.
LEAD_IN_S = 4.7


def join(page: Page, code: str, nickname: str) -> None:
    """From the class code to Today, as a new student."""
    page.goto("/join/")
    page.get_by_label("Class code").fill(code.lower().replace("-", " "))
    page.get_by_role("button").filter(has_text=re.compile("Go on|Find|Join|Next|Continue")).first.click()
    page.get_by_label("Your name in this class").fill(nickname)
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_role("button", name="Join the class").click()
    page.wait_for_url("**/joined/**")
