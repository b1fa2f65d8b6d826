"""``python -m benchmarks.gate [compare] [alone]``: the compiled engine against pySHACL, and alone to a million triples.

Each figure comes from a process of its own, and its seconds are of the processor. Bounds: at 500 and 2,500 claims the
compiled engine is at least 100 times as fast as pySHACL on an rdflib graph and 15 times as fast as pySHACL on an
Oxigraph graph; its time for one claim at 50,000 claims is at most twice that at 2,500. An engine that has not ended
after ``--limit`` seconds is ended; the ratio is then at least what the limit makes it.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.machine import write_results
from pyoxigraph import Quad, RdfFormat, Store, Triple, parse, serialize
from tests.gate import readings

from kgbuild.gate.engine import Engine
from kgbuild.gate.gate import load_shapes
from kgbuild.model import Reading
from kgbuild.rdf import ontology_quads, reading_quads, settled
from kgbuild.resources import shipped

COMPARED = (500, 2_500)
ALONE = (2_500, 10_000, 25_000, 50_000)
FASTER = {"pyshacl-rdflib": 100.0, "pyshacl-oxigraph": 15.0}
SLOWER_PER_CLAIM = 2.0
LIMIT = 900
RESULTS = Path(__file__).parent / "results" / "gate.json"


@dataclasses.dataclass(frozen=True)
class Measured:
    """One validation. ``seconds`` is None where it had not ended after ``limit`` seconds."""

    way: str
    claims: int
    limit: int
    seconds: float | None = None
    peak_mib: float | None = None
    triples: int | None = None

    @property
    def at_least(self) -> float:
        """The seconds that it took, or at which it was ended."""
        return float(self.limit) if self.seconds is None else self.seconds


def graph(claims: int) -> list[Triple]:
    """A valid graph of that many claims, as many in a document as the tests' reading has, with the ontology."""
    each = len(readings.reading().claims)
    views = [
        reading_quads(_numbered(number), configuration=readings.CONFIGURATION).quads for number in range(claims // each)
    ]
    ontology = ontology_quads(sorted(shipped("ontology").glob("*/ontology.ttl")))
    flat = ({Triple(q.subject, q.predicate, q.object) for q in view} for view in (*views, ontology))
    return sorted(settled(*flat), key=str)


def _numbered(number: int) -> Reading:
    """The reading of the tests, of a document that is another one for each number."""
    text = f"{readings.TEXT}\nReport {number}."
    return dataclasses.replace(readings.reading(readings.document(text)), links=())


def validate(way: str, triples: list[Triple], limit: int) -> float:
    """Seconds of processor time that one validation takes, the graph and the shapes loaded before.

    The process is ended by ``SIGXCPU`` where that is more than ``limit``.
    """
    shapes = load_shapes([shipped("shapes") / name for name in ("core", "recruitment")], ())
    run = _compiled(triples, shapes) if way == "compiled" else _pyshacl(way, triples, shapes)
    begun = time.process_time()
    resource.setrlimit(resource.RLIMIT_CPU, (int(begun) + limit, resource.RLIM_INFINITY))
    run()
    return time.process_time() - begun


def _compiled(triples: list[Triple], shapes: list[Triple]) -> Callable[[], None]:
    engine = Engine(shapes, "compiled")

    def run() -> None:
        assert engine.validate(triples).conforms

    return run


def _pyshacl(way: str, triples: list[Triple], shapes: list[Triple]) -> Callable[[], None]:
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

    def run() -> None:
        conforms, _, text = pyshacl.validate(data, shacl_graph=shapes_graph, inference="none", inplace=True)
        assert conforms, text

    return run


@contextmanager
def made(claims: int) -> Iterator[Path]:
    """A file of the graph, made in a process of its own: a child's peak memory counts from its parent's."""
    with tempfile.TemporaryDirectory(prefix="kgbuild-bench-") as folder:
        file = Path(folder) / f"{claims}.nt"
        subprocess.run([sys.executable, "-m", "benchmarks.gate", "--make", str(claims), str(file)], check=True)
        yield file


def measured(way: str, claims: int, file: Path, limit: int) -> Measured:
    """One validation of the graph in ``file`` in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.gate", "--one", way, str(file), str(limit)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == -signal.SIGXCPU:
        return Measured(way, claims, limit)
    if done.returncode:
        raise SystemExit(f"{way} failed at {claims} claims: {done.stderr[-2000:]}")
    seconds, memory, triples = json.loads(done.stdout)
    return Measured(way, claims, limit, round(seconds, 3), round(memory, 1), triples)


def compare(sizes: Sequence[int] = COMPARED, limit: int = LIMIT) -> tuple[bool, list[dict[str, object]]]:
    """Whether every bound against pySHACL holds, and the rows; those of one size are printed when all are known."""
    good, rows = True, []
    for claims in sizes:
        with made(claims) as file:
            ours, *others = [measured(way, claims, file, limit) for way in ("compiled", *FASTER)]
        print(f"gate {claims:>7,} claims  compiled         {ours.at_least:8.2f} s", flush=True)
        rows.append(dataclasses.asdict(ours))
        for theirs, (way, bound) in zip(others, FASTER.items(), strict=True):
            ratio = theirs.at_least / ours.at_least
            ended = (
                f"{theirs.seconds:8.2f} s   " if theirs.seconds is not None else f"not ended after {limit} s, at least "
            )
            print(f"gate {claims:>7,} claims  {way:16} {ended}{ratio:6.1f} times (at least {bound:.0f})", flush=True)
            rows.append({**dataclasses.asdict(theirs), "times": round(ratio, 1), "bound": bound})
            good &= ratio >= bound
    return good, rows


def alone(sizes: Sequence[int] = ALONE, limit: int = LIMIT) -> tuple[bool, list[dict[str, object]]]:
    """Whether the time for one claim stays within its bound as the graph grows, and the rows."""
    rows: list[dict[str, object]] = []
    good, first = True, None
    for claims in sizes:
        with made(claims) as file:
            found = measured("compiled", claims, file, limit)
        each = found.at_least / claims
        first = first or each
        good &= found.seconds is not None and each <= SLOWER_PER_CLAIM * first
        print(
            f"gate {claims:>7,} claims  {found.triples or 0:>9,} triples {found.at_least:8.2f} s "
            f"{found.peak_mib or 0:6.0f} MiB   {1000 * each:.3f} ms a claim, {each / first:.2f} times that of the "
            f"smallest (at most {SLOWER_PER_CLAIM})",
            flush=True,
        )
        rows.append({**dataclasses.asdict(found), "ms_per_claim": round(1000 * each, 4)})
    return good, rows


def run(
    compared: Sequence[int] = COMPARED, sizes: Sequence[int] = ALONE, limit: int = LIMIT, results: Path | None = None
) -> int:
    """Print the figures, write them to ``results``; 1 where a bound is missed, else 0."""
    fast, against = compare(compared, limit)
    linear, growth = alone(sizes, limit)
    if results is not None:
        write_results(results, {"against_pyshacl": against, "alone": growth})
    return 0 if fast and linear else 1


def main() -> int:
    """Run what the command line asks for: both parts by default, or only those named."""
    if sys.argv[1:2] == ["--make"]:
        serialize(graph(int(sys.argv[2])), sys.argv[3], RdfFormat.N_TRIPLES)
        return 0
    if sys.argv[1:2] == ["--one"]:
        triples = [q.triple for q in parse(path=sys.argv[3], format=RdfFormat.N_TRIPLES)]
        seconds = validate(sys.argv[2], triples, int(sys.argv[4]))
        print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, len(triples)]))
        return 0
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gate", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=["compare", "alone", []], help="[default: both]")
    parser.add_argument("--compared", type=int, nargs="+", default=COMPARED, metavar="CLAIMS")
    parser.add_argument("--alone", type=int, nargs="+", default=ALONE, metavar="CLAIMS")
    parser.add_argument("--limit", type=int, default=LIMIT, metavar="SECONDS", help="for each validation")
    parser.add_argument("--results", type=Path, default=RESULTS, metavar="FILE", help="[default: %(default)s]")
    given = parser.parse_args()
    parts = given.parts or ["compare", "alone"]
    compared = given.compared if "compare" in parts else ()
    return run(compared, given.alone if "alone" in parts else (), given.limit, given.results)


if __name__ == "__main__":
    sys.exit(main())
