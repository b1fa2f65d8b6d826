"""Every saved query gives the same rows in Oxigraph, Jena, Virtuoso and Comunica."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest
from pyoxigraph import Quad, Store

from kgbuild.dump.formats import Format, write_rdf
from kgbuild.iri import DEFAULT_BASE
from kgbuild.query.remote import ask
from kgbuild.query.run import Results, run
from kgbuild.query.saved import SavedQuery, load_queries
from tests.evaluate.test_agreement import texts
from tests.graphs import gold_graph, quads_of, small_readings, store_of
from tests.interop.stores import Rows, Virtuoso, comunica, jena, virtuoso
from tests.support import shared

QUERIES = load_queries()


@pytest.fixture(scope="module")
def graph() -> list[Quad]:
    """What gold says of the seed and of the development articles, and two documents of our own."""
    from kgbuild.evaluate.gold import read_gold

    found = set(quads_of(small_readings()))
    for name in ("seed.jsonl", "dev.jsonl"):
        file = shared("gold", name)
        found |= set(gold_graph(file, texts(read_gold(file))))
    return sorted(found, key=str)


@pytest.fixture(scope="module")
def store(graph: list[Quad]) -> Store:
    return store_of(graph)


@pytest.fixture(scope="module", params=[Format.TURTLE, Format.NQUADS])
def dump(request: pytest.FixtureRequest, graph: list[Quad], tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("dump") / ("graph.ttl" if request.param is Format.TURTLE else "graph.nq")
    with file.open("wb") as out:
        write_rdf(graph, request.param, out, DEFAULT_BASE)
    return file


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Virtuoso]:
    folder = tmp_path_factory.mktemp("virtuoso")
    with virtuoso(folder, folder.parent) as server:
        yield server


def examples(query: SavedQuery) -> dict[str, str]:
    """Parameters that find something in this graph."""
    return {name: "wd:Q114" if name == "country" else value for name, value in query.examples.items()}


def bound() -> dict[str, str]:
    return {name: query.bound(examples(query)) for name, query in QUERIES.items()}


def comparable(rows: Rows) -> Rows:
    """Rows in the order given, numbers by their value."""
    return [tuple(map(_value, row)) for row in rows]


def _value(text: str) -> str:
    try:
        return format(Decimal(text).normalize(), "f")
    except InvalidOperation:
        return text


def ours(store: Store, name: str) -> Rows:
    return rows(run(store, QUERIES[name], examples(QUERIES[name])))


def rows(found: Results) -> Rows:
    if found.variables:
        return [tuple("" if t is None else str(getattr(t, "value", t)) for t in row) for row in found.rows]
    return sorted((str(t.subject), str(t.predicate), str(t.object)) for t in found.triples)


def check(store: Store, answers: dict[str, Rows]) -> None:
    different = {}
    for name in QUERIES:
        mine, theirs = comparable(ours(store, name)), comparable(answers[name])
        if sorted(mine) != sorted(theirs):
            different[name] = (sorted(set(mine) - set(theirs))[:2], sorted(set(theirs) - set(mine))[:2])
    assert not different


def test_most_queries_find_something(store: Store) -> None:
    empty = {name for name in QUERIES if not ours(store, name)}
    assert empty <= {"contradictions"}


def test_jena_answers_alike(store: Store, dump: Path, tmp_path: Path) -> None:
    answers = jena(dump, bound(), tmp_path)
    assert answers.triples == len(store)
    check(store, dict(answers.rows))


@pytest.mark.parametrize("dump", [Format.TURTLE], indirect=True)  # it takes minutes; test_loads reads N-Quads too
def test_comunica_answers_alike(store: Store, dump: Path, tmp_path: Path) -> None:
    answers = comunica(dump, bound(), tmp_path)
    assert answers.triples == len(store)
    check(store, dict(answers.rows))


def test_virtuoso_answers_alike(store: Store, dump: Path, running: Virtuoso) -> None:
    assert running.load(dump) == len(store)
    check(store, {name: rows(ask(running.query, q, examples(q))) for name, q in QUERIES.items()})
