"""SHACL property paths (SHACL 2.3.1): read from a shapes graph, written as SPARQL and as RDF again."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TypeAlias

from pyoxigraph import BlankNode, NamedNode, Triple

from kgbuild.gate.terms import RDF_FIRST, RDF_NIL, RDF_REST, Index, Node, Term, sh


@dataclass(frozen=True, slots=True)
class Step:
    """A predicate."""

    predicate: str

    def __str__(self) -> str:
        return f"<{self.predicate}>"


@dataclass(frozen=True, slots=True)
class Modified:
    """A path with a modifier: ``^`` inverse, ``*`` zero or more, ``+`` one or more, ``?`` zero or one."""

    modifier: str
    path: Path

    def __str__(self) -> str:
        inner = f"({self.path})"
        return f"^{inner}" if self.modifier == "^" else inner + self.modifier


@dataclass(frozen=True, slots=True)
class Several:
    """Paths one after the other (``/``) or one of several (``|``)."""

    separator: str
    paths: tuple[Path, ...]

    def __str__(self) -> str:
        return "(" + self.separator.join(map(str, self.paths)) + ")"


Path: TypeAlias = Step | Modified | Several

_MODIFIERS = {"^": "inversePath", "*": "zeroOrMorePath", "+": "oneOrMorePath", "?": "zeroOrOnePath"}


def read_path(graph: Index, node: Term, depth: int = 0) -> Path:
    """The path at ``node``. Raises ``ValueError`` where it is none that SHACL knows."""
    if isinstance(node, NamedNode) and node != RDF_NIL:
        return Step(node.value)
    if depth > 50:
        raise ValueError("a path that contains itself")
    if graph.objects(node, RDF_FIRST):
        return Several("/", _members(graph, node, depth))
    for modifier, name in _MODIFIERS.items():
        for inner in graph.objects(node, sh(name)):
            return Modified(modifier, read_path(graph, inner, depth + 1))
    for members in graph.objects(node, sh("alternativePath")):
        return Several("|", _members(graph, members, depth))
    raise ValueError(f"not a property path: {node}")


def _members(graph: Index, head: Term, depth: int) -> tuple[Path, ...]:
    members = tuple(read_path(graph, member, depth + 1) for member in graph.items(head))
    if not members:
        raise ValueError("not a property path: an empty list")
    return members


def write_path(path: Path, label: str) -> tuple[Node, list[Triple]]:
    """The node that stands for ``path`` in RDF, and the triples that say so; ``label`` begins its blank nodes."""
    triples: list[Triple] = []
    numbers = count()

    def node_of(p: Path) -> Node:
        if isinstance(p, Step):
            return NamedNode(p.predicate)
        if isinstance(p, Modified):
            node = BlankNode(f"{label}p{next(numbers)}")
            triples.append(Triple(node, sh(_MODIFIERS[p.modifier]), node_of(p.path)))
            return node
        head: Node = RDF_NIL
        for member in reversed(p.paths):
            cell = BlankNode(f"{label}p{next(numbers)}")
            triples.append(Triple(cell, RDF_FIRST, node_of(member)))
            triples.append(Triple(cell, RDF_REST, head))
            head = cell
        if p.separator == "|":
            node = BlankNode(f"{label}p{next(numbers)}")
            triples.append(Triple(node, sh("alternativePath"), head))
            return node
        return head

    return node_of(path), triples
