"""A dump can be rechecked by pySHACL alone and by the published queries alone, and both see a broken quote."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, serialize

from tests.graphs import small_graph
from tests.support import REPOSITORY


@pytest.fixture(scope="module")
def dump() -> str:
    triples = (quad.triple for quad in small_graph())
    return serialize(triples, format=RdfFormat.N_TRIPLES).decode("utf-8")


def verify(path: Path) -> subprocess.CompletedProcess[str]:
    """``make verify`` as it runs, where kgbuild cannot be imported."""
    command = [sys.executable, "-m", "tools.verify", str(path)]
    hidden = path.parent / "kgbuild.py"
    hidden.write_text("raise ImportError('nothing of kgbuild may run here')\n", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(hidden.parent)}
    return subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, timeout=300)


def test_a_sound_dump_conforms_twice(dump: str, tmp_path: Path) -> None:
    path = tmp_path / "graph.nt.gz"
    path.write_bytes(gzip.compress(dump.encode("utf-8")))
    done = verify(path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert [line.rpartition(" ")[2] for line in done.stdout.splitlines()] == ["conforms", "conforms"]


def test_a_broken_quote_is_seen_twice(dump: str, tmp_path: Path) -> None:
    quote = "jailed Peter Otieno for eight years"
    path = tmp_path / "graph.nt"
    path.write_text(dump.replace(f'"{quote}"', f'"{quote.replace("eight", "nine")}"'), encoding="utf-8")
    done = verify(path)
    assert done.returncode == 1
    assert "QuoteStandsThere" in done.stdout
    assert "Conforms: False" in done.stdout
    assert "queries: conforms" not in done.stdout


@pytest.mark.parametrize("content", [None, "", "no triples"])
def test_what_is_no_dump_is_no_proof(content: str | None, tmp_path: Path) -> None:
    path = tmp_path / "graph.nt"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    done = verify(path)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
