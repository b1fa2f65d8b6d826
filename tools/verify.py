"""Rechecks a dump without kgbuild: with pySHACL alone, then with an RDF store and the published queries alone.

    python -m tools.verify DUMP        (make verify DUMP=graph.ttl)

DUMP is a file in any RDF format that pyoxigraph knows by its ending, gzipped (``.gz``) or not. Nothing of kgbuild's
code runs: the shapes are read from ``shapes/``, the queries from ``shapes/sparql/``, and a conforming graph answers
none of them. Exits 0 where neither finds anything, 1 where one does, 2 where the dump cannot be read.
"""

from __future__ import annotations

import gzip
import subprocess
import sys
import tempfile
from pathlib import Path

from pyoxigraph import DefaultGraph, Quad, QuerySolutions, RdfFormat, Store, parse

SHAPES = Path(__file__).resolve().parent.parent / "shapes"
SHOWN = 20


def main(arguments: list[str]) -> int:
    """Check the dump that ``arguments`` names; the exit status."""
    if len(arguments) != 1 or not Path(arguments[0]).is_file():
        sys.stderr.write("usage: make verify DUMP=graph.ttl\n")
        return 2
    try:
        store = flat(Path(arguments[0]))
    except (ValueError, SyntaxError, OSError) as error:
        sys.stderr.write(f"{arguments[0]}: {error}\n")
        return 2
    results = [by_queries(store), by_pyshacl(store)]
    return 0 if all(results) else 1


def flat(dump: Path) -> Store:
    """All triples of the dump in one graph, whatever graphs it has. Raises where there is none."""
    compressed = dump.suffix == ".gz"
    name = dump.with_suffix("") if compressed else dump
    form = RdfFormat.from_extension(name.suffix.removeprefix("."))
    if form is None:
        raise ValueError("no RDF format has this ending")
    data = gzip.decompress(dump.read_bytes()) if compressed else dump.read_bytes()
    store = Store()
    store.bulk_extend(Quad(q.subject, q.predicate, q.object) for q in parse(data, format=form))
    if not len(store):
        raise ValueError("there is not one triple in it")
    return store


def shape_files() -> list[Path]:
    """The shapes of every pack; those in ``dataset`` look at named graphs, of which a flat graph has none."""
    return sorted(file for file in SHAPES.glob("*/*.ttl") if file.parent.name != "dataset")


def by_pyshacl(store: Store) -> bool:
    """Whether pySHACL's own command says that the graph conforms; prints its report where it does not."""
    with tempfile.TemporaryDirectory() as folder:
        shapes, data = Path(folder, "shapes.ttl"), Path(folder, "data.nt")
        shapes.write_bytes(b"\n".join(file.read_bytes() for file in shape_files()))
        store.dump(str(data), format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
        command = [sys.executable, "-m", "pyshacl", "--shapes", str(shapes), "--data-file-format", "nt", str(data)]
        done = subprocess.run(command, capture_output=True, text=True)  # noqa: S603  # nothing from outside but paths
    conforms = done.returncode == 0
    sys.stdout.write("pySHACL: conforms\n" if conforms else done.stdout + done.stderr)
    return conforms


def by_queries(store: Store) -> bool:
    """Whether none of the published queries answers; prints the first faults that they find."""
    queries = sorted((SHAPES / "sparql").glob("*.rq"))
    faults: list[str] = []
    for query in queries:
        solutions = store.query(query.read_text(encoding="utf-8"))
        if not isinstance(solutions, QuerySolutions):
            raise TypeError(f"{query.name} is no SELECT query")
        faults += [f"{query.stem}: {row['focus']} {row['value'] or ''}".rstrip() for row in solutions]
    sys.stdout.writelines(f"{fault}\n" for fault in faults[:SHOWN])
    sys.stdout.write(f"{len(queries)} queries: {f'{len(faults)} faults' if faults else 'conforms'}\n")
    return not faults


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
