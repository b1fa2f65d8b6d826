"""What people install works where no checkout is: the wheel, alone in an environment, in an empty folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.support import REPOSITORY

ARTICLE = """Police count recruits

NAIROBI, 3 November 2025 (Harbour Post) - At least 78 Kenyan citizens signed contracts with the Russian army.
Kenyan police detained 12 men suspected of recruiting mercenaries, the interior ministry said.
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built by the locked build tool from this tree; nothing is fetched."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True, timeout=120)
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ``kgbuild`` of a new environment that has the wheel, and beside it only the locked packages.

    Those come from the site-packages of this environment by a path file. The path file's own path files are not
    read, so that the editable installation of this checkout is not seen.
    """
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=False, symlinks=True)
    site = next(home.glob("lib/python*/site-packages"))
    pip = [sys.executable, "-m", "pip", "--python", str(home / "bin" / "python"), "--disable-pip-version-check"]
    subprocess.run(
        [*pip, "install", "--no-deps", "--no-index", str(wheel)], check=True, capture_output=True, timeout=120
    )
    (site / "locked.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return home / "bin" / "kgbuild"


def run(program: Path, *arguments: str, folder: Path, name: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("KGBUILD_", "PYTHON"))}
    command = [str(program.with_name(name) if name else program), *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)


def test_it_holds_the_program_and_its_data_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for folder in ("ontology", "shapes", "queries"):
        tracked = {p.relative_to(REPOSITORY) for p in (REPOSITORY / folder).rglob("*") if p.is_file()}
        shipped = {Path(n).relative_to("kgbuild/data") for n in names if n.startswith(f"kgbuild/data/{folder}/")}
        assert shipped == tracked
    assert {n.partition("/")[0] for n in names} == {"kgbuild", "kgbuild-0.1.0.dist-info"}
    assert not [n for n in names if "test_" in n or n.endswith((".lock", ".pyc")) or "/seeds/" in n]
    assert "kgbuild/py.typed" in names
    assert {"kgbuild-0.1.0.dist-info/licenses/LICENSE", "kgbuild-0.1.0.dist-info/licenses/NOTICE"} <= set(names)


def test_no_path_of_this_machine_is_in_it(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            assert str(REPOSITORY).encode() not in archive.read(name), name


def test_two_builds_of_it_are_one_file(wheel: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True, timeout=120)
    (again,) = tmp_path.glob("*.whl")
    assert again.read_bytes() == wheel.read_bytes()


def test_the_installed_program_is_not_this_checkout(installed: Path, tmp_path: Path) -> None:
    code = "import kgbuild.resources as r; print(r.__file__); print(r.shipped('shapes'))"
    where = run(installed, "-c", code, folder=tmp_path, name="python").stdout.split()
    assert where
    assert all(path.startswith(str(installed.parent.parent)) for path in where)


def test_it_builds_a_graph_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "article.txt").write_text(ARTICLE, encoding="utf-8")
    built = run(installed, "build", "article.txt", folder=tmp_path)
    assert (built.returncode, built.stdout) == (0, ""), built.stderr
    manifest = json.loads((tmp_path / "graph" / "manifest.json").read_bytes())
    assert manifest["claims"]["accepted"] >= 2
    assert manifest["claims"]["quarantined"] == 0
    asked = run(installed, "query", "contracts-signed", "--format", "json", folder=tmp_path)
    (row,) = json.loads(asked.stdout)["results"]["bindings"]
    assert "At least 78 Kenyan citizens" in row["quote"]["value"]
    assert row["document"]["value"] == "Police count recruits"
    explained = run(installed, "explain", row["claim"]["value"], folder=tmp_path)
    assert explained.returncode == 0, explained.stderr
    assert "signed contracts" in explained.stdout
    dumped = run(installed, "dump", "-o", "graph.ttl", folder=tmp_path)
    assert dumped.returncode == 0, dumped.stderr
    assert run(installed, "validate", "graph.ttl", folder=tmp_path).returncode == 0
    assert run(installed, "queries", "--check", folder=tmp_path).returncode == 0
