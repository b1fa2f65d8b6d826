"""How many requests a second: ``kgbuild serve`` beside ``oxigraph serve-read-only`` and ``rdflib-endpoint``.

``python -m benchmarks.serve [--seconds 5]``. One graph of 100,000 triples, one machine, loopback, 16 connections,
load by ``wrk`` (Debian), the programs side by side and asked in turns. "same" asks one query again and again, which
kgbuild answers from its cache of recent answers; "distinct" asks 14,300 different ones at random, with that cache
off, so that each is worked out.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import quote

import httpx
import psutil
from tests.serve.running import Server
from tests.serve.test_server import RUNAWAY

ID, KG, RDF = (
    "https://w3id.org/kgbuild/id/",
    "https://w3id.org/kgbuild/ontology#",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
)
CLAIMS = 14_300
OTHERS = ("oxigraph", "rdflib-endpoint")
NUMBERS = (1, CLAIMS)
"""One query again and again, or as many different ones as there are claims."""

CONNECTIONS = 16
TURN = 2
"""Seconds for which one program is asked before it is another's turn."""

SMALL = f"SELECT ?p ?o WHERE {{ <{ID}claim-%032x> ?p ?o }}"
ROWS = (
    f"SELECT ?c ?s ?l WHERE {{ ?c a <{KG}Claim> ; <{RDF}subject> ?s ; "
    "<http://www.w3.org/2000/01/rdf-schema#label> ?l }} OFFSET %d LIMIT 1000"
).replace("}}", "}")


def graph(file: Path) -> int:
    """100,100 triples as claims have them, in 715 graphs."""
    rng = random.Random(1)
    lines = []
    for number in range(CLAIMS):
        claim, named = f"<{ID}claim-{number:032x}>", f"<{ID}graph-{number // 20:032x}>"
        for predicate, value in (
            (RDF + "type", f"<{KG}Claim>"),
            (RDF + "subject", f"<{ID}country-{rng.randrange(200):032x}>"),
            (RDF + "predicate", f"<https://w3id.org/kgbuild/recruitment#p{rng.randrange(20)}>"),
            (RDF + "object", f"<{ID}person-{rng.randrange(5000):032x}>"),
            ("http://www.w3.org/ns/prov#hadPrimarySource", f"<{ID}document-{number // 20:032x}>"),
            (KG + "confidence", '"0.9"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
            ("http://www.w3.org/2000/01/rdf-schema#label", f'"claim number {number} of the graph"'),
        ):
            lines.append(f"{claim} <{predicate}> {value} {named} .\n")
    file.write_text("".join(lines), encoding="utf-8")
    return len(lines)


def script(folder: Path, name: str, query: str, numbers: int) -> Path:
    """A wrk script that asks ``query`` with a random number below ``numbers`` in its place."""
    encoded = quote(query.replace("%032x", "NUMBER").replace("%d", "NUMBER"), safe="")
    form = "%032x" if "%032x" in query else "%d"
    file = folder / f"{name}.lua"
    file.write_text(
        f'local before, after = ("{encoded}"):match("^(.*)NUMBER(.*)$")\n'
        "request = function()\n"
        f'  local number = string.format("{form}", math.random(0, {numbers - 1}))\n'
        '  local path = wrk.path .. "?query=" .. before .. number .. after\n'
        '  return wrk.format("GET", path, {["Accept"] = "application/sparql-results+json"})\nend\n',
        encoding="utf-8",
    )
    return file


def load(url: str, lua: Path, seconds: float) -> tuple[float, float]:
    """Requests a second and the 99th percentile in milliseconds. Raises where an answer was no 200."""
    command = [
        "wrk",
        "-t1",
        f"-c{CONNECTIONS}",
        f"-d{seconds:g}s",
        "--latency",
        "--timeout",
        "30s",
        "-s",
        str(lua),
        url,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    said = done.stdout
    if "Non-2xx" in said or "Socket errors" in said or done.stderr:
        raise RuntimeError(said + done.stderr)
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said).group(1))  # type: ignore[union-attr]
    value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s|m)", said).groups()  # type: ignore[union-attr]
    return rate, float(value) * {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}[unit]


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@dataclass(frozen=True)
class Program:
    """A program under measurement: where its endpoint is for each number of different queries, and its processes."""

    name: str
    urls: dict[int, str]
    pids: tuple[int, ...]

    def rest(self) -> None:
        """Waits until it has done what clients left behind, so that it takes nothing from the next one's turn."""
        processes = [p for pid in self.pids for p in (psutil.Process(pid), *psutil.Process(pid).children(True))]
        while sum(process.cpu_percent() for process in processes) > 5:
            time.sleep(0.2)


