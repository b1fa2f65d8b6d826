"""The gate of a project: the shapes and the ontology of its packs."""

from __future__ import annotations

from kgbuild.build.job import shape_folders
from kgbuild.config import Settings
from kgbuild.gate import Gate
from kgbuild.pack import load_packs
from kgbuild.rdf import ontology_quads


def gate_of(settings: Settings, engine: str = "compiled") -> Gate:
    """The gate that a build with these settings has. Raises :class:`~kgbuild.errors.PackError`."""
    packs = load_packs(settings.packs, settings.project)
    ontology = ontology_quads(packs.ontologies(), settings.base)
    return Gate(shape_folders(settings), ontology, base=settings.base, engine=engine)
