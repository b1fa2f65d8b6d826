"""Queries that join the graph with Wikidata, both ways, against a second real endpoint that stands for Wikidata's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kgbuild.errors import QueryError
from kgbuild.query.run import run
from kgbuild.query.saved import load_queries, parse_given
from kgbuild.resources import shipped
from kgbuild.source import open_source
from tests.serve.running import Server

QUERIES = shipped("queries") / "core" / "federated"
ITEMS = """
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix wd: <http://www.wikidata.org/entity/> .
wd:Q159 rdfs:label "Russia"@en , "Россия"@ru .
wd:Q232 rdfs:label "Kazakhstan"@en , "Казахстан"@ru .
"""


@pytest.fixture(scope="module")
def items(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("items") / "items.ttl"
    file.write_text(ITEMS, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def wikidata(items: Path) -> Iterator[Server]:
    with Server([items]) as server:
        yield server


def endpoint(server: Server) -> str:
    return f"http://127.0.0.1:{server.port}/sparql"


def federated(name: str, stands_for: str, address: str, **given: str) -> str:
    """The query of that name with the address of its endpoint in place of the one that it names."""
    query = parse_given((QUERIES / f"{name}.rq").read_bytes(), name, frozenset({stands_for}))
    text = query.bound(given)
    assert f"<{stands_for}>" in text
    return text.replace(f"<{stands_for}>", f"<{address}>")


def test_labels_come_from_an_endpoint_that_is_allowed_by_name(build: Path, wikidata: Server) -> None:
    asked = federated("labels", "https://query.wikidata.org/sparql", endpoint(wikidata), language="ru")
    with Server([build], allow_service=[endpoint(wikidata)]) as server:
        rows = server.select(asked).json()["results"]["bindings"]
        assert {row["label"]["value"] for row in rows} & {"Россия", "Казахстан"}
        other = asked.replace("/sparql>", "/other>")
        assert server.select(other).status_code in (400, 403)


def test_nothing_is_asked_of_an_endpoint_that_nobody_allowed(server: Server, wikidata: Server) -> None:
    asked = federated("labels", "https://query.wikidata.org/sparql", endpoint(wikidata), language="ru")
    refused = server.select(asked)
    assert refused.status_code in (400, 403)
    assert "query-service" in refused.text


def test_the_command_line_calls_out_only_to_what_is_allowed(build: Path, wikidata: Server, tmp_path: Path) -> None:
    text = (QUERIES / "labels.rq").read_text("utf-8").replace("https://query.wikidata.org/sparql", endpoint(wikidata))
    (tmp_path / "labels.rq").write_text(text, "utf-8")
    with open_source(build) as source:
        with pytest.raises(QueryError, match="query-service"):
            parse_given((tmp_path / "labels.rq").read_bytes(), "labels.rq")
        query = parse_given((tmp_path / "labels.rq").read_bytes(), "labels.rq", frozenset({endpoint(wikidata)}))
        found = run(source.store, query, {"language": "en"}, base=source.base).records()
    assert {row["label"] for row in found} <= {"Russia", "Kazakhstan"}
    assert found


def test_queries_that_call_out_have_names_once_their_endpoint_is_allowed() -> None:
    allowed = load_queries(endpoints=frozenset({"https://query.wikidata.org/sparql"}))
    assert set(allowed) - set(load_queries()) == {"labels"}
    assert (allowed["labels"].pack, allowed["claims"].endpoints) == ("core", frozenset())
    assert set(load_queries(endpoints=frozenset({"https://example.org/sparql"}))) == set(load_queries())


def test_claims_about_items_are_asked_from_the_other_side(server: Server, items: Path) -> None:
    asked = federated("claims-about-items", "http://localhost:8000/sparql", endpoint(server))
    with Server([items], allow_service=[endpoint(server)]) as there:
        rows = there.select(asked).json()["results"]["bindings"]
    assert {row["itemLabel"]["value"] for row in rows} <= {"Russia", "Kazakhstan"}
    assert rows
    assert all(row["quote"]["value"] for row in rows)
