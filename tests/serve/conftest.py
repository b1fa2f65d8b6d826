"""Servers that tests of this folder only read from, one for each process of the test run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serve.builds import sample
from tests.serve.running import Server


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published build: the sample."""
    return sample(tmp_path_factory.mktemp("served") / "newsroom")


@pytest.fixture(scope="session")
def server(build: Path) -> Iterator[Server]:
    with Server([build], timeout=20.0) as running:
        yield running
