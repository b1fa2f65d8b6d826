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
from kgbuild.gate.shapes import Constraint, Shape, ShapesGraph, Target, message
from kgbuild.gate.simple import passes
from kgbuild.gate.terms import Index, Node, Term, is_faithful, sh

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


@dataclass(frozen=True, slots=True)
class _Found:
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


class _Compiler:
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

    def _query(self, root: Shape, found: _Found) -> Query:
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
            return f"VALUES ?{focus} {{ {_term(target.term)} }}"
        if target.kind == "targetClass":
            return self._instances(focus, target.term)
        if target.kind == "targetSubjectsOf":
            return f"{{ SELECT DISTINCT ?{focus} WHERE {{ ?{focus} {_term(target.term)} ?{other} }} }}"
        return f"{{ SELECT DISTINCT ?{focus} WHERE {{ ?{other} {_term(target.term)} ?{focus} }} }}"

    def _instances(self, node: str, cls: Term) -> str:
        kind = self._fresh()
        return f"?{kind} {_SUBCLASS}* {_term(cls)} . ?{node} {_A} ?{kind} ."

    # Shapes

    def _violations(self, shape: Shape, focus: str, scope: str, chained: bool = False) -> Iterator[_Found]:
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
        place = _Place(focus, value, scope, values, scope if chained else "")
        for constraint in shape.constraints:
            yield from self._constraint(shape, constraint, place)
        self._open.pop()

    def _constraint(self, shape: Shape, c: Constraint, at: _Place) -> Iterator[_Found]:
        test = passes(self._index, shape.node, c, f"?{at.value}")
        if test is not None:
            yield from self._test(test, shape, c, at)
        else:
            yield from self._RULES[c.parameter](self, shape, c, at)

    def _test(self, test: str, shape: Shape, c: Constraint, at: _Place) -> Iterator[_Found]:
        """The values that do not pass ``test``, an expression; one that errors is not passed."""
        yield _Found(f"{at.values} FILTER(!COALESCE({test}, false))", at.focus, at.value, shape.path, shape, c)

    def _class(self, shape: Shape, c: Constraint, at: _Place) -> Iterator[_Found]:
        pattern = f"{at.values} MINUS {{ {self._instances(at.value, c.value)} }}"
        yield _Found(pattern, at.focus, at.value, shape.path, shape, c)

    def _in(self, shape: Shape, c: Constraint, at: _Place) -> Iterator[_Found]:
        members = " ".join(map(_term, self._index.items(c.value)))
        pattern = f"{at.values} MINUS {{ VALUES ?{at.value} {{ {members} }} }}"
        yield _Found(pattern, at.focus, at.value, shape.path, shape, c)

    def _has_value(self, shape: Shape, c: Constraint, at: _Place) -> Iterator[_Found]:
        wanted = _term(c.value)
        if shape.path is None:
            pattern = f"{at.scope} FILTER(!sameTerm(?{at.focus}, {wanted}))"
        else:
            pattern = f"{at.scope} MINUS {{ ?{at.focus} {shape.path} {wanted} }}"
        yield _Found(pattern, at.focus, None, shape.path, shape, c)

    # Two properties of one node

    def _equals(self, shape: Shape, c: Constraint, at: _Place) -> Iterator[_Found]:
        other = _term(c.value)
        missing = f"{at.values} MINUS {{ ?{at.focus} {other} ?{at.value} }}"
        yield _Found(missing, at.focus, at.value, shape.path, shape, c)
        if shape.path is None:
            there = f"FILTER(!sameTerm(?{at.focus}, ?{(value := self._fresh())}))"
            yield _Found(f"{at.scope} ?{at.focus} {other} ?{value} {there}", at.focus, value, None, shape, c)
            return
        there = f"MINUS {{ ?{at.focus} {shape.path} ?{at.value} }}"
        yield _Found(f"{at.scope} ?{at.focus} {other} ?{at.value} {there}", at.focus, at.value, shape.path, shape, c)

    def _disjoint(self, shape: Shape, c: Constraint, at: _Place) -> Iterator[_Found]:
        pattern = f"{at.values} ?{at.focus} {_term(c.value)} ?{at.value} ."
        yield _Found(pattern, at.focus, at.value, shape.path, shape, c)

    def _less_than(self, shape: Shape, c: Constraint, at: _Place) -> Iterator[_Found]:
        sign = "<" if c.parameter == "lessThan" else "<="
        other = self._fresh()
        test = f"FILTER(!COALESCE(?{at.value} {sign} ?{other}, false))"
        pattern = f"{at.values} ?{at.focus} {_term(c.value)} ?{other} {test}"
        yield _Found(pattern, at.focus, at.value, shape.path, shape, c, apart=(other,))

    # Counting

    def _min_count(self, shape: Shape, c: Constraint, at: _Place) -> Iterator[_Found]:
        least = _number(c.value)
        if shape.path is None:
            raise Unsupported("sh:minCount in a node shape")
        if least > 0:
            enough = self._counted(at.focus, f"?{at.focus} {shape.path} ?{at.value}", at.value, f">= {least}")
            pattern = f"{at.scope} MINUS {{ {enough if least > 1 else f'?{at.focus} {shape.path} ?{at.value}'} }}"
            yield _Found(pattern, at.focus, None, shape.path, shape, c)

    def _max_count(self, shape: Shape, c: Constraint, at: _Place) -> Iterator[_Found]:
        if shape.path is None:
            raise Unsupported("sh:maxCount in a node shape")
        most = _number(c.value)
        too_many = self._counted(at.focus, at.values, at.value, f"> {most}")
        yield _Found(at.values if most == 0 else f"{at.again} {too_many}", at.focus, None, shape.path, shape, c)

    def _counted(self, focus: str, pattern: str, value: str, test: str) -> str:
        """The ``focus`` for which the number of different ``value`` passes ``test``."""
        having = f"HAVING(COUNT(DISTINCT ?{value}) {test})"
        return f"{{ SELECT ?{focus} WHERE {{ {pattern} }} GROUP BY ?{focus} {having} }}"

    def _unique_lang(self, shape: Shape, c: Constraint, at: _Place) -> Iterator[_Found]:
        if not (isinstance(c.value, Literal) and c.value.value == "true"):
            return
        tag = self._fresh()
        tagged = f'{at.values} BIND(LCASE(LANG(?{at.value})) AS ?{tag}) FILTER(?{tag} != "")'
        having = f"HAVING(COUNT(DISTINCT ?{at.value}) > 1)"
        pattern = (
            f"{at.again} {{ SELECT ?{at.focus} ?{tag} WHERE {{ {tagged} }} GROUP BY ?{at.focus} ?{tag} {having} }}"
        )
        yield _Found(pattern, at.focus, None, shape.path, shape, c, apart=(tag,))

    def _qualified_min_count(self, shape: Shape, c: Constraint, at: _Place) -> Iterator[_Found]:
        least = _number(c.value)
        if least > 0 and self._index.objects(shape.node, sh("qualifiedValueShape")):
            enough = self._counted(at.focus, self._qualified(shape, at), at.value, f">= {least}")
            yield _Found(f"{at.scope} MINUS {{ {enough} }}", at.focus, None, shape.path, shape, c)

    def _qualified_max_count(self, shape: Shape, c: Constraint, at: _Place) -> Iterator[_Found]:
        if not self._index.objects(shape.node, sh("qualifiedValueShape")):
            return
        too_many = self._counted(at.focus, self._qualified(shape, at), at.value, f"> {_number(c.value)}")
        yield _Found(f"{at.again} {too_many}", at.focus, None, shape.path, shape, c)

    def _qualified(self, shape: Shape, at: _Place) -> str:
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

    # Nested shapes

    def _failing(self, node: Term, at: _Place) -> str:
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

    def _node(self, shape: Shape, c: Constraint, at: _Place) -> Iterator[_Found]:
        yield _Found(f"{at.values} {self._failing(c.value, at)}", at.focus, at.value, shape.path, shape, c)

    def _not(self, shape: Shape, c: Constraint, at: _Place) -> Iterator[_Found]:
        pattern = f"{at.values} MINUS {{ {self._failing(c.value, at)} }}"
        yield _Found(pattern, at.focus, at.value, shape.path, shape, c)

    def _and(self, shape: Shape, c: Constraint, at: _Place) -> Iterator[_Found]:
        parts = " UNION ".join(f"{{ {self._failing(m, at)} }}" for m in self._index.items(c.value))
        pattern = f"{at.values} {{ SELECT DISTINCT ?{at.value} WHERE {{ {parts} }} }}"
        yield _Found(pattern, at.focus, at.value, shape.path, shape, c)

    def _or(self, shape: Shape, c: Constraint, at: _Place) -> Iterator[_Found]:
        parts = " ".join(self._failing(m, at) for m in self._index.items(c.value))
        yield _Found(f"{at.values} {parts}", at.focus, at.value, shape.path, shape, c)

    def _xone(self, shape: Shape, c: Constraint, at: _Place) -> Iterator[_Found]:
        """One member holds exactly where all but one fail."""
        members = self._index.items(c.value)
        which = self._fresh()
        parts = " UNION ".join(f"{{ {self._failing(m, at)} BIND({n} AS ?{which}) }}" for n, m in enumerate(members))
        failed = f"COUNT(DISTINCT ?{which})"
        counted = f"SELECT ?{at.value} WHERE {{ {parts} }} GROUP BY ?{at.value} HAVING({failed} = {len(members) - 1})"
        pattern = f"{at.values} MINUS {{ {counted} }}"
        if len(members) == 1:
            pattern = f"{at.values} {self._failing(members[0], at)}"
        yield _Found(pattern, at.focus, at.value, shape.path, shape, c)

    def _property(self, shape: Shape, c: Constraint, at: _Place) -> Iterator[_Found]:
        if not isinstance(c.value, NamedNode | BlankNode):
            raise Unsupported("a literal in the place of a shape")
        inner = self._graph.shape(c.value)
        if inner.path is None:
            raise Unsupported("a property shape without sh:path")
        chained = shape.path is not None or bool(at.again)
        for found in self._violations(inner, at.value, at.values, chained):
            yield replace(found, apart=(*found.apart, at.focus)) if shape.path is not None else found

    # Others

    def _closed(self, shape: Shape, c: Constraint, at: _Place) -> Iterator[_Found]:
        if not (isinstance(c.value, Literal) and c.value.value == "true"):
            return
        allowed: set[Term] = set()
        for ignored in self._index.objects(shape.node, sh("ignoredProperties")):
            allowed.update(self._index.items(ignored))
        for inner in self._index.objects(shape.node, sh("property")):
            allowed.update(p for p in self._index.objects(inner, sh("path")) if isinstance(p, NamedNode))
        predicate, value = self._fresh(), self._fresh()
        names = ", ".join(sorted(map(_term, allowed)))
        test = f"FILTER(?{predicate} NOT IN ({names}))"
        pattern = f"{at.values} ?{at.value} ?{predicate} ?{value} {test}"
        yield _Found(pattern, at.focus, value, predicate, shape, c)

    def _sparql(self, shape: Shape, c: Constraint, at: _Place) -> Iterator[_Found]:
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
        yield _Found(pattern, "this", value, shown, shape, c, said, self._prologue(c.value))

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

    _RULES: ClassVar[dict[str, Callable[[_Compiler, Shape, Constraint, _Place], Iterator[_Found]]]] = {
        "class": _class,
        "in": _in,
        "hasValue": _has_value,
        "equals": _equals,
        "disjoint": _disjoint,
        "lessThan": _less_than,
        "lessThanOrEquals": _less_than,
        "minCount": _min_count,
        "maxCount": _max_count,
        "uniqueLang": _unique_lang,
        "qualifiedMinCount": _qualified_min_count,
        "qualifiedMaxCount": _qualified_max_count,
        "node": _node,
        "not": _not,
        "and": _and,
        "or": _or,
        "xone": _xone,
        "property": _property,
        "closed": _closed,
        "sparql": _sparql,
    }


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a constraint applies: ``scope`` binds ``focus``; ``values`` binds ``focus`` and ``value``."""

    focus: str
    value: str
    scope: str
    values: str
    again: str
    """The scope once more, where it binds another node that a subquery would lose; else empty."""


def _term(term: Term) -> str:
    if isinstance(term, BlankNode):
        raise Unsupported("a blank node as a value")
    if not is_faithful((term,)):
        raise Unsupported(f"the value {term}, which the store would rewrite")
    return str(term)


def _number(term: Term) -> int:
    if not isinstance(term, Literal):
        raise ValueError(f"not a number: {term}")
    return int(term.value)


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
