"""How a build grows with its documents, and what can be done with the graph: validate, dump, load, serve, ask.

``python -m benchmarks.growth [--documents N …]`` builds 1,000, 3,000, 10,000 and 30,000 articles on two workers, each
from nothing in fresh processes, and puts the commands of people to each graph: ``kgbuild validate``, ``kgbuild dump``,
``kgbuild serve`` until it answers, and saved queries, in memory. It prints tables.

Bounds, for sizes from 1,000 on: none takes more than :data:`LINEAR` times as long for a document as the smallest does;
all memory is below :data:`benchmarks.build.MOST_MIB`, and the largest build's at most :data:`FLAT_MIB` more than the
smallest's.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.articles import REPOSITORY, write
from benchmarks.build import MOST_MIB, Row, graph_of, measured, row
from benchmarks.machine import machine, write_results

DOCUMENTS = (1_000, 3_000, 10_000, 30_000)
JOBS = 2
LINEAR = 1.2
FLAT_MIB = 256
RESULTS = Path(__file__).parent / "results" / "growth.json"
QUERIES = ("claims", "contracts-signed", "prosecutions", "who-says-what", "provenance-coverage")
ASK = """
import json, sys, time
from kgbuild.query.run import run
from kgbuild.query.saved import load_queries
from kgbuild.store import open_build
begun = time.perf_counter()
with open_build(sys.argv[1]) as build:
    store = build.store
    found = {"load": time.perf_counter() - begun}
    for query in load_queries().values():
        if query.name in sys.argv[2:]:
            begun = time.perf_counter()
            rows = len(run(store, query, base=build.base))
            found[query.name] = time.perf_counter() - begun
            found[query.name + " rows"] = rows
print(json.dumps(found))
"""


def asked(graph: Path) -> dict[str, float]:
    """Seconds to load the graph into memory, and of each saved query in :data:`QUERIES`, with its number of rows."""
    command = [sys.executable, "-c", ASK, str(graph), *QUERIES]
    text = subprocess.run(command, capture_output=True, text=True, check=True, cwd=REPOSITORY).stdout
    return {name: round(value, 4) for name, value in json.loads(text).items()}


def commanded(graph: Path, scratch: Path) -> dict[str, float]:
    """Seconds of ``validate``, ``dump`` and of ``serve`` until its first answer, with the MiB of the first two."""
    kgbuild = [sys.executable, "-m", "kgbuild"]
    validate = measured([*kgbuild, "validate", "--build", str(graph)])
    dump = measured([*kgbuild, "dump", "--build", str(graph), "-f", "turtle", "-o", str(scratch / "dump.ttl")])
    found = {
        "validate": validate.seconds,
        "validate MiB": validate.peak_mib,
        "dump": dump.seconds,
        "dump MiB": dump.peak_mib,
        "dump bytes": (scratch / "dump.ttl").stat().st_size,
        "serve": served(graph),
    }
    return {name: round(value, 2) for name, value in found.items()}


def served(graph: Path) -> float:
    """Seconds until ``kgbuild serve`` has answered how many claims the graph holds, which must be as its manifest."""
    from tests.serve.running import Server

    begun = time.perf_counter()
    count = "SELECT (COUNT(*) AS ?n) { ?c a <https://w3id.org/kgbuild/ontology#Claim> }"
    with Server([graph]) as server:
        answer = server.client.get(
            "/sparql", params={"query": count}, headers={"Accept": "application/sparql-results+json"}
        )
        taken = time.perf_counter() - begun
    claims = json.loads((graph / "manifest.json").read_bytes())["nodes"].get("claim", 0)
    assert int(answer.json()["results"]["bindings"][0]["n"]["value"]) == claims
    return taken


def missed(rows: Sequence[Row]) -> list[str]:
    """The bounds that ``rows``, from the smallest size to the largest, miss, in words."""
    first = rows[0].seconds / rows[0].documents
    found = [
        f"{row.documents} documents take {row.seconds / row.documents / first:.2f} times as long for each as the fewest"
        for row in rows
        if row.seconds / row.documents > LINEAR * first
    ]
    found += [f"{row.peak_mib:.0f} MiB for {row.documents} documents" for row in rows if row.peak_mib > MOST_MIB]
    grown = rows[-1].peak_mib - rows[0].peak_mib
    return [*found, *([f"memory grows by {grown:.0f} MiB"] if grown > FLAT_MIB else [])]


def run(sizes: Sequence[int] = DOCUMENTS, results: Path | None = RESULTS) -> int:
    """Build and use each size; 1 where a bound is missed."""
    rows: list[Row] = []
    uses: list[dict[str, float]] = []
    for count in sizes:
        with tempfile.TemporaryDirectory(prefix="kgbuild-bench-") as place:
            write(Path(place) / "corpus", count)
            rows.append(row(Path(place) / "corpus", Path(place), count, JOBS))
            print(rows[-1], flush=True)
            graph = graph_of(Path(place), count, JOBS)
            uses.append({"documents": count, **commanded(graph, Path(place)), **asked(graph)})
    table(uses)
    if results:
        write_results(results, {"builds": [asdict(r) for r in rows], "uses": uses})
    bounds = missed(rows) if sizes[0] >= DOCUMENTS[0] else []
    for line in bounds:
        print(f"missed: {line}")
    return int(bool(bounds))


def table(uses: Sequence[dict[str, float]]) -> None:
    """Seconds by size, with the rows of each query in brackets."""
    columns = ("validate", "dump", "serve", "load", *QUERIES)
    print("\n" + " ".join(f"{name:>20}" for name in ("documents", *columns)))
    for use in uses:
        cells = [f"{use[name]:.2f}" + (f" ({use[f'{name} rows']:.0f})" if name in QUERIES else "") for name in columns]
        print(" ".join(f"{cell:>20}" for cell in (f"{use['documents']:.0f}", *cells)), flush=True)


def main() -> int:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, nargs="+", default=list(DOCUMENTS))
    parser.add_argument("--results", type=Path)
    options = parser.parse_args()
    print(f"load average {machine()['load']}", flush=True)
    return run(options.documents, options.results)


if __name__ == "__main__":
    raise SystemExit(main())
