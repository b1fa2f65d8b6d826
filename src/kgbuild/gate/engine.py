"""Which engine runs which shape, and what is done where two of them disagree."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pyoxigraph import Quad, Triple

from kgbuild.gate.compiled import Compiled
from kgbuild.gate.report import Report, Violation
from kgbuild.gate.shapes import TARGETS, ShapesGraph
from kgbuild.gate.terms import is_faithful, sh

ENGINES = ("compiled", "pyshacl", "both")


class Disagreement(RuntimeError):  # noqa: N818  # the name says what it is
    """Two engines came to different verdicts. ``only`` maps each engine's name to what only it found."""

    def __init__(self, only: dict[str, list[tuple[str, ...]]]) -> None:
        first = next(((name, keys[0]) for name, keys in only.items() if keys), ("", ()))
        counts = ", ".join(f"{name} alone found {len(keys)}" for name, keys in only.items())
        super().__init__(f"the engines disagree: {counts}; {first[0]} for one: {' '.join(first[1])}")
        self.only = only


class Engine:
    """Validates with the engine of that name (one of :data:`ENGINES`).

    ``compiled`` runs what the compiler covers and hands the shapes that it refuses to pySHACL, and all of them
    where the data holds literals that Oxigraph would rewrite; ``both`` runs everything through each and raises
    :class:`Disagreement` where they differ. Raises ``ValueError`` for a name that is no engine's.
    """

    def __init__(self, shapes: Iterable[Triple], name: str) -> None:
        if name not in ENGINES:
            raise ValueError(f"no such engine: {name} (there are {', '.join(ENGINES)})")
        self.name = name
        self.shapes = list(shapes)
        self.compiled = Compiled(self.shapes)
        self._refused = without_targets(self.shapes, {r.shape for r in self.compiled.refusals})

    def validate(self, data: Iterable[Triple]) -> Report:
        """Validate ``data``, one flat graph. Raises whatever an engine raises, which is a refusal."""
        triples = list(data)
        return self._run(lambda: self._compiled(triples), lambda: self._reference(triples, self.shapes))

    def validate_dataset(self, quads: Iterable[Quad]) -> Report:
        """Validate named graphs against shapes whose SPARQL looks at them; targets are sought in all graphs."""
        given = list(quads)
        return self._run(lambda: self._compiled_dataset(given), lambda: self._reference_dataset(given, self.shapes))

    def conforms(self, data: Iterable[Triple]) -> bool:
        """Whether ``data`` conforms: with the compiled engine, looked at only as far as the first fault."""
        triples = list(data)
        if self.name == "compiled" and not self.compiled.refusals and is_faithful(t.object for t in triples):
            return self.compiled.conforms(triples)
        return self.validate(triples).conforms

    def _run(self, compiled: Callable[[], Report], reference: Callable[[], Report]) -> Report:
        if self.name == "compiled":
            return compiled()
        report = reference()
        if self.name == "both":
            compare({"compiled": compiled(), "pyshacl": report})
        return report

    def _compiled(self, data: list[Triple]) -> Report:
        if not is_faithful(t.object for t in data):
            return self._reference(data, self.shapes)
        report = self.compiled.validate(data)
        if not self.compiled.refusals:
            return report
        return Report.of([*report.results, *self._reference(data, self._refused).results])

    def _compiled_dataset(self, quads: list[Quad]) -> Report:
        if not is_faithful(q.object for q in quads):
            return self._reference_dataset(quads, self.shapes)
        report = self.compiled.validate_dataset(quads)
        if not self.compiled.refusals:
            return report
        return Report.of([*report.results, *self._reference_dataset(quads, self._refused).results])

    def _reference_dataset(self, quads: list[Quad], shapes: list[Triple]) -> Report:
        from kgbuild.gate.reference import validate_dataset

        return validate_dataset(quads, shapes)

    def _reference(self, data: list[Triple], shapes: list[Triple]) -> Report:
        from kgbuild.gate.reference import validate  # rdflib and pySHACL are slow to load, and seldom needed

        return validate(data, shapes)


def compare(reports: dict[str, Report]) -> None:
    """Raise :class:`Disagreement` unless all found the same."""
    keys = {name: {_comparable(r) for r in report.results} for name, report in reports.items()}
    common = set.intersection(*keys.values())
    only = {name: sorted(found - common) for name, found in keys.items()}
    if any(only.values()):
        raise Disagreement(only)


def _comparable(result: Violation) -> tuple[str, ...]:
    """What both engines must say of a result; the label of a blank node is no engine's to choose."""
    return tuple("_:" if part.startswith("_:") else part for part in (*result.key, result.severity))


def without_targets(shapes: list[Triple], keep: set[str]) -> list[Triple]:
    """``shapes`` in which only the shapes named in ``keep`` have targets, so that only those are run."""
    targets = {sh(kind) for kind in TARGETS}
    covered = {s.node for s in ShapesGraph(shapes).targeted() if s.name not in keep}
    return [
        t
        for t in shapes
        if not (t.subject in covered and (t.predicate in targets or t.object in (sh("NodeShape"), sh("PropertyShape"))))
    ]
