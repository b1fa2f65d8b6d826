"""What a server on a network meets: nonsense, slowness, absence. Bounded, on loopback; nothing may be left of it."""

from __future__ import annotations

import os
import random
import socket
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from tests.serve.running import Server
from tests.serve.test_server import COUNT, RUNAWAY, wait_until

REQUESTS = 10_000 if os.environ.get("KGBUILD_TEST_SLOW") else 2_500
ALLOWED = {503, 504, 507}  # the documented ones, see docs/serve.md
METHODS = (
    b"GET",
    b"POST",
    b"HEAD",
    b"PUT",
    b"DELETE",
    b"OPTIONS",
    b"PATCH",
    b"TRACE",
    b"CONNECT",
    b"BREW",
    b"\xff",
    b"",
)
PATHS = (
    b"/",
    b"/sparql",
    b"/sparql?query=",
    b"/store?graph=",
    b"/store/",
    b"/queries/",
    b"/queries/contracts-signed",
    b"/id/",
    b"/static/../../etc/passwd",
    b"/static/%2e%2e/%2e%2e/server.py",
    b"/static/..%2f..%2fsettings.py",
    b"/id/../../x",
    b"//evil.example/",
    b"http://evil.example/sparql",
    b"*",
    b"/%00",
    b"/\xc3\x28",
    b"/resource?iri=",
    b"/graph?iri=",
    b"/search?q=",
    b"/query?query=",
    b"/.well-known/void",
    b"/openapi.json",
    b"/healthz",
    b"/metrics",
    b"/static/style.css",
)
PIECES = (
    b"SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D",
    b"ASK%7B%7D",
    b"%ff%fe",
    b"%",
    b"%zz",
    b"<script>",
    b"'; DROP ALL",
    b"\x00",
    b"a=1&" * 50,
    b"urn:x",
    b"javascript:alert(1)",
    b"%7B" * 400,
    b"(" * 3000,
    b"A" * 5000,
    b"../" * 40,
    b"%F0%9F%92%A9",
    b"DESCRIBE%20%3Curn:x%3E",
    b"SERVICE%20%3Chttp://127.0.0.1/%3E%7B%7D",
    b"CLEAR%20ALL",
)
HEADERS = (
    b"accept: */*",
    b"accept: text/html",
    b"accept: " + b"a/b;q=0.1," * 400,
    b"accept: \xff\xfe",
    b"accept-encoding: gzip",
    b"content-type: application/sparql-query",
    b"content-type: application/x-www-form-urlencoded",
    b"content-type: \x01",
    b"content-length: -1",
    b"content-length: 99999999999",
    b"content-length: 5\r\ncontent-length: 6",
    b"transfer-encoding: chunked",
    b"transfer-encoding: nonsense",
    b"expect: 100-continue",
    b"connection: upgrade",
    b"upgrade: websocket",
    b"if-none-match: *",
    b"range: bytes=0-1",
    b"authorization: Basic ////",
    b"cookie: " + b"x" * 9000,
    b"x: " + b"y" * 70000,
    b"host: evil.example",
    b"origin: null",
    b": empty",
    b"no colon at all",
    b" folded: 1",
)
BODIES = (
    b"",
    b"ASK {}",
    b"query=ASK%7B%7D",
    b"\xff\xfe\x00",
    b"5\r\nASK{}\r\n0\r\n\r\n",
    b"x" * 20000,
    b"update=CLEAR+ALL",
)


def nonsense(random_: random.Random, port: int) -> bytes:
    """One request, somewhere between right and absurd."""
    pick = random_.choice
    target = pick(PATHS) + (pick(PIECES) if random_.random() < 0.5 else b"")
    lines = [
        pick(METHODS[:3] if random_.random() < 0.8 else METHODS)
        + b" "
        + target
        + b" HTTP/"
        + pick((b"1.1", b"1.1", b"1.0", b"9"))
    ]
    if random_.random() < 0.9:
        lines.append(b"host: 127.0.0.1:%d" % port)
    lines += [pick(HEADERS) for _ in range(pick((0, 0, 1, 2)))]
    body = pick(BODIES) if random_.random() < 0.4 else b""
    if body and random_.random() < 0.7:
        lines.append(b"content-length: %d" % len(body))
    whole = b"\r\n".join(lines) + b"\r\n\r\n" + body
    if random_.random() < 0.05:
        at = random_.randrange(len(whole))
        whole = whole[:at] + random_.randbytes(5) + whole[at:]
    return whole[: random_.randrange(1, len(whole))] if random_.random() < 0.04 else whole


