"""What tests of builds share."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kgbuild.config import Settings
from tests.build.support import project


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    """The settings of a project with fast plug-ins (:func:`tests.build.support.project`) and three documents."""
    path = list(sys.path)
    made = project(tmp_path / "project")
    seeds = made.project / "seeds"
    seeds.mkdir()
    (seeds / "a.txt").write_text("First\n\nKazakhstan detained 31 agents. KAZAKHSTAN recruits drivers.\n")
    (seeds / "b.txt").write_text("Second\n\nRussia recruits 12 miners.\n")
    (seeds / "c.txt").write_text("Third\n\nKazakhstan recruits drivers.\n")
    yield made
    sys.path[:] = path
