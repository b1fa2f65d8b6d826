"""SHACL shapes compiled to set-based SPARQL: one SELECT for each constraint, over all focus nodes at once.

Every query yields ``?focus ?path ?value ?shape``, a row for each violation. A nested shape (``sh:node``, ``sh:or``,
…) becomes a subquery for the nodes that fail it. What is not covered is refused by name (:class:`Refusal`), and
the reference engine takes that shape.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from typing import ClassVar

from pyoxigraph import BlankNode, Literal, NamedNode

from kgbuild.gate.authored import Unsupported, rewrite
from kgbuild.gate.path import Path
from kgbuild.gate.rules import Found, Place, Rules, sparql_term
from kgbuild.gate.shapes import Constraint, Shape, ShapesGraph, Target, message
from kgbuild.gate.simple import passes
from kgbuild.gate.terms import Index, Node, Term, sh

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_A = f"<{_RDF}type>"
_IMPORTS = NamedNode("http://www.w3.org/2002/07/owl#imports")
_SUBCLASS = "<http://www.w3.org/2000/01/rdf-schema#subClassOf>"

COVERED = (
    "class", "datatype", "nodeKind", "minCount", "maxCount", "minExclusive", "minInclusive", "maxExclusive",
    "maxInclusive", "minLength", "maxLength", "pattern", "languageIn", "uniqueLang", "equals", "disjoint", "lessThan",
    "lessThanOrEquals", "not", "and", "or", "xone", "node", "property", "qualifiedMinCount", "qualifiedMaxCount",
    "closed", "hasValue", "in", "sparql",
)  # fmt: skip
"""The parameters whose constraints the compiler covers; the documentation lists them."""


@dataclass(frozen=True, slots=True)
class Query:
    """One constraint of one shape as SPARQL.

    ``text`` selects ``?focus``, ``?path``, ``?value`` and ``?shape``; where ``path`` is given it is what ``?path``
    says in SPARQL's words. ``targets`` are those of the shape at the root.
    """

    text: str
    shape: str
    root: str
    path: Path | None
    component: str
    message: str
    severity: str
    targets: tuple[Target, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A shape with a target that is not compiled, and why."""

    shape: str
    reason: str


def compile_shapes(graph: ShapesGraph) -> tuple[list[Query], list[Refusal]]:
    """Every query of every shape with a target, and the shapes that are refused."""
    queries: list[Query] = []
    refusals: list[Refusal] = []
    for shape in graph.targeted():
        try:
            queries += _Compiler(graph).queries(shape)
        except (Unsupported, ValueError) as error:
            refusals.append(Refusal(shape.name, str(error)))
    return queries, refusals