def exchange(port: int, request: bytes) -> int:
    """The status that the server answers with; 0 where it closes without a word, or the request never ended."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as sock:
        sock.sendall(request)
        answer = b""
        while len(answer) < 12:
            data = sock.recv(4096)
            if not data:
                break
            answer += data
    if not answer:
        return 0
    assert answer.startswith(b"HTTP/1.1 "), answer[:80]
    return int(answer[9:12])


@pytest.fixture
def standing(build: Path) -> Iterator[Server]:
    with Server([build], timeout=3.0, limits={"head_seconds": 1.0, "body_seconds": 1.0, "send_seconds": 1.0}) as server:
        server.ask(COUNT)
        yield server


def test_nonsense_gets_refusals_and_leaves_nothing(standing: Server) -> None:
    server = standing
    process = psutil.Process(server.process.pid)
    workers, files, memory = len(server.workers()), process.num_fds(), server.memory()
    random_ = random.Random(20251122)
    requests = [nonsense(random_, server.port) for _ in range(REQUESTS)]

    def send(request: bytes) -> int:
        try:
            return exchange(server.port, request)
        except (ConnectionResetError, BrokenPipeError):
            return 0

    with ThreadPoolExecutor(8) as pool:
        statuses = Counter(pool.map(send, requests))
    print(sorted(statuses.items()))
    print([line for line in server.said if " 500 " in line or "Error" in line][:20])
    assert not [status for status in statuses if status >= 500 and status not in ALLOWED]
    assert statuses[200] > REQUESTS / 50
    assert statuses[400] > REQUESTS / 50
    assert server.ask("ASK {}") is True
    assert wait_until(lambda: len(server.workers()) == workers, 5)
    assert wait_until(lambda: process.num_fds() <= files + 5, 5)
    assert server.memory() < memory + 64 * 2**20
    assert not [line for line in server.said if "Traceback" in line or "Exception" in line]


def test_no_path_leaves_its_folder(standing: Server) -> None:
    for trick in (
        "../../../../etc/passwd",
        "%2e%2e/%2e%2e/etc/passwd",
        "..%2f..%2f..%2fetc%2fpasswd",
        "....//style.css",
        "%00style.css",
        "/etc/passwd",
        "\\..\\settings.py",
        "style.css%00.js",
    ):
        for folder in ("static", "id", "queries", "store", ""):
            request = f"GET /{folder}/{trick} HTTP/1.1\r\nhost: 127.0.0.1:{standing.port}\r\nconnection: close\r\n\r\n"
            assert exchange(standing.port, request.encode()) in (400, 404), (folder, trick)


def test_slow_heads_are_cut_off_and_others_served(standing: Server) -> None:
    """Clients that send a byte now and then lose their connections; nobody else notices."""
    slow = [socket.create_connection(("127.0.0.1", standing.port), timeout=10) for _ in range(40)]
    for sock in slow:
        sock.sendall(b"GET / HTTP/1.1\r\nhost")
    time.sleep(0.5)
    for sock in slow:
        sock.sendall(b":")
    assert standing.ask("ASK {}") is True
    for sock in slow:
        assert sock.recv(4096).startswith(b"HTTP/1.1 408 ")
        assert sock.recv(4096) == b""
        sock.close()


def test_slow_readers_hold_no_worker_and_are_cut_off(standing: Server) -> None:
    query = "SELECT%20*%20%7B%20%3Fa%20%3Fb%20%3Fc%20.%20%3Fd%20%3Fe%20%3Ff%20%7D%20LIMIT%2020000"
    request = f"GET /sparql?query={query} HTTP/1.1\r\nhost: 127.0.0.1:{standing.port}\r\n\r\n".encode()
    process = psutil.Process(standing.process.pid)
    with ExitStack() as sockets:
        for _ in range(6):
            sock = sockets.enter_context(socket.socket())
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            sock.connect(("127.0.0.1", standing.port))
            sock.sendall(request)
        assert standing.ask("ASK {}") is True
        assert wait_until(lambda: "kgbuild_workers_idle 2" in standing.get("/metrics").text, 30)
        assert wait_until(lambda: len(process.net_connections("tcp")) <= 3, 30)


def test_clients_that_leave_free_their_workers(standing: Server) -> None:
    from urllib.parse import quote

    request = f"GET /sparql?query={quote(RUNAWAY)} HTTP/1.1\r\nhost: 127.0.0.1:{standing.port}\r\n\r\n".encode()
    for _ in range(12):
        with socket.create_connection(("127.0.0.1", standing.port)) as sock:
            sock.sendall(request)
    assert wait_until(lambda: standing.ask("ASK {}") is True, 5)
    assert wait_until(lambda: "kgbuild_workers_idle 2" in standing.get("/metrics").text, 5)


def test_too_many_connections_are_told_so(build: Path) -> None:
    with Server([build], limits={"connections": 20}) as server:
        held = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(20)]
        time.sleep(0.3)
        with socket.create_connection(("127.0.0.1", server.port), timeout=5) as sock:
            assert sock.recv(200).startswith(b"HTTP/1.1 503 ")
        for sock in held:
            sock.close()
        assert wait_until(lambda: server.get("/healthz").status_code == 200, 5)


def test_runaways_in_a_row_leave_memory_and_workers_as_they_were(build: Path) -> None:
    """Two hundred of them where there is time (KGBUILD_TEST_SLOW), else a tenth."""
    number = 200 if os.environ.get("KGBUILD_TEST_SLOW") else 20
    with Server([build], timeout=0.3) as server:
        for _ in range(5):
            server.select(RUNAWAY)
        process = psutil.Process(server.process.pid)
        assert wait_until(lambda: len(server.workers()) == 2, 5)
        memory, files = server.memory(), process.num_fds()
        with ThreadPoolExecutor(4) as pool:
            statuses = Counter(pool.map(lambda _: server.select(RUNAWAY).status_code, range(number)))
        assert set(statuses) <= {504, 503}
        assert statuses[504] >= number * 0.9
        assert wait_until(lambda: len(server.workers()) == 2, 5)
        assert wait_until(lambda: process.num_fds() <= files + 6, 5)
        assert server.memory() < memory + 16 * 2**20
        assert server.ask(COUNT)
