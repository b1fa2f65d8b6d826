"""Taking a dump back: through the gate, document by document, into a build of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, Quad

from kgbuild.build.described import admitted_items
from kgbuild.build.job import gate_of
from kgbuild.config import load_settings
from kgbuild.dump.checksum import in_their_graphs
from kgbuild.dump.part import Contribution, contributions
from kgbuild.errors import StoreError
from kgbuild.gate import Admission
from kgbuild.iri import expand
from kgbuild.link.described import DIRECT
from kgbuild.rdf import WIKIDATA, Shard
from kgbuild.source import read_rdf
from kgbuild.store import Contents, canonical, locked, write_version
from kgbuild.store.admitted import admitted_records
from kgbuild.store.version import nquads


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of an import; ``checksum`` is that of the graph now published."""

    documents: int
    claims: int
    quarantined: int
    checksum: str


def take(file: Path, folder: Path, base: str | None = None) -> Taken:
    """Take the graph in ``file`` through the gate, and publish what it admits as a build in ``folder``.

    The ontology is the file's own where it has one. Raises :class:`~kgbuild.errors.StoreError` where the file is
    no RDF, holds claims of documents that it does not (``no-document``, as in a part of a dump), or the folder
    cannot be written, :class:`~kgbuild.errors.PackError` for the packs.
    """
    settings = load_settings()
    settings = replace(settings, base=base or settings.base)
    quads = in_their_graphs(read_rdf(file), settings.base)
    items = [quad for quad in quads if _is_of_items(quad, settings.base)]
    parts, ontology = contributions(set(quads).difference(items), settings.base)
    _refuse_lost(file, _claims(quads) - _claims(quad for part in parts for quad in part.quads))
    gate = gate_of(settings)
    admissions = [(part, gate.admit(_shard(part, settings.base))) for part in parts]
    claims = sum(len(a.accepted.claims) for _, a in admissions if a.accepted is not None)
    refused = sum(len(a.quarantined) for _, a in admissions)
    with locked(folder) as target:
        manifest = write_version(
            target,
            Contents(
                settings.base,
                _stored(admissions, settings.base),
                nquads(ontology) + nquads(admitted_items(gate, items)[0]),
                [_told(part, admission) for part, admission in admissions],
                _facts(settings.packs, admissions, claims, refused),
            ),
        )
    return Taken(len(parts), claims, refused, str(manifest["graph"]["sha256"]))


def _claims(quads: Iterable[Quad]) -> set[str]:
    kind, claim = NamedNode(expand("rdf:type")), NamedNode(expand("kg:Claim"))
    return {str(quad.subject) for quad in quads if quad.predicate == kind and quad.object == claim}


def _refuse_lost(file: Path, claims: set[str]) -> None:
    """Raise where ``claims`` would be lost, which no document of the file brings along."""
    if claims:
        message = f"{len(claims)} claims are of no document that it holds, such as {min(claims)}"
        raise StoreError("no-document", str(file), message, f"is it whole? `kgbuild validate {file}` says more")


def _is_of_items(quad: Quad, base: str) -> bool:
    """Whether it is about an item of Wikidata, or declares a property whose values items have."""
    subject = quad.subject
    is_property = isinstance(subject, NamedNode) and subject.value.startswith(DIRECT)
    return is_property or quad.graph_name == NamedNode(base + WIKIDATA)


def _shard(part: Contribution, base: str) -> Shard:
    return Shard.of(part.document.value, part.quads, base)


def _stored(admissions: list[tuple[Contribution, Admission]], base: str) -> Iterator[tuple[bytes, bytes]]:
    for _, admission in admissions:
        kept = b"" if admission.admitted is None else admitted_records(admission.admitted, base)
        yield kept, b"".join(canonical(q.as_dict()) + b"\n" for q in admission.quarantined)


def _told(part: Contribution, admission: Admission) -> dict[str, Any]:
    accepted = 0 if admission.accepted is None else len(admission.accepted.claims)
    return {
        "sha256": part.sha256,
        "key": f"{part.sha256}-imported",
        "fileNames": list(part.file_names),
        "sources": list(part.file_names),
        "status": "read",
        "proposed": accepted + len(admission.quarantined),
        "accepted": accepted,
        "quarantined": len(admission.quarantined),
        "problems": [],
    }


def _facts(
    packs: tuple[str, ...], admissions: list[tuple[Contribution, Admission]], claims: int, refused: int
) -> dict[str, Any]:
    return {
        "kgbuild": version("kgbuild"),
        "configuration": "imported",
        "shapedBy": {"packs": " ".join(packs)},
        "items": {"read": len(admissions), "unreadable": 0},
        "claims": {"proposed": claims + refused, "accepted": claims, "quarantined": refused},
        "removed": [],
    }
