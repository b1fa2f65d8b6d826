"""``kgbuild link`` from the outside: offline unless told otherwise, and never the same question twice."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.link.replay import Reply, serving

TABLE = "mention\tcontext\texpected_qid\nAlmaty\tA court in Almaty ruled.\tQ35493\nKarasuvek\tFrom Karasuvek.\tNIL\n"
RESULT = {"q0": {"result": [{"id": "X1", "name": "Karasuvek", "score": 9, "match": True}]}}


@pytest.fixture
def table(tmp_path: Path) -> str:
    (tmp_path / "t.tsv").write_text(TABLE)
    return "t.tsv"


def qids(text: str) -> list[str]:
    return [row["qid"] for row in csv.DictReader(io.StringIO(text), delimiter="\t")]


def test_nothing_is_asked_unless_it_is_said(kgbuild: Run, table: str, tmp_path: Path) -> None:
    done = kgbuild("link", table)
    assert (done.status, qids(done.out)) == (0, ["Q35493", "NIL"])
    assert done.err == "2 rows: precision 1.0000, recall 1.0000, NIL 1.0000, accuracy 1.0000\n"
    assert [path.name for path in tmp_path.iterdir()] == ["t.tsv"]


def test_a_service_is_asked_once_and_its_answers_serve_without_it(kgbuild: Run, table: str, tmp_path: Path) -> None:
    with serving(lambda _: Reply(RESULT)) as service:
        arguments = ("link", table, "--reconcile", service.url, "--answers", "kept.jsonl")
        asked = kgbuild(*arguments, "--contact", "me@example.org", "-o", "out.tsv")
        assert asked.status == 0, asked.err
        assert "me@example.org" in service.headers["user-agent"]
        assert len(service.asked) == 1
    assert qids((tmp_path / "out.tsv").read_text()) == ["Q35493", "X1"]
    again = kgbuild(*arguments)
    assert again.out == (tmp_path / "out.tsv").read_text()


@pytest.mark.parametrize("service", [("--wikidata",), ("--reconcile", "http://127.0.0.1:9/x")])
def test_without_a_contact_and_without_answers_nothing_is_asked(
    kgbuild: Run, table: str, service: tuple[str, ...]
) -> None:
    done = kgbuild("link", table, *service)
    assert (done.status, done.out) == (3, "")
    assert done.err.startswith("kgbuild: no-contact: ")


def test_a_contact_without_a_service_is_wrong_usage(kgbuild: Run, table: str) -> None:
    done = kgbuild("link", table, "--contact", "me@example.org")
    assert done.status == 2
    assert done.err.startswith("kgbuild: nobody-to-ask: ")
