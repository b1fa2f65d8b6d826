"""A reconciliation service of our own: the Reconciliation Service API 0.2 over a catalogue.

https://reconciliation-api.github.io/specs/0.2/. Everything here is a function from what was asked to what is
answered, without any I/O, so that whoever serves HTTP mounts it. Requests come from anybody: every size is limited,
and what is wrong is told with an HTTP status.
"""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from itertools import islice
from typing import Any, TypeGuard, TypeVar

from kgbuild.errors import KgbuildError
from kgbuild.link.catalogue import Catalogue, Record, Reference, Value
from kgbuild.link.names import fold

MOST_BYTES = 1_000_000
MOST_QUERIES = 200
MOST_IDS = 1000
MOST_PROPERTIES = 50
MOST_RESULTS = 50
USUAL_RESULTS = 10
LONGEST_NAME = 500
SURE = 90.0
FAR_AHEAD = 20.0
"""A candidate is a sure match from this score on, and this far ahead of the next."""

_OTHER_TYPE = 0.1
_OTHER_VALUE = 0.02
_NO_VALUE = 0.6
"""How much less likely a candidate of another type, with another value, or without a value is."""

_Kind = TypeVar("_Kind")
_QUERY_KEYS = frozenset({"query", "type", "limit", "properties", "type_strict"})


class RequestError(KgbuildError):
    """A request that cannot be answered. ``status`` is the HTTP status that says so."""

    def __init__(self, status: int, message: str, hint: str = "") -> None:
        super().__init__("bad-request", "reconcile", message, hint or "see the Reconciliation API 0.2")
        self.status = status


