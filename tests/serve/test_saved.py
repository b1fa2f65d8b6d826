"""Saved queries as an API, and the service about itself."""

from __future__ import annotations

import json

import pytest
from openapi_spec_validator import validate
from pyoxigraph import RdfFormat, parse

from kgbuild.query.formats import write
from kgbuild.query.run import run
from kgbuild.query.saved import load_queries
from kgbuild.store import open_build
from tests.serve.running import Server

QUERIES = load_queries()


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_every_saved_query_answers_what_the_library_answers(server: Server, build: object, name: str) -> None:
    query = QUERIES[name]
    with open_build(str(build)) as opened:
        expected = run(opened.store, query, dict(query.examples), base=opened.base)
        if query.form.value == "CONSTRUCT":
            found = server.get(f"/queries/{name}", "application/n-triples", params=dict(query.examples))
            assert set(found.text.splitlines()) == {f"{t} ." for t in expected.triples}
            return
        found = server.get(f"/queries/{name}", "application/sparql-results+json", params=dict(query.examples))
        assert found.status_code == 200, found.text
        assert (
            found.json()["results"]["bindings"] == json.loads("".join(write(expected, "json")))["results"]["bindings"]
        )


def test_a_parameter_is_bound_checked_and_required(server: Server) -> None:
    def ask(**given: str) -> tuple[int, str]:
        found = server.get("/queries/evidence-for-entity", "text/csv", params=given)
        return found.status_code, found.text

    status, text = ask(entity="wd:Q114")
    assert (status, len(text.splitlines())) == (200, 1)
    status, text = ask(entity="wd:Q159")
    assert status == 200
    assert len(text.splitlines()) > 1
    assert ask() == (400, "missing-parameter: entity: give a value (iri) (-p entity=…)\n")
    assert ask(entity="no iri")[0] == 400
    assert ask(entity="wd:Q159", other="1")[0] == 400
    assert ask(entity="x> } . SERVICE <http://127.0.0.1/>")[0] == 400
    assert server.get("/queries/none").status_code == 404


@pytest.mark.parametrize(("suffix", "media"), [("csv", "text/csv"), ("tsv", "text/tab"), ("json", "application/sparql"),
                                               ("xml", "application/sparql-results+xml")])  # fmt: skip
def test_a_suffix_names_the_format(server: Server, suffix: str, media: str) -> None:
    found = server.get(f"/queries/contracts-signed.{suffix}", "text/html")
    assert found.headers["content-type"].startswith(media)
    assert server.get("/queries/contracts-signed.ttl").status_code == 406
    assert server.get("/queries/contracts-signed.exe").status_code == 404


def test_openapi_is_valid_and_names_every_query(server: Server) -> None:
    document = server.get("/openapi.json").json()
    validate(document)
    assert document["openapi"] == "3.1.0"
    assert set(document["paths"]) == {f"/queries/{name}" for name in QUERIES}
    (parameter,) = document["paths"]["/queries/evidence-for-entity"]["get"]["parameters"]
    assert (parameter["name"], parameter["required"], parameter["example"]) == ("entity", True, "wd:Q159")


def test_the_list(server: Server) -> None:
    listed = server.get("/queries", "application/json").json()["queries"]
    assert [query["name"] for query in listed] == list(QUERIES)


def test_the_examples_run_as_they_stand(server: Server) -> None:
    found = server.get("/.well-known/sparql-examples", "application/n-triples")
    quads = list(parse(found.content, format=RdfFormat.N_TRIPLES))
    shacl = "http://www.w3.org/ns/shacl#"
    texts = [
        q.object.value for q in quads if q.predicate.value in (shacl + "select", shacl + "construct", shacl + "ask")
    ]
    assert len(texts) == len(QUERIES)
    for text in texts:
        assert server.select(text).status_code == 200


def test_void_counts_what_is_there(server: Server) -> None:
    quads = list(parse(server.get("/.well-known/void", "application/n-triples").content, format=RdfFormat.N_TRIPLES))
    void = "http://rdfs.org/ns/void#"
    (data,) = {q.subject for q in quads if q.object.value == void + "Dataset"}
    counts = {q.predicate.value.removeprefix(void): q.object.value for q in quads if q.subject == data}
    assert counts["triples"] == server.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert counts["distinctSubjects"] == server.ask("SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }")
    assert counts["distinctObjects"] == server.ask("SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }")
    claims = "https://w3id.org/kgbuild/ontology#Claim"
    (part,) = {q.subject for q in quads if q.predicate.value == void + "class" and q.object.value == claims}
    assert {q.object.value for q in quads if q.subject == part and q.predicate.value == void + "entities"} == {"11"}


def test_a_denied_row_never_reads_as_if_it_were_affirmed(server: Server) -> None:
    """A page shows the columns that its query's header names; polarity joins them where a row is denied."""
    rows = server.get("/queries/claims", "application/sparql-results+json").json()["results"]["bindings"]
    assert {row["polarity"]["value"] for row in rows} == {"affirmed", "denied"}
    page = server.get("/queries/claims", "text/html").text
    assert '<th scope="col">polarity</th>' in page
    assert page.count("<td>denied</td>") == sum(row["polarity"]["value"] == "denied" for row in rows)
    contracts = server.get("/queries/contracts-signed", "text/html").text
    assert '<th scope="col">polarity</th>' not in contracts, "every row is affirmed"
