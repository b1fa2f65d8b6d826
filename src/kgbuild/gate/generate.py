"""Writes what follows from the ontologies and the shapes: ``make shapes``. A test checks that it is current.

``shapes/PACK/plain.ttl`` guards the plain triples of a pack's claim predicates, ``shapes/dataset/stated.ttl`` the
graph that they stand in, and ``shapes/sparql/*.rq`` are the queries that shapes are compiled to, for anybody's
store: a graph conforms when none of them answers.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import RdfFormat, parse

from kgbuild.gate.compile import Query, compile_shapes
from kgbuild.gate.plain import claim_predicates, plain_shape, stated_shape
from kgbuild.gate.report import short
from kgbuild.gate.shapes import ShapesGraph, read_shapes
from kgbuild.gate.terms import local

_HEADER = """\
# {message}
# Shape {shape}, {component}. Generated from shapes/{pack}/ by `make shapes`.
# Every row is a fault: what was looked at, along which path, what was found there, which shape refuses it.
{text}
ORDER BY ?focus ?value
"""


def generated(root: Path) -> Iterator[tuple[Path, str]]:
    """The files that follow from ``root`` (which holds ``ontology/`` and ``shapes/``), and what each must hold.

    The queries follow from the shapes' files as they are, so write the plain shapes before.
    """
    every: list[str] = []
    for ontology in sorted((root / "ontology").glob("*/ontology.ttl")):
        predicates = claim_predicates(parse(input=ontology.read_bytes(), format=RdfFormat.TURTLE))
        if predicates:
            pack = ontology.parent.name
            yield root / "shapes" / pack / "plain.ttl", plain_shape(pack, predicates)
            every += predicates
    yield root / "shapes" / "dataset" / "stated.ttl", stated_shape(every)


def queries(root: Path) -> Iterator[tuple[Path, str]]:
    """The published queries of the shapes in ``root``, except those that look at named graphs."""
    for folder in sorted((root / "shapes").iterdir()):
        if folder.name in ("sparql", "dataset") or not folder.is_dir():
            continue
        prefixes = [root / "shapes" / "core" / "prefixes.ttl"] if folder.name != "core" else []
        compiled, refused = compile_shapes(ShapesGraph(read_shapes([*folder.glob("*.ttl"), *prefixes])))
        if refused:
            raise ValueError(f"not compiled: {refused}")
        taken: dict[str, int] = {}
        for query in compiled:
            stem = f"{folder.name}-{local(query.shape)}-{_kind(query)}"
            taken[stem] = taken.get(stem, 0) + 1
            number = "" if taken[stem] == 1 else f"-{taken[stem]}"
            yield root / "shapes" / "sparql" / f"{stem}{number}.rq", _published(query, folder.name)


def _kind(query: Query) -> str:
    name = local(query.component).removesuffix("ConstraintComponent")
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()


def _published(query: Query, pack: str) -> str:
    message = " ".join(query.message.split())
    component = local(query.component)
    return _HEADER.format(message=message, shape=short(query.shape), component=component, pack=pack, text=query.text)


def write(root: Path) -> int:
    """Write every generated file that is not current, and delete queries of shapes that are gone. How many."""
    changed = 0
    wanted: set[Path] = set()
    for make in (generated, queries):
        for path, text in make(root):
            wanted.add(path)
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
                changed += 1
    for old in (root / "shapes" / "sparql").glob("*.rq"):
        if old not in wanted:
            old.unlink()
            changed += 1
    return changed


if __name__ == "__main__":
    sys.stderr.write(f"{write(Path.cwd())} files changed\n")
