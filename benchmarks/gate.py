"""``python -m benchmarks.gate``: the compiled engine against pySHACL, and alone on graphs up to a million triples.

Each figure comes from a process of its own. Bounds: at 500 and 2,500 claims the compiled engine is at least 100
times as fast as pySHACL on an rdflib graph and 15 times as fast as pySHACL on an Oxigraph graph; its time for one
claim at 50,000 claims is at most twice that at 2,500.
"""

from __future__ import annotations

import dataclasses
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator

from pyoxigraph import Quad, Store, Triple
from tests.gate import readings

from kgbuild.gate.engine import Engine
from kgbuild.gate.gate import load_shapes
from kgbuild.model import Reading
from kgbuild.rdf import ontology_quads, reading_quads, settled
from kgbuild.resources import shipped

COMPARED = (500, 2_500)
ALONE = (2_500, 10_000, 50_000)
FASTER = {"pyshacl-rdflib": 100.0, "pyshacl-oxigraph": 15.0}
SLOWER_PER_CLAIM = 2.0


def graph(claims: int) -> list[Triple]:
    """A valid graph of that many claims, ten a document, with the ontology."""
    views = [
        reading_quads(_numbered(number), configuration=readings.CONFIGURATION).quads for number in range(claims // 10)
    ]
    ontology = ontology_quads(sorted(shipped("ontology").glob("*/ontology.ttl")))
    flat = ({Triple(q.subject, q.predicate, q.object) for q in view} for view in (*views, ontology))
    return list(settled(*flat))


def _numbered(number: int) -> Reading:
    """The reading of the tests, of a document that is another one for each number."""
    text = f"{readings.TEXT}\nReport {number}."
    return dataclasses.replace(readings.reading(readings.document(text)), links=())


def validate(way: str, triples: list[Triple]) -> float:
    """Seconds of processor time that one validation takes, the graph and the shapes loaded before."""
    folders = [shipped("shapes") / name for name in ("core", "recruitment")]
    shapes = load_shapes(folders, ())
    if way == "compiled":
        engine = Engine(shapes, "compiled")
        begun = time.process_time()
        assert engine.validate(triples).conforms
        return time.process_time() - begun
    return _pyshacl(way, triples, shapes)


def _pyshacl(way: str, triples: list[Triple], shapes: list[Triple]) -> float:
    import pyshacl
    import rdflib
    from oxrdflib import OxigraphStore

    from kgbuild.gate.reference import to_rdflib

    shapes_graph = to_rdflib(shapes)
    if way == "pyshacl-oxigraph":
        store = Store()
        store.extend(Quad(t.subject, t.predicate, t.object) for t in triples)
        data = rdflib.Graph(store=OxigraphStore(store=store), identifier=rdflib.graph.DATASET_DEFAULT_GRAPH_ID)
    else:
        data = rdflib.Graph()
        data += to_rdflib(triples)
    assert len(data) == len(triples)
    begun = time.process_time()
    conforms, _, text = pyshacl.validate(data, shacl_graph=shapes_graph, inference="none", inplace=True)
    assert conforms, text
    return time.process_time() - begun


def measured(way: str, claims: int) -> tuple[float, float, int]:
    """Seconds, peak MiB and number of triples."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.gate", "--one", way, str(claims)], capture_output=True, text=True, check=True
    )
    seconds, memory, size = json.loads(done.stdout)
    return seconds, memory, size


def run(compared: tuple[int, ...] = COMPARED, alone: tuple[int, ...] = ALONE) -> int:
    """Print the figures; 1 where a bound is missed, else 0."""
    return int(any([*_compare(compared), *_scale(alone)]))


def _compare(sizes: tuple[int, ...]) -> Iterator[bool]:
    for claims in sizes:
        ours, _, _ = measured("compiled", claims)
        print(f"gate {claims:>7,} claims  compiled         {ours:8.2f} s   {1000 * ours / claims:6.3f} ms a claim")
        for way, bound in FASTER.items():
            seconds, _, _ = measured(way, claims)
            ratio = seconds / ours
            print(f"gate {claims:>7,} claims  {way:16} {seconds:8.2f} s   {ratio:6.1f} times (at least {bound:.0f})")
            yield ratio < bound


def _scale(sizes: tuple[int, ...]) -> Iterator[bool]:
    first = None
    for claims in sizes:
        seconds, memory, size = measured("compiled", claims)
        each = seconds / claims
        first = first or each
        print(
            f"gate {claims:>7,} claims  {size:>9,} triples {seconds:8.2f} s {memory:6.0f} MiB   "
            f"{1000 * each:.3f} ms a claim, {each / first:.2f} times that of the smallest (at most {SLOWER_PER_CLAIM})"
        )
        yield each > SLOWER_PER_CLAIM * first


def main() -> int:
    if sys.argv[1:2] == ["--one"]:
        triples = graph(int(sys.argv[3]))
        seconds = validate(sys.argv[2], triples)
        print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, len(triples)]))
        return 0
    return run()


if __name__ == "__main__":
    sys.exit(main())
