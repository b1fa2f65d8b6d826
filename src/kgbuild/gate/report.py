"""What a validation found, whichever engine found it, and the standard report of it (SHACL 3.6)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from kgbuild.gate.path import Path, write_path
from kgbuild.gate.terms import RDF_TYPE, SH, Node, Term, sh
from kgbuild.iri import DEFAULT_BASE, PREFIXES, curie

_PREFIXES = {**PREFIXES, "kgs": "https://w3id.org/kgbuild/shapes#", "sh": SH}
_SHOWN = {**_PREFIXES, "id": DEFAULT_BASE}


@dataclass(frozen=True, slots=True)
class Violation:
    """One validation result.

    ``focus`` is the node that was looked at, ``path`` where from there, None for the node itself, ``value`` what
    was found there, None where the fault is not in one value. ``shape`` is the name of the shape that found it,
    ``component`` the IRI of the kind of constraint; ``severity`` is ``Violation``, ``Warning`` or ``Info``.
    """

    focus: Term
    path: Path | None
    value: Term | None
    shape: str
    component: str
    message: str
    severity: str = "Violation"

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        """What two engines must agree on: focus, path, value, shape and kind of constraint."""
        path = "" if self.path is None else str(self.path)
        return str(self.focus), path, "" if self.value is None else str(self.value), self.shape, self.component


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a validation: ``results`` in the order of their keys. It conforms when there are none."""

    results: tuple[Violation, ...]

    @classmethod
    def of(cls, results: Iterable[Violation]) -> Report:
        return cls(tuple(sorted(results, key=lambda r: r.key)))

    @property
    def conforms(self) -> bool:
        """SHACL 3.6.1: false where there is any result, a warning too."""
        return not self.results

    @property
    def violations(self) -> tuple[Violation, ...]:
        """The results of severity ``Violation``: what keeps something out."""
        return tuple(r for r in self.results if r.severity == "Violation")

    def rows(self) -> list[tuple[str, str, str, str, str, str]]:
        """The results as text for people: severity, what was looked at, where, what was found, message, shape."""
        return [
            (r.severity, plain(r.focus), "" if r.path is None else short(str(r.path)), plain(r.value), r.message,
             short(r.shape))
            for r in self.results
        ]  # fmt: skip

    def to_json(self) -> str:
        """The report as JSON: ``conforms`` and ``results``, terms in N-Triples form."""
        results: list[dict[str, Any]] = [
            {
                "focus": str(r.focus),
                "path": None if r.path is None else str(r.path),
                "value": None if r.value is None else str(r.value),
                "shape": r.shape,
                "component": r.component,
                "severity": r.severity,
                "message": r.message,
            }
            for r in self.results
        ]
        return json.dumps({"conforms": self.conforms, "results": results}, ensure_ascii=False, indent=1) + "\n"

    def to_turtle(self) -> str:
        """The ``sh:ValidationReport`` in Turtle."""
        triples = list(self._triples())
        content = serialize(triples, format=RdfFormat.TURTLE, prefixes=_PREFIXES)
        return (content or b"").decode("utf-8")

    def _triples(self) -> Iterable[Triple]:
        mark = self._mark()
        report = BlankNode(f"{mark}report")
        yield Triple(report, RDF_TYPE, sh("ValidationReport"))
        yield Triple(report, sh("conforms"), Literal(self.conforms))
        for number, r in enumerate(self.results):
            node = BlankNode(f"{mark}r{number}")
            yield Triple(report, sh("result"), node)
            yield Triple(node, RDF_TYPE, sh("ValidationResult"))
            yield Triple(node, sh("focusNode"), r.focus)
            if r.path is not None:
                path, more = write_path(r.path, f"{mark}r{number}")
                yield Triple(node, sh("resultPath"), path)
                yield from more
            if r.value is not None:
                yield Triple(node, sh("value"), r.value)
            yield Triple(node, sh("sourceShape"), _node(r.shape))
            yield Triple(node, sh("sourceConstraintComponent"), NamedNode(r.component))
            yield Triple(node, sh("resultSeverity"), sh(r.severity))
            if r.message:
                yield Triple(node, sh("resultMessage"), Literal(r.message))

    def _mark(self) -> str:
        """What the labels of the report's own blank nodes begin with, so that none is one of the data's."""
        terms = {t for r in self.results for t in (r.focus, r.value, _node(r.shape))}
        labels = [t.value for t in terms if isinstance(t, BlankNode)]
        mark = ""
        while any(label.startswith(f"{mark}r") for label in labels):
            mark += "x"
        return mark


def _node(name: str) -> Node:
    return BlankNode(name.removeprefix("_:")) if name.startswith("_:") else NamedNode(name)


def short(name: str) -> str:
    """An IRI, or a path of IRIs in angle brackets, with the known namespaces as prefixes."""
    if "<" not in name:
        return curie(name, _SHOWN)
    return re.sub(r"<([^<>]*)>", lambda iri: curie(iri[1], _SHOWN), name)


def plain(term: Term | None) -> str:
    """A term as people read it: a literal's text, a shortened IRI."""
    if term is None:
        return ""
    if isinstance(term, Literal):
        return term.value
    return short(str(term))
