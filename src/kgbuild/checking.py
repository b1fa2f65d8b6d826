"""The gate of a project: the shapes and the ontology of its packs, and what a claim passed there."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import NamedNode, Quad, Store

from kgbuild.build.job import gate_of, shape_folders
from kgbuild.config import Settings
from kgbuild.gate.report import Report, short
from kgbuild.gate.shapes import ShapesGraph
from kgbuild.gate.validate import Contract, validate_file
from kgbuild.iri import expand
from kgbuild.pack import load_packs
from kgbuild.source import open_source

_STATEMENT = tuple(NamedNode(expand(f"rdf:{name}")) for name in ("subject", "predicate", "object"))
_IDENTITY = (expand("owl:sameAs"), expand("skos:closeMatch"))


def check(path: Path, settings: Settings, *, engine: str = "compiled", texts: Path | None = None) -> Report:
    """What the gate of a project says of a build's folder, or of anybody's RDF file, which is read confined.

    ``texts`` is a folder of texts that stand in for those that a file withholds. Raises what opening a build and
    :func:`~kgbuild.gate.validate.validate_file` raise.
    """
    if path.is_dir() or not path.exists():
        with open_source(path) as source:
            return gate_of(settings, engine).check(source.quads())
    packs = load_packs(settings.packs, settings.project)
    contract = Contract(tuple(shape_folders(settings)), packs.ontologies())
    return validate_file(path, engine=engine, texts=texts, contract=contract)


def verdict(store: Store, claim: str, settings: Settings) -> list[str]:
    """The lines that say which shapes looked at a claim and all that it reaches, and what they found."""
    quads = _reached(store, claim, settings.base)
    gate = gate_of(settings)
    report = gate.check(quads)
    kind = NamedNode(expand("rdf:type"))
    types = {q.object for q in quads if q.predicate == kind}
    shapes = ShapesGraph(gate.engine.shapes).targeted()
    looked = sorted(short(s.name) for s in shapes if any(t.term in types for t in s.targets))
    lines = [f"  shapes      passed {', '.join(looked)}" if report.conforms else "  shapes      NOT passed:"]
    return lines + [f"    {short(r.shape)}: {r.message}" for r in report.results]


def _reached(store: Store, claim: str, base: str) -> set[Quad]:
    """The claim with everything that it reaches, and its plain triple; not what else is said of the same things."""
    kind, predicate = NamedNode(expand("rdf:type")), NamedNode(expand("kg:ClaimPredicate"))
    plain = {q.subject for q in store.quads_for_pattern(None, kind, predicate, None)}
    found: set[Quad] = set()
    waiting, seen = [NamedNode(claim)], set()
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        for quad in store.quads_for_pattern(node, None, None, None):
            if quad.predicate in plain or quad.predicate.value in _IDENTITY:
                continue
            found.add(quad)
            if isinstance(quad.object, NamedNode) and quad.object.value.startswith(base):
                waiting.append(quad.object)
    said = {q.predicate: q.object for q in store.quads_for_pattern(NamedNode(claim), None, None, None)}
    ends = [said.get(term) for term in _STATEMENT]
    if isinstance(ends[0], NamedNode) and isinstance(ends[1], NamedNode) and ends[2] is not None:
        found |= set(store.quads_for_pattern(ends[0], ends[1], ends[2], None))
    return found
