"""How commands report: one JSON document or human text on standard output, and files written whole or not at all."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any


def show(data: Any, text: str, as_json: bool) -> None:
    """Print `data` as one JSON document, or `text` for people."""
    print(json_text(data) if as_json else text)


def json_text(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1)


def write_whole(path: str | Path, content: bytes) -> None:
    """Write a file so that a reader never sees half of it; its folder must exist. Raises OSError."""
    path = Path(path)
    require_folder(path)
    try:
        if not path.exists() or path.is_file():
            _replace(path, content)
        else:
            path.write_bytes(content)  # a device such as /dev/stdout, or a folder, which says so itself
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def require_folder(path: str | Path) -> None:
    """Raise FileNotFoundError where the folder that `path` lies in does not exist, before any work is done for it."""
    folder = Path(path).parent
    if not folder.is_dir():
        raise FileNotFoundError(2, "the folder does not exist; create it or name another", str(folder))


def _replace(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".etude-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        os.chmod(name, 0o666 & ~_umask())
        os.replace(name, path)
    except OSError:
        os.unlink(name)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
