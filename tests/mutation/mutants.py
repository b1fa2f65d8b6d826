"""All kinds, and the mutants of each: a fixed choice, the same on every machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from pyoxigraph import Triple

from tests.mutation import bases
from tests.mutation.graph import Graph, Kind
from tests.mutation.kinds import BESIDE, DOUBLED, DROPPED
from tests.mutation.structure import ACROSS, NODES, NUMBERS, ROLES, SPEAKERS
from tests.mutation.unseen import UNSEEN
from tests.mutation.values import QUOTES, TEXTS

VISIBLE: tuple[Kind, ...] = (*DROPPED, *DOUBLED, *BESIDE, *QUOTES, *TEXTS, *ROLES, *NUMBERS, *SPEAKERS, *NODES, *ACROSS)
INVISIBLE: tuple[Kind, ...] = UNSEEN

PER_KIND = 11
"""Mutants of one kind at the most, spread over the graphs that have a place for it."""


@dataclass(frozen=True, slots=True)
class Mutant:
    kind: Kind
    base: str
    triples: frozenset[Triple]


def mutants(kind: Kind, most: int = PER_KIND) -> list[Mutant]:
    """Up to ``most`` mutants of ``kind``, from as many graphs as have a place for it."""
    graphs = bases.pairs() if kind in ACROSS else bases.bases()
    queues = [_of(kind, graph) for graph in graphs]
    found: list[Mutant] = []
    while queues and len(found) < most:
        for queue in list(queues):
            mutant = next(queue, None)
            if mutant is None:
                queues.remove(queue)
            elif len(found) < most:
                found.append(mutant)
    return found


def _of(kind: Kind, graph: Graph) -> Iterator[Mutant]:
    for change in islice(kind.sites(graph), 200):
        yield Mutant(kind, graph.name, graph.but(change))