@contextmanager
def other(name: str, command: list[str], url: str) -> Iterator[Program]:
    """Another program's server, once it answers and while it is measured."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(240):
                try:
                    if httpx.get(url, params={"query": "ASK {}"}, timeout=30).status_code == 200:
                        break
                except httpx.TransportError:
                    time.sleep(0.5)
            yield Program(name, dict.fromkeys(NUMBERS, url), (process.pid,))
        finally:
            process.kill()


def others(folder: Path, file: Path) -> list[AbstractContextManager[Program]]:
    """The programs that we are measured beside, as far as they are installed."""
    programs = Path(sys.executable).parent
    if not all((programs / name).exists() for name in OTHERS):
        print(f"serve: no comparison: {' or '.join(OTHERS)} is not installed beside this Python")
        return []
    oxigraph, endpoint = (str(programs / name) for name in OTHERS)
    subprocess.run([oxigraph, "load", "-l", folder / "ox", "-f", file], capture_output=True, check=True)
    flat = folder / "flat.nt"
    flat.write_text(re.sub(r" <[^>]+> \.$", " .", file.read_text("utf-8"), flags=re.MULTILINE), encoding="utf-8")
    ports = [free_port(), free_port()]
    served = [oxigraph, "serve-read-only", "-l", str(folder / "ox"), "--union-default-graph"]
    return [
        other(OTHERS[0], [*served, "-b", f"127.0.0.1:{ports[0]}"], f"http://127.0.0.1:{ports[0]}/query"),
        other(
            OTHERS[1],
            [endpoint, "serve", "--host", "127.0.0.1", "--port", str(ports[1]), str(flat)],
            f"http://127.0.0.1:{ports[1]}/",
        ),
    ]


def rates(folder: Path, file: Path, seconds: float) -> None:
    """Requests a second of each program, asked in turns: what else the machine does falls on all of them."""
    if shutil.which("wrk") is None:
        print("serve: wrk is not installed, so no requests a second are measured (apt-get install wrk)")
        return
    kinds = {"small": (SMALL, CLAIMS), "1000 rows": (ROWS, 10)}
    scripts = {
        (kind, number): script(folder, f"{kind[:4]}{number}", query, min(number, most))
        for kind, (query, most) in kinds.items()
        for number in NUMBERS
    }
    with ExitStack() as stack:
        warm, cold = (stack.enter_context(Server([file], limits=limits)) for limits in (None, {"cache": 0}))
        urls = dict(zip(NUMBERS, (f"{warm.url}/sparql", f"{cold.url}/sparql"), strict=True))
        ours = Program("kgbuild serve", urls, (warm.process.pid, cold.process.pid))
        programs = [ours, *(stack.enter_context(program) for program in others(folder, file))]
        for (kind, number), lua in scripts.items():
            found: dict[str, list[tuple[float, float]]] = {program.name: [] for program in programs}
            for _ in range(max(1, round(seconds / TURN))):
                for program in programs:
                    found[program.name].append(load(program.urls[number], lua, TURN))
                    program.rest()
            report(f"{kind}, {'same' if number == 1 else 'distinct'}", found)


def report(cell: str, found: dict[str, list[tuple[float, float]]]) -> None:
    """The medians of the turns, and how much faster the first program is than each other one."""
    shown = []
    first = 0.0
    for name, turns in found.items():
        rate, p99 = median(r for r, _ in turns), median(p for _, p in turns)
        ratio = f" ({first / max(rate, 0.01):.2f}x)" if shown else ""
        first = first or rate
        shown.append(f"{name} {rate:.0f}/s p99 {p99:.1f} ms{ratio}")
    print(f"{cell:20} {'; '.join(shown)}", flush=True)


def under_a_runaway(folder: Path, file: Path, seconds: float) -> None:
    """What other queries feel of a runaway, and how soon it is gone."""
    if shutil.which("wrk") is not None:
        beside_a_runaway(folder, file, seconds)
    with Server([file], timeout=1.0) as server:
        template = psutil.Process(server.process.pid).children()[0]
        answers: list[int] = []
        asking = threading.Thread(target=lambda: answers.append(server.select(RUNAWAY).status_code))
        began = time.monotonic()
        asking.start()
        time.sleep(0.5)
        (runaway,) = (w for w in template.children() if w.cpu_percent(0.1) > 20)
        while runaway.is_running() and runaway.status() != psutil.STATUS_ZOMBIE:
            time.sleep(0.002)
        gone = time.monotonic() - began - 1.0
        asking.join()
        print(f"a runaway: {answers[0]}, its process gone {gone * 1000:.0f} ms after its limit of 1 s")


def beside_a_runaway(folder: Path, file: Path, seconds: float) -> None:
    """How fast other queries are answered alone, and beside one that does not end."""
    lua = script(folder, "beside", SMALL, CLAIMS)
    with Server([file], limits={"cache": 0}, timeout=seconds + 4) as server:
        url = f"{server.url}/sparql"
        load(url, lua, 1)
        alone = load(url, lua, seconds)
        threading.Thread(target=lambda: httpx.get(url, params={"query": RUNAWAY}, timeout=60), daemon=True).start()
        time.sleep(1.5)
        beside = load(url, lua, seconds)
        print(f"small, distinct: alone {alone[0]:.0f}/s p99 {alone[1]:.1f} ms; beside a runaway {beside[0]:.0f}/s "
              f"p99 {beside[1]:.1f} ms ({beside[1] / alone[1]:.1f}x)")  # fmt: skip


def many_runaways(file: Path) -> None:
    """What two hundred queries that do not end leave behind."""
    with Server([file], timeout=0.3) as server:
        server.select(RUNAWAY)
        before = server.memory()
        with ThreadPoolExecutor(4) as pool:
            statuses = list(pool.map(lambda _: server.select(RUNAWAY).status_code, range(200)))
        time.sleep(1)
        print(f"200 runaways: {statuses.count(504)} answered 504; {len(server.workers())} workers as before; "
              f"own memory {before / 2**20:.1f} MiB before, {server.memory() / 2**20:.1f} MiB after")  # fmt: skip


def run(seconds: float = 1.0, *, runaways: bool = False) -> None:
    """Print the figures, each cell measured for ``seconds``; with ``runaways`` those of two hundred, too.

    What needs a program that is not installed is left out, and said.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "graph.nq"
        print(f"{graph(file):,} triples, {CONNECTIONS} connections, {os.cpu_count()} cores")
        rates(folder, file, seconds)
        under_a_runaway(folder, file, seconds)
        if runaways:
            many_runaways(file)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="how long each cell is measured")
    run(parser.parse_args().seconds, runaways=True)


if __name__ == "__main__":
    main()
