"""From an HTTP request to the operation that it asks for: SPARQL 1.1 Protocol, section 2.

No input and no output here: bytes and headers in, an :class:`Operation` or the :class:`Answer` that refuses it out.
"""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import parse_qsl

from starlette.types import Scope

from kgbuild.serve.evaluate import problem
from kgbuild.serve.wire import Answer, Head

FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
ALLOW = "GET, HEAD, POST, OPTIONS"
MAX_FIELDS = 1000


class Operation(NamedTuple):
    """A query or an update, and the graphs that the request names for it; None as ``text`` where neither is there."""

    text: str | None
    is_update: bool = False
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


Fields = list[tuple[str, str]]


def operation(method: str, query_string: bytes, content_type: str, body: bytes) -> Operation | Answer:
    """What a request to the endpoint asks for. An :class:`Answer` with a status of 4xx says why there is nothing."""
    fields = parse(query_string)
    if isinstance(fields, Answer):
        return fields
    if method in ("GET", "HEAD"):
        if len(fields) == 1 and fields[0][0] == "query":
            return Operation(fields[0][1])
        if _all(fields, "update"):
            return problem(400, "update-by-get", "an update is sent by POST (SPARQL 1.1 Protocol, section 2.2)")
        return _operation(fields, "query")
    if method != "POST":
        refused = problem(405, "bad-method", f"{method[:20]} is not allowed here", f"use {ALLOW}")
        return Answer(405, (*refused.headers, ("allow", ALLOW)), refused.body)
    media, _, parameters = content_type.partition(";")
    media = media.strip().lower()
    if media not in (FORM, QUERY, UPDATE) or not _is_utf8(parameters):
        return problem(415, "unsupported-media-type", f"not a way to send a query: {content_type[:80] or 'no type'}")
    if media == FORM:
        sent = parse(body)
        if isinstance(sent, Answer):
            return sent
        both = fields + sent
        updates = _all(sent, "update")
        if updates and _all(sent, "query"):
            return problem(400, "two-operations", "both a query and an update")
        return _operation(both, "update" if updates else "query", required=True)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return problem(400, "bad-utf8", "the body is not UTF-8")
    name = "query" if media == QUERY else "update"
    return _operation([*fields, (name, text)], name)


def parse(encoded: bytes) -> Fields | Answer:
    """The fields of a query string or form. An :class:`Answer` (400) where it is no percent-encoded UTF-8."""
    text = _lone_query(encoded)
    if text is not None:
        return [("query", text)]
    try:
        return parse_qsl(encoded.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)
    except UnicodeError:
        return problem(400, "bad-utf8", "not percent-encoded UTF-8")
    except ValueError:
        return problem(400, "too-many-fields", f"more than {MAX_FIELDS} fields")


def _lone_query(encoded: bytes) -> str | None:
    """The value where ``query`` is the only field, which is what most clients send; None where it is not that simple.

    The same as :func:`~urllib.parse.parse_qsl` in a tenth of its time: Python's own codec reads the escapes.
    """
    if not encoded.startswith(b"query=") or b"&" in encoded or not encoded.isascii():
        return None
    escaped = encoded[6:].replace(b"\\", b"\\\\").replace(b"%", b"\\x").replace(b"+", b" ")
    try:
        return escaped.decode("unicode_escape").encode("latin-1").decode("utf-8")
    except UnicodeError:
        return None


def _operation(fields: Fields, name: str, *, required: bool = False) -> Operation | Answer:
    texts = _all(fields, name)
    if len(texts) > 1:
        return problem(400, "two-operations", f"{len(texts)} fields are called {name}, and one is wanted")
    if not texts and required:
        return problem(400, "no-query", "the form has neither query nor update")
    text = texts[0] if texts else None
    if name == "update":
        return Operation(text, True, _all(fields, "using-graph-uri"), _all(fields, "using-named-graph-uri"))
    return Operation(text, False, _all(fields, "default-graph-uri"), _all(fields, "named-graph-uri"))


def _all(fields: Fields, name: str) -> tuple[str, ...]:
    return tuple(value for key, value in fields if key == name)


def _is_utf8(parameters: str) -> bool:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip('"').lower() in ("utf-8", "utf8", "us-ascii")
    return True


def about(scope: Scope) -> Head:
    """What every job for a worker carries: what the client takes, what it has, by what name it calls us."""
    return {
        "accept": _header(scope, b"accept"),
        "gzip": "gzip" in _header(scope, b"accept-encoding"),
        "known": _header(scope, b"if-none-match"),
        "origin": f"{scope['scheme']}://{_header(scope, b'host')}",
    }


def endpoint_job(scope: Scope, *, writable: bool) -> Head:
    """The head of the job for a GET of the endpoint; its body is the query string."""
    return {"do": "endpoint", **about(scope), "writable": writable}


def cache_key(job: Head) -> tuple[object, ...]:
    """Requests with this in common, and with the same query string, have the same answer on the same graph."""
    return tuple(job.values())


def _header(scope: Scope, name: bytes) -> str:
    """The value of a header, of several lines as RFC 9110 (section 5.3) joins them."""
    return ", ".join(value.decode("latin-1") for key, value in scope["headers"] if key == name)
