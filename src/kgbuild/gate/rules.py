"""Constraints that compare the properties of a node, and constraints that count (SHACL 4.2, 4.4.1, 4.5, 4.7.3)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal

from kgbuild.gate.authored import Unsupported
from kgbuild.gate.path import Path
from kgbuild.gate.shapes import Constraint, Shape
from kgbuild.gate.terms import Index, Term, is_faithful, sh


@dataclass(frozen=True, slots=True)
class Found:
    """What fails one constraint: a pattern that binds ``focus`` and, where there is a value, ``value``.

    ``path`` is a variable's name where each row has its own. ``apart`` are variables that keep rows apart.
    """

    pattern: str
    focus: str
    value: str | None
    path: Path | str | None
    shape: Shape
    constraint: Constraint
    message: str = ""
    prologue: str = ""
    apart: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a constraint applies: ``scope`` binds ``focus``; ``values`` binds ``focus`` and ``value``."""

    focus: str
    value: str
    scope: str
    values: str
    again: str
    """The scope once more, where it binds another node that a subquery would lose; else empty."""


class Rules(ABC):
    """What the compiler makes of such constraints; it says itself how shapes nest and variables are named."""

    _index: Index

    @abstractmethod
    def _fresh(self) -> str:
        """The name of a variable that nothing else uses."""

    @abstractmethod
    def _failing(self, node: Term, at: Place) -> str:
        """A subquery for the values at ``at`` that fail the shape ``node``."""

    # Two properties of one node

    def _equals(self, shape: Shape, c: Constraint, at: Place) -> Iterator[Found]:
        other = sparql_term(c.value)
        missing = f"{at.values} MINUS {{ ?{at.focus} {other} ?{at.value} }}"
        yield Found(missing, at.focus, at.value, shape.path, shape, c)
        if shape.path is None:
            there = f"FILTER(!sameTerm(?{at.focus}, ?{(value := self._fresh())}))"
            yield Found(f"{at.scope} ?{at.focus} {other} ?{value} {there}", at.focus, value, None, shape, c)
            return
        there = f"MINUS {{ ?{at.focus} {shape.path} ?{at.value} }}"
        yield Found(f"{at.scope} ?{at.focus} {other} ?{at.value} {there}", at.focus, at.value, shape.path, shape, c)

    def _disjoint(self, shape: Shape, c: Constraint, at: Place) -> Iterator[Found]:
        pattern = f"{at.values} ?{at.focus} {sparql_term(c.value)} ?{at.value} ."
        yield Found(pattern, at.focus, at.value, shape.path, shape, c)

    def _less_than(self, shape: Shape, c: Constraint, at: Place) -> Iterator[Found]:
        sign = "<" if c.parameter == "lessThan" else "<="
        other = self._fresh()
        test = f"FILTER(!COALESCE(?{at.value} {sign} ?{other}, false))"
        pattern = f"{at.values} ?{at.focus} {sparql_term(c.value)} ?{other} {test}"
        yield Found(pattern, at.focus, at.value, shape.path, shape, c, apart=(other,))

    # Counting

    def _min_count(self, shape: Shape, c: Constraint, at: Place) -> Iterator[Found]:
        least = whole_number(c.value)
        if shape.path is None:
            raise Unsupported("sh:minCount in a node shape")
        if least > 0:
            enough = self._counted(at.focus, f"?{at.focus} {shape.path} ?{at.value}", at.value, f">= {least}")
            pattern = f"{at.scope} MINUS {{ {enough if least > 1 else f'?{at.focus} {shape.path} ?{at.value}'} }}"
            yield Found(pattern, at.focus, None, shape.path, shape, c)

    def _max_count(self, shape: Shape, c: Constraint, at: Place) -> Iterator[Found]:
        if shape.path is None:
            raise Unsupported("sh:maxCount in a node shape")
        most = whole_number(c.value)
        too_many = self._counted(at.focus, at.values, at.value, f"> {most}")
        yield Found(at.values if most == 0 else f"{at.again} {too_many}", at.focus, None, shape.path, shape, c)

    def _counted(self, focus: str, pattern: str, value: str, test: str) -> str:
        """The ``focus`` for which the number of different ``value`` passes ``test``."""
        having = f"HAVING(COUNT(DISTINCT ?{value}) {test})"
        return f"{{ SELECT ?{focus} WHERE {{ {pattern} }} GROUP BY ?{focus} {having} }}"

    def _unique_lang(self, shape: Shape, c: Constraint, at: Place) -> Iterator[Found]:
        if not (isinstance(c.value, Literal) and c.value.value == "true"):
            return
        tag = self._fresh()
        tagged = f'{at.values} BIND(LCASE(LANG(?{at.value})) AS ?{tag}) FILTER(?{tag} != "")'
        having = f"HAVING(COUNT(DISTINCT ?{at.value}) > 1)"
        pattern = (
            f"{at.again} {{ SELECT ?{at.focus} ?{tag} WHERE {{ {tagged} }} GROUP BY ?{at.focus} ?{tag} {having} }}"
        )
        yield Found(pattern, at.focus, None, shape.path, shape, c, apart=(tag,))

    def _qualified_min_count(self, shape: Shape, c: Constraint, at: Place) -> Iterator[Found]:
        least = whole_number(c.value)
        if least > 0 and self._index.objects(shape.node, sh("qualifiedValueShape")):
            enough = self._counted(at.focus, self._qualified(shape, at), at.value, f">= {least}")
            yield Found(f"{at.scope} MINUS {{ {enough} }}", at.focus, None, shape.path, shape, c)

    def _qualified_max_count(self, shape: Shape, c: Constraint, at: Place) -> Iterator[Found]:
        if not self._index.objects(shape.node, sh("qualifiedValueShape")):
            return
        too_many = self._counted(at.focus, self._qualified(shape, at), at.value, f"> {whole_number(c.value)}")
        yield Found(f"{at.again} {too_many}", at.focus, None, shape.path, shape, c)

    def _qualified(self, shape: Shape, at: Place) -> str:
        """The values that conform to the qualified shape, and where so asked to none of its siblings."""
        inner = self._index.objects(shape.node, sh("qualifiedValueShape"))[0]
        pattern = f"{at.values} MINUS {{ {self._failing(inner, at)} }}"
        disjoint = self._index.one(shape.node, sh("qualifiedValueShapesDisjoint"))
        if isinstance(disjoint, Literal) and disjoint.value == "true":
            for sibling in self._siblings(shape, inner):
                conforming = f"{at.values} MINUS {{ {self._failing(sibling, at)} }}"
                pattern += f" MINUS {{ SELECT DISTINCT ?{at.value} WHERE {{ {conforming} }} }}"
        return pattern

    def _siblings(self, shape: Shape, inner: Term) -> list[Term]:
        found: set[Term] = set()
        for parent in self._index.subjects(sh("property"), shape.node):
            for other in self._index.objects(parent, sh("property")):
                found.update(self._index.objects(other, sh("qualifiedValueShape")))
        return sorted(found - {inner}, key=str)


def sparql_term(term: Term) -> str:
    """``term`` as SPARQL writes it. Raises :class:`Unsupported` for what a query cannot name."""
    if isinstance(term, BlankNode):
        raise Unsupported("a blank node as a value")
    if not is_faithful((term,)):
        raise Unsupported(f"the value {term}, which the store would rewrite")
    return str(term)


def whole_number(term: Term) -> int:
    """The number that a literal writes. Raises ``ValueError`` where it is none."""
    if not isinstance(term, Literal):
        raise ValueError(f"not a number: {term}")
    return int(term.value)
