"""One query to one answer, in a worker: SPARQL 1.1 Query results in the format that the client wants.

The answer is whole before its first byte is sent, so that a limit that is hit, or an error in the last row, is an
error and never a shortened 200.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
from hashlib import sha256
from itertools import islice
from typing import IO, TypeAlias, cast

from pyoxigraph import BlankNode, NamedNode, QueryBoolean, QueryResultsFormat, QuerySolutions, QueryTriples

from kgbuild.errors import KgbuildError
from kgbuild.serve import formats
from kgbuild.serve.dataset import Dataset, serialize
from kgbuild.serve.settings import Limits
from kgbuild.serve.wire import Answer, Head
from kgbuild.sparql import Kind, inspect, tokenize

Result: TypeAlias = QuerySolutions | QueryBoolean | QueryTriples
PLAIN = "text/plain" + formats.UTF8
MAX_DEPTH = 128
"""Brackets within brackets that a query may have: the parser and the evaluator call themselves for each."""

_VARIES = re.compile(r"\b(?:now|rand|uuid|struuid|bnode)\b")
_COMPRESSIBLE = re.compile(r"text/|application/(?:[a-z-]+\+)?(?:json|xml)|application/(?:n-|trig)|image/svg")


class RefusedError(Exception):
    """A request that is answered with an error. ``answer`` is that answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


class TooLongError(Exception):
    """An answer longer than may be sent."""


class _Bounded:
    """What a serializer writes to: at most ``limit`` bytes. Raises :class:`TooLongError` with the first one more."""

    def __init__(self, limit: int) -> None:
        self._room = limit
        self._pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._room -= len(data)
        if self._room < 0:
            raise TooLongError
        self._pieces.append(data)
        return len(data)

    def flush(self) -> None:
        """There is nothing behind this to pass it on to."""

    def written(self) -> bytes:
        return b"".join(self._pieces)


def problem(status: int, code: str, message: str, hint: str = "") -> Answer:
    """An error as one line that a person can read; the code is stable."""
    line = f"{code}: {message}" + (f" ({hint})" if hint else "")
    return Answer(status, (("content-type", PLAIN), ("cache-control", "no-store")), f"{line}\n".encode())


def not_acceptable(offers: tuple[formats.Results | formats.Graphs, ...]) -> Answer:
    """406, with what there is instead (RFC 9110, section 15.5.7)."""
    names = ", ".join(dict.fromkeys(f.media_types[0] for f in offers))
    return problem(
        406, "not-acceptable", "the Accept header takes none of the formats of this answer", f"ask for {names}"
    )


def syntax_problem(error: SyntaxError) -> Answer:
    """400 with the position, from what pyoxigraph says."""
    said = " ".join(str(error).split())
    found = re.match(r"error at (\d+):(\d+): (.*)", said)
    if found is None:
        return problem(400, "query-syntax", said[:300])
    line, column, rest = found.groups()
    rest = rest if len(rest) < 300 else rest[:297] + "..."
    return problem(400, "query-syntax", f"line {line}, column {column}: {rest}")


def query(dataset: Dataset, limits: Limits, endpoints: frozenset[str], request: Head) -> Answer:
    """The answer to ``request``: ``text``, ``default`` and ``named`` graphs (lists of IRIs, or None), ``accept``.

    ``default`` or ``named`` replace the query's own FROM (SPARQL 1.1 Protocol, section 2.1.4). Without either the
    default graph is the union of all graphs. What is wrong is an answer too.
    """
    text = request["text"]
    result = found(dataset, endpoints, text, request.get("default"), request.get("named"))
    if isinstance(result, Answer):
        return result
    try:
        content_type, body = _write(dataset, limits, result, request)
    except RefusedError as refused:
        return refused.answer
    except TooLongError:
        return too_long(f"{limits.result} bytes")
    except MemoryError:
        return out_of_memory(limits)
    except (ValueError, OSError, RuntimeError) as error:
        return problem(400, "query-failed", " ".join(str(error).split())[:300])
    headers = (("content-type", content_type), ("vary", "accept, accept-encoding"))
    return Answer(200, headers, body, cacheable=not _varies(text.casefold()))


def _varies(folded: str) -> bool:
    """Whether a query, in lower case, may have another answer on the same graph. (A substring is found far sooner.)"""
    may = "now" in folded or "rand" in folded or "uuid" in folded or "bnode" in folded
    return may and _VARIES.search(folded) is not None


def found(
    dataset: Dataset,
    endpoints: frozenset[str],
    text: str,
    default: list[str] | None = None,
    named: list[str] | None = None,
) -> Result | Answer:
    """What a query finds, not yet read to its end; an :class:`Answer` says why it may not or cannot run."""
    try:
        _check(text, endpoints)
        return _run(dataset, text, default, named)
    except RefusedError as refused:
        return refused.answer
    except KgbuildError as error:
        status = 403 if error.code == "query-service" else 400
        return problem(status, error.code, f"{error.place}: {error.message}", error.hint)
    except SyntaxError as error:
        return syntax_problem(error)
    except (ValueError, OSError, RuntimeError) as error:
        return problem(400, "query-failed", " ".join(str(error).split())[:300])


