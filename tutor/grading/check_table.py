"""A table of checks: how each claim that a finding makes is compared with a second working-out of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tutor.grading.second_opinion import Claims

Check = Callable[[Claims, Any], Any]


class CheckTable(dict[tuple[str, str], Check]):
    """(kind of finding, or "" for every kind, and fact) -> whether a finding's value of that fact is right."""

    def of(self, *names: str, kinds: tuple[str, ...] = ("",)) -> Callable[[Check], Check]:
        """Keep the check that follows under these facts of these kinds."""

        def keep(check: Check) -> Check:
            self.update({(kind, name): check for kind in kinds for name in names})
            return check

        return keep
