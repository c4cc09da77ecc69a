"""Programs the tests need besides Python: Chromium, PostgreSQL, Redis. `python -m tests.needs` finds or gets them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC_BROWSER = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def find_chromium() -> str | None:
    """Path of a Chromium or Chrome on this machine, else of the one Playwright keeps, else None."""
    for name in BROWSERS:
        if path := shutil.which(name):
            return path
    return str(MAC_BROWSER) if MAC_BROWSER.exists() else _playwright_chromium()


def _playwright_chromium() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def find_postgres() -> str | None:
    """Folder of the PostgreSQL server programs (initdb, postgres), or None."""
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]), reverse=True)
    on_path = shutil.which("initdb")
    found = [str(path) for path in packaged] + ([on_path] if on_path else [])
    return str(Path(found[0]).parent) if found else None


def find_redis() -> str | None:
    """Path of a Redis (or Valkey) server, or None."""
    return shutil.which("redis-server") or shutil.which("valkey-server")


def _get_chromium() -> None:
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    if not find_chromium():
        _apt("chromium")


def _apt(package: str) -> None:
    """Install a Debian package where this account may do so; silent where it may not."""
    if not shutil.which("apt-get"):
        return
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if prefix and not shutil.which("sudo"):
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*prefix, "apt-get", "update", "-qq"], check=False, env=environment)
    subprocess.run([*prefix, "apt-get", "install", "-y", "-qq", package], check=False, env=environment)


NEEDS: tuple[tuple[str, Callable[[], str | None], Callable[[], None], str], ...] = (
    ("Chromium", find_chromium, _get_chromium, "install Chromium or Google Chrome"),
    ("PostgreSQL", find_postgres, lambda: _apt("postgresql"), "install the PostgreSQL server (package postgresql)"),
    ("Redis", find_redis, lambda: _apt("redis-server"), "install Redis (package redis-server)"),
)


def main() -> int:
    """Find every program, getting the missing ones; 1 when the tests could not run in full."""
    missing = []
    for name, find, get, remedy in NEEDS:
        if not find():
            print(f"{name} is not on this machine; trying to get it")
            get()
        if not find():
            missing.append(f"{name} could not be had: {remedy}, then run make test again.")
    for line in missing:
        print(line, file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
