"""A graph in a file, and the command line run in this process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, serialize

from kgbuild.cli import cli
from kgbuild.cli.present import run_command
from tests.graphs import quads_of, small_readings


@dataclass(frozen=True)
class Done:
    status: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture(scope="session")
def graph_file(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("graph") / "graph.nq"
    serialize(quads_of(small_readings()), str(file), RdfFormat.N_QUADS)
    return str(file)


@pytest.fixture
def kgbuild(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Done:
        status = run_command(cli, list(arguments))
        read = capfd.readouterr()
        return Done(status, read.out, read.err)

    return run
