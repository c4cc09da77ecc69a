from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.tutor.composing.untrained import install
from tutor.composing.checkpoint import Checkpoint


@pytest.fixture(scope="module")
def untrained() -> Iterator[Checkpoint]:
    """Compose with random weights for the length of a test module."""
    with pytest.MonkeyPatch.context() as patch:
        yield install(patch)