def _check(text: str, endpoints: frozenset[str]) -> None:
    """Raises :class:`~kgbuild.errors.QueryError` or :class:`RefusedError` for a query that may not run here."""
    folded = text.casefold()
    if "service" in folded or "\\u" in folded:
        inspect(text, endpoints)
    if text.count("{") + text.count("(") + text.count("[") <= MAX_DEPTH:
        return
    depth = 0
    for token in tokenize(text):
        if token.kind is Kind.SIGN:
            depth += (token.text in "({[") - (token.text in ")}]")
        if depth > MAX_DEPTH:
            raise RefusedError(problem(400, "query-too-deep", f"more than {MAX_DEPTH} brackets within one another"))


def _run(dataset: Dataset, text: str, default: list[str] | None, named: list[str] | None) -> Result:
    base = dataset.base
    if default or named:
        graphs = _graphs(default)
        return dataset.store.query(text, base_iri=base, default_graph=[*graphs], named_graphs=_graphs(named))
    own = "from" in text.casefold() and any(token.keyword == "FROM" for token in tokenize(text))
    return dataset.store.query(text, base_iri=base, use_default_graph_as_union=not own)


def _graphs(iris: list[str] | None) -> list[NamedNode | BlankNode]:
    try:
        return [NamedNode(iri) for iri in iris or ()]
    except ValueError as error:
        raise RefusedError(problem(400, "bad-graph", f"not the IRI of a graph: {error}")) from error


def _write(dataset: Dataset, limits: Limits, found: Result, request: Head) -> tuple[str, bytes]:
    accept = request["accept"]
    if isinstance(found, QueryTriples):
        graphs = formats.graphs_for(accept)
        if graphs is None:
            raise RefusedError(not_acceptable(formats.GRAPHS))
        triples = list(islice(found, limits.rows + 1))
        if len(triples) > limits.rows:
            raise RefusedError(too_long(f"{limits.rows} triples"))
        body = serialize(dataset, triples, graphs.format)
        if len(body) > limits.result:
            raise TooLongError
        return graphs.sent_as, body
    results = formats.results_for(accept)
    if results is None:
        raise RefusedError(not_acceptable(formats.RESULTS))
    output = _Bounded(limits.result)
    found.serialize(cast(IO[bytes], output), format=results.format)
    body = output.written()
    if isinstance(found, QuerySolutions) and _rows(body, results.format, limits.rows) > limits.rows:
        raise RefusedError(too_long(f"{limits.rows} rows"))
    return results.sent_as, body


def _rows(body: bytes, form: QueryResultsFormat, limit: int) -> int:
    """How many rows a written answer has, exact where it comes near ``limit``.

    Counted in what was written, which costs a hundredth of counting solutions one by one: each pattern can only be
    markup, because the formats escape it inside values. (JSON: rows that bind nothing are not counted.)
    """
    if len(body) <= limit:
        return 0
    if form == QueryResultsFormat.XML:
        return body.count(b"<result>")
    if form == QueryResultsFormat.JSON:
        return body.count(b'"}},{"') + 1
    rows = body.count(b"\n") - 1
    if form == QueryResultsFormat.CSV and rows > limit:
        rows = sum(1 for _ in csv.reader(io.StringIO(body.decode("utf-8"), newline=""))) - 1
    return rows


def too_long(limit: str) -> Answer:
    """422: the query is well formed, and its whole answer is longer than this server sends."""
    return problem(422, "result-too-long", f"the answer has more than {limit}, and is not sent in part", "add a LIMIT")


def out_of_memory(limits: Limits) -> Answer:
    """507: the work needed more memory than one request may take."""
    size = limits.memory // 2**20
    return problem(507, "out-of-memory", f"the query needed more than {size} MiB of memory", "narrow it")


def busy(message: str) -> Answer:
    """503: come again in a second."""
    found = problem(503, "busy", message, "try again in a moment")
    return Answer(found.status, (*found.headers, ("retry-after", "1")), found.body)


def out_of_time(limits: Limits) -> Answer:
    """504: the work was ended at the time limit."""
    return problem(504, "out-of-time", f"the query was ended after {limits.seconds:g} seconds", "narrow it")


def finish(answer: Answer, request: Head) -> Answer:
    """The answer with its entity tag, as 304 where the client has it, compressed where it may be (RFC 9110)."""
    if answer.status != 200:
        return answer
    encode = bool(request.get("gzip") and len(answer.body) > 1024 and _COMPRESSIBLE.match(_type(answer)))
    tag = f'"{sha256(answer.body).hexdigest()[:24]}{"-gzip" if encode else ""}"'
    headers = (*answer.headers, ("etag", tag), ("cache-control", "no-cache"))
    known = request.get("known")
    if known and (known == "*" or tag in [k.strip().removeprefix("W/") for k in known.split(",")]):
        kept = tuple(h for h in headers if h[0] != "content-type")
        return Answer(304, kept, b"", answer.cacheable)
    if not encode:
        return Answer(200, headers, answer.body, answer.cacheable)
    packed = gzip.compress(answer.body, compresslevel=5, mtime=0)
    return Answer(200, (*headers, ("content-encoding", "gzip")), packed, answer.cacheable)


def _type(answer: Answer) -> str:
    return next(value for name, value in answer.headers if name == "content-type")