class ReconcileService:
    """Answers about one catalogue. Immutable; safe to share between threads."""

    def __init__(self, catalogue: Catalogue, url: str, view: str | None = None) -> None:
        """``url`` is where the service is reached, without a slash at its end; ``view`` a template with ``{{id}}``."""
        self._catalogue = catalogue
        self._url = url
        self._view = view or catalogue.identifier_space + "{{id}}"

    def manifest(self) -> dict[str, Any]:
        """The service manifest."""
        types = [{"id": i, "name": n} for i, n in self._catalogue.types()]
        suggest = {"service_url": self._url}
        return {
            "versions": ["0.2"],
            "name": self._catalogue.name,
            "identifierSpace": self._catalogue.identifier_space,
            "schemaSpace": self._catalogue.schema_space,
            "defaultTypes": types[:MOST_RESULTS],
            "view": {"url": self._view},
            "preview": {"url": f"{self._url}/preview?id={{{{id}}}}", "width": 400, "height": 160},
            "suggest": {
                kind: {**suggest, "service_path": f"/suggest/{kind}"} for kind in ("entity", "property", "type")
            },
            "extend": {
                "propose_properties": {"service_url": self._url, "service_path": "/properties"},
                "property_settings": [],
            },
        }

    def reconcile(self, queries: str) -> dict[str, Any]:
        """The result batch for a query batch in JSON. Raises :class:`RequestError`."""
        batch = _object(queries)
        if len(batch) > MOST_QUERIES:
            raise RequestError(413, f"{len(batch)} queries at once", f"at most {MOST_QUERIES}")
        return {key: {"result": self._results(_query(query))} for key, query in batch.items()}

    def _results(self, query: Mapping[str, Any]) -> list[dict[str, Any]]:
        scored = self._scored(query) if query["query"] else []
        sure = bool(scored) and scored[0][0] >= SURE and (len(scored) == 1 or scored[0][0] - scored[1][0] >= FAR_AHEAD)
        return [
            {
                "id": record.id,
                "name": record.name,
                "description": record.description,
                "score": score,
                "match": sure and at == 0,
                "type": [{"id": i, "name": n} for i, n in record.types],
                "features": [{"id": "name", "value": name_score}],
            }
            for at, (score, name_score, record) in enumerate(scored[: query["limit"]])
        ]

    def _scored(self, query: Mapping[str, Any]) -> list[tuple[float, float, Record]]:
        """Score, score of the name alone, and record: what is known of the entity shifts the scores among namesakes."""
        named = [(record, score, _fit(record, query)) for record, score in self._catalogue.named(query["query"])]
        before, after = sum(score for _, score, _ in named), sum(score * fit for _, score, fit in named)
        lift = before / after * max(fit for *_, fit in named) if after else 0.0
        scored = [(round(min(100.0, score * fit * lift), 1), score, record) for record, score, fit in named if fit]
        return sorted(scored, key=lambda entry: (-entry[0], entry[2].id))

    def suggest_entity(self, prefix: str, cursor: str = "") -> dict[str, Any]:
        """Records whose names begin with ``prefix``, twenty from ``cursor`` on."""
        found = islice(self._catalogue.beginning(_short(prefix)), *_page(cursor)) if fold(prefix) else ()
        return {
            "result": [
                {"id": r.id, "name": r.name, "description": r.description, "notable": [i for i, _ in r.types]}
                for r in found
            ]
        }

    def suggest_type(self, prefix: str, cursor: str = "") -> dict[str, Any]:
        """Types whose names begin with ``prefix``."""
        return _suggestions(self._catalogue.types(), prefix, cursor)

    def suggest_property(self, prefix: str, cursor: str = "") -> dict[str, Any]:
        """Properties whose names begin with ``prefix``."""
        return _suggestions(sorted(self._catalogue.properties.items()), prefix, cursor)

    def propose_properties(self, type_id: str = "", limit: str = "") -> dict[str, Any]:
        """The properties that data extension can fetch; all types have the same."""
        most = min(int(limit), MOST_RESULTS) if limit.isdecimal() and len(limit) < 9 else MOST_RESULTS
        found = [{"id": i, "name": n} for i, n in sorted(self._catalogue.properties.items())][:most]
        return {"properties": found, "type": _short(type_id), "limit": most} if type_id else {"properties": found}

    def preview(self, identifier: str) -> str:
        """A small HTML page about a record, everything in it escaped. Raises :class:`RequestError` (404)."""
        record = self._catalogue.record(identifier)
        if record is None:
            raise RequestError(404, "no such entity", "ids come from reconciliation and suggest")
        name, description = html.escape(record.name), html.escape(record.description)
        shown = [(self._catalogue.properties.get(p), v) for p, v in sorted(record.values.items()) if p != "description"]
        rows = "".join(
            f"<dt>{html.escape(label)}</dt><dd>{html.escape('; '.join(map(_text, values)))}</dd>"
            for label, values in shown
            if label
        )
        return (
            f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{name}</title></head>'
            f"<body><h1>{name}</h1><p>{description} ({html.escape(record.id)})</p><dl>{rows}</dl></body></html>"
        )

    def extend(self, query: str) -> dict[str, Any]:
        """The values of properties of records, for a data extension query in JSON. Raises :class:`RequestError`."""
        asked = _object(query)
        ids, properties = asked.get("ids"), asked.get("properties")
        if not _is_list_of(ids, str) or not _is_list_of(properties, dict):
            raise RequestError(400, "an extension asks for ids and properties")
        names = [p.get("id") for p in properties]
        if not _is_list_of(names, str):
            raise RequestError(400, "a property has an id")
        if len(ids) > MOST_IDS or len(names) > MOST_PROPERTIES:
            raise RequestError(413, "too many at once", f"at most {MOST_IDS} ids and {MOST_PROPERTIES} properties")
        meta = [{"id": name, "name": self._catalogue.properties.get(name, name)} for name in names]
        return {"meta": meta, "rows": {i: {name: self._values(i, name) for name in names} for i in ids}}

    def _values(self, identifier: str, name: str) -> list[dict[str, Any]]:
        record = self._catalogue.record(identifier)
        return [_cell(value) for value in record.values.get(name, ())] if record else []


def _object(text: str) -> dict[str, Any]:
    if len(text.encode("utf-8", "replace")) > MOST_BYTES:
        raise RequestError(413, f"over {MOST_BYTES} bytes", "ask for less at a time")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise RequestError(400, "not JSON") from None
    if not isinstance(value, dict):
        raise RequestError(400, "not a JSON object")
    return value


