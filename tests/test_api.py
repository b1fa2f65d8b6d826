"""The Python API: build, open, ask, write out, hand over to rdflib."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, serialize

import kgbuild
from kgbuild.errors import QueryError, StoreError
from tests.graphs import quads_of, small_readings


@pytest.fixture
def graph_file(tmp_path: Path) -> Path:
    file = tmp_path / "graph.nq"
    serialize(quads_of(small_readings()), str(file), RdfFormat.N_QUADS)
    return file


def test_open_ask_and_explain(graph_file: Path) -> None:
    with kgbuild.open(graph_file) as kg:
        rows = kg.query("contracts-signed")
        assert {row["said_by"] for row in rows} == {"", "Bring Them Home"}
        assert len(kg.query("claims-about-country", country="wd:Q114")) == 5
        assert kg.query("SELECT (COUNT(*) AS ?n) { ?c a <https://w3id.org/kgbuild/ontology#Claim> }").records() == [
            {"n": 10}
        ]
        assert kg.query("ASK { ?s ?p ?o }").boolean is True
        assert "Bring Them Home" in kg.explain("claim-dd1a83")
        assert len(list(kg.claims())) == 10
        with pytest.raises(QueryError):
            kg.query("nope")


def test_values_are_plain(graph_file: Path) -> None:
    with kgbuild.open(graph_file) as kg:
        row = kg.query("wikidata-links").records()[0]
        assert row["confidence"] == Decimal("0.99")


def test_rdflib_sees_the_union_and_asks_oxigraph(graph_file: Path) -> None:
    with kgbuild.open(graph_file) as kg:
        dataset = kg.to_rdflib()
        (row,) = dataset.query("SELECT (COUNT(?c) AS ?n) { ?c a <https://w3id.org/kgbuild/ontology#Claim> }")
        assert int(row[0]) == 10  # type: ignore[index]
        assert type(dataset.store).__name__ == "OxigraphStore"


def test_dump_and_open_again(graph_file: Path, tmp_path: Path) -> None:
    target = tmp_path / "again.ttl.gz"
    with kgbuild.open(graph_file) as kg:
        kg.dump(target)
        with kgbuild.open(target) as again:
            assert again.query("claims") == kg.query("claims")


def test_build_gives_a_graph_with_its_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "one.txt").write_text("A title\n\nNothing much was said that day.\n")
    with kgbuild.build(["one.txt"], jobs=1) as kg:
        assert kg.report is not None
        assert kg.report.documents == 1
        assert len(kg.query("documents")) == 1


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no-build"):
        kgbuild.open(tmp_path / "nope")
    with pytest.raises(AttributeError):
        kgbuild.nope  # noqa: B018
