"""Kinds of option values that several commands share."""

from __future__ import annotations

import argparse

_LARGEST_SEED = 2**63 - 1
_TEMPI = (10.0, 400.0)


def seed(text: str) -> int:
    """A whole number that every generator of chance takes: 0 to 2^63 - 1."""
    number = _number(text, int, "a whole number, as in 7")
    if not 0 <= number <= _LARGEST_SEED:
        raise argparse.ArgumentTypeError(f"{text} is not a seed; use a whole number from 0 to {_LARGEST_SEED}")
    return number


def tempo(text: str) -> float:
    """Quarter notes a minute that can be played."""
    number = _number(text, float, "quarter notes a minute, as in 96")
    if not _TEMPI[0] <= number <= _TEMPI[1]:
        raise argparse.ArgumentTypeError(
            f"{text} quarters a minute cannot be played; use {_TEMPI[0]:g} to {_TEMPI[1]:g}"
        )
    return number


def _number(text, kind, wanted):
    try:
        return kind(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not {wanted}") from None
