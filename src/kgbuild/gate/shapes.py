"""A shapes graph as objects: shapes, their targets and their constraints (SHACL 2 to 5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path as File
from typing import cast

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from kgbuild.errors import PackError
from kgbuild.gate.path import Path, read_path
from kgbuild.gate.terms import RDF_TYPE, Index, Node, Term, sh

_RDFS = "http://www.w3.org/2000/01/rdf-schema#"

TARGETS = ("targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf")

PARAMETERS = {
    name: name[0].upper() + name[1:] + "ConstraintComponent"
    for name in (
        "class", "datatype", "nodeKind", "minCount", "maxCount", "minExclusive", "minInclusive", "maxExclusive",
        "maxInclusive", "minLength", "maxLength", "pattern", "languageIn", "uniqueLang", "equals", "disjoint",
        "lessThan", "lessThanOrEquals", "not", "and", "or", "xone", "node", "property", "qualifiedMinCount",
        "qualifiedMaxCount", "closed", "hasValue", "in", "sparql",
    )
}  # fmt: skip
"""The parameter that marks each kind of constraint of SHACL Core and SHACL-SPARQL, and its component's name."""
PARAMETERS["sparql"] = "SPARQLConstraintComponent"

_HARMLESS = frozenset(
    {
        *TARGETS, *PARAMETERS, "path", "severity", "message", "deactivated", "name", "description", "order", "group",
        "defaultValue", "flags", "qualifiedValueShape", "qualifiedValueShapesDisjoint", "ignoredProperties",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """What a shape looks at: ``kind`` is one of :data:`TARGETS`."""

    kind: str
    term: Term


@dataclass(frozen=True, slots=True)
class Constraint:
    """One constraint: the parameter that marks it and the value of that parameter."""

    parameter: str
    value: Term

    @property
    def component(self) -> str:
        return sh(PARAMETERS[self.parameter]).value


@dataclass(frozen=True, slots=True)
class Shape:
    """A node shape, or with ``path`` a property shape. ``unknown`` names what it says that is not SHACL Core."""

    node: Node
    path: Path | None
    targets: tuple[Target, ...]
    constraints: tuple[Constraint, ...]
    severity: str
    message: str
    deactivated: bool
    unknown: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its IRI, or the label of its blank node."""
        return self.node.value if isinstance(self.node, NamedNode) else str(self.node)


class ShapesGraph:
    """The shapes in a set of triples. Raises ``ValueError`` where they are malformed."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.triples = list(triples)
        self.index = Index(self.triples)
        self._custom = {  # parameters of constraint components that somebody defined in SPARQL (SHACL 6)
            path
            for parameter in {t.object for t in self.triples if t.predicate == sh("parameter")}
            for path in self.index.objects(parameter, sh("path"))
        }
        self._shapes: dict[Node, Shape] = {}

    def targeted(self) -> list[Shape]:
        """Every shape that has a target and is not deactivated, by name."""
        nodes = [n for n in self.index.nodes() if isinstance(n, NamedNode | BlankNode) and any(self._targets(n))]
        found = [self.shape(n) for n in nodes]
        return sorted((s for s in found if not s.deactivated), key=lambda s: s.name)

    def shape(self, node: Node) -> Shape:
        """The shape at ``node``, whether or not it says that it is one."""
        if node not in self._shapes:
            self._shapes[node] = self._read(node)
        return self._shapes[node]

    def _read(self, node: Node) -> Shape:
        path = self.index.one(node, sh("path"))
        severity = self.index.one(node, sh("severity"))
        return Shape(
            node,
            None if path is None else read_path(self.index, path),
            tuple(self._targets(node)),
            tuple(self._constraints(node)),
            severity.value.rpartition("#")[2] if isinstance(severity, NamedNode) else "Violation",
            message(self.index, node),
            any(isinstance(o, Literal) and o.value == "true" for o in self.index.objects(node, sh("deactivated"))),
            tuple(sorted(self._unknown(node))),
        )

    def _targets(self, node: Node) -> Iterator[Target]:
        for kind in TARGETS:
            for term in self.index.objects(node, sh(kind)):
                yield Target(kind, term)
        kinds = self.index.objects(node, RDF_TYPE)
        is_shape = any(k in kinds for k in (sh("NodeShape"), sh("PropertyShape")))
        is_class = any(
            k in kinds for k in (NamedNode(_RDFS + "Class"), NamedNode("http://www.w3.org/2002/07/owl#Class"))
        )
        if is_shape and is_class:
            yield Target("targetClass", node)  # implicit class targets (SHACL 2.1.3.3)

    def _constraints(self, node: Node) -> Iterator[Constraint]:
        for parameter in PARAMETERS:
            for value in self.index.objects(node, sh(parameter)):
                yield Constraint(parameter, value)

    def _unknown(self, node: Node) -> Iterator[str]:
        for predicate, _ in self.index.about(node):
            name = predicate.value.removeprefix(sh("").value)
            if predicate in self._custom or (name != predicate.value and name not in _HARMLESS):
                yield name


def message(graph: Index, node: Term) -> str:
    """The English or untagged ``sh:message`` of a shape or constraint, ``""`` where there is none."""
    texts = [o for o in graph.objects(node, sh("message")) if isinstance(o, Literal)]
    texts.sort(key=lambda o: (o.language != "en", o.language is not None, o.value))
    return texts[0].value if texts else ""


def read_shapes(files: Iterable[File]) -> list[Triple]:
    """The triples of shapes files in Turtle, each once; a blank node is named by what is said of it.

    So a file that says what another one says, such as a project's copy of shapes that ship, adds nothing; were
    its blank nodes kept apart, a property shape would have two paths. Raises
    :class:`~kgbuild.errors.PackError` with file and line where one cannot be read.
    """
    triples: dict[Triple, None] = {}
    for number, file in enumerate(sorted(files)):
        try:
            parsed = parse(input=file.read_bytes(), format=RdfFormat.TURTLE, rename_blank_nodes=False)
            triples.update(dict.fromkeys(_named_by_content(parsed, f"f{number}")))
        except SyntaxError as error:
            raise PackError("bad-turtle", f"{file}:{error.lineno or 1}", error.msg, "check the Turtle syntax") from None
        except OSError as error:
            raise PackError("no-shapes", str(file), error.strerror or "cannot be read") from None
    return list(triples)


def _named_by_content(parsed: Iterable[Quad], file: str) -> list[Triple]:
    """The triples of one file; blank nodes that lead back to themselves are named by ``file``, as they come."""
    triples = [q.triple for q in parsed]
    about: defaultdict[Term, list[Triple]] = defaultdict(list)
    for t in triples:
        if isinstance(t.subject, BlankNode):
            about[t.subject].append(t)
    names: dict[Term, BlankNode] = {}
    open_nodes: list[Term] = []

    def named(node: BlankNode) -> BlankNode:
        if node not in names:
            if node in open_nodes:  # a circle: nothing within it can be told by its content
                circle = open_nodes[open_nodes.index(node) :]
                names.update({n: BlankNode(f"{file}x{len(names) + i:04d}") for i, n in enumerate(circle)})
                return names[node]
            open_nodes.append(node)
            said = sorted(f"{t.predicate} {renamed(t.object)}" for t in about[node])
            open_nodes.pop()
            digest = sha256("\n".join(said).encode("utf-8")).hexdigest()[:24]
            names.setdefault(node, BlankNode(f"b{digest}"))
        return names[node]

    def renamed(value: Term) -> Term:
        return named(value) if isinstance(value, BlankNode) else value

    return [Triple(cast(Node, renamed(t.subject)), t.predicate, renamed(t.object)) for t in triples]
