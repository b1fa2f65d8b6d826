"""Constraints on one value alone, as the SPARQL test that a value passes (SHACL 4.1.2 to 4.4.4).

A test that errors is a test not passed: each stands inside ``COALESCE(…, false)``.
"""

from __future__ import annotations

from collections.abc import Callable

from pyoxigraph import BlankNode, Literal, NamedNode

from kgbuild.gate.shapes import Constraint
from kgbuild.gate.terms import Index, Node, Term, local, sh

_XSD = "http://www.w3.org/2001/XMLSchema#"

CASTS = ("boolean", "integer", "decimal", "float", "double", "dateTime", "date", "time")
"""Datatypes of XML Schema whose lexical form a cast checks."""

RANGES = {
    "byte": (-(2**7), 2**7 - 1),
    "short": (-(2**15), 2**15 - 1),
    "int": (-(2**31), 2**31 - 1),
    "long": (-(2**63), 2**63 - 1),
    "unsignedByte": (0, 2**8 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
}
"""Datatypes derived from ``xsd:integer`` by a range."""

_COMPARISONS = {"minExclusive": ">", "minInclusive": ">=", "maxExclusive": "<", "maxInclusive": "<="}
_KINDS = {
    "IRI": "isIRI({v})",
    "BlankNode": "isBlank({v})",
    "Literal": "isLiteral({v})",
    "BlankNodeOrIRI": "!isLiteral({v})",
    "BlankNodeOrLiteral": "!isIRI({v})",
    "IRIOrLiteral": "!isBlank({v})",
}


def passes(graph: Index, shape: Node, c: Constraint, value: str) -> str | None:
    """The test that ``value`` (a variable with its mark) passes ``c``; None where ``c`` is of another kind."""
    if c.parameter in _COMPARISONS:
        return f"{value} {_COMPARISONS[c.parameter]} {c.value}"
    if c.parameter == "nodeKind":
        return _KINDS[local(c.value.value)].format(v=value) if isinstance(c.value, NamedNode) else None
    make = _TESTS.get(c.parameter)
    return None if make is None else make(graph, shape, c, value)


def _datatype(graph: Index, shape: Node, c: Constraint, value: str) -> str:
    test = f"isLiteral({value}) && DATATYPE({value}) = {c.value}"
    name = c.value.value.removeprefix(_XSD) if isinstance(c.value, NamedNode) else ""
    if name in CASTS:
        test += f" && STRLEN(STR(<{_XSD}{name}>(STR({value})))) > 0"
    elif name in RANGES:
        number = f"<{_XSD}integer>(STR({value}))"
        least, most = RANGES[name]
        test += f" && STRLEN(STR({number})) > 0"
        test += "" if least is None else f" && {number} >= {least}"
        test += "" if most is None else f" && {number} <= {most}"
    return test


def _length(sign: str) -> Callable[[Index, Node, Constraint, str], str]:
    def test(graph: Index, shape: Node, c: Constraint, value: str) -> str:
        return f"!isBlank({value}) && STRLEN(STR({value})) {sign} {_lexical(c.value)}"

    return test


def _pattern(graph: Index, shape: Node, c: Constraint, value: str) -> str:
    flags = "".join(f", {flag}" for flag in graph.objects(shape, sh("flags"))[:1])
    return f"!isBlank({value}) && REGEX(STR({value}), {c.value}{flags})"


def _languages(graph: Index, shape: Node, c: Constraint, value: str) -> str:
    ranges = [f"LANGMATCHES(LANG({value}), {tag})" for tag in graph.items(c.value)]
    return f'isLiteral({value}) && LANG({value}) != "" && ({" || ".join(ranges) or "false"})'


def _lexical(term: Term) -> str:
    if isinstance(term, BlankNode) or not isinstance(term, Literal):
        raise ValueError(f"not a number: {term}")
    return str(int(term.value))


_TESTS: dict[str, Callable[[Index, Node, Constraint, str], str]] = {
    "datatype": _datatype,
    "minLength": _length(">="),
    "maxLength": _length("<="),
    "pattern": _pattern,
    "languageIn": _languages,
}
