"""When, on what and by which command figures were measured."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import date
from pathlib import Path
from typing import Any


def whereabouts(options: dict[str, Any], day: date | None = None) -> str:
    """A sentence for the card: the command and its `options`, the day (default: today), the commit, the machine."""
    numbers = " ".join(f"--{name} {options[name]}" for name in ("requests", "seeds", "each", "seed"))
    corpora = " --corpora FOLDER" if options["corpora"] else ""
    return (
        f"Measured by `python -m tutor evaluate composer {numbers}{corpora} --card docs/model-card.md` on "
        f"{(day or date.today()).isoformat()}, at {_commit()}, on {_machine()}."
    )


def _commit() -> str:
    """The commit the working tree stands on, and whether it has changed since."""
    folder = Path(__file__).parent
    try:
        command = ["git", "describe", "--always", "--dirty", "--exclude", "*"]
        found = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "no known commit"
    name, dirty, _ = found.stdout.strip().partition("-dirty")
    return f"commit `{name}`" + (" with changes" if dirty else "")


def _machine() -> str:
    cores = os.cpu_count()
    busy = f"load {os.getloadavg()[0]:.1f} at the start"
    return f"{cores} cores ({platform.machine()}; {busy}), no GPU, Python {platform.python_version()}"
