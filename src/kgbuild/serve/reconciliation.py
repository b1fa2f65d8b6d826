"""The Reconciliation Service API 0.2 over HTTP: the entities of the graph, and the world slice of Wikidata.

https://reconciliation-api.github.io/specs/0.2/. Two services at two addresses, because a service has one identifier
space; what they answer is :mod:`kgbuild.link.service`'s.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from kgbuild.link.catalogue import ENTITIES_QUERY, Catalogue, GraphCatalogue, WorldCatalogue, records_of
from kgbuild.link.service import MOST_BYTES, ReconcileService, RequestError
from kgbuild.serve import protocol
from kgbuild.serve.dataset import Dataset
from kgbuild.serve.evaluate import problem
from kgbuild.serve.formats import UTF8
from kgbuild.serve.protocol import Fields
from kgbuild.serve.routes import nothing
from kgbuild.serve.wire import Answer, Head

ROOT = "/reconcile/"
ALLOW = "GET, HEAD, POST, OPTIONS"
MOST_SENT = 3 * MOST_BYTES
"""Bytes of a form: its JSON may be percent-encoded, three bytes for one."""

PREVIEW_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors {embedders}"
"""A preview runs nothing and loads nothing. It is the one page that another site may frame, and only the one named."""

_NAMES = ("graph", "world")
_PARTS = ("", "suggest/entity", "suggest/type", "suggest/property", "preview", "properties")


def request_for(method: str, path: str, query_string: bytes, content_type: str, body: bytes) -> Head | Answer:
    """What a worker is asked for a request below :data:`ROOT`; an :class:`Answer` where it cannot be answered."""
    name, _, part = path.removeprefix(ROOT).rstrip("/").partition("/")
    if name not in _NAMES or part not in _PARTS:
        return nothing(path)
    if method not in ("GET", "HEAD") and (method != "POST" or part):
        refused = problem(405, "bad-method", f"{method[:20]} is not allowed here", f"use {ALLOW}")
        return Answer(405, (*refused.headers, ("allow", ALLOW)), refused.body)
    fields = protocol.parse(query_string)
    if isinstance(fields, Answer) or method != "POST":
        return fields if isinstance(fields, Answer) else _order(name, part, fields)
    if content_type.partition(";")[0].strip().lower() != protocol.FORM:
        return problem(415, "unsupported-media-type", "queries and extend are sent as the fields of a form")
    sent = protocol.parse(body)
    return sent if isinstance(sent, Answer) else _order(name, part, [*fields, *sent])


def _order(name: str, part: str, fields: Fields) -> Head:
    return {"do": "reconcile", "service": name, "part": part, "fields": dict(fields)}


def answer(dataset: Dataset, request: Head) -> Answer:
    """What one of the two services says, in a worker."""
    service = _service(dataset, request["service"], request["origin"])
    try:
        if request["part"] == "preview":
            text = service.preview(request["fields"].get("id", ""))
            policy = PREVIEW_POLICY.format(embedders=f"'self' {request['embedder']}".strip())
            headers = (("content-type", "text/html" + UTF8), ("content-security-policy", policy))
            return Answer(200, headers, text.encode("utf-8"))
        found = _found(service, request["part"], request["fields"])
    except RequestError as error:
        return problem(error.status, error.code, error.message, error.hint)
    return Answer(200, (("content-type", "application/json"),), json.dumps(found, ensure_ascii=False).encode("utf-8"))


def _found(service: ReconcileService, part: str, given: dict[str, str]) -> dict[str, Any]:
    if not part:
        if "queries" in given:
            return service.reconcile(given["queries"])
        return service.extend(given["extend"]) if "extend" in given else service.manifest()
    if part == "properties":
        return service.propose_properties(given.get("type", ""), given.get("limit", ""))
    suggest = {
        "suggest/entity": service.suggest_entity,
        "suggest/type": service.suggest_type,
        "suggest/property": service.suggest_property,
    }[part]
    return suggest(given.get("prefix", ""), given.get("cursor", ""))


def _service(dataset: Dataset, name: str, origin: str) -> ReconcileService:
    url = f"{origin}{ROOT}{name}"
    if name == "world":
        return ReconcileService(_world(), url)
    return ReconcileService(_graph(_Loaded(dataset)), url, f"{origin}/id/{{{{id}}}}")


class _Loaded:
    """A dataset as a key: two are equal where they hold the same graph."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Loaded) and other.dataset.revision == self.dataset.revision

    def __hash__(self) -> int:
        return hash(self.dataset.revision)


@lru_cache(maxsize=1)
def _world() -> Catalogue:
    return WorldCatalogue()


def prepare() -> None:
    """Loads the world slice with its indexes, so that processes forked from this one share them."""
    world = _world()
    world.named("")
    next(iter(world.beginning("")), None)


@lru_cache(maxsize=1)
def _graph(loaded: _Loaded) -> Catalogue:
    dataset = loaded.dataset
    rows = dataset.store.query(ENTITIES_QUERY, use_default_graph_as_union=True)
    lexical = ([None if node is None else node.value for node in row] for row in rows)  # type: ignore[union-attr]
    return GraphCatalogue(records_of(lexical, dataset.base), dataset.base)
