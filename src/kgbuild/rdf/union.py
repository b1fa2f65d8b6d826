"""One graph from what many documents contribute: settle what only one of them may say.

Shared nodes come from several documents, and each may call them something else. The union is a function of
the set of triples alone: neither the order nor the number of documents that say a thing plays a part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import TypeVar, cast

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kgbuild.rdf.shard import Shard
from kgbuild.rdf.terms import term

_T = TypeVar("_T", bound=Triple | Quad)

_LABEL, _OTHER_LABEL, _CONFIDENCE = term("rdfs:label"), term("skos:altLabel"), term("kg:confidence")
_ONE_PER_LINK = frozenset({_CONFIDENCE, *(term(p) for p in ("kg:method", "kg:dataVersion", "kg:decidedBy"))})


def united(shards: Iterable[Shard], ontology: Iterable[Quad]) -> list[Quad]:
    """The quads of a published graph: the union of all, settled, sorted by their N-Quads form."""
    quads = set(ontology)
    for shard in shards:
        quads |= shard.quads
    return sorted(settled(quads), key=str)


def settled(statements: Iterable[_T]) -> set[_T]:
    """Leave each node one label per language, and each link one confidence, method and data version.

    The label that stays is the smallest by (is all capitals, value); the others become ``skos:altLabel``. A
    link keeps its highest confidence, and of methods and versions the one that sorts first.
    """
    result = set(statements)
    kind, link = term("rdf:type"), term("kg:Link")
    links = {t.subject for t in result if t.predicate == kind and t.object == link}
    labels: defaultdict[tuple[object, str | None], list[_T]] = defaultdict(list)
    single: defaultdict[tuple[object, NamedNode], list[_T]] = defaultdict(list)
    for t in result:
        if not isinstance(t.object, Literal):
            continue
        if t.predicate == _LABEL:
            labels[t.subject, t.object.language].append(t)
        elif t.predicate in _ONE_PER_LINK and t.subject in links:
            single[t.subject, t.predicate].append(t)
    for group in labels.values():
        _, *others = sorted(group, key=lambda t: (_value(t).isupper(), _value(t)))
        result.difference_update(others)
        result.update(_with_predicate(t, _OTHER_LABEL) for t in others)
    for (_, predicate), group in single.items():
        _, *others = sorted(group, key=_highest_first if predicate == _CONFIDENCE else _value)
        result.difference_update(others)
    named = {(t.subject, t.object) for t in result if t.predicate == _LABEL}
    result.difference_update([t for t in result if t.predicate == _OTHER_LABEL and (t.subject, t.object) in named])
    return result


def _value(statement: Triple | Quad) -> str:
    return statement.object.value if isinstance(statement.object, Literal) else ""


def _highest_first(statement: Triple | Quad) -> tuple[bool, Decimal, str]:
    try:
        return False, -Decimal(_value(statement)), ""
    except InvalidOperation:
        return True, Decimal(0), _value(statement)


def _with_predicate(statement: _T, predicate: NamedNode) -> _T:
    if isinstance(statement, Quad):
        return cast(_T, Quad(statement.subject, predicate, statement.object, statement.graph_name))
    return cast(_T, Triple(statement.subject, predicate, statement.object))
