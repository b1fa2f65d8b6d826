"""Every saved query gives the same rows in Oxigraph, Jena, Virtuoso and Comunica."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest
from pyoxigraph import Quad, Store

from kgbuild.build import build
from kgbuild.dump.formats import Format, write_rdf
from kgbuild.iri import DEFAULT_BASE
from kgbuild.query.remote import ask
from kgbuild.query.run import Results, run
from kgbuild.query.saved import SavedQuery, load_queries
from kgbuild.store import open_build
from tests.graphs import store_of
from tests.interop.hard import hard_quads
from tests.interop.stores import Rows, Virtuoso, comunica, jena, virtuoso
from tests.support import REPOSITORY, shared

QUERIES = load_queries()
HARD = 300_000
"""Triples of hard literals beside the graph."""


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> list[Quad]:
    """What a build makes of the seed and of the development articles."""
    folder = tmp_path_factory.mktemp("built") / "graph"
    report = build([REPOSITORY / "seeds", shared("gold", "dev")], output=folder, jobs=1)
    assert not report.problems
    with open_build(folder) as built:
        return list(built.quads())


@dataclass(frozen=True, slots=True)
class Dump:
    """A dump and the store that it must be answered like."""

    file: Path
    store: Store


@pytest.fixture(scope="module", params=[(Format.TURTLE, 0), (Format.NQUADS, HARD)], ids=["turtle", "nquads-and-more"])
def dump(request: pytest.FixtureRequest, graph: list[Quad], tmp_path_factory: pytest.TempPathFactory) -> Dump:
    """The graph as Turtle; and as N-Quads, together with triples of hard literals that no query may stumble over."""
    form, more = request.param
    quads = sorted([*graph, *hard_quads(more)], key=str)
    file = tmp_path_factory.mktemp("dump") / ("graph.ttl" if form is Format.TURTLE else "graph.nq")
    with file.open("wb") as out:
        write_rdf(quads, form, out, DEFAULT_BASE)
    return Dump(file, store_of(quads))


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


def test_most_queries_find_something(graph: list[Quad]) -> None:
    store = store_of(graph)
    empty = {name for name in QUERIES if not ours(store, name)}
    assert empty <= {"contradictions"}


def test_jena_answers_alike(dump: Dump, tmp_path: Path) -> None:
    answers = jena(dump.file, bound(), tmp_path)
    assert answers.triples == len(dump.store)
    check(dump.store, dict(answers.rows))


# It takes minutes: without the hard literals, which test_loads gives it.
@pytest.mark.parametrize("dump", [(Format.TURTLE, 0)], indirect=True, ids=["turtle"])
def test_comunica_answers_alike(dump: Dump, tmp_path: Path) -> None:
    answers = comunica(dump.file, bound(), tmp_path)
    assert answers.triples == len(dump.store)
    check(dump.store, dict(answers.rows))


def test_virtuoso_answers_alike(dump: Dump, running: Virtuoso) -> None:
    assert running.load(dump.file) == len(dump.store)
    check(dump.store, {name: rows(ask(running.query, q, examples(q))) for name, q in QUERIES.items()})
