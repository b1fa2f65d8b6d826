"""Saved queries over HTTP: run one by its name, list them, describe them as OpenAPI 3.1."""

from __future__ import annotations

import json
from typing import Any

from kgbuild.errors import KgbuildError
from kgbuild.query.parameters import Parameter
from kgbuild.query.saved import SavedQuery
from kgbuild.serve import evaluate, formats
from kgbuild.serve.dataset import Dataset
from kgbuild.serve.settings import Limits
from kgbuild.serve.wire import Answer, Head
from kgbuild.sparql import Form

JSON = "application/json"
_SCHEMAS: dict[str, dict[str, str]] = {
    "xsd:date": {"type": "string", "format": "date"},
    "xsd:dateTime": {"type": "string", "format": "date-time"},
    "xsd:integer": {"type": "integer"},
    "xsd:decimal": {"type": "number"},
    "xsd:double": {"type": "number"},
    "xsd:boolean": {"type": "boolean"},
}


def bound_text(dataset: Dataset, name: str, fields: list[list[str]]) -> str | Answer:
    """The query of that name with its parameters bound; 404 or 400 where there is none, or a parameter is wrong."""
    query = dataset.queries.get(name)
    if query is None:
        return evaluate.problem(404, "unknown-query", f"there is no saved query {name}", "see /queries")
    given = {key: value for key, value in fields if value != ""}
    if len(given) != len([1 for _, value in fields if value != ""]):
        return evaluate.problem(400, "bad-parameter", "a parameter is given twice")
    try:
        return query.bound(given, dataset.base)
    except KgbuildError as error:
        return evaluate.problem(400, error.code, f"{error.place}: {error.message}", error.hint)


def run(dataset: Dataset, limits: Limits, request: Head) -> Answer:
    """The results of a saved query: ``name``, ``fields`` (pairs), ``suffix`` (a format's short name, or nothing)."""
    text = bound_text(dataset, request["name"], request["fields"])
    if isinstance(text, Answer):
        return text
    accept = request["accept"]
    if request["suffix"]:
        form = formats.named(request["suffix"])
        accept = form.media_types[0] if form is not None else accept
    return evaluate.query(dataset, limits, frozenset(), {"text": text, "accept": accept})


def with_examples(query: SavedQuery, base: str) -> str | None:
    """The text of a saved query that runs as it stands; None where its header gives no example for a parameter."""
    try:
        return query.bound({**query.examples}, base)
    except KgbuildError:
        return None


def listing(dataset: Dataset, origin: str) -> Answer:
    """All saved queries as JSON."""
    queries = [
        {
            "name": query.name,
            "pack": query.pack,
            "summary": query.summary,
            "description": query.description,
            "tags": list(query.tags),
            "form": query.form.value,
            "parameters": [_parameter_json(query, parameter) for parameter in query.parameters],
            "columns": dict(query.columns),
            "address": f"{origin}/queries/{query.name}",
            "text": query.text,
        }
        for query in dataset.queries.values()
    ]
    return _json({"queries": queries})


def _parameter_json(query: SavedQuery, parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "type": parameter.kind,
        "required": is_required(query, parameter),
        "about": query.about_parameters.get(parameter.name, ""),
        "default": query.defaults.get(parameter.name),
        "example": query.examples.get(parameter.name),
        "choices": list(query.choices.get(parameter.name, ())),
    }


def is_required(query: SavedQuery, parameter: Parameter) -> bool:
    """Whether the query does not run without a value for ``parameter``."""
    return not parameter.optional and parameter.name not in query.defaults


def openapi(dataset: Dataset, origin: str, version: str) -> Answer:
    """OpenAPI 3.1 for the saved queries and the endpoint, made from the queries' own headers."""
    paths: dict[str, Any] = {f"/queries/{query.name}": {"get": _operation(query)} for query in dataset.queries.values()}
    document = {
        "openapi": "3.1.0",
        "info": {
            "title": f"Saved queries of {dataset.title}",
            "version": version,
            "description": "Each path runs one saved SPARQL query. /sparql takes any query (SPARQL 1.1 Protocol).",
        },
        "servers": [{"url": origin}],
        "paths": paths,
    }
    return _json(document)


def _operation(query: SavedQuery) -> dict[str, Any]:
    graph = query.form in (Form.CONSTRUCT, Form.DESCRIBE)
    offered = [f.media_types[0] for f in (formats.GRAPHS if graph else formats.RESULTS)]
    rows = "\n".join(f"- `{column}`: {about}" for column, about in query.columns.items())
    return {
        "operationId": query.name,
        "summary": query.summary,
        "description": "\n\n".join(part for part in (query.description, rows) if part),
        "tags": list(query.tags),
        "parameters": [_parameter(query, parameter) for parameter in query.parameters],
        "responses": {
            "200": {"description": "the results", "content": {media: {} for media in offered}},
            "400": {"description": "a parameter is missing or of another type"},
            "406": {"description": "none of the formats is accepted"},
            "503": {"description": "busy; try again after Retry-After seconds"},
            "504": {"description": "the time limit was reached"},
        },
    }


def _parameter(query: SavedQuery, parameter: Parameter) -> dict[str, Any]:
    schema: dict[str, Any] = dict(_SCHEMAS.get(parameter.kind, {"type": "string"}))
    if parameter.name in query.choices:
        schema["enum"] = list(query.choices[parameter.name])
    if parameter.name in query.defaults:
        schema["default"] = query.defaults[parameter.name]
    found: dict[str, Any] = {
        "name": parameter.name,
        "in": "query",
        "required": is_required(query, parameter),
        "description": query.about_parameters.get(parameter.name, ""),
        "schema": schema,
    }
    if parameter.name in query.examples:
        found["example"] = query.examples[parameter.name]
    return found


def _json(document: dict[str, Any]) -> Answer:
    body = json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8")
    return Answer(200, (("content-type", JSON), ("vary", "accept, accept-encoding")), body, cacheable=True)
