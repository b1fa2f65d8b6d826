"""One graph from what many documents contribute: settle what only one of them may say.

Shared nodes come from several documents, and each may call them something else. What one document says about one
node is a *view* of it; :func:`resolved` is the one rule by which views become one, whether quads are at hand
(:func:`united`) or lines of a graph larger than memory (:mod:`kgbuild.store.merge`). The outcome is a function of
the set of views alone: neither their order nor their number plays a part.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from math import isnan
from typing import TypeAlias, TypeVar, cast

from pyoxigraph import NamedNode, Quad, Triple

from kgbuild.iri import PREFIXES
from kgbuild.rdf.shard import Shard
from kgbuild.rdf.terms import term

Pair: TypeAlias = tuple[bytes, bytes]
"""Predicate and object of one statement about a node, each in its N-Triples form."""

_T = TypeVar("_T", bound=Triple | Quad)


def _form(curie: str) -> bytes:
    return str(term(curie)).encode()


_IS_LINK = (_form("rdf:type"), _form("kg:Link"))
_LABEL, _OTHER_LABEL = _form("rdfs:label"), _form("skos:altLabel")
_CONFIDENCE, _DECIDED = _form("kg:confidence"), _form("kg:decidedBy")
_OF_ONE_VIEW = frozenset({_CONFIDENCE, _DECIDED, _form("kg:method"), _form("kg:dataVersion")})
_ONLY_ONE = frozenset(
    f"<{PREFIXES['schema']}{name}>".encode() for name in ("legislationIdentifier", "name", "publisher", "url")
)
_SETTLED = frozenset(NamedNode(form[1:-1].decode()) for form in {_LABEL, *_OF_ONE_VIEW, *_ONLY_ONE})


def resolved(views: Sequence[Collection[Pair]]) -> set[Pair]:
    """What several views say about one node, as one.

    A node has one ``rdfs:label`` for each language: the smallest by (is it all capitals, its text) stays, the
    others become ``skos:altLabel``. Of names, publishers, addresses and legislation identifiers the smallest stays.
    A ``kg:Link`` keeps confidence, method, data version and decision of its best view, whole: one that a person
    decided, then the most confident, then the smallest. A view that contradicts itself is left so, for the gate.
    """
    pairs = {pair for view in views for pair in view}
    if _IS_LINK in pairs:
        rated = list(filter(None, ({pair for pair in view if pair[0] in _OF_ONE_VIEW} for view in views)))
        pairs = {pair for pair in pairs if pair[0] not in _OF_ONE_VIEW}
        pairs |= min(rated, key=_link_rank, default=set())
    for predicate in _ONLY_ONE:
        rivals = sorted(pair for pair in pairs if pair[0] == predicate)
        pairs.difference_update(rivals[1:])
    _settle_labels(pairs)
    return pairs


def united(shards: Iterable[Shard], ontology: Iterable[Quad]) -> list[Quad]:
    """The quads of a published graph: the union of all, settled, sorted by their N-Quads form."""
    given = list(shards)
    quads = set(ontology).union(*(shard.own | shard.stated for shard in given))
    return sorted(quads | settled(*(shard.shared for shard in given)), key=str)


def settled(*views: Iterable[_T]) -> set[_T]:
    """The statements of all views, with every node's (in each graph) resolved; see :func:`resolved`."""
    nodes: defaultdict[tuple[object, ...], list[list[_T]]] = defaultdict(list)
    for view in views:
        mine: defaultdict[tuple[object, ...], list[_T]] = defaultdict(list)
        for statement in view:
            mine[_node(statement)].append(statement)
        for node, statements in mine.items():
            nodes[node].append(statements)
    result: set[_T] = set()
    for several in nodes.values():
        together = {statement for view in several for statement in view}
        result |= _one(several) if _is_contested(together) else together
    return result


def _node(statement: Triple | Quad) -> tuple[object, ...]:
    return (statement.subject, statement.graph_name) if isinstance(statement, Quad) else (statement.subject,)


def _is_contested(statements: Collection[Triple | Quad]) -> bool:
    """Whether there may be anything to resolve: most nodes are told of in one way only."""
    said = Counter(statement.predicate for statement in statements)
    return (
        term("skos:altLabel") in said
        or any(said[predicate] > 1 for predicate in _SETTLED)
        or any(statement.object == term("kg:Link") for statement in statements)
    )


def _one(views: Sequence[Collection[_T]]) -> set[_T]:
    known = {_pair(statement): statement for view in views for statement in view}
    left = resolved([[_pair(statement) for statement in view] for view in views])
    return {known[pair] if pair in known else _renamed(known[_LABEL, pair[1]]) for pair in left}


def _pair(statement: Triple | Quad) -> Pair:
    return str(statement.predicate).encode(), str(statement.object).encode()


def _renamed(label: _T) -> _T:
    other = term("skos:altLabel")
    if isinstance(label, Quad):
        return cast(_T, Quad(label.subject, other, label.object, label.graph_name))
    return cast(_T, Triple(label.subject, other, label.object))


def _settle_labels(pairs: set[Pair]) -> None:
    labels = sorted((pair for pair in pairs if pair[0] == _LABEL), key=lambda pair: _label_rank(pair[1]))
    chosen: set[bytes] = set()
    for label in labels:
        language = label[1].rpartition(b'"')[2]
        if language in chosen:
            pairs.discard(label)
            pairs.add((_OTHER_LABEL, label[1]))
        else:
            chosen.add(language)
    pairs.difference_update({(_OTHER_LABEL, value) for predicate, value in pairs if predicate == _LABEL})


def _label_rank(literal: bytes) -> tuple[bytes, bool, str]:
    text, _, language = literal.decode("utf-8").rpartition('"')
    return language.encode("utf-8"), text.isupper(), text


def _link_rank(view: Collection[Pair]) -> tuple[bool, float, list[Pair]]:
    numbers = [_number(value) for predicate, value in view if predicate == _CONFIDENCE]
    return all(predicate != _DECIDED for predicate, _ in view), -max(numbers, default=0.0), sorted(view)


def _number(literal: bytes) -> float:
    """A literal's number; nothing at all for what is none, which the gate refuses."""
    try:
        number = float(literal.split(b'"')[1])
    except (ValueError, IndexError):
        return float("-inf")
    return float("-inf") if isnan(number) else number
