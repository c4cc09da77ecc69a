"""Starting a Chromium that nobody needs to watch over, whose microphone plays a file."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Playwright

from tests.needs import find_chromium

QUIET = (
    "--no-sandbox", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--mute-audio",
)  # fmt: skip
MICROPHONE = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")


def open_chromium(playwright: Playwright, hears: Path | None = None, *, gpu: bool = False) -> Browser:
    """A browser that allows the microphone without asking and plays `hears` into it once, from when it is opened.

    Without `gpu` pages are drawn the plainest way; with it as on anybody's machine, in software where there is no
    graphics card.
    """
    sound = [f"--use-file-for-fake-audio-capture={hears}%noloop"] if hears else []
    arguments = [*QUIET, *MICROPHONE, *sound, *([] if gpu else ["--disable-gpu"])]
    return playwright.chromium.launch(executable_path=find_chromium(), args=arguments)
