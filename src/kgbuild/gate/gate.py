"""The gate itself: shapes, an ontology, and an engine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Triple, parse

from kgbuild.gate.admit import Admission, admit
from kgbuild.gate.engine import Engine
from kgbuild.gate.plain import claim_predicates, plain_shape, uncovered
from kgbuild.gate.report import Report
from kgbuild.gate.shapes import read_shapes
from kgbuild.iri import DEFAULT_BASE
from kgbuild.rdf import Shard


class Gate:
    """Checks graphs, and admits what documents contribute.

    ``folders`` hold the shapes (``*.ttl``); ``ontology`` are the quads of the packs' ontologies, which say what
    fits which predicate. A claim predicate for which no shape guards the plain triple gets one here.
    ``engine`` is one of :data:`~kgbuild.gate.engine.ENGINES`. Raises :class:`~kgbuild.errors.PackError` for
    shapes that cannot be read, ``ValueError`` for an engine that does not exist.
    """

    def __init__(
        self,
        folders: Sequence[Path],
        ontology: Iterable[Quad],
        *,
        base: str = DEFAULT_BASE,
        engine: str = "compiled",
    ) -> None:
        self._base = base
        self._ontology = [Triple(q.subject, q.predicate, q.object) for q in ontology]
        self.engine = Engine(load_shapes(folders, self._ontology), engine)

    def check(self, quads: Iterable[Quad | Triple]) -> Report:
        """Validate ``quads``, as one flat graph, together with the ontology.

        Raises whatever an engine raises, and :class:`~kgbuild.gate.engine.Disagreement` where two of them differ:
        a refusal, never a pass.
        """
        return self.engine.validate(self._flat(quads))

    def conforms(self, quads: Iterable[Quad | Triple]) -> bool:
        """Whether :meth:`check` would find nothing; may stop at the first fault. Raises as it does."""
        return self.engine.conforms(self._flat(quads))

    def _flat(self, quads: Iterable[Quad | Triple]) -> Iterable[Triple]:
        """Each triple once, in the order given: what stands together in a graph is then close by in a store."""
        return dict.fromkeys([Triple(q.subject, q.predicate, q.object) for q in quads] + self._ontology)

    def admit(self, shard: Shard) -> Admission:
        """What of ``shard`` may enter a graph. Never raises: what cannot be checked is refused."""
        return admit(shard, self._base, self.check)


def load_shapes(folders: Sequence[Path], ontology: Iterable[Triple]) -> list[Triple]:
    """The shapes in ``folders``, and generated ones for claim predicates that none of them guards."""
    triples = read_shapes(file for folder in folders for file in folder.glob("*.ttl"))
    missing = uncovered(claim_predicates(ontology), triples)
    if missing:
        turtle = plain_shape("generated", missing)
        generated = parse(input=turtle, format=RdfFormat.TURTLE)
        triples += [Triple(t.subject, t.predicate, t.object) for t in generated]
    return triples
