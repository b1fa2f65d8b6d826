"""Running a query on a store, and what comes back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, QueryBoolean, QuerySolutions, QueryTriples, Store, Triple

from kgbuild.errors import QueryError
from kgbuild.iri import DEFAULT_BASE, PREFIXES, expand
from kgbuild.query.saved import SavedQuery
from kgbuild.sparql import Form, inspect

Term: TypeAlias = NamedNode | BlankNode | Literal | Triple
Value: TypeAlias = str | int | bool | Decimal | date | None


@dataclass(frozen=True, slots=True)
class Results:
    """What a query found: rows for SELECT, ``boolean`` for ASK, ``triples`` for CONSTRUCT and DESCRIBE.

    A row holds one term for each of ``variables``, None where a variable is not bound.
    """

    form: Form
    variables: tuple[str, ...] = ()
    rows: tuple[tuple[Term | None, ...], ...] = ()
    boolean: bool | None = None
    triples: tuple[Triple, ...] = ()

    def __len__(self) -> int:
        return len(self.rows) or len(self.triples)

    def __iter__(self) -> Iterator[dict[str, Value]]:
        return iter(self.records())

    def records(self) -> list[dict[str, Value]]:
        """The rows as dictionaries of plain values: str for IRIs and words, int, Decimal, bool and date."""
        return [dict(zip(self.variables, map(plain, row), strict=True)) for row in self.rows]


def plain(term: Term | None) -> Value:
    """A term as Python has it; a number or date that is none of its type stays the text that it is."""
    if term is None:
        return None
    if not isinstance(term, Literal):
        return str(term) if isinstance(term, Triple) else term.value
    local = term.datatype.value.removeprefix(PREFIXES["xsd"])
    try:
        if local == "integer":
            return int(term.value)
        if local == "decimal":
            return Decimal(term.value)
        if local == "date":
            return date.fromisoformat(term.value)
    except (ValueError, ArithmeticError):
        return term.value
    return term.value == "true" if local == "boolean" else term.value


def run(
    store: Store,
    query: SavedQuery | str,
    parameters: Mapping[str, str] | None = None,
    *,
    base: str = DEFAULT_BASE,
) -> Results:
    """The results of a saved or a given query on the union of all graphs of ``store``.

    Raises :class:`~kgbuild.errors.QueryError`: what :func:`kgbuild.sparql.inspect` refuses, a parameter that is
    missing, unknown or ill-typed, ``query-syntax`` with line and column, ``query-failed``.
    """
    if isinstance(query, SavedQuery) and parameters:
        parameters = named(store, query, parameters)
    text = prepare(query, parameters, base)
    form = inspect(text, query.endpoints if isinstance(query, SavedQuery) else frozenset())
    place = query.path if isinstance(query, SavedQuery) else "query"
    try:
        return collect(store.query(text, use_default_graph_as_union=True), form)
    except SyntaxError as error:
        raise syntax_error(error, place) from error
    except (RuntimeError, ValueError, OSError) as error:
        raise QueryError("query-failed", place, str(error)) from error


def named(store: Store, query: SavedQuery, given: Mapping[str, str]) -> dict[str, str]:
    """``given`` with the names of things in the place of IRIs resolved: a name that one thing alone has.

    Raises :class:`~kgbuild.errors.QueryError` ``ambiguous`` where several things have it; a name that nothing has
    is left for :meth:`Parameter.term` to refuse.
    """
    found = dict(given)
    for parameter in query.parameters:
        name = found.get(parameter.name, "")
        if not parameter.is_iri or not name or ":" in name:
            continue
        things = {
            quad.subject.value
            for literal in (Literal(name, language="en"), Literal(name))
            for property_ in _NAMES
            for quad in store.quads_for_pattern(None, property_, literal, None)
            if isinstance(quad.subject, NamedNode)
        }
        if len(things) > 1:
            some = ", ".join(sorted(things)[:4])
            raise QueryError("ambiguous", parameter.name, f"{name!r} could mean {some}", "give one of these IRIs")
        found[parameter.name] = next(iter(things), name)
    return found


_NAMES = tuple(NamedNode(expand(p)) for p in ("rdfs:label", "skos:altLabel", "schema:name"))


def prepare(query: SavedQuery | str, parameters: Mapping[str, str] | None, base: str) -> str:
    """The text to run. A given query has no parameters: it is run as it stands."""
    if isinstance(query, SavedQuery):
        return query.bound(parameters or {}, base)
    if parameters:
        raise QueryError("unknown-parameter", ", ".join(sorted(parameters)), "only saved queries have parameters")
    return query


def collect(found: QuerySolutions | QueryBoolean | QueryTriples, form: Form) -> Results:
    """What pyoxigraph found, read to its end."""
    if isinstance(found, QuerySolutions):
        names = tuple(v.value for v in found.variables)
        return Results(form, names, tuple(tuple(row[i] for i in range(len(names))) for row in found))
    if isinstance(found, QueryBoolean):
        return Results(form, boolean=bool(found))
    return Results(form, triples=tuple(found))


def syntax_error(error: SyntaxError, place: str) -> QueryError:
    """Oxigraph's complaint as one line with its place."""
    text = str(error).split("\n")[0]
    match = re.match(r"error at (\d+):(\d+): (.*)", text)
    if match:
        place, text = f"{place}:{match[1]}:{match[2]}", match[3]
    return QueryError("query-syntax", place, text)
