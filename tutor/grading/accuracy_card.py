"""The accuracy card: the measures of `evaluate ears` as a page that anyone can read."""

from __future__ import annotations

from datetime import date
from typing import Any

_INTRO = """# Accuracy card of the ears

Made by `python -m tutor evaluate ears --takes {takes} --seed {seed}{real}` on {day}, on two shared CPU cores.

Takes are rendered from seeded melodies of levels 1 to 6 with the sampled sounds of `tutor/performing`, some machine
exact, some with a human's tempo and scatter. Each holds up to four errors placed at random (wrong notes by the
intervals people slip by, missed notes, added notes); its twin is the same take without them. F1 is the harmonic mean
of precision and recall; added notes must be found within 50 ms. In brackets: 95 % bootstrap intervals over takes.
Accusations count faultless notes that were called wrong or missed (pitch), early or late (timing), sharp or flat
(tuning), short or long (length). A listener who says "everything is right" scores F1 0 on each kind.
"""
_HEAD = (
    "| {name} | takes | wrong F1 | missed F1 | extra F1 | accused of 100: pitch · timing · tuning · length | "
    "unsure of 100 | onset error ms: median · 95 % | not judged |"
)


def accuracy_card(result: dict[str, Any], day: date | None = None) -> str:
    """The card as Markdown; `day` is the day of the run (today when left out)."""
    intro = _INTRO.format(
        takes=result["takes"],
        seed=result["seed"],
        real=" --real FOLDER" if "real" in result else "",
        day=(day or date.today()).isoformat(),
    )
    parts = [intro, _table("condition", result["by_condition"]), _table("clean, by sound", result["by_sound"])]
    parts.append(_twins(result))
    if "facts" in result:
        parts.append(_facts(result["facts"]))
    if "real" in result:
        parts.append(_real(result["real"]))
    return "\n".join(parts)


def _table(name: str, rows: dict[str, dict[str, Any]]) -> str:
    head = _HEAD.format(name=name)
    return "\n".join([head, "|---" * (head.count("|") - 1) + "|", *[_row(key, row) for key, row in rows.items()], ""])


def _row(name: str, row: dict[str, Any]) -> str:
    scores = [_score(row, kind) for kind in ("wrong", "missed", "extra")]
    accused = row["accused_per_100"]
    blamed = " · ".join(str(accused[kind]) for kind in ("pitch", "timing", "tuning", "length"))
    onset = row["onset_error_ms"]
    cells = [
        name,
        str(row["takes"]),
        *scores,
        blamed,
        str(row["unsure_per_100"]),
        f"{onset['median']} · {onset['p95']}",
        str(row["unjudged"]),
    ]
    return f"| {' | '.join(cells)} |"


def _score(row: dict[str, Any], kind: str) -> str:
    value, between = row["f1"][kind], row["f1_interval"][kind]
    if value is None:
        return "–"
    return f"{value:.3f}" + (f" ({between[0]:.2f}-{between[1]:.2f})" if between else "")


def _twins(result: dict[str, Any]) -> str:
    lines = ["| clean twins without errors | count | least mark | mean mark | below 95 |", "|---|---|---|---|---|"]
    for name, row in {"all": result["by_condition"]["clean"], **result["by_sound"]}.items():
        marks = row["twin_marks"]
        if marks:
            lines.append(
                f"| {name} | {marks['count']} | {marks['least']} | {row['twin_mark_mean']} | {row['twins_below_95']} |"
            )
    return "\n".join([*lines, ""])


def _facts(facts: dict[str, Any]) -> str:
    return (
        f"Explanations: of {facts['claims']} facts in {facts['findings']} findings of {facts['takes']} takes, "
        f"{100 * facts['right_share']:.2f} % agree with a second working-out by music21; "
        f"{sum(facts['unsupported'].values())} are supported by nothing.\n"
    )


def _real(rows: list[dict[str, Any]]) -> str:
    lines = [
        "Real recordings, graded against their own score and against a score with known changes:",
        "",
        "| take | notes | overall | called wrong or missed, of 100 | early or late, of 100 | unsure of 100 | "
        "changed notes found: wrong F1 |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        cells = [row[key] for key in ("name", "notes", "overall", "pitch", "timing", "unsure", "wrong_f1")]
        lines.append(f"| {' | '.join(str(cell) for cell in cells)} |")
    return "\n".join([*lines, ""])
