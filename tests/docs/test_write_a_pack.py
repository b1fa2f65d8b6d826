"""docs/write-a-pack.md does what it says: its blocks make a pack that passes its tests and answers its query."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from kgbuild.build.run import build
from kgbuild.config import load_settings
from kgbuild.extract.engine import extractor
from kgbuild.extract.pack_test.coverage import missing_terms, rule_names, wording
from kgbuild.extract.pack_test.examples import Example, load_examples
from kgbuild.extract.pack_test.run import faults, run_example
from kgbuild.pack import DEFAULT_PACKS, Packs, load_packs
from kgbuild.query.run import run
from kgbuild.query.saved import read_query
from kgbuild.store import open_build
from tests.support import REPOSITORY

PAGE = (REPOSITORY / "docs" / "write-a-pack.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"<!-- (?P<how>add to|write) (?P<path>\S+) -->\n```\w*\n(?P<content>.*?)```\n", re.DOTALL)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with its own copy of the pack, and what the page adds to it."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(REPOSITORY / "ontology" / "recruitment", folder / "ontology" / "recruitment")
    (folder / "kgbuild.toml").write_text("", encoding="utf-8")
    for block in BLOCK.finditer(PAGE):
        path = folder / block["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text(encoding="utf-8") + "\n" if block["how"] == "add to" else ""
        path.write_text(before + block["content"], encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def packs(project: Path) -> Packs:
    return load_packs(DEFAULT_PACKS, project)


@pytest.fixture(scope="module")
def examples(packs: Packs) -> list[Example]:
    return [e for pack in packs.packs for e in load_examples(pack) if e.about == "rec:trains"]


def test_the_page_writes_the_sentences_that_it_asks_for(examples: list[Example]) -> None:
    says = {wording(e.text) for e in examples if e.kind != "negative"}
    not_says = [e for e in examples if e.kind == "negative"]
    assert len(says) >= 6
    assert len(not_says) >= 4


def test_its_rule_reads_them(packs: Packs, examples: list[Example]) -> None:
    extract = extractor(packs)
    outcomes = [run_example(example, extract) for example in examples]
    assert [(o.example.id, faults(o)) for o in outcomes if not o.verdict.right] == []


def test_its_terms_are_declared_and_its_rule_is_known(packs: Packs) -> None:
    (pack,) = (pack for pack in packs.packs if pack.name == "recruitment")
    assert "recruitment/trains" in rule_names(pack)
    assert "rec:trains" not in missing_terms(packs, pack, ["rec:trains"])


def test_its_query_answers_with_the_quote(project: Path) -> None:
    report = build(
        [project / "seeds"], output=project / "graph", settings=load_settings(project / "kgbuild.toml"), jobs=1
    )
    assert not report.problems
    query = read_query(project / "queries" / "recruitment" / "trainers.rq")
    rows = list(run(open_build(project / "graph").store, query))
    (expected,) = re.findall(r"^\| (Russian .*?) \|$", PAGE, re.MULTILINE)
    assert [" | ".join(str(row[name]) for name in ("trainer", "trained", "quote")) for row in rows] == [expected]
