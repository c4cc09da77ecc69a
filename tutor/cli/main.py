"""Parse the command line, run one command, and turn every error into one line and an exit code."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from tutor.cli import analyse, compose, evaluate, grade, listings, perform, train, vary
from tutor.errors import EtudeError, UnusableRecording

DONE, FAILED, NOT_USABLE, CANNOT_JUDGE = 0, 1, 2, 3
COMMANDS = (compose, vary, analyse, perform, grade, listings, train, evaluate)


class OneLineParser(argparse.ArgumentParser):
    """An argument parser whose complaint is one line instead of a usage page."""

    def error(self, message: str) -> NoReturn:
        print(f"{self.prog}: {message} (see '{self.prog} --help')", file=sys.stderr)
        raise SystemExit(NOT_USABLE)


def build_parser() -> argparse.ArgumentParser:
    parser = OneLineParser(prog="tutor", description="Compose, perform, hear and grade music.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=OneLineParser)
    for command in COMMANDS:
        command.add_parser(commands)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code. With ETUDE_DEBUG=1 an unexpected error shows its traceback."""
    try:
        options = build_parser().parse_args(argv)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else FAILED
    try:
        return options.run(options)
    except UnusableRecording as error:
        return _complain(str(error), CANNOT_JUDGE)
    except (EtudeError, ValueError) as error:
        return _complain(str(error), NOT_USABLE)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        where = f" '{error.filename}'" if error.filename else ""
        return _complain(f"cannot use{where}: {error.strerror or error}", NOT_USABLE)
    except KeyboardInterrupt:
        return _complain("stopped", 130)
    except Exception as error:
        if os.environ.get("ETUDE_DEBUG"):
            raise
        return _complain(
            f"this is a fault in Etude ({type(error).__name__}: {error}); ETUDE_DEBUG=1 shows where", FAILED
        )


def _complain(message: str, code: int) -> int:
    print(f"tutor: {' '.join(message.split())}", file=sys.stderr)
    return code
