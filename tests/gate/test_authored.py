"""SHACL-SPARQL made set-based: run once for all focus nodes it finds what it finds run once for each."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import QuerySolutions, Store

from kgbuild.gate.authored import Unsupported, rewrite

EX = "http://a.example/"
FOCI = [f"<{EX}n{number}>" for number in range(4)]
SCOPE = f"?this <{EX}type> <{EX}T> ."

SUBJECT = st.sampled_from(["$this", "$this", "?a", "?b"])
OBJECT = st.sampled_from(["?a", "?b", "?value", "?value", "$this", FOCI[1], "1"])
STEP = st.sampled_from([f"<{EX}p>", f"<{EX}q>", f"<{EX}p>/<{EX}q>", f"<{EX}p>|<{EX}q>", f"^<{EX}p>", f"<{EX}p>+"])
TRIPLE = st.builds("{} {} {} .".format, SUBJECT, STEP, OBJECT)
TEST = st.sampled_from(
    ["?a = ?b", "?a != $this", "$this = ?value", "isIRI(?value)", "BOUND(?b)", "!BOUND(?a)", f"$this = {FOCI[2]}",
     "?value > 0", "COALESCE(?b, 1) = 1", "?a = ?value || ?b = ?value", "STR(?a) < STR($this)"]
)  # fmt: skip
FILTER = TEST.map("FILTER({})".format)
BIND = st.builds("BIND({} AS ?{})".format, st.sampled_from(["?a", "$this", "STR(?b)", "1"]), st.sampled_from("cd"))


def group(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    part = st.one_of(
        inner.map("FILTER NOT EXISTS {{ {} }}".format),
        inner.map("FILTER NOT EXISTS {{ {} }}".format),
        inner.map("FILTER EXISTS {{ {} }}".format),
        inner.map("OPTIONAL {{ {} }}".format),
        st.builds("{{ {} }} UNION {{ {} }}".format, inner, inner),
        inner.map("{{ {} }}".format),
    )
    return st.lists(st.one_of(TRIPLE, FILTER, BIND, part, part), min_size=1, max_size=4).map(" ".join)


BODY = st.recursive(
    st.lists(st.one_of(TRIPLE, TRIPLE, FILTER), min_size=1, max_size=3).map(" ".join), group, max_leaves=4
)
EDGES = st.lists(
    st.tuples(st.sampled_from(FOCI), st.sampled_from("pq"), st.sampled_from([*FOCI, "1", "0"])), min_size=1, max_size=10
)


def store_of(edges: Iterable[tuple[str, str, str]], foci: Iterable[str]) -> Store:
    store = Store()
    lines = [f"{s} <{EX}{p}> {o} ." for s, p, o in edges] + [f"{f} <{EX}type> <{EX}T> ." for f in foci]
    store.update("INSERT DATA { " + " ".join(lines) + " }")
    return store


def rows(store: Store, query: str) -> set[tuple[str, str]]:
    found = store.query(query)
    assert isinstance(found, QuerySolutions)
    return {(str(row["this"]), str(row["value"])) for row in found}


def one_by_one(store: Store, body: str, foci: Iterable[str]) -> set[tuple[str, str]]:
    """``$this`` replaced by each focus node in turn, which is what pre-binding it means (SHACL 5.3.1)."""
    return set[tuple[str, str]]().union(
        *(rows(store, f"SELECT ({f} AS ?this) ?value WHERE {{ {body.replace('$this', f)} }}") for f in foci)
    )


def is_sparql(body: str) -> bool:
    try:
        Store().query(f"SELECT $this ?value WHERE {{ {body} }}")
    except SyntaxError:
        return False
    return True


@given(BODY.filter(is_sparql), EDGES, st.sets(st.sampled_from(FOCI), min_size=1))
def test_all_at_once_is_each_by_itself(body: str, edges: list[tuple[str, str, str]], foci: set[str]) -> None:
    try:
        made = rewrite(f"SELECT $this ?value WHERE {{ {body} }}", SCOPE)
    except Unsupported:
        return  # the reference engine takes it
    store = store_of(edges, foci)
    assert rows(store, f"SELECT DISTINCT ?this ?value WHERE {{ {made.body} }}") == one_by_one(store, body, foci)


@pytest.mark.parametrize(
    ("body", "part"),
    [
        (f"$this <{EX}p> ?value FILTER NOT EXISTS {{ ?value <{EX}q> ?a }}", "MINUS {"),
        (f"$this <{EX}p> ?value FILTER NOT EXISTS {{ ?a <{EX}q> ?b FILTER(?a = ?value) }}", "FILTER NOT EXISTS {"),
        (f"$this <{EX}p> ?value FILTER NOT EXISTS {{ ?a <{EX}q> ?b }}", "FILTER NOT EXISTS {"),
        (f"$this <{EX}p> ?value FILTER(COALESCE(?value, 1) = 1)", "COALESCE("),
        (f"{{ $this <{EX}p> ?value }} UNION {{ $this <{EX}q> ?value FILTER(?value != $this) }}", "UNION"),
        (f"$this <{EX}p> ?value OPTIONAL {{ $this <{EX}q> ?a }} FILTER(!BOUND(?a))", "OPTIONAL {"),
    ],
)
def test_what_authors_write_is_covered_and_means_the_same(body: str, part: str) -> None:
    made = rewrite(f"SELECT $this ?value WHERE {{ {body} }}", SCOPE)
    assert part in made.body
    edges = [(FOCI[0], "p", FOCI[1]), (FOCI[1], "q", FOCI[1]), (FOCI[2], "p", FOCI[0]), (FOCI[3], "q", "1")]
    store = store_of(edges, FOCI)
    assert rows(store, f"SELECT DISTINCT ?this ?value WHERE {{ {made.body} }}") == one_by_one(store, body, FOCI)


@pytest.mark.parametrize(
    "body",
    [
        f"{{ FILTER NOT EXISTS {{ $this <{EX}p> ?a }} }} UNION {{ ?a <{EX}p> ?b }}",
        f"?a <{EX}p> ?b {{ OPTIONAL {{ $this <{EX}q> ?a }} }}",
        f"OPTIONAL {{ OPTIONAL {{ $this <{EX}q> ?a }} $this <{EX}p> ?value }}",
        f"{{ BIND($this AS ?value) $this <{EX}p> ?a }}",
        f"{{ ?a <{EX}p> ?value FILTER(?a = $this) }}",
        f"?a <{EX}p> ?b BIND(?a AS $this)",
        f"$this <{EX}p> ?a MINUS {{ $this <{EX}q> ?a }}",
        f"{{ SELECT $this WHERE {{ $this <{EX}p> ?a }} LIMIT 1 }}",
        "FILTER(EXISTS { $this ?a ?b })",
        "SERVICE <http://a.example/> { $this ?a ?b }",
        "VALUES $this { 1 }",
        "$this ?a $currentShape",
        "$this $PATH ?a",
    ],
)
def test_what_needs_a_focus_node_of_its_own_goes_to_the_reference(body: str) -> None:
    with pytest.raises(Unsupported):
        rewrite(f"SELECT $this ?value WHERE {{ {body} }}", SCOPE)


@pytest.mark.parametrize(
    "text",
    [
        "", "SELECT", "SELECT $this", "SELECT $this WHERE {", "SELECT $this WHERE { {", "SELECT $this WHERE { FILTER",
        "SELECT $this WHERE { FILTER(", "SELECT $this WHERE { FILTER NOT", "SELECT $this WHERE { FILTER NOT EXISTS",
        "SELECT $this WHERE { OPTIONAL", "SELECT $this WHERE { OPTIONAL ?a ?b ?c }",
        "SELECT $this WHERE { ?a ?b ?c } }",
        "SELECT $this WHERE { FILTER EXISTS ?a { ?a ?b ?c } }", "SELECT ?value WHERE { $this ?p ?value }",
        "SELECT $this (1 AS ?x) WHERE { $this ?p ?o }", "SELECT $this WHERE { $this ?p ?o } LIMIT 1",
        "ASK { $this ?p ?o }", "SELECT $this WHERE { ?a ?b 'open", "\\u0053ELECT $this WHERE { $this ?p ?o }",
    ],
)  # fmt: skip
def test_what_is_no_simple_select_is_refused_and_never_mended(text: str) -> None:
    with pytest.raises(Unsupported):
        rewrite(text, SCOPE)


def test_a_path_stands_in_for_its_variable() -> None:
    made = rewrite("SELECT $this ?value WHERE { $this $PATH ?value }", SCOPE, f"<{EX}p>/<{EX}q>")
    store = store_of([(FOCI[0], "p", FOCI[1]), (FOCI[1], "q", "1")], FOCI)
    assert {row[0] for row in rows(store, f"SELECT ?this ?value WHERE {{ {made.body} }}")} == {FOCI[0]}
    assert (made.projected, made.distinct) == (("this", "value"), False)
