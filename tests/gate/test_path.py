"""Property paths: read, written back, and meaning in SPARQL what rdflib takes the same path to mean."""

from __future__ import annotations

from functools import reduce
from operator import or_, truediv

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, QuerySolutions, RdfFormat, Store, Triple, parse
from rdflib import paths as rdflib_paths

from kgbuild.gate.path import Modified, Path, Several, Step, read_path, write_path
from kgbuild.gate.terms import Index, sh

EX = "http://a.example/"
PATHS: st.SearchStrategy[Path] = st.recursive(
    st.sampled_from("pqr").map(lambda name: Step(EX + name)),
    lambda inner: st.one_of(
        st.builds(Modified, st.sampled_from("^*+?"), inner),
        st.builds(Several, st.sampled_from("/|"), st.lists(inner, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=5,
)
EDGES = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("pqr"), st.sampled_from("abcd")), max_size=9)


def theirs(path: Path) -> rdflib_paths.Path | rdflib.URIRef:
    """The same path, built of rdflib's own operators."""
    if isinstance(path, Step):
        return rdflib.URIRef(path.predicate)
    if isinstance(path, Several):
        return reduce(truediv if path.separator == "/" else or_, map(theirs, path.paths))
    inner = theirs(path.path)
    return ~inner if path.modifier == "^" else inner * path.modifier


@given(PATHS)
def test_what_is_written_is_read_back(path: Path) -> None:
    node, triples = write_path(path, "r0")
    assert read_path(Index(triples), node) == path


@given(PATHS, EDGES)
def test_its_sparql_reaches_what_rdflib_reaches(path: Path, edges: list[tuple[str, str, str]]) -> None:
    store, graph = Store(), rdflib.Graph()
    for edge in [*edges, *((name, "there", name) for name in "abcd")]:
        store.add(Quad(*(NamedNode(EX + name) for name in edge)))
        graph.add(tuple(rdflib.URIRef(EX + name) for name in edge))
    for start in "abcd":
        found = store.query(f"SELECT DISTINCT ?end WHERE {{ <{EX}{start}> {path} ?end }}")
        assert isinstance(found, QuerySolutions)
        mine = {row["end"].value for row in found}
        assert mine == {str(end) for end in graph.objects(rdflib.URIRef(EX + start), theirs(path))}


@pytest.mark.parametrize(
    "broken",
    [
        "[ sh:alternativePath () ]",
        "[ sh:inversePath [ ] ]",
        '"words"',
        "[ ]",
        "[ sh:zeroOrMorePath 5 ]",
        "[ sh:alternativePath ex:p ]",
        "[ sh:alternativePath [ rdf:first ex:p ] ]",
        "[ rdf:first ex:p ; rdf:rest ex:p ]",
        "()",
    ],
)
def test_what_is_no_path_is_refused(broken: str) -> None:
    with pytest.raises(ValueError, match=r"path|list"):
        read(broken)


@pytest.mark.parametrize(
    "cyclic",
    [
        "_:a . _:a sh:inversePath _:a",
        "_:a . _:a rdf:first ex:p ; rdf:rest _:a",
        "_:a . _:a rdf:first _:a ; rdf:rest ()",
    ],
)
def test_a_path_that_contains_itself_is_refused(cyclic: str) -> None:
    with pytest.raises(ValueError, match=r"itself|not a list"):
        read(cyclic)


def read(turtle: str) -> Path:
    prefixes = (
        f"@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <{EX}> ."
        " @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> ."
    )
    content = f"{prefixes} ex:shape sh:path {turtle} .".encode()
    graph = Index(Triple(q.subject, q.predicate, q.object) for q in parse(content, format=RdfFormat.TURTLE))
    node = graph.one(NamedNode(EX + "shape"), sh("path"))
    assert node is not None
    return read_path(graph, node)