def _query(query: Any) -> dict[str, Any]:
    """A query with its defaults. Raises :class:`RequestError` where it is none of the specification's."""
    if not isinstance(query, dict) or not set(query) <= _QUERY_KEYS:
        raise RequestError(400, "a query has no other keys than " + ", ".join(sorted(_QUERY_KEYS)))
    name, limit, types = query.get("query", ""), query.get("limit", USUAL_RESULTS), query.get("type", [])
    properties, strict = query.get("properties", []), query.get("type_strict", "should")
    types = [types] if isinstance(types, str) else types
    if not isinstance(name, str) or isinstance(limit, bool) or not isinstance(limit, int | float):
        raise RequestError(400, "query is a string and limit a number")
    if not _is_list_of(types, str) or strict not in ("any", "should", "all"):
        raise RequestError(400, "type is a string or a list of them, type_strict any, should or all")
    if not _is_list_of(properties, dict) or ("query" not in query and not properties):
        raise RequestError(400, "a query has a query or properties")
    pairs = []
    for entry in properties[:MOST_PROPERTIES]:
        if not isinstance(entry.get("pid"), str) or "v" not in entry:
            raise RequestError(400, "a property has pid and v")
        values = entry["v"] if isinstance(entry["v"], list) else [entry["v"]]
        pairs.append((entry["pid"], [v.get("id") if isinstance(v, dict) else v for v in values[:MOST_RESULTS]]))
    most = int(min(max(limit, 1), MOST_RESULTS)) if limit == limit else USUAL_RESULTS
    return {
        "query": _short(name),
        "limit": most,
        "types": types[:MOST_RESULTS],
        "type_strict": strict,
        "properties": pairs,
    }


def _fit(record: Record, query: Mapping[str, Any]) -> float:
    """How well types and values fit, between 0 (it is excluded) and 1."""
    wanted, strict = query["types"], query["type_strict"]
    of_type = [t in {i for i, _ in record.types} for t in wanted]
    if (strict == "any" and wanted and not any(of_type)) or (strict == "all" and not all(of_type)):
        return 0.0
    factor = 1.0 if any(of_type) or not wanted else _OTHER_TYPE
    for pid, values in query["properties"]:
        if not _has(record, pid, values):
            factor *= _OTHER_VALUE if record.values.get(pid) else _NO_VALUE
    return factor


def _has(record: Record, pid: str, values: list[Any]) -> bool:
    """Whether the record has one of the values: an identifier, or text that is alike when folded."""
    own = {text for value in record.values.get(pid, ()) for text in _forms(value)}
    return any(isinstance(v, str | int) and (str(v) in own or fold(str(v)) in own) for v in values)


def _forms(value: Value) -> tuple[str, ...]:
    return (value.id, fold(value.name)) if isinstance(value, Reference) else (str(value), fold(str(value)))


def _text(value: Value) -> str:
    return value.name if isinstance(value, Reference) else str(value)


def _cell(value: Value) -> dict[str, Any]:
    if isinstance(value, Reference):
        return {"id": value.id, "name": value.name}
    return {"int": value} if isinstance(value, int) else {"str": value}


def _suggestions(found: list[tuple[str, str]], prefix: str, cursor: str) -> dict[str, Any]:
    key = fold(_short(prefix))
    hits = [(i, n) for i, n in found if any(part.startswith(key) for part in (fold(n), fold(i)))]
    return {"result": [{"id": i, "name": n} for i, n in islice(hits, *_page(cursor))]}


def _page(cursor: str) -> tuple[int, int]:
    start = int(cursor) if cursor.isdecimal() and len(cursor) < 7 else 0
    return start, start + 20


def _short(text: str) -> str:
    return text[:LONGEST_NAME]


def _is_list_of(value: Any, kind: type[_Kind]) -> TypeGuard[list[_Kind]]:
    return isinstance(value, list) and all(isinstance(v, kind) for v in value)
