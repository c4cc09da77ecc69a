"""`make bench`: speed, memory, hostile files, the live pitch trace and a class's burst.

Prints the tables and keeps them in docs/speed.md.
"""

from __future__ import annotations

import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

from bench import burst, fuzz, live, memory, speed

KEPT = Path(__file__).parents[1] / "docs" / "speed.md"
PARTS = {
    "speed": ("Speed", lambda: speed.table(speed.run())),
    "memory": ("A worker's memory", lambda: memory.table(memory.run())),
    "fuzz": ("Hostile files", lambda: fuzz.table(fuzz.run())),
    "live": ("The live pitch trace", lambda: live.table(live.run())),
    "burst": ("Thirty takes handed in at once", lambda: burst.table(burst.run())),
}


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        print(f"'{unknown[0]}' is not a benchmark; use {', '.join(PARTS)}", file=sys.stderr)
        return 2
    chosen = names or list(PARTS)
    tables = []
    for name in chosen:
        title, measure = PARTS[name]
        tables.append(f"## {title}\n\n{measure()}")
        print(tables[-1], flush=True)
    if chosen == list(PARTS):
        KEPT.write_text(f"# Speed\n\n{_where()}\n\n" + "\n".join(tables), encoding="utf-8")
    return 0


def _where() -> str:
    """When and on what the figures were taken; they compare ways on one machine, not machines."""
    cores = os.cpu_count()
    return (
        f"Measured on {datetime.now(UTC):%Y-%m-%d} by `make bench`: {cores} cores ({platform.machine()}), "
        f"no GPU, Python {platform.python_version()}. Times on other machines differ; the ratios should not, much."
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
