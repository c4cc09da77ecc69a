"""Real PostgreSQL and Redis servers on free ports, in a temporary folder, gone when the test ends."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.needs import find_postgres, find_redis
from tests.school import free_port

# PostgreSQL refuses to run as root, so under root it runs as one of these accounts.
ACCOUNTS = ("postgres", "nobody")


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A fresh PostgreSQL server; yields its DATABASE_URL."""
    programs = find_postgres()
    assert programs, "PostgreSQL is not installed (package postgresql)"
    data, port = folder / "data", free_port()
    folder.mkdir(parents=True)
    _hand_over(folder)
    initdb = [f"{programs}/initdb", "-D", str(data), "-U", "etude", "-A", "trust", "-E", "UTF8", "--no-sync"]
    subprocess.run([*_as_account(), *initdb], check=True, capture_output=True, cwd=folder)
    serve = [f"{programs}/postgres", "-D", str(data), "-p", str(port), "-c", "listen_addresses=127.0.0.1"]
    command = [*_as_account(), *serve, "-c", f"unix_socket_directories={folder}", "-c", "fsync=off"]
    with _running(command, folder, [f"{programs}/pg_isready", "-h", "127.0.0.1", "-p", str(port)]):
        yield f"postgresql://etude@127.0.0.1:{port}/postgres"


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """A fresh Redis server; yields its URL."""
    program = find_redis()
    assert program, "Redis is not installed (package redis-server)"
    folder.mkdir(parents=True)
    port = free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    cli = shutil.which("redis-cli") or shutil.which("valkey-cli") or "redis-cli"
    with _running(command, folder, [cli, "-p", str(port), "ping"]):
        yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def _running(command: list[str], folder: Path, ready: list[str]) -> Iterator[None]:
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 30
        while subprocess.run(ready, capture_output=True, check=False).returncode != 0:
            assert process.poll() is None, f"{command[0]} ended at once"
            assert time.monotonic() < deadline, f"{command[0]} did not answer"
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(20)


def _account() -> str | None:
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ACCOUNTS if name in names)


def _as_account() -> list[str]:
    account = _account()
    return (
        ["setpriv", "--reuid", account, "--regid", str(pwd.getpwnam(account).pw_gid), "--clear-groups"]
        if account
        else []
    )


def _hand_over(folder: Path) -> None:
    """Let the server's account own its folder and reach it."""
    account = _account()
    if account:
        shutil.chown(folder, account)
        for parent in folder.parents:
            if parent.stat().st_uid == 0 and str(parent) not in ("/", "/tmp"):
                parent.chmod(parent.stat().st_mode | 0o011)
