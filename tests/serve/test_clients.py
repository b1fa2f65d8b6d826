"""Programs that people use get from the server what the command line gets from the build."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from kgbuild.query.formats import write
from kgbuild.query.run import run
from kgbuild.query.saved import load_queries
from kgbuild.store import open_build
from tests.serve.running import Server
from tests.support import program

QUERIES = {name: q for name, q in load_queries().items() if q.form.value == "SELECT"}
CHOSEN = ["contracts-signed", "evidence-for-entity", "who-says-what", "documents", "provenance-coverage"]
Rows = list[dict[str, str]]


def expected(build: Path, name: str) -> tuple[str, Rows]:
    """The text of a saved query that runs as it stands, and its rows as the command line prints them."""
    query = QUERIES[name]
    with open_build(build) as opened:
        found = run(opened.store, query, dict(query.examples), base=opened.base)
        bindings = json.loads("".join(write(found, "json")))["results"]["bindings"]
        rows = [{name: cell["value"] for name, cell in row.items()} for row in bindings]
        return query.bound(dict(query.examples), opened.base), rows


@pytest.mark.parametrize("name", CHOSEN)
def test_sparqlwrapper(server: Server, build: Path, name: str) -> None:
    from SPARQLWrapper import JSON, POST, SPARQLWrapper

    text, rows = expected(build, name)
    for method in ("GET", POST):
        client = SPARQLWrapper(f"{server.url}/sparql")
        client.setQuery(text)
        client.setReturnFormat(JSON)
        client.setMethod(method)
        answer: Any = client.queryAndConvert()
        found = [{k: cell["value"] for k, cell in row.items()} for row in answer["results"]["bindings"]]
        assert found == rows


@pytest.mark.parametrize("name", CHOSEN)
def test_rdflib_sparqlstore(server: Server, build: Path, name: str) -> None:
    from rdflib.plugins.stores.sparqlstore import SPARQLStore

    text, rows = expected(build, name)
    for method in ("GET", "POST"):
        store = SPARQLStore(f"{server.url}/sparql", method=method, returnFormat="json")
        answer = store.query(text)
        found = [{str(k): str(v) for k, v in row.asdict().items()} for row in answer]
        assert [sorted(row.items()) for row in found] == [sorted(row.items()) for row in rows]


def test_rdflib_reads_a_constructed_graph(server: Server) -> None:
    from rdflib import Graph
    from rdflib.plugins.stores.sparqlstore import SPARQLStore

    store = SPARQLStore(f"{server.url}/sparql", returnFormat="xml")
    found = store.query("CONSTRUCT { ?s a ?o } WHERE { ?s a ?o }")
    assert found.graph is not None
    assert len(found.graph) == int(server.ask("SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?o { ?s a ?o } }"))
    everything = Graph().parse(data=server.get("/store?default", "application/n-triples").text, format="nt")
    assert len(everything) == int(server.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"))


@pytest.mark.parametrize("name", CHOSEN)
def test_curl(server: Server, build: Path, name: str) -> None:
    text, rows = expected(build, name)
    curl = program("curl")
    command = [curl, "--silent", "--fail", "--compressed", "--header", "Accept: text/csv", "--get", "--data-urlencode"]
    done = subprocess.run(
        [*command, f"query={text}", f"{server.url}/sparql"], capture_output=True, check=True, timeout=60
    )
    found = list(csv.DictReader(io.StringIO(done.stdout.decode("utf-8"), newline="")))
    assert [{k: v for k, v in row.items() if v} for row in found] == [{k: v for k, v in r.items() if v} for r in rows]
    direct = [
        "-s",
        "-f",
        "-H",
        "Accept: text/csv",
        "-H",
        "Content-Type: application/sparql-query",
        "--data-binary",
        "@-",
    ]
    posted = subprocess.run(
        [curl, *direct, f"{server.url}/sparql"], input=text.encode(), capture_output=True, check=True, timeout=60
    )
    assert posted.stdout == done.stdout


@pytest.mark.parametrize(
    ("accept", "starts"), [("text/turtle", "@prefix"), ("application/ld+json", "["), ("text/html", "<!doctype")]
)
def test_an_identifier_works_as_linked_data(server: Server, accept: str, starts: str) -> None:
    for cls in ("Document", "Claim", "Evidence"):
        iri = server.ask(f"SELECT ?s {{ ?s a <https://w3id.org/kgbuild/ontology#{cls}> }} ORDER BY ?s LIMIT 1")
        for path in ("/id/" + iri.rpartition("/")[2], "/resource?iri=" + quote(iri, safe="")):
            found = server.get(path, accept)
            assert (found.status_code, found.headers["vary"]) == (200, "accept, accept-encoding")
            assert found.headers["content-type"].startswith(accept)
            assert found.text.startswith(starts)


def test_a_claim_as_turtle_holds_its_whole_proof(server: Server) -> None:
    from rdflib import Graph

    claim = server.ask("SELECT ?s { ?s a <https://w3id.org/kgbuild/ontology#Claim> } ORDER BY ?s LIMIT 1")
    graph = Graph().parse(data=server.get("/id/" + claim.rpartition("/")[2] + ".ttl").text, format="turtle")
    oa = "http://www.w3.org/ns/oa#"
    predicates = {str(p) for _, p, _ in graph}
    assert {oa + name for name in ("exact", "prefix", "suffix", "start", "end", "hasSource")} <= predicates
