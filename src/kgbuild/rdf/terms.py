"""RDF terms in canonical form (vocabulary, *Datatypes*).

Stores rewrite literals on load (``0.90`` comes back as ``0.9``), so they are written as a store would: then a
dump comes back term for term.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TypeVar

from pyoxigraph import Literal, NamedNode

from kgbuild.iri import canonical_decimal, expand

_T = TypeVar("_T")

LABEL_LANGUAGE = "en"
"""The language tag of the labels that a build gives to entities: its packs read English."""


@cache
def term(curie: str) -> NamedNode:
    """The term of an ontology that a CURIE names. Raises ``KeyError`` for an unknown prefix."""
    return NamedNode(expand(curie))


XSD_INTEGER = term("xsd:integer")
XSD_DECIMAL = term("xsd:decimal")
XSD_DATE = term("xsd:date")
XSD_BOOLEAN = term("xsd:boolean")
XSD_ANY_URI = term("xsd:anyURI")
EDTF = term("edtf:EDTF")


def string(value: str) -> Literal:
    """An ``xsd:string``. Raises ``ValueError`` where ``value`` holds a lone surrogate, which no RDF can."""
    return Literal(value)


def label(value: str) -> Literal:
    return Literal(value, language=LABEL_LANGUAGE)


def integer(value: int) -> Literal:
    return Literal(str(value), datatype=XSD_INTEGER)


def decimal(value: Decimal) -> Literal:
    """An ``xsd:decimal``. Raises ``ValueError`` where ``value`` is no finite number."""
    if not value.is_finite():
        raise ValueError(f"not a number: {value}")
    return Literal(canonical_decimal(value), datatype=XSD_DECIMAL)


def day(value: date) -> Literal:
    return Literal(value.isoformat(), datatype=XSD_DATE)


def address(value: str) -> Literal:
    """An ``xsd:anyURI``: what schema.org's URL type is, and safe for addresses that are no valid IRI."""
    return Literal(value, datatype=XSD_ANY_URI)


def edtf(value: str) -> Literal:
    return Literal(value, datatype=EDTF)


def optional(make: Callable[[_T], Literal | NamedNode], value: _T | None) -> Literal | NamedNode | None:
    """What ``make`` makes of ``value``; None where it is None or empty text, which says nothing."""
    return None if value is None or value == "" else make(value)
