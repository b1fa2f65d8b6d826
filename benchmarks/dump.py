"""``python -m benchmarks.dump [TRIPLES…]``: our Turtle against rdflib's ``longturtle`` and a raw ``Store.dump``.

Each way runs in a process of its own, so that its memory is its own. Time is of the processor, from quads in a file
(ours streams them; the others have them loaded, which is not counted) to a file. Bounds: at least
:data:`FASTER_THAN_RDFLIB` times as fast as rdflib, at most :data:`SLOWER_THAN_RAW` times the raw dump's time; and the
memory of no format of ours grows by more than :data:`GROWTH_MIB` from the smallest graph to the largest.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from benchmarks.machine import write_results
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, parse, serialize

from kgbuild.iri import DEFAULT_BASE, PREFIXES, mint

FASTER_THAN_RDFLIB = 15
SLOWER_THAN_RAW = 4
GROWTH_MIB = 64
TRIPLES = (100_000, 1_000_000)
RESULTS = Path(__file__).parent / "results" / "dump.json"


def quads(triples: int) -> Iterator[Quad]:
    """A graph of claims with evidence and quotes, sorted by subject as a build's is."""
    kinds = {
        name: NamedNode(f"{PREFIXES['kg']}{name}")
        for name in ("Claim", "evidence", "polarity", "affirmed", "confidence")
    }
    rdf, oa = PREFIXES["rdf"], PREFIXES["oa"]
    for number in range(triples // 8):
        graph = NamedNode(DEFAULT_BASE + mint("graph", [number // 40]))
        claim, place, quote = (
            NamedNode(DEFAULT_BASE + mint(kind, [number])) for kind in ("claim", "evidence", "quote")
        )
        decimal = NamedNode(PREFIXES["xsd"] + "decimal")
        yield Quad(claim, NamedNode(rdf + "type"), kinds["Claim"], graph)
        yield Quad(claim, NamedNode(rdf + "subject"), NamedNode(DEFAULT_BASE + mint("country", [number % 200])), graph)
        yield Quad(claim, kinds["polarity"], kinds["affirmed"], graph)
        yield Quad(claim, kinds["confidence"], Literal("0.9", datatype=decimal), graph)
        yield Quad(claim, kinds["evidence"], place, graph)
        yield Quad(place, NamedNode(oa + "hasSelector"), quote, graph)
        words = f'At least {number} citizens signed contracts with the army, "according to" the group'
        yield Quad(quote, NamedNode(oa + "exact"), Literal(words), graph)
        yield Quad(quote, NamedNode(oa + "prefix"), Literal(f"on {number} "), graph)


def make(file: Path, triples: int) -> None:
    """The graph as sorted N-Quads."""
    lines = sorted((serialize(quads(triples), format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True))
    file.write_bytes(b"".join(lines))


def ours(file: Path, target: Path, form: str = "turtle") -> float:
    from kgbuild.dump.formats import Format, write_rdf

    begun = time.process_time()
    with target.open("wb") as out, file.open("rb") as stream:
        write_rdf(parse(stream, format=RdfFormat.N_QUADS), Format(form), out, DEFAULT_BASE)
    return time.process_time() - begun


def raw(file: Path, target: Path) -> float:
    store = Store()
    store.bulk_extend(Quad(*q.triple) for q in parse(path=str(file), format=RdfFormat.N_QUADS))
    begun = time.process_time()
    prefixes = {**PREFIXES, "id": DEFAULT_BASE}
    store.dump(str(target), RdfFormat.TURTLE, from_graph=DefaultGraph(), prefixes=prefixes)
    return time.process_time() - begun


def longturtle(file: Path, target: Path) -> float:
    import rdflib

    graph = rdflib.Graph()
    for prefix, namespace in {**PREFIXES, "id": DEFAULT_BASE}.items():
        graph.bind(prefix, namespace)
    flat = (
        serialize([q.triple for q in parse(path=str(file), format=RdfFormat.N_QUADS)], format=RdfFormat.N_TRIPLES)
    ) or b""
    graph.parse(data=flat, format="nt")
    begun = time.process_time()
    graph.serialize(target, format="longturtle")
    return time.process_time() - begun


FORMATS = ("trig", "nquads", "ntriples", "rdfxml", "jsonld")
"""What else we write; all of it is streamed."""
WAYS = {
    "ours": ours,
    "raw": raw,
    "longturtle": longturtle,
    **{f"ours {form}": partial(ours, form=form) for form in FORMATS},
}


def measured(way: str, file: Path) -> tuple[float, float]:
    """Seconds, and the most memory that the process took, in MiB."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.dump", "--one", way, str(file)], capture_output=True, text=True, check=True
    )
    seconds, memory = json.loads(done.stdout)
    return seconds, memory


def run(sizes: Sequence[int] = TRIPLES, results: Path | None = None) -> int:
    """Print the figures for each size, write them to ``results``; 1 where a bound is missed, else 0."""
    missed, rows = False, []
    memory: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory(prefix="kgbuild-bench-") as folder:
        for size in sizes:
            file = Path(folder) / f"{size}.nq"
            # In a process of its own too: a child's peak memory counts from its parent's at the fork.
            subprocess.run([sys.executable, "-m", "benchmarks.dump", "--make", str(size), str(file)], check=True)
            seconds: dict[str, float] = {}
            for way in WAYS:
                seconds[way], peak = measured(way, file)
                memory.setdefault(way, []).append(peak)
                print(f"dump {size:>9,} triples  {way:14} {seconds[way]:8.2f} s {peak:8.0f} MiB", flush=True)
                rows.append(
                    {"triples": size, "way": way, "seconds": round(seconds[way], 3), "peak_mib": round(peak, 1)}
                )
            missed |= not _within(seconds)
            file.unlink()
    grown = {way: peaks[-1] - peaks[0] for way, peaks in memory.items() if way.startswith("ours")}
    print(f"  memory of ours grows by {max(grown.values()):.0f} MiB (at most {GROWTH_MIB})")
    if results is not None:
        write_results(results, {"dumps": rows})
    return 1 if missed or max(grown.values()) > GROWTH_MIB else 0


def _within(seconds: dict[str, float]) -> bool:
    slower = seconds["ours"] / seconds["raw"]
    faster = seconds["longturtle"] / seconds["ours"]
    print(f"  {slower:.1f} times a raw dump (at most {SLOWER_THAN_RAW})")
    print(f"  {faster:.1f} times as fast as rdflib's longturtle (at least {FASTER_THAN_RDFLIB})", flush=True)
    return slower <= SLOWER_THAN_RAW and faster >= FASTER_THAN_RDFLIB


def main() -> int:
    if sys.argv[1:2] == ["--make"]:
        make(Path(sys.argv[3]), int(sys.argv[2]))
        return 0
    if sys.argv[1:2] == ["--one"]:
        way, file = sys.argv[2], Path(sys.argv[3])
        with tempfile.TemporaryDirectory() as folder:
            seconds = WAYS[way](file, Path(folder) / "out.ttl")
        print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
        return 0
    sizes = tuple(map(int, sys.argv[1:])) or TRIPLES
    return run(sizes, RESULTS if sizes == TRIPLES else None)


if __name__ == "__main__":
    sys.exit(main())
