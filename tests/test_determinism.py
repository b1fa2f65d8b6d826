"""The same documents give the same bytes, whoever builds them, and a dump is the graph that it came from."""

from __future__ import annotations

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from kgbuild.rdf import graph_of
from kgbuild.store import open_build
from tests.support import REPOSITORY

BIN = Path(sys.executable).parent
SECOND = """Court jails driver

OSH, 14 November 2025 (Ala-Too Courier) - A court in Osh jailed a driver for eight years for recruiting mercenaries.
At least 31 Kyrgyz citizens have signed contracts with the Russian military since the start of 2025.
"""
SURROUNDINGS = [
    {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C", "jobs": "1"},
    {"PYTHONHASHSEED": "1", "TZ": "Asia/Kathmandu", "LC_ALL": "C.UTF-8", "jobs": "2"},
    {"PYTHONHASHSEED": "42", "TZ": "America/St_Johns", "LC_ALL": "C", "jobs": "2"},
    {"PYTHONHASHSEED": "31337", "TZ": "UTC", "LC_ALL": "C.UTF-8", "jobs": "1"},
    {"PYTHONHASHSEED": "4294967295", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "jobs": "2"},
]


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The seed and a second document: paths to build, of which the order must not matter."""
    other = tmp_path_factory.mktemp("documents") / "driver.txt"
    other.write_text(SECOND, encoding="utf-8")
    return [str(REPOSITORY / "seeds"), str(other)]


def build(paths: list[str], output: Path, **surroundings: str) -> Path:
    jobs = surroundings.pop("jobs", "1")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("KGBUILD_")} | surroundings
    command = [str(BIN / "kgbuild"), "build", *paths, "--output", str(output), "--jobs", jobs]
    done = subprocess.run(command, cwd=output.parent, env=environment, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    return output


@pytest.fixture(scope="module")
def built(documents: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(documents, tmp_path_factory.mktemp("built") / "graph", **SURROUNDINGS[0])


@pytest.fixture(scope="module")
def dump(built: Path) -> Path:
    return dumped(built, built.parent / "graph.ttl")


def dumped(built: Path, path: Path, *options: str) -> Path:
    command = [str(BIN / "kgbuild"), "dump", "--build", str(built), "--output", str(path), *options]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return path


@pytest.mark.parametrize("surroundings", SURROUNDINGS[1:], ids=lambda s: s["PYTHONHASHSEED"])
def test_surroundings_decide_nothing(
    surroundings: dict[str, str], documents: list[str], built: Path, tmp_path: Path
) -> None:
    again = build(documents[::-1], tmp_path / "graph", **surroundings)
    assert (
        sha256((again / "graph.nq").read_bytes()).hexdigest() == sha256((built / "graph.nq").read_bytes()).hexdigest()
    )


def test_the_manifest_names_the_graph(built: Path) -> None:
    assert open_build(built).manifest["graph"]["sha256"] == sha256((built / "graph.nq").read_bytes()).hexdigest()


def test_a_flat_dump_is_taken_back_as_the_graph_that_it_was(built: Path, dump: Path) -> None:
    flat = [quad.triple for quad in parse(path=str(dump), format=RdfFormat.TURTLE)]
    assert len(flat) == len(set(flat))
    assert set(graph_of(flat)) == set(open_build(built).store)


@pytest.fixture(scope="module")
def shapes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shapes of both packs in one file, for any validator."""
    files = sorted(f for pack in ("core", "recruitment") for f in (REPOSITORY / "shapes" / pack).glob("*.ttl"))
    path = tmp_path_factory.mktemp("shapes") / "shapes.ttl"
    path.write_bytes(b"\n".join(file.read_bytes() for file in files))
    return path


def pyshacl(shapes: Path, data: Path) -> subprocess.CompletedProcess[str]:
    """pySHACL's own command; nothing of kgbuild runs."""
    command = [str(BIN / "pyshacl"), "--shapes", str(shapes), "--format", "human", str(data)]
    return subprocess.run(command, cwd=data.parent, capture_output=True, text=True, timeout=500)


@pytest.mark.slow
def test_plain_pyshacl_agrees(shapes: Path, dump: Path) -> None:
    done = pyshacl(shapes, dump)
    assert (done.returncode, "Conforms: True" in done.stdout) == (0, True), done.stdout + done.stderr


def test_plain_pyshacl_would_object(shapes: Path, built: Path, tmp_path: Path) -> None:
    """To one letter of one quote, and to nothing before."""
    whole = dumped(built, tmp_path / "driver.ttl", "--document", "driver.txt")
    assert pyshacl(shapes, whole).returncode == 0
    text = whole.read_text(encoding="utf-8")
    start = text.index('oa:exact "') + len('oa:exact "')
    broken = tmp_path / "broken.ttl"
    broken.write_text(text[:start] + "#" + text[start + 1 :], encoding="utf-8")
    done = pyshacl(shapes, broken)
    assert (done.returncode, "Conforms: False" in done.stdout) == (1, True), done.stdout + done.stderr
