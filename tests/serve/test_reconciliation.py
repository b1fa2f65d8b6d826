"""A whole session as OpenRefine has it, over HTTP: manifest, batch, suggestions, extension, preview."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.serve.running import Server


def post(server: Server, service: str, **fields: Any) -> Any:
    form = {name: json.dumps(value) for name, value in fields.items()}
    answer = server.client.post(f"/reconcile/{service}", data=form)
    assert answer.status_code == 200, answer.text
    return answer.json()


def suggest(server: Server, manifest: Any, kind: str, prefix: str) -> list[Any]:
    """As a client does: by the addresses that the manifest names, nothing else."""
    about = manifest["suggest"][kind]
    return list(
        server.client.get(about["service_url"] + about["service_path"], params={"prefix": prefix}).json()["result"]
    )


@pytest.mark.parametrize(
    ("service", "name", "kind", "wanted", "property_id"),
    [("graph", "Russia", "Country", "country-", "wikidata"), ("world", "Almaty", "city", "Q35493", "country")],
)
def test_a_session(server: Server, service: str, name: str, kind: str, wanted: str, property_id: str) -> None:
    manifest = server.get(f"/reconcile/{service}").json()
    assert manifest["versions"] == ["0.2"]
    assert kind in [entry["id"] for entry in manifest["defaultTypes"]] + [
        e["id"] for e in suggest(server, manifest, "type", kind)
    ]

    batch = {"q0": {"query": name, "type": kind, "limit": 3}, "q1": {"query": "Nobody knows this name at all"}}
    found = post(server, service, queries=batch)
    best = found["q0"]["result"][0]
    assert best["id"].startswith(wanted)
    assert (best["name"], best["match"]) == (name, True)
    assert found["q1"]["result"] == []

    assert best["id"] in [entry["id"] for entry in suggest(server, manifest, "entity", name[:4])]
    extend = manifest["extend"]["propose_properties"]
    proposed = server.client.get(extend["service_url"] + extend["service_path"], params={"type": kind}).json()
    assert property_id in [entry["id"] for entry in proposed["properties"]]
    row = post(server, service, extend={"ids": [best["id"]], "properties": [{"id": property_id}]})["rows"][best["id"]]
    assert row[property_id]

    page = server.client.get(manifest["preview"]["url"].replace("{{id}}", best["id"]))
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert name in page.text


def test_the_address_of_an_entity_is_a_page(server: Server) -> None:
    view = server.get("/reconcile/graph").json()["view"]["url"]
    best = post(server, "graph", queries={"q": {"query": "Russia"}})["q"]["result"][0]
    assert "Russia" in server.client.get(view.replace("{{id}}", best["id"]), headers={"accept": "text/html"}).text


def test_what_a_hostile_document_calls_itself_is_escaped(server: Server) -> None:
    (found,) = post(server, "graph", queries={"q": {"query": "<img src=x onerror=alert(2)>"}})["q"]["result"][:1]
    page = server.get(f"/reconcile/graph/preview?id={found['id']}").text
    assert "<img" not in page
    assert "&lt;img" in page


@pytest.mark.parametrize(
    ("method", "path", "sent", "status"),
    [
        ("GET", "/reconcile/nope", {}, 404),
        ("GET", "/reconcile/graph/nope", {}, 404),
        ("GET", "/reconcile/graph/preview?id=nope", {}, 404),
        ("GET", "/reconcile/graph?queries=%7B", {}, 400),
        ("GET", "/reconcile/graph?queries=%ff", {}, 400),
        ("PUT", "/reconcile/graph", {}, 405),
        ("POST", "/reconcile/graph/preview", {}, 405),
        ("POST", "/reconcile/graph", {"json": {}}, 415),
        ("POST", "/reconcile/graph", {"data": {"queries": "x" * 1_000_001}}, 413),
        ("POST", "/reconcile/graph", {"data": {"queries": "x" * 3_000_001}}, 413),
    ],
)
def test_what_is_wrong_is_told(server: Server, method: str, path: str, sent: dict[str, Any], status: int) -> None:
    answer = server.client.request(method, path, **sent)
    assert answer.status_code == status, answer.text
    assert answer.text.count("\n") == 1
