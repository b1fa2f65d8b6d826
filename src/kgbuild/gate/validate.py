"""Validating anybody's file. Run as a module it is the confined process that does the work."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from pyoxigraph import DefaultGraph, Literal, Quad, RdfFormat, Triple
from pyoxigraph import parse as parse_rdf

from kgbuild.errors import KgbuildError
from kgbuild.gate.engine import Disagreement, Engine
from kgbuild.gate.gate import load_shapes
from kgbuild.gate.path import Modified, Several, Step
from kgbuild.gate.path import Path as PropertyPath
from kgbuild.gate.report import Report, Violation
from kgbuild.gate.terms import Term
from kgbuild.gate.untrusted import MEMORY, SECONDS, CheckError, answer, confine, parse, work
from kgbuild.rdf import ontology_quads
from kgbuild.rdf.terms import term
from kgbuild.resources import shipped

DATASET = "dataset"
"""The folder of shapes that look at named graphs, for TriG and N-Quads alone."""


@dataclass(frozen=True, slots=True)
class Contract:
    """What a graph is held against: folders of shapes, and ontology files, whose terms they know."""

    shapes: tuple[Path, ...]
    ontologies: tuple[Path, ...]

    @classmethod
    def shipped(cls) -> Contract:
        """Everything that ships."""
        folders = sorted(shipped("shapes").iterdir())
        kept = tuple(folder for folder in folders if folder.name not in (DATASET, "sparql"))
        return cls(kept, tuple(sorted(shipped("ontology").glob("*/ontology.ttl"))))

    def row(self) -> str:
        """As JSON, for another process."""
        return json.dumps([[str(path) for path in part] for part in (self.shapes, self.ontologies)])

    @classmethod
    def of_row(cls, row: str) -> Contract:
        shapes, ontologies = json.loads(row)
        return cls(tuple(map(Path, shapes)), tuple(map(Path, ontologies)))


def validate_file(
    path: Path,
    *,
    engine: str = "compiled",
    texts: Path | None = None,
    contract: Contract | None = None,
    seconds: float = SECONDS,
    memory: int = MEMORY,
) -> Report:
    """Validate a file of unknown origin against ``contract``: by default the shapes and ontologies that ship.

    ``engine`` is ``compiled``, ``pyshacl`` or ``both``; ``texts`` a folder of text files that stand in, by their
    hash, for texts that the file withholds. A withheld text that is not found there gives a warning, since its
    quotes cannot be verified; a text that is missing without that mark a violation.

    Everything happens in a process of its own, with limits on time (seconds) and memory (bytes) and no network.
    Raises :class:`~kgbuild.gate.untrusted.InputError` where the file cannot be read, with line and column, and
    :class:`~kgbuild.gate.untrusted.CheckError` where the check fails or two engines differ: never a pass.
    """
    chosen = (contract or Contract.shipped()).row()
    arguments = [str(path), engine, "" if texts is None else str(texts), chosen]
    found = work("kgbuild.gate.validate", arguments, seconds=seconds, memory=memory)
    return Report.of(_violation(row) for row in found["results"])


def validate_quads(quads: Iterable[Quad], *, engine: str = "compiled", contract: Contract | None = None) -> Report:
    """The same for quads at hand, in this process; shapes of named graphs apply where there are any."""
    given = list(quads)
    chosen = contract or Contract.shipped()
    ontology = ontology_quads(chosen.ontologies)
    terms = {Triple(q.subject, q.predicate, q.object) for q in ontology}
    flat = dict.fromkeys(Triple(q.subject, q.predicate, q.object) for q in given)
    report = Engine(load_shapes(chosen.shapes, terms), engine).validate(flat | dict.fromkeys(terms))
    if any(not isinstance(q.graph_name, DefaultGraph) for q in given):
        more = Engine(load_shapes([shipped("shapes") / DATASET], ()), engine).validate_dataset(given)
        report = Report.of([*report.results, *more.results])
    return report


def with_texts(quads: Iterable[Quad], folder: Path) -> list[Quad]:
    """``quads`` with the texts that they withhold, as far as ``folder`` holds files of their hashes."""
    given = list(quads)
    withheld = {q.subject for q in given if q.predicate == term("kg:textWithheld")}
    wanted = {
        q.object.value: q.subject
        for q in given
        if q.subject in withheld and q.predicate == term("kg:textSha256") and isinstance(q.object, Literal)
    }
    found: dict[Any, str] = {}
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            data = file.read_bytes()
            document = wanted.get(sha256(data).hexdigest())
            if document is not None:
                found[document] = data.decode("utf-8")
    return [
        Quad(q.subject, term("kg:text"), Literal(found[q.subject]), q.graph_name)
        if q.predicate == term("kg:textWithheld") and q.subject in found
        else q
        for q in given
    ]


# Across the border between the two processes: JSON, so that nothing is run that a hostile file could have made.


def _row(v: Violation) -> list[Any]:
    return [_text(v.focus), _path_row(v.path), _text(v.value), v.shape, v.component, v.message, v.severity]


def _violation(row: Sequence[Any]) -> Violation:
    focus, path, value, shape, component, message, severity = row
    node = _term(focus)
    assert node is not None  # noqa: S101  # every result has a focus; for the type checker
    return Violation(node, _path(path), _term(value), shape, component, message, severity)


def _text(node: Term | None) -> str | None:
    return None if node is None else str(node)


def _term(text: str | None) -> Term | None:
    if text is None:
        return None
    line = f"<urn:s> <urn:p> {text} ."
    quads = list(parse_rdf(input=line, format=RdfFormat.N_TRIPLES, rename_blank_nodes=False))
    found: Term = quads[0].object
    return found


def _path_row(path: PropertyPath | None) -> Any:
    if path is None or isinstance(path, Step):
        return None if path is None else path.predicate
    if isinstance(path, Modified):
        return [path.modifier, _path_row(path.path)]
    return [path.separator, *map(_path_row, path.paths)]


def _path(row: Any) -> PropertyPath | None:
    if row is None or isinstance(row, str):
        return None if row is None else Step(row)
    sign, *parts = row
    paths = [p for p in map(_path, parts) if p is not None]
    return Several(sign, tuple(paths)) if sign in "/|" else Modified(sign, paths[0])


def _main(arguments: Sequence[str]) -> None:
    memory, file, engine, texts, contract = arguments
    confine(int(memory))
    try:
        quads = parse(Path(file))
        if texts:
            quads = with_texts(quads, Path(texts))
        report = validate_quads(quads, engine=engine, contract=Contract.of_row(contract))
    except KgbuildError as error:
        answer(error)
    except Disagreement as error:
        answer(CheckError("engines-differ", file, str(error), "trust neither, and report this, please"))
    except MemoryError:
        answer(CheckError("too-big", file, f"needs more than {int(memory) // 2**20} MB", "split the file"))
    except Exception as error:  # noqa: BLE001  # a check that failed refuses, whatever made it fail
        answer(
            CheckError("check-failed", file, f"{type(error).__name__}: {error}", "what cannot be checked is refused")
        )
    else:
        answer({"results": [_row(v) for v in report.results]})


if __name__ == "__main__":
    _main(sys.argv[1:])
