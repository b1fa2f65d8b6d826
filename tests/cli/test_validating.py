"""``kgbuild validate``: a file that is not there, and a build that is not."""

from __future__ import annotations

import shutil
from pathlib import Path

from kgbuild.resources import shipped
from tests.cli.conftest import Run


def test_a_missing_file_is_no_missing_build(kgbuild: Run) -> None:
    done = kgbuild("validate", "nowhere.ttl")
    assert done.status == 2
    assert "'nowhere.ttl' does not exist" in done.err
    assert len(done.err.splitlines()) == 1
    assert "no-build" in kgbuild("validate").err


def test_a_project_may_hold_a_copy_of_the_shapes(kgbuild: Run, graph_file: str, tmp_path: Path) -> None:
    for pack in ("core", "recruitment"):
        shutil.copytree(shipped("shapes") / pack, tmp_path / "shapes" / pack)
    done = kgbuild("validate", graph_file, "--engine", "both")
    assert (done.status, done.out, done.err) == (0, "", "conforms\n")
