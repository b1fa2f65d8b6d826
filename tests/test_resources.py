"""The files that ship are found, and a missing folder says that the installation is incomplete."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgbuild import resources
from kgbuild.resources import shipped


@pytest.mark.parametrize(
    ("folder", "file"),
    [
        ("ontology", "core/ontology.ttl"),
        ("ontology", "recruitment/frames.yaml"),
        ("ontology", "world/items.tsv.gz"),
        ("shapes", "core"),
        ("queries", "core"),
    ],
)
def test_what_ships_is_there(folder: str, file: str) -> None:
    assert (shipped(folder) / file).exists()


def test_an_incomplete_installation_says_so() -> None:
    with pytest.raises(FileNotFoundError, match="not completely installed: no folder nothing/"):
        shipped("nothing")


def test_an_installed_wheel_has_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site-packages" / "kgbuild"
    (package / "data" / "shapes").mkdir(parents=True)
    monkeypatch.setattr(resources, "_PACKAGE", package)
    assert shipped("shapes") == package / "data" / "shapes"
    with pytest.raises(FileNotFoundError):
        shipped("queries")
