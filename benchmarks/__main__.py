"""``python -m benchmarks``: what people wait for, and every benchmark in a small size.

Prints the median of :data:`ROUNDS` runs of each command against its bound, then each module's figures; exits 1 where
a bound that people wait for is missed. The bounds of the modules are made for their full sizes: ``--long`` runs
these, which takes hours, counts every bound, and writes figures to ``results/``. ``python -m benchmarks NAME…`` runs
only the modules named. What needs a program or data that is not here is left out, and said.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.articles import REPOSITORY

ROUNDS = 5
HELP_SECONDS = 0.5
QUERY_SECONDS = 1.5
DOCUMENTS = 60
ARTICLES = 12
"""Documents of each collection that are extracted in a short run."""


def median_seconds(*arguments: str) -> float:
    """How long ``kgbuild`` with ``arguments`` takes, from its start to its end."""
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-m", "kgbuild", *arguments], cwd=REPOSITORY, capture_output=True, check=True)
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def waits() -> int:
    """What people wait for at the command line, on the graph of the seed; 1 where they wait too long."""
    with tempfile.TemporaryDirectory(prefix="kgbuild-bench-") as place:
        graph = str(Path(place) / "seed")
        command = [sys.executable, "-m", "kgbuild", "build", "seeds", "-o", graph]
        done = subprocess.run(command, cwd=REPOSITORY, check=False)
        if done.returncode > 1:
            raise SystemExit("the seed cannot be built")
        found = [
            ("kgbuild --help", median_seconds("--help"), HELP_SECONDS),
            ("kgbuild query", median_seconds("query", "contracts-signed", "--build", graph), QUERY_SECONDS),
        ]
    for name, seconds, bound in found:
        print(f"{name:20} {seconds:6.2f} s   (at most {bound} s)")
    return int(any(seconds > bound for _, seconds, bound in found))


def _dump(long: bool) -> int:
    from benchmarks import dump

    return dump.run(results=dump.RESULTS) if long else dump.run((20_000,))


def _extract(long: bool) -> int:
    from benchmarks import extract

    extract.show(extract.run(None if long else ARTICLES))
    return 0


def _gate(long: bool) -> int:
    from benchmarks import gate

    return gate.run(results=gate.RESULTS) if long else gate.run((100,), (500, 2_000), limit=60)


def _link(long: bool) -> int:
    from benchmarks import link

    link.show(link.run())
    return 0


def _build(long: bool) -> int:
    from benchmarks import build

    return build.run() if long else build.run(DOCUMENTS, results=None)


def _growth(long: bool) -> int:
    from benchmarks import growth

    return growth.run() if long else growth.run((DOCUMENTS // 3, DOCUMENTS), results=None)


def _serve(long: bool) -> int:
    from benchmarks import serve

    serve.run(5.0 if long else 1.0, runaways=long)
    return 0


MODULES: dict[str, Callable[[bool], int]] = {
    "dump": _dump,
    "extract": _extract,
    "gate": _gate,
    "link": _link,
    "build": _build,
    "growth": _growth,
    "serve": _serve,
}


def main() -> int:
    """Run them all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"only these of {', '.join(MODULES)}")
    parser.add_argument("--long", action="store_true", help="in full sizes, for hours, with every bound")
    options = parser.parse_args()
    unknown = set(options.names) - MODULES.keys()
    if unknown:
        parser.error(f"no benchmark is called {min(unknown)}")
    missed = 0 if options.names else waits()
    for name in options.names or MODULES:
        print(f"\n== {name}", flush=True)
        try:
            status = MODULES[name](options.long)
        except ImportError as error:
            print(f"left out: {error}")
            continue
        missed |= status if options.long else 0
    return missed


if __name__ == "__main__":
    raise SystemExit(main())
