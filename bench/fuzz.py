"""Twenty thousand hostile files: does each end in a report or in one clear sentence, in bounded time and memory?"""

from __future__ import annotations

import os
import re
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from bench.hostile import Case, case, tune

FILES = 20_000
LONGEST_S = 20.0  # of the processor: past this a file counts as too slow …
HANGING_S = 600.0  # … and after this by the clock its process is ended
LONGEST_SENTENCE = 300  # characters
NICENESS = 5
# What Python, its libraries and the XML parser call things; nobody who exported a file can act on these.
PROGRAMS_WORDS = (
    *("Error:", "Errno", "Traceback", "object at 0x", "<class", "NoneType", "Fraction(", " arg ", "recursion depth"),
    *("invalid literal", "could not convert", "string conversion", "codec can't", "surrogates not allowed"),
    *("index out of range", "values to unpack", "not subscriptable", "not iterable", "not callable", "unhashable"),
    *("has no attribute", "unsupported operand", "not supported between", "positional argument", "keyword argument"),
    *("division by zero", "modulo by zero", "math domain", "empty sequence", "bytes-like", "requires a buffer"),
    *("not well-formed", "invalid token", "unclosed token", "mismatched tag", "no element found", "syntax error"),
    *("junk after document", "illegal character(s)", "unknown encoding", "multi-byte"),
)
# A key or an index that was not found is all that Python says of it.
BARE_VALUE = re.compile(r": (?:'[^']*'|\"[^\"]*\"|-?\d+|\(.*\)|)\.$")


@dataclass(frozen=True)
class Outcome:
    """What became of one file: "report", "score", "refused", or "fault" with what it was. Seconds of processor;
    `megabytes` by which the file raised the most memory the process ever held."""

    number: int
    what: str
    end: str
    said: str
    seconds: float
    megabytes: float


@dataclass
class Tally:
    """All outcomes; `peak_mb` the most memory a process held."""

    outcomes: list[Outcome]
    peak_mb: float
    wall_s: float


def run(files: int = FILES, first: int = 0) -> Tally:
    """Try so many files in a process of its own, which is started anew where a file ends it."""
    begun, outcomes, peak = time.monotonic(), [], 0.0
    while len(outcomes) < files:
        for outcome, megabytes in _from_a_process(first + len(outcomes), first + files):
            outcomes.append(outcome)
            peak = max(peak, megabytes)
    return Tally(outcomes, peak, time.monotonic() - begun)


def _from_a_process(first: int, stop: int) -> Iterator[tuple[Outcome, float]]:
    ours, theirs = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=_work, args=(theirs, first, stop))
    process.start()
    theirs.close()
    number = first
    try:
        while number < stop:
            if not ours.poll(HANGING_S):
                process.kill()
            yield ours.recv()
            number += 1
    except EOFError:
        process.join()
        yield Outcome(number, case(number).what, "fault", f"the process ended with {process.exitcode}", 0.0, 0.0), 0.0
    finally:
        process.join()


def _work(channel: Connection, first: int, stop: int) -> None:
    import torch

    os.nice(NICENESS)
    torch.set_num_threads(1)
    signal.signal(signal.SIGPROF, _too_long)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what decoders say to themselves
    with tempfile.TemporaryDirectory() as folder:
        attempt(case(1), Path(folder))  # loads the models, which is no file's doing
        for number in range(first, stop):
            channel.send((attempt(case(number), Path(folder)), _most_memory_mb()))
    channel.close()


class _StillAtIt(BaseException):
    """Time is up; no reader's own handling of errors may take it for one of its own."""


def _too_long(*_: Any) -> None:
    raise _StillAtIt(f"after {LONGEST_S:g} s")


def attempt(hostile: Case, folder: Path) -> Outcome:
    """Hand one file in."""
    path = folder / f"hostile{hostile.ending}"
    path.write_bytes(hostile.data)
    before, begun = _most_memory_mb(), time.process_time()
    signal.setitimer(signal.ITIMER_PROF, LONGEST_S)
    try:
        end, said = _handed_in(hostile, path)
    except (Exception, _StillAtIt) as error:
        end, said = "fault", f"{type(error).__name__}: {error}"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0.0)
    spent = time.process_time() - begun
    return Outcome(hostile.number, hostile.what, end, said, spent, _most_memory_mb() - before)


def _handed_in(hostile: Case, path: Path) -> tuple[str, str]:
    from tutor.errors import UnreadableScore, UnreadableTake, UnusableRecording
    from tutor.grading.grade import grade
    from tutor.music.musicxml import read_score

    try:
        if hostile.is_score:
            return "score", f"{len(read_score(path).notes)} notes"
        return "report", str(grade(tune(), path).to_dict()["marks"]["overall"])
    except (UnreadableScore, UnreadableTake, UnusableRecording) as error:
        return ("refused" if is_clear(str(error)) else "fault"), str(error)


def is_clear(sentence: str) -> bool:
    """One line, not long, that ends as a sentence does and says nothing in the words of the program."""
    short = 10 < len(sentence) <= LONGEST_SENTENCE and "\n" not in sentence and sentence.endswith(".")
    return short and not BARE_VALUE.search(sentence) and not any(word in sentence for word in PROGRAMS_WORDS)


def _most_memory_mb() -> float:
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def table(tally: Tally) -> str:
    """The figures as Markdown; faults, if any, one by one."""
    ends = Counter(outcome.end for outcome in tally.outcomes)
    slowest = max(tally.outcomes, key=lambda outcome: outcome.seconds)
    hungriest = max(tally.outcomes, key=lambda outcome: outcome.megabytes)
    rows = [
        ("files handed in", f"{len(tally.outcomes)}"),
        ("ended in a report", f"{ends['report']}"),
        ("read as a score", f"{ends['score']}"),
        ("refused in one sentence", f"{ends['refused']}"),
        ("anything else", f"{ends['fault']}"),
        ("files a second", f"{len(tally.outcomes) / tally.wall_s:.0f}"),
        (f"slowest, processor time ({slowest.what})", f"{slowest.seconds:.1f} s"),
        (f"most memory for one file ({hungriest.what})", f"{hungriest.megabytes:.0f} MB"),
        ("most memory of the process, models and all", f"{tally.peak_mb:.0f} MB"),
    ]
    faults = [f"- case {o.number}, {o.what}: {o.said}\n" for o in tally.outcomes if o.end == "fault"]
    body = "\n".join(f"| {name} | {value} |" for name, value in rows)
    return f"| measured | value |\n|---|---|\n{body}\n" + "".join(["\n", *faults] if faults else [])


if __name__ == "__main__":
    print(table(run(int(sys.argv[1]) if len(sys.argv) > 1 else FILES)))
