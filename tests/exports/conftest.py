from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.accepted import close_opened


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    """Every store that a test opened is closed after it."""
    yield
    close_opened()
