"""A project's packs held against their own examples and the documents at hand (``kgbuild pack test``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from kgbuild.config import Settings
from kgbuild.extract.pack_test.run import PackTestReport, run_pack_tests
from kgbuild.model import Document
from kgbuild.pack import load_packs
from kgbuild.read import documents

AT_HAND = "seeds"
"""The folder of a project whose documents tell which rules only one of them can have taught."""


def pack_tests(names: Sequence[str], settings: Settings) -> tuple[PackTestReport, ...]:
    """The reports on the packs called ``names``, else on all of the project's, read with all of them together.

    A pack that the project does not name yet is read beside the others. Raises
    :class:`~kgbuild.errors.PackError` for a name that is no pack, and for a malformed file of one.
    """
    chosen = tuple(dict.fromkeys((*settings.packs, *names)))
    packs = load_packs(chosen, settings.project)
    return run_pack_tests(packs, names or chosen, _at_hand(settings.project / AT_HAND), settings.model)


def _at_hand(folder: Path) -> Iterator[Document]:
    """The documents that can be read in ``folder``; what cannot is told by a build, and teaches no rule anything."""
    found = documents([folder]) if folder.is_dir() else ()
    return (document for document in found if isinstance(document, Document))


def as_json(report: PackTestReport) -> dict[str, Any]:
    """A report for programs: counts, and each fault as kind, place, name and what is wrong."""
    keys = ("kind", "place", "name", "fault")
    return {
        "pack": report.pack,
        "ok": report.ok,
        "examples": len(report.outcomes),
        "failures": len(report.failures),
        "known_failures": len(report.known_failures),
        "rows": [dict(zip(keys, row, strict=True)) for row in report.rows()],
    }
