"""Builds to serve: published by the program's own store, from readings made by hand."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kgbuild.iri import DEFAULT_BASE
from kgbuild.model import Certainty, Claim, Document, Entity, Layer, Reading
from kgbuild.rdf import reading_quads
from kgbuild.store import Contents, locked, write_version
from kgbuild.store.merge import records
from kgbuild.store.version import nquads
from tests.graphs import AGENT, ARMY, KENYANS, at, document, ontology, small_readings

HOSTILE = """<script>window.stolen = document.cookie</script> "the <b>bold</b> list"
A man said that Kenyan citizens signed contracts with the Russian army. ‮ He was <img src=x onerror=alert(1)> sure.
"""


def hostile_reading() -> Reading:
    """A document that attacks whoever shows it, in its text, its title, a name and a quote."""
    doc: Document = document(HOSTILE, "</title><script>alert(1)</script>.txt", title="<script>alert('title')</script>")
    name = "<img src=x onerror=alert(2)>"
    man = Entity("rec:Person", ("entity", doc.sha256, "person", name), name, scope=doc.sha256)
    quote = "Kenyan citizens signed contracts with the Russian army. ‮ He was <img src=x onerror=alert(1)> sure"
    signed = Claim(
        doc, Layer.WORLD, "rec:signedContractWith", KENYANS, ARMY, (at(doc, quote, man),), certainty=Certainty.HEDGED
    )
    return Reading(doc, (signed,), (), (AGENT,))


def publish(folder: Path, readings: Iterable[Reading], *, disk: bool = False) -> Path:
    """A build of ``readings`` in ``folder``."""
    shards = []
    for reading in readings:
        shard = reading_quads(reading, configuration="c" * 64)
        quads = sorted({*shard.own, *shard.shared, *shard.stated}, key=str)
        lines = nquads(quads).splitlines()
        entities = f"<{DEFAULT_BASE}entities>".encode()
        shards.append((b"\n".join(records(lines, entities)), b""))
    with locked(folder) as held:
        write_version(held, Contents(DEFAULT_BASE, shards, nquads(ontology()), ()), disk=disk)
    return folder


def sample(folder: Path, *, disk: bool = False) -> Path:
    """The small graph of :mod:`tests.graphs`, and the hostile document."""
    return publish(folder, (*small_readings(), hostile_reading()), disk=disk)
