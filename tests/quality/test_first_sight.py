"""The articles set aside are opened once, at a commit. (Tested on articles that are known.)"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.quality import first_sight
from tests.quality.corpus import GOLD
from tests.support import program


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one commit of one watched file."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "engine.py").write_text("rules = 1\n", encoding="utf-8")
    git = [program("git"), "-C", str(tmp_path), "-c", "user.name=T", "-c", "user.email=t@example.org"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "Begin"]):
        subprocess.run([*git, *command], check=True)
    return tmp_path


def known_gold(folder: Path) -> Path:
    """The gold of one article of the known ones, laid out as the articles set aside are."""
    (folder / "dev").mkdir()
    shutil.copy(GOLD / "dev" / "01.txt", folder / "dev" / "01.txt")
    shutil.copy(GOLD / "speakers.json", folder / "speakers.json")
    lines = [line for line in (GOLD / "dev.jsonl").read_text(encoding="utf-8").splitlines() if '"dev/01.txt"' in line]
    (folder / "aside.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder / "aside.jsonl"


def test_a_result_names_its_commit_and_is_never_overwritten(
    repository: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("gold")
    result = folder / "first-sight.json"
    first_sight.run(known_gold(folder), result, repository)
    report = json.loads(result.read_text(encoding="utf-8"))
    assert report["commit"] == first_sight.commit_of(repository)
    assert report["first_sight"]["produced"] == len(report["first_sight"]["claims"])
    before = result.read_bytes()
    with pytest.raises(SystemExit, match="opened before"):
        first_sight.run(folder / "no-such-gold.jsonl", result, repository)
    assert result.read_bytes() == before


def test_rules_that_are_not_committed_are_not_measured(repository: Path) -> None:
    (repository / "src" / "engine.py").write_text("rules = 2\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="commit first"):
        first_sight.commit_of(repository)
