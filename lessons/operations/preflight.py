"""What must be true before the school opens, each checked with one clear sentence when it is not."""

from __future__ import annotations

import os
import socket
import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError


def check_port(host: str, port: int) -> None:
    """Raise CommandError when nothing can listen on this address."""
    if not 1 <= port <= 65535:
        raise CommandError(f"Port {port} does not exist; choose one from 1024 to 65535 with --port.")
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise CommandError(f"Port {port} needs administrator rights; choose another with --port 8001.") from None
        except OSError:
            raise CommandError(
                f"Port {port} is taken by another program; stop it or choose another with --port {port + 1}."
            ) from None


def check_writable(folder: Path) -> None:
    """Raise CommandError when recordings and the database could not be kept here."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise CommandError(
            f"Etude cannot write to {folder} ({os.strerror(error.errno or 0)}); "
            "give yourself write permission there or name another folder with ETUDE_VAR."
        ) from None


def database_trouble(error: Exception, settings: dict[str, Any]) -> str:
    """Why the database cannot be used, in one sentence. `settings`: Django's, of that connection."""
    reason = str(error).strip().splitlines()[0].rstrip(".") if str(error).strip() else type(error).__name__
    where = settings.get("HOST") or settings.get("NAME")
    if "sqlite3" in settings.get("ENGINE", ""):
        way = "give yourself write permission for that file and its folder, or name another folder with ETUDE_VAR"
    else:
        way = "see that the server runs and that DATABASE_URL names it, its user and its password rightly"
    return f"The database at {where} cannot be used ({reason}); {way}."


def check_weights() -> None:
    """Raise CommandError when the composer's or the tracker's weights are not installed."""
    from tutor.composing.checkpoint import WEIGHTS
    from tutor.errors import ModelUnavailable
    from tutor.listening.weights import weights_file

    if not WEIGHTS.is_file():
        raise CommandError(
            f"The composer's weights are missing at {WEIGHTS}; restore that file, or make new ones with: "
            "python -m tutor train."
        )
    try:
        weights_file("tiny")
    except ModelUnavailable as error:
        raise CommandError(str(error)) from None
