"""The W3C's test cases for the SPARQL 1.1 Protocol, Graph Store Protocol and Service Description, and how to run one.

``data/protocol_cases.json`` is the W3C's manifests as plain JSON (github w3c/rdf-tests ad541a5, W3C Test Suite
licence or 3-clause BSD, see ``data/LICENSE.W3C-rdf-tests.txt``); nothing in it was changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

from pyoxigraph import CanonicalizationAlgorithm, Dataset, NamedNode, Quad, RdfFormat, parse

DATA = Path(__file__).parent / "data" / "protocol_cases.json"
GROUPS = {"protocol": "SPARQL 1.1 Protocol", "gsp_indirect": "Graph Store Protocol, indirect",
          "gsp_direct": "Graph Store Protocol, direct"}  # fmt: skip
STATUS = {"OK": (200,), "Created": (201,), "NoContent": (204,), "NotFound": (404,)} | {
    f"StatusCode{n}xx": tuple(range(n * 100, n * 100 + 100)) for n in range(1, 6)
}
WRITES = {"PUT", "DELETE", "PATCH"}
Case = dict[str, Any]


@cache
def suite() -> dict[str, Any]:
    return json.loads(DATA.read_bytes())


def cases() -> Iterator[tuple[str, Case]]:
    """Every case with a request, and the group that it belongs to."""
    for group in GROUPS:
        for case in suite()[group]:
            yield group, case


def writes(group: str, case: Case) -> bool:
    """Whether a case can only be run on a store that may be changed."""
    return group.startswith("gsp") or "update" in case["id"]


def graph_data() -> str:
    """The graphs that cases name, as N-Quads."""
    named = {(g["file"], g["graph"]) for _, case in cases() for g in case["graphData"]}
    lines = []
    for file, graph in sorted(named):
        for line in suite()["data"][file].splitlines():
            if line.strip():
                lines.append(f"{line.rstrip().removesuffix('.').rstrip()} <{graph}> .")
    return "\n".join(lines) + "\n"


def run(case: Case, port: int, token: str | None) -> list[str]:
    """What is wrong with the answers to the requests of ``case``, in order; nothing where it passes."""
    location = ""
    faults: list[str] = []
    for number, request in enumerate(case["requests"], 1):
        path = request["path"].replace("$LOCATION$", location)
        path = "/store" + path[4:] if path.startswith("/gsp") else path
        response, body = send(port, request["method"], path, request["headers"], encoded(request["body"]), token)
        expected = request["expect"]
        found = [f"request {number}: {fault}" for fault in judge(expected, response, body)]
        faults += found
        location = response.headers.get("location") or location
    return faults


def encoded(body: Case | None) -> bytes:
    return b"" if body is None else body["chars"].encode(body["enc"])


def send(
    port: int, method: str, path: str, headers: list[list[str]], body: bytes, token: str | None = None
) -> tuple[HTTPResponse, bytes]:
    """One request, byte for byte as the case has it; no library fills in a media type."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in headers:
            connection.putheader(name, value)
        if token is not None:
            connection.putheader("authorization", f"Bearer {token}")
        if body or method in ("POST", "PUT"):
            connection.putheader("content-length", str(len(body)))
        connection.endheaders(body)
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def judge(expected: Case, response: HTTPResponse, body: bytes) -> Iterator[str]:
    """What is wrong with one answer."""
    allowed = {code for name in expected["status"] for code in STATUS[name]}
    if response.status not in allowed:
        yield f"status {response.status}, expected {' or '.join(expected['status'])}: {body[:200]!r}"
        return
    media_type = (response.headers.get("content-type") or "").partition(";")[0]
    if expected["format"] in ("boolean", "tabular"):
        yield from _judge_results(expected, media_type, body)
    elif expected["format"] == "RDF":
        list(parse(body, format=RdfFormat.from_media_type(media_type)))
    for name, value in expected["headers"] or ():
        if (response.headers.get(name) or "").lower() != value.lower():
            yield f"{name}: {response.headers.get(name)}, expected {value}"
    if expected["location"] and not response.headers.get("location"):
        yield "no Location"
    if expected["body"]:
        wanted = _canonical(encoded(expected["body"]), "text/turtle")
        if _canonical(body, media_type) != wanted:
            yield f"another graph: {body.decode()[:300]}"


def _judge_results(expected: Case, media_type: str, body: bytes) -> Iterator[str]:
    if media_type != "application/sparql-results+json":
        yield f"{media_type}, expected results"
        return
    results = json.loads(body)
    if expected["format"] == "tabular" and "bindings" not in results.get("results", {}):
        yield "no rows"
    if expected["boolean"] is not None and results.get("boolean") is not expected["boolean"]:
        yield f"answered {results.get('boolean')}, expected {expected['boolean']}"


def _canonical(data: bytes, media_type: str) -> set[str]:
    form = RdfFormat.from_media_type(media_type)
    graph = Dataset(Quad(q.subject, q.predicate, q.object) for q in parse(data, format=form, base_iri="http://x.test/"))
    graph.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in graph}


SD = "http://www.w3.org/ns/sparql-service-description#"
RDF_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
# Property: the class of its subjects, and that of its objects where they are described (Service Description, 3)
SCHEMA = {
    "endpoint": ("Service", None),
    "feature": ("Service", None),
    "supportedLanguage": ("Service", None),
    "resultFormat": ("Service", None),
    "defaultDataset": ("Service", "Dataset"),
    "defaultGraph": ("Dataset", "Graph"),
}


def service_description(port: int) -> dict[str, list[str]]:
    """The three checks of the suite on the endpoint's own address: what is wrong, by the check's name."""
    response, body = send(port, "GET", "/sparql", [], b"")
    media_type = (response.headers.get("content-type") or "").partition(";")[0]
    form = RdfFormat.from_media_type(media_type)
    if response.status != 200 or form is None:
        return {case["id"]: [f"{response.status} {media_type}"] for case in suite()["service_description"]}
    quads = list(parse(body, format=form))
    endpoint = NamedNode(f"http://127.0.0.1:{port}/sparql")
    has = any(q.predicate.value == SD + "endpoint" and q.object == endpoint for q in quads)
    typed = {(q.subject, q.object.value.removeprefix(SD)) for q in quads if q.predicate == RDF_TYPE}
    faults = []
    for quad in quads:
        name = quad.predicate.value.removeprefix(SD)
        if quad.predicate.value.startswith(SD):
            if name not in SCHEMA:
                faults.append(f"unknown property {name}")
                continue
            subject, value = SCHEMA[name]
            if (quad.subject, subject) not in typed:
                faults.append(f"{name} of something that is no {subject}")
            if value is not None and (quad.object, value) not in typed:
                faults.append(f"{name} is no {value}")
    missing = {"endpoint", "defaultDataset", "defaultGraph"} - {q.predicate.value.removeprefix(SD) for q in quads}
    faults += [f"no {name}" for name in sorted(missing)]
    return {"returns-rdf": [], "has-endpoint-triple": [] if has else ["none"], "conforms-to-schema": faults}
