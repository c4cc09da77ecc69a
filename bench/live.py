"""What the live pitch trace costs the student's machine: Chromium's processor time while a take is recorded.

The renderer process runs the page, its scripts and the tracker in the audio thread, and says what is to be drawn; a
browser without a graphics card draws it in software, in other processes.
"""

from __future__ import annotations

import os
import re
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.chromium import open_chromium
from tests.browser.steps import LEAD_IN_S, join
from tests.school import School
from tests.stories import ClassStory, begin_class, recording

SECONDS, SETTLING_S = 10.0, 3.0


@dataclass(frozen=True)
class Cost:
    """Shares of one core: of the page's own process, and of the whole browser."""

    what: str
    page: float
    browser: float


def run() -> list[Cost]:
    """The page at rest, and the same page while it records and draws what it hears."""
    with tempfile.TemporaryDirectory() as folder, School(Path(folder) / "var") as school:
        story = begin_class(school.url)
        sound = Path(folder) / "microphone.wav"
        sound.write_bytes(recording(story.musicxml, ending="wav", instrument="violin", lead_in_s=LEAD_IN_S))
        with sync_playwright() as playwright:
            browser = open_chromium(playwright, sound, gpu=True)
            page = browser.new_context(base_url=school.url, permissions=["microphone"]).new_page()
            _open_exercise(page, story)
            rest = _cost("the exercise's page at rest")
            page.get_by_role("button", name="Record").click()
            time.sleep(SETTLING_S)
            heard = _cost("recording, with the live pitch trace")
            browser.close()
    return [rest, heard]


def table(costs: list[Cost]) -> str:
    """The figures as Markdown."""
    body = "\n".join(f"| {cost.what} | {cost.page:.1%} | {cost.browser:.1%} |" for cost in costs)
    return (
        f"| of one core | the page and its scripts | the whole browser, drawing in software |\n|---|---|---|\n{body}\n"
    )


def _open_exercise(page: Page, story: ClassStory) -> None:
    join(page, story.code, "Robin")
    page.goto(f"/exercises/{story.exercise}/")
    time.sleep(SETTLING_S)


def _cost(what: str) -> Cost:
    """Shares of a core over some seconds from now."""
    before = _processor_seconds()
    begun = time.monotonic()
    time.sleep(SECONDS)
    passed = time.monotonic() - begun
    used = {pid: (kind, spent - before.get(pid, (kind, 0.0))[1]) for pid, (kind, spent) in _processor_seconds().items()}
    page = sum(spent for kind, spent in used.values() if kind == "renderer")
    return Cost(what, page / passed, sum(spent for _, spent in used.values()) / passed)


def _processor_seconds() -> dict[int, tuple[str, float]]:
    """Chromium's processes that descend from this one: pid -> (what kind it is, its processor time so far)."""
    tick = os.sysconf("SC_CLK_TCK")
    stats = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                stats[int(folder.name)] = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # it has ended meanwhile
                continue
    family = {os.getpid()}
    while children := {pid for pid, fields in stats.items() if int(fields[1]) in family} - family:
        family |= children
    found = {}
    for pid in family:
        try:
            line = (Path("/proc") / str(pid) / "cmdline").read_text().replace("\0", " ")
        except OSError:
            continue
        if "chrom" in line and pid in stats:
            kind = re.search(r"--type=([\w-]+)", line)
            found[pid] = (kind[1] if kind else "browser", sum(map(int, stats[pid][11:13])) / tick)
    return found
