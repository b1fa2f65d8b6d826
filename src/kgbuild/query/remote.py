"""Running a query on any SPARQL endpoint (SPARQL 1.1 Protocol, section 2.1)."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from pyoxigraph import QueryResultsFormat, RdfFormat, parse, parse_query_results

from kgbuild.endpoint import Endpoint, EndpointError
from kgbuild.iri import DEFAULT_BASE
from kgbuild.query.run import Results, collect, prepare
from kgbuild.query.saved import SavedQuery
from kgbuild.sparql import Form, inspect

_ROWS = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
}
_GRAPHS = {
    "application/n-triples": RdfFormat.N_TRIPLES,
    "text/turtle": RdfFormat.TURTLE,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "text/plain": RdfFormat.N_TRIPLES,
}


def ask(
    address: str,
    query: SavedQuery | str,
    parameters: Mapping[str, str] | None = None,
    *,
    base: str = DEFAULT_BASE,
    timeout: float = 300,
) -> Results:
    """The results of a saved or a given query on the endpoint at ``address``.

    Raises :class:`~kgbuild.errors.QueryError` as :func:`~kgbuild.query.run.run` does before anything is sent, and
    :class:`~kgbuild.endpoint.EndpointError` for what the endpoint does.
    """
    text = prepare(query, parameters, base)
    form = inspect(text, query.endpoints if isinstance(query, SavedQuery) else frozenset())
    kinds = _ROWS if form in {Form.SELECT, Form.ASK} else _GRAPHS
    accept = ", ".join(f"{kind};q={1 - 0.1 * n:.1f}" for n, kind in enumerate(kinds))
    answer = Endpoint(address, timeout).send(
        "POST",
        urlencode({"query": text}).encode("ascii"),
        Accept=accept,
        Content_Type="application/x-www-form-urlencoded",
    )
    if answer.status == 404 or answer.media_type not in kinds:
        told = "there is nothing (404)" if answer.status == 404 else f"answers with {answer.media_type}"
        raise EndpointError("no-endpoint", address, told, "is this the address of its SPARQL endpoint?")
    try:
        if form in {Form.SELECT, Form.ASK}:
            return collect(parse_query_results(answer.body, format=_ROWS[answer.media_type]), form)
        return Results(form, triples=tuple(q.triple for q in parse(answer.body, format=_GRAPHS[answer.media_type])))
    except (SyntaxError, ValueError) as error:
        raise EndpointError("bad-answer", address, f"its answer cannot be read: {error}") from error
