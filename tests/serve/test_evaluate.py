from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store

from kgbuild.serve import evaluate
from kgbuild.serve.dataset import Dataset
from kgbuild.serve.settings import Limits
from kgbuild.serve.statistics import Statistics
from kgbuild.serve.wire import Answer

G = NamedNode("urn:g")


def dataset(quads: list[Quad]) -> Dataset:
    store = Store()
    store.extend(quads)
    return Dataset(store, "https://w3id.org/kgbuild/id/", "r", "t", False, Statistics(), {}, {"ex": "urn:"})


def numbered(count: int, value: str = "v") -> Dataset:
    node = NamedNode("urn:p")
    return dataset([Quad(NamedNode(f"urn:s{n}"), node, Literal(value), G) for n in range(count)])


def ask(data: Dataset, text: str, accept: str = "", **limits: int) -> Answer:
    return evaluate.query(data, Limits(**limits), frozenset(), {"text": text, "accept": accept})


ALL = "SELECT * { ?s ?p ?o }"


@pytest.mark.parametrize("accept", ["application/sparql-results+json", "application/sparql-results+xml", "text/csv",
                                    "text/tab-separated-values"])  # fmt: skip
@pytest.mark.parametrize("value", ["v", 'a "quoted", }},{ \r\n<result>\t\\ one'])
def test_the_row_limit_is_exact_in_every_format(accept: str, value: str) -> None:
    data = numbered(20, value)
    assert ask(data, ALL, accept, rows=20).status == 200
    refused = ask(data, ALL, accept, rows=19)
    assert refused.status == 422
    assert b"more than 19 rows" in refused.body


def test_the_byte_limit_is_said() -> None:
    refused = ask(numbered(100), ALL, result=1000)
    assert refused.status == 422
    assert (
        refused.body == b"result-too-long: the answer has more than 1000 bytes, and is not sent in part (add a LIMIT)\n"
    )


def test_the_triple_limit_of_a_graph() -> None:
    text = "CONSTRUCT WHERE { ?s ?p ?o }"
    assert ask(numbered(5), text, rows=5).status == 200
    assert ask(numbered(5), text, rows=4).status == 422


@pytest.mark.parametrize(
    ("text", "place"),
    [("SELECT ?x {", "line 1, column 12"), ("SELECT ?x\nWHERE { ?x ?y ", "line 2, column 15"), ("CLEAR ALL", "line 1")],
)
def test_a_syntax_error_has_its_place(text: str, place: str) -> None:
    refused = ask(numbered(1), text)
    assert refused.status == 400
    assert place in refused.body.decode()
    assert refused.body.count(b"\n") == 1


def test_service_is_refused_wherever_it_hides() -> None:
    for call in ("SERVICE <http://127.0.0.1/> {}", "sErViCe SILENT <http://127.0.0.1/> {}", "SERVICE ?s {}"):
        assert ask(numbered(1), f"SELECT * {{ ?s ?p ?o {call} }}").status == 403
    assert ask(numbered(1), 'SELECT * { ?s ?p ?o FILTER(?o != "SERVICE <x>") } # SERVICE').status == 200
    assert ask(numbered(1), "SELECT * { \\u0053ERVICE <http://127.0.0.1/> {} }").status == 400


def test_nesting_that_would_overflow_the_stack_is_refused() -> None:
    for opened, closed in (("{", "}"), ("OPTIONAL {", "}"), ("FILTER(", ")"), ("FILTER EXISTS {", "}")):
        refused = ask(numbered(1), "SELECT * {" + opened * 5000 + closed * 5000 + "}")
        assert (refused.status, b"too-deep" in refused.body) == (400, True)
    assert ask(numbered(1), "SELECT * {" + "{" * 100 + "?s ?p ?o" + "}" * 100 + "}").status == 200
    in_a_string = '"' + "(" * 500 + '"'
    assert ask(numbered(1), f"SELECT * {{ ?s ?p ?o FILTER(?o != {in_a_string}) }}").status == 200


def test_from_replaces_the_union() -> None:
    data = numbered(3)
    assert len(json.loads(ask(data, ALL).body)["results"]["bindings"]) == 3
    assert len(json.loads(ask(data, "SELECT * FROM <urn:other> { ?s ?p ?o }").body)["results"]["bindings"]) == 0
    assert len(json.loads(ask(data, "SELECT * FROM <urn:g> { ?s ?p ?o }").body)["results"]["bindings"]) == 3


def test_the_requests_graphs_replace_the_querys() -> None:
    request = {"text": "SELECT * FROM <urn:g> { ?s ?p ?o }", "accept": "", "default": ["urn:none"], "named": None}
    found = evaluate.query(numbered(3), Limits(), frozenset(), request)
    assert json.loads(found.body)["results"]["bindings"] == []
    assert evaluate.query(numbered(3), Limits(), frozenset(), {**request, "default": ["no iri"]}).status == 400


def test_a_graph_is_the_same_bytes_each_time_and_every_triple_once() -> None:
    text = "CONSTRUCT { ?s <urn:q> <urn:same>. <urn:one> <urn:q> <urn:same> } WHERE { ?s ?p ?o }"
    first = ask(numbered(9), text, "application/n-triples").body
    assert first == ask(numbered(9), text, "application/n-triples").body
    assert len(first.splitlines()) == 10


@pytest.mark.parametrize("function", ["NOW()", "RAND()", "UUID()", "STRUUID()", "BNODE()"])
def test_what_varies_is_not_kept(function: str) -> None:
    assert not ask(numbered(1), f"SELECT ({function} AS ?x) {{}}").cacheable
    assert ask(numbered(1), ALL).cacheable


def test_the_entity_tag_follows_the_bytes_and_their_coding() -> None:
    answer = ask(numbered(200), ALL)
    plain = evaluate.finish(answer, {"gzip": False})
    packed = evaluate.finish(answer, {"gzip": True})
    tags = [dict(found.headers)["etag"] for found in (plain, packed)]
    assert len(set(tags)) == 2
    assert gzip.decompress(packed.body) == plain.body
    for tag, coding in zip(tags, (False, True), strict=True):
        for known in (tag, f'"x", {tag}', f"W/{tag}", "*"):
            same = evaluate.finish(answer, {"gzip": coding, "known": known})
            assert (same.status, same.body) == (304, b"")
            assert dict(same.headers)["etag"] == tag
    assert evaluate.finish(answer, {"gzip": False, "known": '"other"'}).status == 200


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=100))
def test_any_text_gets_an_answer(text: str) -> None:
    assert ask(SMALL, text).status in (200, 400, 403)


SMALL = numbered(2)
