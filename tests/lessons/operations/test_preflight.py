"""What stops the school from opening is said in one sentence before anything starts."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management.base import CommandError

from lessons.operations import certificates, preflight
from tests.school import free_port


def test_a_taken_port_is_named_with_another_to_try() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CommandError, match=rf"Port {port} is taken .* --port {port + 1}"):
            preflight.check_port("127.0.0.1", port)


def test_a_free_port_is_fine() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    preflight.check_port("127.0.0.1", port)


@pytest.mark.parametrize("port", [0, 70000])
def test_a_port_that_does_not_exist_is_refused(port: int) -> None:
    with pytest.raises(CommandError, match="does not exist"):
        preflight.check_port("127.0.0.1", port)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("a file stands where the folder should be")
    with pytest.raises(CommandError, match=r"cannot write to .*ETUDE_VAR"):
        preflight.check_writable(blocked / "var")


def test_missing_weights_are_said_plainly(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tutor.composing.checkpoint.WEIGHTS", tmp_path / "nothing-here")
    with pytest.raises(CommandError, match="nothing-here"):
        preflight.check_weights()


def test_the_authority_is_kept_and_its_key_is_private(tmp_path: Path) -> None:
    first = certificates.prepare(tmp_path, ["localhost", "192.168.1.20"])
    before = first.authority.read_bytes()
    second = certificates.prepare(tmp_path, ["localhost"])
    assert second.authority.read_bytes() == before
    assert os.stat(tmp_path / "authority.key").st_mode & 0o077 == 0
    assert len(certificates.fingerprint(second.authority).split(":")) == 32


ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("ETUDE_VAR", "/proc/no-such-folder", "ETUDE_VAR: the folder /proc/no-such-folder cannot be made"),
        ("DATABASE_URL", "mysql://somewhere/x", "use PostgreSQL or SQLite"),
        ("SECRET_KEY", "short", "SECRET_KEY has 5 characters"),
    ],
)
def test_a_bad_setting_is_one_sentence_and_no_traceback(tmp_path: Path, name: str, value: str, said: str) -> None:
    env = {**os.environ, "ETUDE_VAR": str(tmp_path), name: value}
    done = subprocess.run([sys.executable, "manage.py", "up"], cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 1
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_database_that_cannot_be_used_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "etude.sqlite3").write_text("this is no database, and long enough to look like one " * 20)
    env = {**os.environ, "ETUDE_VAR": str(tmp_path)}
    command = [sys.executable, "manage.py", "up", "--port", str(free_port())]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 1
    assert "etude.sqlite3 cannot be used (file is not a database)" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_server_that_is_away_is_named() -> None:
    settings = {"ENGINE": "django.db.backends.postgresql", "HOST": "db.example", "NAME": "etude"}
    said = preflight.database_trouble(OSError("connection refused\n\tIs the server running?"), settings)
    assert said.startswith("The database at db.example cannot be used (connection refused); see that the server runs")
