"""Start child processes, restart the ones that die, and stop them all together, leaving no orphans."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

PATIENCE_S = 10.0  # how long a child may take to stop by itself
_PR_SET_PDEATHSIG = 1  # linux/prctl.h


@dataclass
class Child:
    """One supervised process: how to start it and when it was last started."""

    name: str
    command: list[str]
    nice: int = 0
    process: subprocess.Popen[bytes] | None = None
    started: list[float] = field(default_factory=list)

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Supervisor:
    """Keeps children alive until `stop` is asked for. A child that dies is started again, slower and slower."""

    def __init__(self, children: list[Child], env: Mapping[str, str], say: Callable[[str], None]) -> None:
        self.children, self.env, self.say = children, dict(env), say
        self.stopping = False

    def start(self) -> None:
        for child in self.children:
            self._launch(child)

    def run(self) -> None:
        """Watch until `request_stop`; then stop every child."""
        try:
            while not self.stopping:
                for child in self.children:
                    self._revive(child)
                time.sleep(0.2)
        finally:
            self.stop()

    def request_stop(self, *_signal: object) -> None:
        self.stopping = True

    def stop(self) -> None:
        """Ask every child to stop, then insist after `PATIENCE_S`."""
        for child in self.children:
            _signal_group(child, signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE_S
        while any(child.running for child in self.children) and time.monotonic() < deadline:
            time.sleep(0.05)
        for child in self.children:
            _signal_group(child, signal.SIGKILL)
            if child.process:
                child.process.wait()

    def _launch(self, child: Child) -> None:
        child.started.append(time.monotonic())
        child.process = subprocess.Popen(
            child.command, env=self.env, start_new_session=True, preexec_fn=_child_setup(child.nice)
        )

    def _revive(self, child: Child) -> None:
        if child.running or self.stopping or time.monotonic() - child.started[-1] < _pause(child.started):
            return
        code = child.process.returncode if child.process else None
        self.say(f"the {child.name} stopped (exit {code}); starting it again")
        self._launch(child)


def _pause(started: list[float]) -> float:
    """Seconds to wait before the next start: none at first, longer when starts have followed each other quickly."""
    recent = [moment for moment in started if time.monotonic() - moment < 60]
    return min(10.0, 0.5 * 2 ** (len(recent) - 1)) if len(recent) > 1 else 0.0


def _child_setup(nice: int) -> Callable[[], None]:
    parent = os.getpid()

    def setup() -> None:
        if sys.platform == "linux":
            # The kernel ends the child should the supervisor be killed outright.
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != parent:
                os._exit(1)
        if nice:
            os.nice(nice)

    return setup


def _signal_group(child: Child, number: int) -> None:
    if child.process is None or (number == signal.SIGTERM and not child.running):
        return
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.process.pid, number)
