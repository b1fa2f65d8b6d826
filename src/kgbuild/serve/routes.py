"""Which addresses there are beside the endpoint, and what a worker is asked for each of them."""

from __future__ import annotations

import re

from pyoxigraph import NamedNode

from kgbuild.serve import formats
from kgbuild.serve.evaluate import problem
from kgbuild.serve.protocol import Fields
from kgbuild.serve.wire import Answer, Head

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,200}")
_PAGES = {"/": "start", "/search": "search", "/query": "query", "/graph": "graph", "/resource": "resource"}
_DOCUMENTS = {
    "/openapi.json": "openapi",
    "/.well-known/void": "description",
    "/.well-known/sparql-examples": "examples",
    "/queries": "queries",
}


def request_for(path: str, fields: Fields) -> Head | Answer:
    """What a worker is asked for a GET of ``path``; 404 where there is nothing of that name."""
    given = dict(fields)
    if path in _PAGES:
        return {"do": "page", "page": _PAGES[path], "fields": given}
    if path in _DOCUMENTS:
        return {"do": _DOCUMENTS[path]}
    folder, _, name = path[1:].partition("/")
    stem, dot, suffix = name.partition(".")
    if not _NAME.fullmatch(stem) or (dot and formats.named(suffix) is None):
        return nothing(path)
    if folder == "id":
        return {"do": "page", "page": "resource", "fields": {**given, "name": stem}, "suffix": suffix}
    if folder == "queries":
        return {"do": "saved", "name": stem, "fields": fields, "suffix": suffix}
    return nothing(path)


def nothing(path: str) -> Answer:
    """404."""
    return problem(404, "not-found", f"there is nothing at {path[:200].encode('ascii', 'backslashreplace').decode()}")


def graph_named(fields: Fields, address: str, path: str, root: str) -> Head | Answer:
    """Which graph a request of the Graph Store Protocol names: ``graph`` (an IRI or None) and ``is_default``.

    Directly, by the request's own ``address`` where its ``path`` is below ``root``, or indirectly (section 4).
    :class:`Answer` where it is unclear which, or what is named is no IRI.
    """
    names = [value for key, value in fields if key == "graph"]
    is_default = any(key == "default" for key, _ in fields)
    if path not in (root, root + "/"):
        names.append(address)
    if len(names) + is_default > 1 or not all(is_absolute(name) for name in names):
        return problem(400, "bad-graph", "one graph is named by one absolute IRI", "?default or ?graph=IRI")
    return {"graph": names[0] if names else None, "is_default": is_default}


def is_absolute(iri: str) -> bool:
    """Whether ``iri`` is an absolute IRI, as the store understands RFC 3987."""
    try:
        NamedNode(iri)
    except ValueError:
        return False
    return True
