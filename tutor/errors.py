"""Errors a person can act on: each carries one sentence that says what is wrong and what would work."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class EtudeError(Exception):
    """Base of every error whose message is meant for a person.

    With facts the message is a template filled with them; both are kept, so that it can be told in another language.
    """

    def __init__(self, message: str = "", **facts: Any) -> None:
        self.template, self.facts = message, facts
        super().__init__(message.format(**facts) if facts else message)


class RequestImpossible(EtudeError):
    """A compose request that cannot be met: names the two things in conflict and the smallest change that helps."""

    def __init__(self, first: str, second: str, fix: str) -> None:
        self.first, self.second, self.fix = first, second, fix
        super().__init__(f"{first} conflicts with {second}. {fix}")


class UnreadableScore(EtudeError):
    """A score file that cannot be read as music."""


class NotMusic(ValueError):
    """Something written that no music can be; the message is a clause for a person, without a full stop."""


class UnreadableTake(EtudeError):
    """A take that cannot be opened as a recording at all: missing, empty, or not audio."""


class UnusableRecording(EtudeError):
    """A recording that was opened but cannot be judged; `reason` is a stable word such as "silence".

    `duration_s` is how long it lasts in seconds, 0 where it could not be told.
    """

    def __init__(self, reason: str, message: str, duration_s: float = 0.0, **facts: Any) -> None:
        self.reason, self.duration_s = reason, duration_s
        super().__init__(message, **facts)


@contextmanager
def lasting(seconds: float) -> Iterator[None]:
    """What is found unusable in here is `seconds` long."""
    try:
        yield
    except UnusableRecording as error:
        error.duration_s = seconds
        raise


class ModelUnavailable(EtudeError):
    """Weights, vocabulary or a sound bank are missing or do not fit together."""
