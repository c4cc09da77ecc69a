"""Settings from the environment: each bad value stops the start with one clear sentence."""

from __future__ import annotations

import re
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from lessons import environment as env


@pytest.mark.parametrize(("text", "value"), [("1", True), ("yes", True), ("0", False), ("off", False), ("", False)])
def test_a_flag_is_a_yes_or_a_no(monkeypatch: pytest.MonkeyPatch, text: str, value: bool) -> None:
    monkeypatch.setenv("DEBUG", text)
    assert env.flag("DEBUG", default=not value) is value


BAD: list[tuple[str, str, Callable[[Path], object], str]] = [
    ("DEBUG", "perhaps", lambda _: env.flag("DEBUG"), "DEBUG is 'perhaps'; use 1 or 0."),
    ("N", "-3", lambda _: env.number("N", 1, 1, 9), "N is '-3'; use a whole number from 1 to 9."),
    ("N", "many", lambda _: env.number("N", 1, 1, 9), "N is 'many'"),
    ("MODE", "ajar", lambda _: env.choice("MODE", "open", ("open", "closed")), "use open or closed"),
    ("O", "etude.example", lambda _: env.origins("O"), "write each origin as https://name"),
    ("SECRET_KEY", "short", lambda base: env.secret_key(base / "s"), "use at least 32"),
    ("DATABASE_URL", "nonsense", lambda base: env.database(base / "d"), "DATABASE_URL is not a database address"),
    ("DATABASE_URL", "mysql://u:p@h/n", lambda base: env.database(base / "d"), "use PostgreSQL or SQLite"),
    ("CELERY_BROKER_URL", "amqp://host", lambda base: env.broker(base), "use redis://host:6379/0 or filesystem://"),
    ("AWS_S3_ENDPOINT_URL", "https://s3", lambda base: env.media_storage(base), "set AWS_STORAGE_BUCKET_NAME too"),
]


@pytest.mark.parametrize(("name", "value", "read", "sentence"), BAD, ids=[f"{row[0]}={row[1]}" for row in BAD])
def test_a_bad_value_is_refused_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    name: str,
    value: str,
    read: Callable[[Path], object],
    sentence: str,
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured) as caught:
        read(tmp_path)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_folder_that_cannot_be_made_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("ETUDE_VAR", str(tmp_path / "file" / "var"))
    with pytest.raises(ImproperlyConfigured, match="ETUDE_VAR: the folder"):
        env.folder("ETUDE_VAR", tmp_path)


def test_the_secret_is_made_once_and_only_its_owner_may_read_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    first = env.secret_key(tmp_path / "secret.key")
    assert env.secret_key(tmp_path / "secret.key") == first
    assert len(first) >= 48
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600


def test_sqlite_writes_ahead_and_locks_early(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    found = env.database(tmp_path / "etude.sqlite3")
    assert found["NAME"] == str(tmp_path / "etude.sqlite3")
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in found["OPTIONS"]["init_command"]


def test_postgresql_is_asked_for_by_its_address(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://etude:secret@db:5433/school")
    found = env.database(tmp_path / "unused")
    assert (found["ENGINE"], found["HOST"], found["PORT"]) == ("django.db.backends.postgresql", "db", 5433)
    assert "transaction_mode" not in found.get("OPTIONS", {})


def test_the_broker_is_a_folder_polled_ten_times_a_second(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CELERY_BROKER_URL", raising=False)
    found = env.broker(tmp_path)
    options = found["CELERY_BROKER_TRANSPORT_OPTIONS"]
    assert options["polling_interval"] == 0.1
    assert options["data_folder_in"] == options["data_folder_out"]
    assert Path(options["data_folder_in"]).is_dir()


def test_recordings_go_to_a_private_bucket_when_one_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AWS_STORAGE_BUCKET_NAME", "school")
    monkeypatch.setenv("AWS_S3_ENDPOINT_URL", "https://s3.example.org")
    found = env.media_storage(tmp_path)
    assert found["BACKEND"] == "storages.backends.s3.S3Storage"
    assert found["OPTIONS"]["default_acl"] == "private"
    assert found["OPTIONS"]["endpoint_url"] == "https://s3.example.org"


def test_recordings_are_files_only_the_school_can_read_otherwise(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("AWS_STORAGE_BUCKET_NAME", "AWS_S3_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    assert env.media_storage(tmp_path)["OPTIONS"] == {"location": str(tmp_path), "file_permissions_mode": 0o600}


def test_every_setting_an_operator_may_change_is_in_the_operators_manual() -> None:
    root = Path(__file__).parents[2]
    source = "".join((root / "lessons" / name).read_text() for name in ("settings.py", "environment.py"))
    named = set(re.findall(r'"((?:ETUDE_[A-Z_]+|DATABASE_URL|CELERY_BROKER_URL|SECRET_KEY|ALLOWED_HOSTS))"', source))
    manual = (root / "docs" / "operator.md").read_text()
    assert len(named) > 8
    assert [name for name in sorted(named) if f"`{name}`" not in manual] == []
