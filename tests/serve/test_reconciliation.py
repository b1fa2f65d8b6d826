"""A whole session as OpenRefine has it, over HTTP: manifest, batch, suggestions, extension, preview."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
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


def framers(answer: httpx.Response) -> str:
    """Who may frame a page, as its content security policy says."""
    rules = dict(rule.strip().partition(" ")[::2] for rule in answer.headers["content-security-policy"].split(";"))
    return rules["frame-ancestors"]


def test_a_browser_of_the_named_origin_does_a_whole_session_and_frames_the_preview_alone(build: Path) -> None:
    """What OpenRefine's pages need: CORS (Reconciliation API 0.2, cross-origin access) and a frame for previews."""
    origin = "http://127.0.0.1:3333"
    asks = {"origin": origin, "sec-fetch-site": "same-site", "sec-fetch-mode": "cors"}
    framed = {"sec-fetch-site": "same-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"}
    with Server([build], cors=origin) as server:
        manifest = server.get("/reconcile/graph", headers=asks)
        assert manifest.headers["access-control-allow-origin"] == origin
        batch = {"queries": json.dumps({"q0": {"query": "Russia"}})}
        found = server.client.post("/reconcile/graph", data=batch, headers=asks)
        assert found.headers["access-control-allow-origin"] == origin
        preview = manifest.json()["preview"]["url"].replace("{{id}}", found.json()["q0"]["result"][0]["id"])
        page = server.client.get(preview, headers=framed)
        assert (page.status_code, framers(page)) == (200, f"'self' {origin}")
        assert "x-frame-options" not in page.headers
        assert framers(server.get("/", "text/html")) == "'none'"


def test_nobody_else_frames_a_preview_and_no_callback_runs(server: Server) -> None:
    best = post(server, "graph", queries={"q": {"query": "Russia"}})["q"]["result"][0]
    page = server.get(f"/reconcile/graph/preview?id={best['id']}")
    assert framers(page) == "'self'"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    scripted = server.get("/reconcile/graph?callback=steal")
    assert scripted.headers["content-type"] == "application/json"
    assert scripted.json()["versions"] == ["0.2"]
    as_script = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}
    assert server.get("/reconcile/graph?callback=steal", headers=as_script).status_code == 403


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
