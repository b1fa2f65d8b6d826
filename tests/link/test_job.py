"""Linking a table from end to end, offline and online."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kgbuild.link.job import Online, link_file
from kgbuild.link.polite import ServiceError
from tests.link.replay import Reply, serving

TABLE = b"mention\tcontext\nAlmaty\tA court in Almaty ruled.\nKarasuvek\tThey came from Karasuvek.\n"
RESULT = {"q0": {"result": [{"id": "X1", "name": "Karasuvek", "score": 9, "match": True}]}}


def test_a_table_is_linked_offline() -> None:
    table = link_file(TABLE.splitlines(), "t.tsv")
    assert table.columns == ("mention", "context", "qid", "label", "kind", "score", "method")
    assert [row["qid"] for row in table.rows] == ["Q35493", "NIL"]


def test_a_service_is_asked_about_what_is_left_and_never_twice(tmp_path: Path) -> None:
    with serving(lambda _: Reply(RESULT)) as service:
        online = Online("me@example.org", tmp_path / "answers.jsonl", reconcile=service.url)
        first = list(link_file(TABLE.splitlines(), "t.tsv", online).rows)
        assert list(link_file(TABLE.splitlines(), "t.tsv", online).rows) == first
        assert len(service.asked) == 1
    assert [(row["qid"], row["method"]) for row in first] == [("Q35493", "exact"), ("X1", "reconcile")]
    recorded = Online("", tmp_path / "answers.jsonl", reconcile=online.reconcile, ask=False)
    assert list(link_file(TABLE.splitlines(), "t.tsv", recorded).rows) == first


def test_rows_are_read_in_chunks_not_all_at_once(tmp_path: Path) -> None:
    taken = 0

    def lines() -> Iterator[bytes]:
        nonlocal taken
        yield b"mention\n"
        for _ in range(5000):
            taken += 1
            yield b"Almaty\n"

    online = Online("me@example.org", tmp_path / "a", reconcile="http://127.0.0.1:1/")
    next(link_file(lines(), "t.tsv", online).rows)
    assert taken <= 500


def test_nobody_is_asked_without_a_contact(tmp_path: Path) -> None:
    with pytest.raises(ServiceError, match="no-contact"):
        link_file(TABLE.splitlines(), "t.tsv", Online("", tmp_path / "a", wikidata=True))
