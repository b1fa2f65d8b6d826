"""Changes to ``serve FILE… --writable``: SPARQL 1.1 Update and the writing half of the Graph Store Protocol.

What is written lives in memory, ungated, until the server stops. Every change is first tried on a fork, which the
time limit may kill; only one that ends there is then made in the template itself.
"""

from __future__ import annotations

from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import HTTP
from hashlib import blake2b

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store

from kgbuild.errors import QueryError
from kgbuild.serve import formats
from kgbuild.serve.dataset import Dataset
from kgbuild.serve.evaluate import problem, syntax_problem
from kgbuild.serve.wire import Answer, Head
from kgbuild.sparql import Token, iri_term, tokenize


class MalformedError(Exception):
    """A body that is not what it says it is; the argument is the answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def apply(dataset: Dataset, request: Head, body: bytes) -> Answer:
    """Carries out one change: ``kind`` is ``update``, ``PUT``, ``POST`` or ``DELETE``. What is wrong is an answer."""
    try:
        if request["kind"] == "update":
            return _update(dataset, request, body.decode("utf-8"))
        return _graph(dataset, request, body)
    except MalformedError as malformed:
        return malformed.answer
    except QueryError as error:
        status = 403 if error.code == "query-service" else 400
        return problem(status, error.code, f"{error.place}: {error.message}", error.hint)
    except SyntaxError as error:
        return syntax_problem(error)
    except (ValueError, OSError, RuntimeError) as error:
        return problem(400, "write-failed", " ".join(str(error).split())[:300])


def _update(dataset: Dataset, request: Head, text: str) -> Answer:
    tokens = tokenize(text)
    for word in ("SERVICE", "LOAD"):
        if any(token.keyword == word for token in tokens):
            return problem(403, f"query-{word.lower()}", f"{word} would fetch something from elsewhere")
    if request["using"] or request["using_named"]:
        text = _with_dataset(text, tokens, request["using"], request["using_named"])
    dataset.store.update(text, base_iri=request["base"])
    return Answer(204, ())


def _with_dataset(text: str, tokens: tuple[Token, ...], using: list[str], named: list[str]) -> str:
    """``text`` with USING clauses for the graphs that the request names (SPARQL 1.1 Protocol, section 2.2.3)."""
    clauses = [f"USING {iri_term(iri)}" for iri in using] + [f"USING NAMED {iri_term(iri)}" for iri in named]
    written, depth, at, before = [], 0, 0, ""
    for token in tokens:
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0 and token.keyword in ("USING", "WITH"):
            raise MalformedError(
                problem(400, "two-datasets", f"both the request and its {token.keyword} name the graphs")
            )
        if depth == 0 and token.keyword == "WHERE":
            if before != "}":
                raise MalformedError(
                    problem(400, "no-using", "DELETE WHERE takes no graphs", "write DELETE {…} WHERE {…}")
                )
            written += [text[at : token.start], " ".join(clauses), " "]
            at = token.start
        before = token.text
    return "".join([*written, text[at:]])


def _graph(dataset: Dataset, request: Head, body: bytes) -> Answer:
    store, kind = dataset.store, request["kind"]
    iri = request["graph"]
    minted = iri is None and not request["is_default"]
    if minted:
        iri = request["base"] + blake2b(body + dataset.revision.encode(), digest_size=12).hexdigest()
    graph = DefaultGraph() if iri is None else NamedNode(iri)
    existed = isinstance(graph, DefaultGraph) or store.contains_named_graph(graph)
    if kind == "DELETE":
        if not existed:
            return problem(404, "no-graph", "there is no graph of this name")
        _clear(store, graph)
        return Answer(204, ())
    parsed = Store()
    for form, part in _parts(request["content_type"], body):
        parsed.load(part, format=form, base_iri=iri or request["base"], to_graph=graph)
    if kind == "PUT":
        _clear(store, graph)
    if isinstance(graph, NamedNode):
        store.add_graph(graph)
    store.extend(parsed)
    headers = (("location", iri),) if minted and iri else ()
    return Answer(204 if existed else 201, headers)


def _clear(store: Store, graph: DefaultGraph | NamedNode) -> None:
    if isinstance(graph, NamedNode):
        store.remove_graph(graph)
    else:
        store.clear_graph(graph)


def _parts(content_type: str, body: bytes) -> list[tuple[RdfFormat, bytes]]:
    """The RDF in a request's body: one document, or several as multipart (Graph Store Protocol, section 5.5)."""
    if not content_type.lower().startswith("multipart/form-data"):
        return [(_form(content_type), body)]
    head = f"content-type: {content_type}\r\n\r\n".encode("latin-1", "replace")
    message = BytesParser(EmailMessage, policy=HTTP).parsebytes(head + body)
    if not message.is_multipart():
        raise MalformedError(problem(400, "bad-multipart", "the body has no parts"))
    parts = []
    for part in message.iter_parts():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            parts.append((_form(part.get_content_type()), content))
    return parts


def _form(content_type: str) -> RdfFormat:
    form = formats.readable(content_type)
    if form is None or form in (RdfFormat.TRIG, RdfFormat.N_QUADS):
        raise MalformedError(
            problem(415, "unsupported-media-type", f"no graph is read from {content_type or 'no type'}")
        )
    return form
