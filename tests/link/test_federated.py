"""Queries that join a graph with Wikidata: refused unless their endpoint is allowed by name, and then well formed."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib.plugins.sparql import prepareQuery

from kgbuild.errors import QueryError
from kgbuild.resources import shipped
from kgbuild.sparql import bind, inspect

FILES = sorted((shipped("queries") / "core" / "federated").glob("*.rq"))
ENDPOINTS = frozenset({"https://query.wikidata.org/sparql", "http://localhost:8000/sparql"})


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_a_query_that_calls_out_runs_only_where_its_endpoint_is_allowed(path: Path) -> None:
    text = path.read_text("utf-8")
    with pytest.raises(QueryError) as caught:
        inspect(text)
    assert caught.value.code == "query-service"
    inspect(text, ENDPOINTS)
    prepareQuery(bind(text, {"language": '"en"'}) if "?_language" in text else text)


def test_there_are_such_queries_for_both_sides() -> None:
    assert {path.stem for path in FILES} == {"claims-about-items", "labels"}
