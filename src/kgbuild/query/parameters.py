"""The parameters of a saved query, named and typed the way BASIL and grlc read them.

``?_country_iri`` is an IRI, ``?_since_xsd_date`` a literal of that datatype, ``?_word_en`` a literal in that
language, ``?_name`` a plain literal; two underscores in front (``?__name``) make a parameter optional. The name
that people use, ``country``, is what stands between the underscores.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from kgbuild.errors import QueryError
from kgbuild.iri import PREFIXES, expand
from kgbuild.sparql import Kind, Token, iri_term, literal_term

XSD = PREFIXES["xsd"]

_PATTERN = re.compile(r"(__?)([A-Za-z][A-Za-z0-9]*)(?:_([A-Za-z0-9]+))?(?:_([A-Za-z0-9]+))?")
_NUMBERS = {
    "integer": re.compile(r"[+-]?[0-9]{1,18}"),
    "decimal": re.compile(r"[+-]?(?:[0-9]{1,15}(?:\.[0-9]{0,15})?|\.[0-9]{1,15})"),
    "boolean": re.compile(r"true|false"),
    "gYear": re.compile(r"[0-9]{4}"),
    "gYearMonth": re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])"),
}
_DAYS = {"date": (date.fromisoformat, 10), "dateTime": (datetime.fromisoformat, 40)}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: the variable that stands for it (without its mark), and what may stand in its place."""

    variable: str
    name: str
    is_iri: bool = False
    datatype: str | None = None
    language: str | None = None
    optional: bool = False

    @property
    def kind(self) -> str:
        """What to give, in a word: ``iri``, ``xsd:date``, ``text in en``, ``text``."""
        if self.is_iri:
            return "iri"
        if self.datatype is not None:
            return self.datatype.replace(XSD, "xsd:")
        return f"text in {self.language}" if self.language else "text"

    def term(self, value: str, base: str | None = None) -> str:
        """``value`` as a term of SPARQL; an IRI may be given as a CURIE of the vocabulary (``id:`` means ``base``).

        Raises :class:`~kgbuild.errors.QueryError` ``bad-parameter`` where it is none of the parameter's type.
        """
        try:
            if self.is_iri:
                return iri_term(_absolute(value.strip(), base))
            return literal_term(_checked(value, self.datatype), self.datatype, self.language)
        except (ValueError, KeyError) as error:
            example = {"iri": "wd:Q232", "xsd:date": "2025-01-31"}.get(self.kind, "")
            raise QueryError(
                "bad-parameter", self.name, f"{value!r} is no {self.kind}", f"for example {example}" if example else ""
            ) from error


def _absolute(value: str, base: str | None) -> str:
    if value.startswith("<") and value.endswith(">"):
        value = value[1:-1]
    prefix = value.partition(":")[0]
    if prefix in PREFIXES or (prefix == "id" and base):
        return expand(value, {"id": base} if base else None)
    if "://" not in value and not value.startswith("urn:"):
        raise ValueError(value)
    return value


def _checked(value: str, datatype: str | None) -> str:
    """``value`` without blanks around it where its datatype is checked. Raises ``ValueError``."""
    local = (datatype or "").removeprefix(XSD)
    if local in _NUMBERS:
        if not _NUMBERS[local].fullmatch(value.strip()):
            raise ValueError(value)
        return value.strip()
    if local in _DAYS:
        parse, longest = _DAYS[local]
        if len(value.strip()) > longest or not value.strip().isascii():
            raise ValueError(value)
        parse(value.strip())
        if local == "date" and not re.fullmatch(r"\d{4}-\d\d-\d\d", value.strip()):
            raise ValueError(value)
        return value.strip()
    return value