class _Compiler(Rules):
    def __init__(self, graph: ShapesGraph) -> None:
        self._graph = graph
        self._index: Index = graph.index
        self._numbers = count(1)
        self._open: list[Node] = []
        self._nested = 0

    def queries(self, shape: Shape) -> Iterator[Query]:
        focus = self._fresh()
        for found in self._violations(shape, focus, self._targets(shape.targets, focus)):
            yield self._query(shape, found)

    def _fresh(self) -> str:
        return f"v{next(self._numbers)}"

    def _query(self, root: Shape, found: Found) -> Query:
        path, shape = found.path, found.shape
        name = f"<{shape.name}>" if isinstance(shape.node, NamedNode) else f'"{shape.name}"'
        columns = {
            "focus": f"?{found.focus}",
            "path": f"?{path}" if isinstance(path, str) else f'"{_escape(str(path or ""))}"',
            "value": found.value and f"?{found.value}",
            "shape": name,
            **{f"apart{n}": f"?{name}" for n, name in enumerate(found.apart)},
        }
        shown = {column: term for column, term in columns.items() if term is not None}
        selected = " ".join(f"({term} AS ?{column})" for column, term in shown.items())
        return Query(
            f"{found.prologue}SELECT DISTINCT {selected} WHERE {{ {found.pattern} }}",
            shape.name,
            root.name,
            None if isinstance(path, str) else path,
            found.constraint.component,
            found.message or shape.message,
            shape.severity,
            root.targets,
            tuple(shown),
        )

    # Targets

    def _targets(self, targets: Iterable[Target], focus: str) -> str:
        branches = [self._target(t, focus) for t in targets]
        if len(branches) == 1:
            return branches[0]
        return f"{{ SELECT DISTINCT ?{focus} WHERE {{ {' UNION '.join(f'{{ {b} }}' for b in branches)} }} }}"

    def _target(self, target: Target, focus: str) -> str:
        other = self._fresh()
        if target.kind == "targetNode":
            return f"VALUES ?{focus} {{ {sparql_term(target.term)} }}"
        if target.kind == "targetClass":
            return self._instances(focus, target.term)
        if target.kind == "targetSubjectsOf":
            return f"{{ SELECT DISTINCT ?{focus} WHERE {{ ?{focus} {sparql_term(target.term)} ?{other} }} }}"
        return f"{{ SELECT DISTINCT ?{focus} WHERE {{ ?{other} {sparql_term(target.term)} ?{focus} }} }}"

    def _instances(self, node: str, cls: Term) -> str:
        kind = self._fresh()
        return f"?{kind} {_SUBCLASS}* {sparql_term(cls)} . ?{node} {_A} ?{kind} ."

    # Shapes

    def _violations(self, shape: Shape, focus: str, scope: str, chained: bool = False) -> Iterator[Found]:
        """What fails ``shape`` among the nodes that ``scope`` binds to ``focus``.

        ``chained`` says that ``scope`` binds another node besides that must stay bound.
        """
        if shape.deactivated:
            return
        if shape.unknown:
            raise Unsupported(shape.unknown[0])
        if shape.node in self._open:
            raise Unsupported("a shape that refers to itself")
        self._open.append(shape.node)
        if shape.path is None:
            value, values = focus, scope
        else:
            value = self._fresh()
            values = f"{scope} ?{focus} {shape.path} ?{value} ."
        place = Place(focus, value, scope, values, scope if chained else "")
        for constraint in shape.constraints:
            yield from self._constraint(shape, constraint, place)
        self._open.pop()

    def _constraint(self, shape: Shape, c: Constraint, at: Place) -> Iterator[Found]:
        test = passes(self._index, shape.node, c, f"?{at.value}")
        if test is not None:
            yield from self._test(test, shape, c, at)
        else:
            yield from self._RULES[c.parameter](self, shape, c, at)

    def _test(self, test: str, shape: Shape, c: Constraint, at: Place) -> Iterator[Found]:
        """The values that do not pass ``test``, an expression; one that errors is not passed."""
        yield Found(f"{at.values} FILTER(!COALESCE({test}, false))", at.focus, at.value, shape.path, shape, c)

    def _class(self, shape: Shape, c: Constraint, at: Place) -> Iterator[Found]:
        pattern = f"{at.values} MINUS {{ {self._instances(at.value, c.value)} }}"
        yield Found(pattern, at.focus, at.value, shape.path, shape, c)

    def _in(self, shape: Shape, c: Constraint, at: Place) -> Iterator[Found]:
        members = " ".join(map(sparql_term, self._index.items(c.value)))
        pattern = f"{at.values} MINUS {{ VALUES ?{at.value} {{ {members} }} }}"
        yield Found(pattern, at.focus, at.value, shape.path, shape, c)

    def _has_value(self, shape: Shape, c: Constraint, at: Place) -> Iterator[Found]:
        wanted = sparql_term(c.value)
        if shape.path is None:
            pattern = f"{at.scope} FILTER(!sameTerm(?{at.focus}, {wanted}))"
        else:
            pattern = f"{at.scope} MINUS {{ ?{at.focus} {shape.path} {wanted} }}"
        yield Found(pattern, at.focus, None, shape.path, shape, c)

    # Nested shapes

    def _failing(self, node: Term, at: Place) -> str:
        """A subquery for the values at ``at`` that fail the shape ``node``."""
        if not isinstance(node, NamedNode | BlankNode):
            raise Unsupported("a literal in the place of a shape")
        shape = self._graph.shape(node)
        scope = f"{{ SELECT DISTINCT ?{at.value} WHERE {{ {at.values} }} }}"
        self._nested += 1
        parts = [f"{{ {found.pattern} }}" for found in self._violations(shape, at.value, scope)]
        self._nested -= 1
        if not parts:
            return f"{{ SELECT ?{at.value} WHERE {{ VALUES ?{at.value} {{ }} }} }}"
        return f"{{ SELECT DISTINCT ?{at.value} WHERE {{ {' UNION '.join(parts)} }} }}"

    def _node(self, shape: Shape, c: Constraint, at: Place) -> Iterator[Found]:
        yield Found(f"{at.values} {self._failing(c.value, at)}", at.focus, at.value, shape.path, shape, c)

    def _not(self, shape: Shape, c: Constraint, at: Place) -> Iterator[Found]:
        pattern = f"{at.values} MINUS {{ {self._failing(c.value, at)} }}"
        yield Found(pattern, at.focus, at.value, shape.path, shape, c)

    def _and(self, shape: Shape, c: Constraint, at: Place) -> Iterator[Found]:
        parts = " UNION ".join(f"{{ {self._failing(m, at)} }}" for m in self._index.items(c.value))
        pattern = f"{at.values} {{ SELECT DISTINCT ?{at.value} WHERE {{ {parts} }} }}"
        yield Found(pattern, at.focus, at.value, shape.path, shape, c)

    def _or(self, shape: Shape, c: Constraint, at: Place) -> Iterator[Found]:
        parts = " ".join(self._failing(m, at) for m in self._index.items(c.value))
        yield Found(f"{at.values} {parts}", at.focus, at.value, shape.path, shape, c)

    def _xone(self, shape: Shape, c: Constraint, at: Place) -> Iterator[Found]:
        """One member holds exactly where all but one fail."""
        members = self._index.items(c.value)
        which = self._fresh()
        parts = " UNION ".join(f"{{ {self._failing(m, at)} BIND({n} AS ?{which}) }}" for n, m in enumerate(members))
        failed = f"COUNT(DISTINCT ?{which})"
        counted = f"SELECT ?{at.value} WHERE {{ {parts} }} GROUP BY ?{at.value} HAVING({failed} = {len(members) - 1})"
        pattern = f"{at.values} MINUS {{ {counted} }}"
        if len(members) == 1:
            pattern = f"{at.values} {self._failing(members[0], at)}"
        yield Found(pattern, at.focus, at.value, shape.path, shape, c)

    def _property(self, shape: Shape, c: Constraint, at: Place) -> Iterator[Found]:
        if not isinstance(c.value, NamedNode | BlankNode):
            raise Unsupported("a literal in the place of a shape")
        inner = self._graph.shape(c.value)
        if inner.path is None:
            raise Unsupported("a property shape without sh:path")
        chained = shape.path is not None or bool(at.again)
        for found in self._violations(inner, at.value, at.values, chained):
            yield replace(found, apart=(*found.apart, at.focus)) if shape.path is not None else found

    # Others

    def _closed(self, shape: Shape, c: Constraint, at: Place) -> Iterator[Found]:
        if not (isinstance(c.value, Literal) and c.value.value == "true"):
            return
        allowed: set[Term] = set()
        for ignored in self._index.objects(shape.node, sh("ignoredProperties")):
            allowed.update(self._index.items(ignored))
        for inner in self._index.objects(shape.node, sh("property")):
            allowed.update(p for p in self._index.objects(inner, sh("path")) if isinstance(p, NamedNode))
        predicate, value = self._fresh(), self._fresh()
        names = ", ".join(sorted(map(sparql_term, allowed)))
        test = f"FILTER(?{predicate} NOT IN ({names}))"
        pattern = f"{at.values} ?{at.value} ?{predicate} ?{value} {test}"
        yield Found(pattern, at.focus, value, predicate, shape, c)

    def _sparql(self, shape: Shape, c: Constraint, at: Place) -> Iterator[Found]:
        if self._nested:
            raise Unsupported("SPARQL in a nested shape")
        off = self._index.one(c.value, sh("deactivated"))
        if isinstance(off, Literal) and off.value == "true":
            return
        select = self._index.one(c.value, sh("select"))
        if not isinstance(select, Literal):
            raise Unsupported("a SPARQL constraint without sh:select")
        scope = f"{{ SELECT (?{at.focus} AS ?this) WHERE {{ {at.scope} }} }}"
        path = None if shape.path is None else str(shape.path)
        made = rewrite(select.value, scope, path)
        if "message" in made.projected:
            raise Unsupported("SPARQL that makes its own message")
        columns = {name: self._fresh() for name in ("value", "path") if name in made.projected}
        selected = " ".join(f"(?{name} AS ?{column})" for name, column in columns.items())
        pattern = f"{{ SELECT ?this {selected} WHERE {{ {made.body} }} }}"
        said = message(self._index, c.value)
        value, shown = columns.get("value", "this"), columns.get("path", shape.path)
        yield Found(pattern, "this", value, shown, shape, c, said, self._prologue(c.value))

    def _prologue(self, constraint: Term) -> str:
        lines = []
        ontologies = list(self._index.objects(constraint, sh("prefixes")))
        for ontology in ontologies:
            ontologies += [o for o in self._index.objects(ontology, _IMPORTS) if o not in ontologies]
            for declared in self._index.objects(ontology, sh("declare")):
                prefix = self._index.one(declared, sh("prefix"))
                namespace = self._index.one(declared, sh("namespace"))
                if isinstance(prefix, Literal) and isinstance(namespace, Literal):
                    lines.append(f"PREFIX {prefix.value}: <{namespace.value}>\n")
        return "".join(sorted(set(lines)))

    _RULES: ClassVar[dict[str, Callable[[_Compiler, Shape, Constraint, Place], Iterator[Found]]]] = {
        "class": _class,
        "in": _in,
        "hasValue": _has_value,
        "equals": Rules._equals,
        "disjoint": Rules._disjoint,
        "lessThan": Rules._less_than,
        "lessThanOrEquals": Rules._less_than,
        "minCount": Rules._min_count,
        "maxCount": Rules._max_count,
        "uniqueLang": Rules._unique_lang,
        "qualifiedMinCount": Rules._qualified_min_count,
        "qualifiedMaxCount": Rules._qualified_max_count,
        "node": _node,
        "not": _not,
        "and": _and,
        "or": _or,
        "xone": _xone,
        "property": _property,
        "closed": _closed,
        "sparql": _sparql,
    }


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
