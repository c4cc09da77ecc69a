"""The accuracy card: the measures of `evaluate ears` as a page that anyone can read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from tutor.grading.card_data import card_data, command_of

_INTRO = """# Accuracy card of the ears

Made by `{command}` on {day}, on two shared CPU cores.

Takes are rendered from seeded melodies of levels 1 to 6 with the sampled sounds and voices of `tutor/performing`, some
machine exact, some with a human's tempo and scatter. Each holds up to four errors placed at random (wrong notes by the
intervals people slip by, missed notes, added notes); its twin is the same take without them. F1 is the harmonic mean
of precision and recall; added notes must be found within 50 ms. In brackets: 95 % bootstrap intervals over takes.
Accusations count faultless notes that were called wrong or missed (pitch), early or late (timing), sharp or flat
(tuning), short or long (length). A listener who says "everything is right" scores F1 0 on each kind.
"""
_HEAD = (
    "{name}",
    "takes",
    "wrong F1",
    "missed F1",
    "extra F1",
    "accused of 100: pitch · timing · tuning · length",
    "unsure of 100",
    "onset error ms: median · 95 %",
    "not judged",
)


def accuracy_card(result: dict[str, Any], day: date | None = None) -> str:
    """The card as Markdown; `day` is the day of the run (today when left out)."""
    parts = [_intro(result, day or date.today())]
    for name, section in _SECTIONS.items():
        if name in result:
            parts.append(section(result[name]))
    return "\n".join(parts)


def data_of(result: dict[str, Any], day: date | None = None) -> dict[str, Any]:
    """The same card as data for pages."""
    return card_data(result, _command(result), day or date.today())


def _command(result: dict[str, Any]) -> str:
    return command_of(result, tuple(name for name in _SECTIONS if name not in ("real", "appeals")))


def _intro(result: dict[str, Any], day: date) -> str:
    return _INTRO.format(command=_command(result), day=day.isoformat())


def table(head: Sequence[str], rows: Sequence[Sequence[Any]], title: str = "") -> str:
    """A Markdown table with a blank line after it, and a sentence before it."""
    lines = [f"| {' | '.join(str(cell) for cell in row)} |" for row in (head, ["---"] * len(head), *rows)]
    return "\n".join([*([title, ""] if title else []), *lines, ""])


def _takes(found: dict[str, Any]) -> str:
    parts = [_measured("condition", found["by_condition"])]
    parts.append(_measured("clean, by sound", found["by_sound"]))
    parts.append(_measured("clean, by level", found["by_level"]))
    parts.append(_twins(found))
    sure = found["confidence"]
    parts.append(
        f"Confidence: calibration error (ten bins) {sure['calibration_error']} over {sure['notes']} judged notes.\n"
    )
    return "\n".join(parts)


def _baseline(found: dict[str, Any]) -> str:
    title = "A plain method on the first of the same clean takes, to compare (it cannot find added notes):"
    return "\n".join([title, "", _measured("baseline", found)])


def _measured(name: str, rows: dict[str, dict[str, Any]]) -> str:
    head = [cell.format(name=name) for cell in _HEAD]
    return table(head, [_row(key, row) for key, row in rows.items()])


def _row(name: str, row: dict[str, Any]) -> list[str]:
    accused, onset = row["accused_per_100"], row["onset_error_ms"]
    return [
        name,
        str(row["takes"]),
        *[_score(row, kind) for kind in ("wrong", "missed", "extra")],
        " · ".join(str(accused[kind]) for kind in ("pitch", "timing", "tuning", "length")),
        str(row["unsure_per_100"]),
        f"{onset['median']} · {onset['p95']}",
        str(row["unjudged"]),
    ]


def _score(row: dict[str, Any], kind: str) -> str:
    value, between = row["f1"][kind], row["f1_interval"][kind]
    if value is None:
        return "–"
    return f"{value:.3f}" + (f" ({between[0]:.2f}-{between[1]:.2f})" if between else "")


def _twins(found: dict[str, Any]) -> str:
    rows = {"all": found["by_condition"]["clean"], **found["by_sound"]}
    cells = [
        [name, row["twin_marks"]["count"], row["twin_marks"]["least"], row["twin_mark_mean"], row["twins_below_95"]]
        for name, row in rows.items()
        if row["twin_marks"]
    ]
    return table(["clean twins without errors", "count", "least mark", "mean mark", "below 95"], cells)


def _tones(found: dict[str, Any]) -> str:
    rows = [[name, cents] for name, cents in found["by_timbre"].items()]
    title = (
        f"Calibrated tones ({found['tones']} from E2 to E6, {found['lost']} not found): mean absolute error in cents."
    )
    return table(["timbre", "cents"], [*rows, ["all", found["mean_cents"]]], title)


def _whole(found: dict[str, Any]) -> str:
    rows = [[kind, row["takes"], row["named"]] for kind, row in found.items()]
    return table(["whole take", "takes", "named, of 100"], rows, "Takes in another octave, key or clef:")


def _structure(found: dict[str, Any]) -> str:
    rows = [["all", found["f1"]], *found["by_kind"].items()]
    title = f"Players who stray from the score ({found['takes']} takes, wrong and missed notes beside):"
    return table(["", "F1 of wrong and missed notes"], rows, title)


def _grouping(found: dict[str, Any]) -> str:
    rows = [["all", found["as_one"]], *found["by_cause"].items()]
    return table(["", "told as one, of 100"], rows, f"Many wrong notes of one cause ({found['takes']} takes):")


def _invariance(found: dict[str, Any]) -> str:
    same = "identical" if found["identical_reports"] else "NOT identical"
    title = f"What must change no verdict ({found['takes']} takes; the same sound twice gives {same} reports):"
    return table(["change", "verdicts unchanged, of 100"], list(found["unchanged"].items()), title)


def _speed(found: dict[str, Any]) -> str:
    names = ("seconds_of_sound", "warm_s", "warm_busy_s", "cold_s", "cold_busy_s", "megabytes")
    head = ["seconds of sound", "warm, s", "warm, processor s", "cold, s", "cold, processor s", "memory, MB"]
    title = "Time and memory to grade (cold: in a new process; by the clock others' work on the machine counts too):"
    return table(head, [[found[name] for name in names]], title)


def _facts(facts: dict[str, Any]) -> str:
    return (
        f"Explanations: of {facts['claims']} facts in {facts['findings']} findings of {facts['takes']} takes, "
        f"{100 * facts['right_share']:.2f} % agree with a second working-out by music21; "
        f"{sum(facts['unsupported'].values())} are supported by nothing.\n"
    )


def _real(rows: list[dict[str, Any]]) -> str:
    head = ["take", "notes", "overall", "called wrong or missed, of 100", "early or late, of 100", "unsure of 100"]
    names = ("name", "notes", "overall", "pitch", "timing", "unsure", "wrong_f1")
    title = (
        "Real recordings, graded against their own score and against a score with known changes (a recording without\n"
    )
    title += "a score against what CREPE's large network, not part of the product's ear, wrote down of it):"
    return table([*head, "changed notes found: wrong F1"], [[row[name] for name in names] for row in rows], title)


def _appeals(found: dict[str, Any]) -> str:
    rows = [[found["cases"], found["agree"], found["unusable"]]]
    return table(["appeals", "the engine agrees by now", "unusable"], rows, "Notes that teachers counted as right:")


_SECTIONS: dict[str, Callable[[Any], str]] = {
    "rendered": _takes,
    "baseline": _baseline,
    "tones": _tones,
    "whole": _whole,
    "structure": _structure,
    "grouping": _grouping,
    "facts": _facts,
    "invariance": _invariance,
    "speed": _speed,
    "real": _real,
    "appeals": _appeals,
}