def parameter_of(variable: str) -> Parameter | None:
    """The parameter that a variable's name declares, None where it starts with no underscore.

    Raises ``ValueError`` for a name that starts as a parameter's and follows none of the forms.
    """
    if not variable.startswith("_"):
        return None
    match = _PATTERN.fullmatch(variable)
    if match is None:
        raise ValueError(f"?{variable} is named like a parameter, but after none of their forms")
    marks, name, kind, local = match.groups()
    optional = marks == "__"
    if local is not None:
        if kind not in PREFIXES:
            raise ValueError(f"?{variable}: the prefix {kind}: is not known")
        return Parameter(variable, name, datatype=PREFIXES[kind] + local, optional=optional)
    if kind == "iri":
        return Parameter(variable, name, is_iri=True, optional=optional)
    if kind in {"integer", "number"}:
        return Parameter(
            variable, name, datatype=XSD + ("integer" if kind == "integer" else "decimal"), optional=optional
        )
    if kind in {None, "literal"}:
        return Parameter(variable, name, optional=optional)
    if re.fullmatch("[a-z]{2,3}", kind):
        return Parameter(variable, name, language=kind, optional=optional)
    raise ValueError(f"?{variable}: {kind} is no type of parameter")


def parameters_of(tokens: Iterable[Token]) -> tuple[Parameter, ...]:
    """The parameters of a query in the order in which they first stand in it. Raises ``ValueError``."""
    found = {t.variable: parameter_of(t.variable) for t in tokens if t.kind is Kind.VARIABLE}
    parameters = tuple(p for p in found.values() if p is not None)
    names = [p.name for p in parameters]
    if len(names) != len(set(names)):
        raise ValueError(f"two parameters of one name among {', '.join(sorted(names))}")
    return parameters


def values_of(
    parameters: Iterable[Parameter], given: Mapping[str, str], defaults: Mapping[str, str], base: str | None = None
) -> dict[str, str]:
    """Variable -> term of SPARQL for every parameter that has a value.

    Raises :class:`~kgbuild.errors.QueryError`: ``missing-parameter``, ``unknown-parameter``, ``bad-parameter``.
    """
    known = {p.name: p for p in parameters}
    for name in given:
        if name not in known:
            takes = f"it takes {', '.join(sorted(known))}" if known else "it takes none"
            raise QueryError("unknown-parameter", name, "the query has no such parameter", takes)
    values = {}
    for name, parameter in known.items():
        value = given.get(name, defaults.get(name))
        if value is not None:
            values[parameter.variable] = parameter.term(value, base)
        elif not parameter.optional:
            raise QueryError("missing-parameter", name, f"give a value ({parameter.kind})", f"-p {name}=…")
    return values


def misused(tokens: tuple[Token, ...], parameters: Iterable[Parameter]) -> tuple[str, ...]:
    """Why a value could not stand where some parameter's variable stands, one line for each such place.

    SPARQL wants a variable where one is projected, assigned, grouped or ordered by on its own, or asked for with
    ``BOUND``; a value there would be no query any more.
    """
    variables = {p.variable for p in parameters}
    faults = []
    clause, depth = "", 0
    for index, token in enumerate(tokens):
        before = tokens[index - 1].keyword if index else ""
        if token.keyword in {"SELECT", "WHERE", "HAVING", "LIMIT", "OFFSET", "VALUES", "ASK", "CONSTRUCT"}:
            clause, depth = token.keyword, 0
        elif token.keyword == "BY":
            clause, depth = f"{before} BY", 0
        elif token.text == "{" and clause != "VALUES":
            clause, depth = "", 0
        elif token.text in "()":
            depth += 1 if token.text == "(" else -1
        elif token.text == "{" or token.text == "}":
            clause = ""
        if token.variable not in variables:
            continue
        bound = index > 1 and tokens[index - 2].keyword == "BOUND"
        if before == "AS":
            faults.append(f"?{token.variable} is assigned")
        elif clause == "VALUES":
            faults.append(f"?{token.variable} stands in VALUES")
        elif bound:
            faults.append(f"?{token.variable} is asked for with BOUND")
        elif depth == 0 and clause in {"SELECT", "GROUP BY", "ORDER BY"}:
            faults.append(f"?{token.variable} is named by {clause}")
    return tuple(faults)
