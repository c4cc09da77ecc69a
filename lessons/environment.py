"""Reading settings from environment variables: a bad value stops the start with one clear sentence."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}
SHORTEST_SECRET = 32


def flag(name: str, default: bool = False) -> bool:
    """A yes or no."""
    text = os.environ.get(name, "").strip().lower()
    if name not in os.environ:
        return default
    if text in TRUE | FALSE:
        return text in TRUE
    raise ImproperlyConfigured(f"{name} is '{text}'; use 1 or 0.")


def number(name: str, default: int, lowest: int, highest: int) -> int:
    """A whole number within bounds."""
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or not lowest <= int(text) <= highest:
        raise ImproperlyConfigured(f"{name} is '{text}'; use a whole number from {lowest} to {highest}.")
    return int(text)


def choice(name: str, default: str, choices: tuple[str, ...]) -> str:
    """One word out of a few."""
    text = os.environ.get(name, "").strip() or default
    if text not in choices:
        raise ImproperlyConfigured(f"{name} is '{text}'; use {' or '.join(choices)}.")
    return text


def words(name: str, default: list[str]) -> list[str]:
    """A list separated by commas."""
    text = os.environ.get(name, "")
    return [word.strip() for word in text.split(",") if word.strip()] or default


def origins(name: str) -> list[str]:
    """Origins such as https://etude.school.example, separated by commas."""
    found = words(name, [])
    for origin in found:
        if urlsplit(origin).scheme not in ("http", "https") or not urlsplit(origin).netloc:
            raise ImproperlyConfigured(f"{name} holds '{origin}'; write each origin as https://name or http://name.")
    return found


def folder(name: str, default: Path) -> Path:
    """A folder that exists, made when it does not."""
    path = Path(os.environ.get(name, "").strip() or default).expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"{name}: the folder {path} cannot be made ({error.strerror}); name one you may write to."
        ) from None
    return path


def secret_key(keep: Path) -> str:
    """The secret from SECRET_KEY, else one made on the first start and kept in a file only its owner can read."""
    given = os.environ.get("SECRET_KEY", "")
    if given:
        if len(given) < SHORTEST_SECRET:
            raise ImproperlyConfigured(f"SECRET_KEY has {len(given)} characters; use at least {SHORTEST_SECRET}.")
        return given
    try:
        with os.fdopen(os.open(keep, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
            stream.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass  # made earlier, or by a process that started at the same moment
    except OSError as error:
        raise ImproperlyConfigured(
            f"The secret key cannot be kept in {keep} ({error.strerror}); set SECRET_KEY or ETUDE_VAR."
        ) from None
    try:
        found = keep.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"The secret key in {keep} cannot be read ({error.strerror}); start as the account it belongs to."
        ) from None
    if len(found) < SHORTEST_SECRET:
        raise ImproperlyConfigured(f"{keep} holds no usable secret; delete it and start again.")
    return found


def database(default: Path) -> dict[str, Any]:
    """The database from DATABASE_URL, else SQLite in a file, in write-ahead mode with early write locks."""
    import dj_database_url

    url = os.environ.get("DATABASE_URL", "").strip() or f"sqlite:///{default}"
    try:
        found = dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    except (ValueError, KeyError):
        raise ImproperlyConfigured(
            "DATABASE_URL is not a database address; use postgres://user:password@host:5432/name or sqlite:///file."
        ) from None
    if found["ENGINE"] == "django.db.backends.sqlite3":
        found["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    elif found["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured("DATABASE_URL names a database Etude is not tested with; use PostgreSQL or SQLite.")
    return found


def broker(base: Path) -> dict[str, Any]:
    """Celery's broker settings from CELERY_BROKER_URL: redis://…, or files in a folder of our own."""
    url = os.environ.get("CELERY_BROKER_URL", "").strip() or "filesystem://"
    scheme = urlsplit(url).scheme
    if scheme in ("redis", "rediss", "memory"):
        return {"CELERY_BROKER_URL": url, "CELERY_BROKER_TRANSPORT_OPTIONS": {}}
    if scheme != "filesystem":
        raise ImproperlyConfigured(
            f"CELERY_BROKER_URL begins with '{scheme}'; use redis://host:6379/0 or filesystem://."
        )
    queue, control = base / "queue", base / "control"
    for path in (queue, control):
        path.mkdir(parents=True, exist_ok=True)
    options = {
        "data_folder_in": str(queue),
        "data_folder_out": str(queue),
        "control_folder": str(control),
        "polling_interval": 0.1,
    }
    return {"CELERY_BROKER_URL": "filesystem://", "CELERY_BROKER_TRANSPORT_OPTIONS": options}


def cache(base: Path) -> dict[str, Any]:
    """A cache all web processes share: Redis where the broker is Redis, else files."""
    url = os.environ.get("CELERY_BROKER_URL", "").strip()
    if urlsplit(url).scheme in ("redis", "rediss"):
        return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url, "KEY_PREFIX": "etude"}
    return {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": str(base)}


def media_storage(default: Path) -> dict[str, Any]:
    """Where recordings are kept: a private folder, or the S3-compatible bucket named by AWS_STORAGE_BUCKET_NAME.

    The keys are read by the S3 library itself, from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or the machine's role.
    """
    bucket = os.environ.get("AWS_STORAGE_BUCKET_NAME", "").strip()
    if not bucket:
        if os.environ.get("AWS_S3_ENDPOINT_URL"):
            raise ImproperlyConfigured("AWS_S3_ENDPOINT_URL is set without a bucket; set AWS_STORAGE_BUCKET_NAME too.")
        options: dict[str, Any] = {"location": str(default), "file_permissions_mode": 0o600}
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    options = {
        "bucket_name": bucket,
        "location": os.environ.get("AWS_LOCATION", "").strip("/"),
        "endpoint_url": _endpoint(),
        "region_name": os.environ.get("AWS_S3_REGION_NAME") or None,
        "default_acl": "private",
        "file_overwrite": False,
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


def _endpoint() -> str | None:
    url = os.environ.get("AWS_S3_ENDPOINT_URL", "").strip()
    if url and (urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc):
        raise ImproperlyConfigured(f"AWS_S3_ENDPOINT_URL is '{url}'; write it as https://host or http://host:port.")
    return url or None
