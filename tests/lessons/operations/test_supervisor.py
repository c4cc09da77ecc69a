"""One command, many processes: what dies is started again, and nothing outlives the command."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from lessons.operations.supervisor import Child, Supervisor

ROOT = Path(__file__).parents[3]
SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]
STUBBORN = [sys.executable, "-c", "import signal,time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"]


def until(condition, seconds: float = 20.0) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return bool(condition())


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z" if Path("/proc").exists() else True
    except (ProcessLookupError, FileNotFoundError):  # it may be gone between any two looks
        return False


@pytest.fixture
def supervised():
    """A running supervisor with one sleeping child, and what it said."""
    said: list[str] = []
    supervisor = Supervisor([Child("sleeper", SLEEPER)], os.environ, said.append)
    supervisor.start()
    thread = threading.Thread(target=supervisor.run)
    thread.start()
    yield supervisor, said
    supervisor.request_stop()
    thread.join(30)


def test_a_killed_child_is_started_again_and_said_so(supervised) -> None:
    supervisor, said = supervised
    first = supervisor.children[0].process.pid
    os.kill(first, signal.SIGKILL)
    assert until(lambda: supervisor.children[0].running and supervisor.children[0].process.pid != first)
    assert said == ["the sleeper stopped (exit -9); starting it again"]


def test_stopping_ends_every_child(supervised) -> None:
    supervisor, _ = supervised
    pid = supervisor.children[0].process.pid
    supervisor.request_stop()
    assert until(lambda: not alive(pid))


def test_a_child_that_ignores_the_request_is_ended_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lessons.operations.supervisor.PATIENCE_S", 0.3)
    supervisor = Supervisor([Child("stubborn", STUBBORN)], os.environ, print)
    supervisor.start()
    pid = supervisor.children[0].process.pid
    supervisor.stop()
    assert not alive(pid)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's parent-death signal exists on Linux alone")
def test_children_die_with_a_supervisor_that_is_killed_outright(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    code = (
        "import os; from pathlib import Path; from lessons.operations.supervisor import Child, Supervisor;"
        f"s = Supervisor([Child('sleeper', {SLEEPER!r})], os.environ, print); s.start();"
        f"Path({str(pid_file)!r}).write_text(str(s.children[0].process.pid)); s.run()"
    )
    command = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)
    assert until(lambda: pid_file.exists() and pid_file.read_text())
    child = int(pid_file.read_text())
    command.kill()
    command.wait()
    assert until(lambda: not alive(child))
