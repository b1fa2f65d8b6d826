"""kgbuild.rdf.order: graph by graph, whether the lines fit into memory or wait on disk."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

from kgbuild.rdf.order import by_graph

nodes = st.sampled_from([NamedNode(f"http://x/{n}") for n in ("a", "ab", "b", "é", "a#b")])
literals = st.builds(Literal, st.text(st.characters(exclude_categories=["Cs"]), max_size=6))
graphs = nodes | st.just(DefaultGraph())
quads = st.lists(st.builds(Quad, nodes | st.just(BlankNode("n1")), nodes, nodes | literals, graphs), max_size=30)


@pytest.mark.parametrize("run_bytes", [1, 200, 2**20])
@given(given_quads=quads)
def test_they_come_graph_by_graph_and_sorted_within(run_bytes: int, given_quads: list[Quad]) -> None:
    ordered = sorted(given_quads, key=lambda q: (str(q.graph_name), str(q)))
    assert list(by_graph(given_quads, run_bytes)) == ordered


def test_more_runs_than_fit_give_the_same_order() -> None:
    made = ((NamedNode(f"http://x/{n % 97}"), Literal(str(n)), NamedNode(f"http://g/{n % 7}")) for n in range(5_000))
    many = [Quad(s, NamedNode("http://x/p"), o, g) for s, o, g in made]
    assert list(by_graph(many, 10_000)) == list(by_graph(many))


def test_what_is_held_does_not_grow_with_the_graph() -> None:
    held = [_most_held(count) for count in (20_000, 60_000)]
    assert held[1] < 1.5 * held[0]


def _most_held(count: int) -> int:
    """The most memory, in bytes, that Python took while so many quads went through."""
    predicate = NamedNode("http://x/p")
    names = (f"http://x/{number}" for number in range(count))
    quads = (Quad(NamedNode(n), predicate, Literal(n), NamedNode(f"http://g/{n[-1]}")) for n in names)
    tracemalloc.start()
    try:
        assert sum(1 for _ in by_graph(quads, 500_000)) == count
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
