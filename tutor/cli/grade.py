"""`grade`: mark one take against its score, or many pairs from a file of JSON lines."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from tutor.cli.output import json_text, write_whole
from tutor.errors import EtudeError, UnusableRecording

if TYPE_CHECKING:
    from tutor.grading.report import Report

CANNOT_JUDGE = 3


def add_parser(commands: argparse._SubParsersAction) -> None:
    parser = commands.add_parser("grade", help="mark a take against its score")
    parser.add_argument("score", nargs="?", help=".musicxml, .xml, .mxl, .mid or .abc")
    parser.add_argument("take", nargs="?", help="a recording, a .mid keyboard take or a .csv pitch track")
    parser.add_argument("--level", type=int, default=3, help="1 to 8: sets the tolerances")
    parser.add_argument("--strictness", choices=("gentle", "normal", "strict"), default="normal")
    parser.add_argument("--tracker", default="auto", help="which pitch tracker listens")
    _add_voice(parser)
    parser.add_argument("--batch", metavar="PAIRS.jsonl", help='lines of {"id", "score", "take"}')
    parser.add_argument(
        "--json", nargs="?", const="-", metavar="FILE", help="the report as JSON, into a file or to standard output"
    )
    parser.set_defaults(run=run)


def _add_voice(parser: argparse.ArgumentParser) -> None:
    """One option for each wording setting; they change no mark."""
    from tutor.grading.voice import CHOICES

    for name, choices in CHOICES.items():
        told = "; ".join(f"{choice}: {about}" for choice, about in choices.items())
        parser.add_argument(f"--{name}", choices=tuple(choices), default=next(iter(choices)), help=told)


def run(options: argparse.Namespace) -> int:
    if not 1 <= options.level <= 8:
        raise ValueError(f"--level {options.level} is not a level; use 1 to 8")
    if options.batch:
        if options.score:
            raise ValueError("--batch names its own scores and takes; leave the two file arguments out")
        return _grade_batch(options)
    if not options.score or not options.take:
        raise ValueError("grade needs a score and a take, or --batch with a file of pairs")
    report = grade_files(options.score, options.take, options)
    _deliver(json_text(report.to_dict()) + "\n", options.json, lambda: human_text(report.to_dict()))
    if report.judged:
        return 0
    print(f"tutor: {report.message}", file=sys.stderr)
    return CANNOT_JUDGE


def grade_files(score_path: str | Path, take_path: str | Path, options: argparse.Namespace) -> Report:
    """Read, listen and grade; a recording that cannot be judged gives a report that says why."""
    from tutor.grading.grade import grade
    from tutor.grading.refusals import refusal_in
    from tutor.grading.report import Report
    from tutor.grading.voice import Voice
    from tutor.music.musicxml import read_score

    score, voice = read_score(score_path), Voice.from_dict(vars(options))
    settings = {name: getattr(options, name) for name in ("level", "strictness", "tracker")}
    try:
        return grade(score, Path(take_path), **settings, voice=voice)
    except UnusableRecording as error:
        told = refusal_in(error.template, error.facts, voice)
        return Report.unjudged(score, error.reason, told, **settings, duration_s=error.duration_s)


def _grade_batch(options: argparse.Namespace) -> int:
    source = Path(options.batch)
    # Bytes, because str.splitlines breaks at more than line feeds, and what is no UTF-8 spoils only its own line.
    lines = [line.decode("utf-8-sig", errors="replace") for line in source.read_bytes().split(b"\n") if line.strip()]
    if options.json and options.json != "-":
        with open(options.json, "w", encoding="utf-8") as out:
            _answer_all(lines, source.parent, options, out)
    else:
        _answer_all(lines, source.parent, options, sys.stdout)
    return 0


def _answer_all(lines: list[str], folder: Path, options: argparse.Namespace, out: TextIO) -> None:
    """One answer a line, each handed on as soon as it is known; in ASCII, which can say any id."""
    for number, line in enumerate(lines, start=1):
        print(json.dumps(answer_pair(line, number, folder, options)), file=out, flush=True)


def answer_pair(line: str, number: int, folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """One line of a batch: its report, or what is wrong with it."""
    pair_id: Any = None
    try:
        pair = _read_pair(line, number)
        pair_id = pair.get("id")
        score, take = (_locate(pair, field, folder) for field in ("score", "take"))
        return {"id": pair_id, "report": grade_files(score, take, options).to_dict()}
    except (EtudeError, ValueError, OSError) as error:
        return {"id": pair_id, "error": " ".join(str(error).split())}
    except Exception as error:  # one broken pair must not end the batch
        return {"id": pair_id, "error": f"a fault in Etude: {type(error).__name__}: {error}"}


def _read_pair(line: str, number: int) -> dict[str, Any]:
    try:
        pair = json.loads(line, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise ValueError(f"line {number} is not JSON") from None
    if not isinstance(pair, dict):
        raise ValueError(f"line {number} is not an object with id, score and take")
    return pair


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is Python, not JSON")


def _locate(pair: dict[str, Any], field: str, folder: Path) -> Path:
    """A path of the pair: as given, or beside the batch file."""
    name = pair.get(field)
    if not isinstance(name, str) or not name:
        raise ValueError(f"the pair names no {field}")
    if "\0" in name:
        raise ValueError(f"the {field} is not a path")
    path = Path(name)
    return path if path.exists() or path.is_absolute() else folder / path


def _deliver(document: str, target: str | None, text: Callable[[], str]) -> None:
    if target is None:
        print(text())
    elif target == "-":
        print(document, end="")
    else:
        write_whole(target, document.encode())


def human_text(report: dict[str, Any]) -> str:
    """The report for a terminal: marks, then the findings in words."""
    if not report["take"]["judged"]:
        return f"Not judged: {report['take']['message'] or report['take']['reason']}"
    marks = report["marks"]
    lines = ["  ".join(f"{name} {'-' if mark is None else mark}" for name, mark in marks.items())]
    lines += [f"- {finding['text']}\n  {finding['remedy']['text']}" for finding in report["findings"]]
    return "\n".join([*lines, *([report["praise"]] if report.get("praise") else [])])
