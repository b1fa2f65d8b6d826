"""The express lane gives what uvicorn's way gives, and gives way to it wherever a request is not plain."""

from __future__ import annotations

import os
import re
import signal
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from tests.serve.running import Server
from tests.serve.test_server import COUNT, HUNGRY, RUNAWAY, gauge, wait_until

EVERYTHING = "SELECT * { ?s ?p ?o }"
LONG = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 20000"


def request(server: Server, query: str, *headers: str, host: str = "") -> bytes:
    lines = [
        f"GET /sparql?query={quote(query)} HTTP/1.1",
        f"host: {host or f'127.0.0.1:{server.port}'}",
        *headers,
    ]
    return "\r\n".join([*lines, "", ""]).encode("ascii")


class Connection:
    """One connection that stays open; answers are read as they come."""

    def __init__(self, server: Server) -> None:
        self.socket = socket.create_connection(("127.0.0.1", server.port), timeout=30)
        self._rest = b""

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *ended: object) -> None:
        self.socket.close()

    def answer(self) -> tuple[int, dict[str, str], bytes]:
        while b"\r\n\r\n" not in self._rest:
            self._more()
        head, _, self._rest = self._rest.partition(b"\r\n\r\n")
        first, *lines = head.decode("ascii").split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines)
        assert len(headers) == len(lines) - (lines.count("vary: origin") > 0), "no other header comes twice"
        length = int(headers.get("content-length", "0"))
        while len(self._rest) < length:
            self._more()
        body, self._rest = self._rest[:length], self._rest[length:]
        return int(first.split()[1]), headers, body

    def _more(self) -> None:
        data = self.socket.recv(65536)
        assert data, "the connection was closed in the middle of an answer"
        self._rest += data

    def ask(self, request: bytes) -> tuple[int, dict[str, str], bytes]:
        self.socket.sendall(request)
        return self.answer()


@pytest.mark.parametrize(
    ("query", "headers", "status"),
    [
        ("ASK {}", (), 200),
        (EVERYTHING, ("accept: text/csv",), 200),
        (EVERYTHING, ("accept: application/sparql-results+xml", "accept-encoding: gzip"), 200),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", ("accept: application/n-triples",), 200),
        (LONG, ("accept: application/sparql-results+json",), 200),
        ("ASK {}", ("if-none-match: *",), 304),
        ("ASK {}", ("accept: image/png",), 406),
        ("SELECT ?x {", (), 400),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", (), 403),
    ],
)
def test_the_lane_gives_what_the_application_gives(
    server: Server, query: str, headers: tuple[str, ...], status: int
) -> None:
    """The first request of a kind is parsed and checked, the second takes the lane, the third is new to the cache."""
    with Connection(server) as connection:
        plain, other = request(server, query, *headers), request(server, query + " # 2", *headers)
        found = [connection.ask(r) for r in (plain, plain, other, other)]
    for _, sent, _ in found:
        sent.pop("date")
    assert [answer[0] for answer in found] == [status] * 4
    assert found[0] == found[1]
    assert found[2] == found[3]
    assert set(found[0][1]) == set(found[2][1])
    assert found[0][1]["x-content-type-options"] == "nosniff"


def test_headers_that_were_let_in_let_nothing_else_in(server: Server) -> None:
    with Connection(server) as connection:
        for _ in range(2):
            assert connection.ask(request(server, "ASK {}"))[0] == 200
            assert connection.ask(request(server, "ASK {}", host="evil.example"))[0] == 421
            crossing = ("sec-fetch-site: cross-site", "sec-fetch-mode: no-cors")
            assert connection.ask(request(server, "ASK {}", *crossing))[0] == 403
            assert connection.ask(request(server, "ASK {}").replace(b"/sparql?", b"/nothing?"))[0] == 404
            assert connection.ask(request(server, "ASK {}").replace(b"GET", b"PUT"))[0] == 405
            assert connection.ask(request(server, "ASK {}").replace(b"query=", b"update="))[0] == 400
            assert connection.ask(request(server, "ASK {}").replace(b"?query=ASK%20%7B%7D", b"?a"))[0] == 200
            posted = request(server, "ASK {}", "content-length: 6", "content-type: application/sparql-query")
            assert connection.ask(posted.replace(b"GET", b"POST") + b"ASK {}")[0] == 400, "two queries"


def test_a_token_is_asked_of_every_request(build: Path) -> None:
    with Server([build], host="0.0.0.0", token="sesame-sesame") as server, Connection(server) as connection:
        for _ in range(3):
            assert connection.ask(request(server, "ASK {}", "authorization: Bearer sesame-sesame"))[0] == 200
            assert connection.ask(request(server, "ASK {}"))[0] == 401
            assert connection.ask(request(server, "ASK {}", "authorization: Bearer sesame-sesamf"))[0] == 401


def test_cors_headers_are_on_every_answer(build: Path) -> None:
    with Server([build], cors="https://news.example") as server, Connection(server) as connection:
        for _ in range(3):
            _, headers, _ = connection.ask(request(server, "ASK {}", "origin: https://news.example"))
            assert headers["access-control-allow-origin"] == "https://news.example"
            _, headers, _ = connection.ask(request(server, "ASK {}", "origin: https://other.example"))
            assert "access-control-allow-origin" not in headers


def test_requests_that_come_before_the_answer_wait_their_turn(server: Server) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }"
    with Connection(server) as connection:
        first = connection.ask(request(server, slow))
        for size in (1, 7, 10_000):
            sent = request(server, slow + " # again") + request(server, "ASK {}") + request(server, "SELECT ?x {")
            for at in range(0, len(sent), size):
                connection.socket.sendall(sent[at : at + size])
            assert [connection.answer()[0] for _ in range(3)] == [200, 200, 400]
        again = connection.ask(request(server, slow))
    assert first[2] == again[2]


def test_two_long_heads_on_one_connection_are_no_long_head(server: Server) -> None:
    with Connection(server) as connection:
        for number in range(4):
            assert connection.ask(request(server, f"ASK {{}} # {number} {'x' * 40_000}"))[0] == 200


def test_a_client_that_leaves_the_lane_ends_its_query(build: Path) -> None:
    with Server([build], timeout=20.0) as server:
        with Connection(server) as connection:
            connection.ask(request(server, "ASK {}"))
            connection.socket.sendall(request(server, RUNAWAY))
            assert wait_until(lambda: gauge(server, "workers_busy") == 1)
        assert wait_until(lambda: gauge(server, "workers_idle") == gauge(server, "workers") == 2, 5)
        assert "kgbuild_left_total 1" in server.get("/metrics").text


def test_what_waits_behind_a_long_query_is_taken_back(build: Path) -> None:
    """Two runaways and many short queries at once: no short one waits for the end of a long one."""
    with Server([build], timeout=8.0, limits={"slow_after": 0.2}) as server:
        with ThreadPoolExecutor(12) as pool:
            long = [pool.submit(httpx.get, f"{server.url}/sparql", params={"query": RUNAWAY}, timeout=30) for _ in "ab"]
            short = [pool.submit(server.ask, f"{COUNT} # {number}") for number in range(200)]
            counts = {found.result() for found in short}
            assert not any(found.done() for found in long)
            assert [found.result().status_code for found in long] == [504, 504]
        assert len(counts) == 1


@pytest.mark.parametrize(("long", "status"), [(RUNAWAY, 504), (HUNGRY, 507)])
def test_answers_that_are_held_back_do_not_wait_for_a_long_query(build: Path, long: str, status: int) -> None:
    """All come to a worker at once, the long one among them; it alone is ended, and the others lose nothing by it."""
    limits = {"workers": 1, "slow": 0, "cache": 0, "memory": 96 * 2**20}
    with Server([build], timeout=4.0, limits=limits) as server, ExitStack() as stack:
        for number in range(40):
            server.ask(f"ASK {{}} # {number}")
        asking = [*(f"ASK {{}} # {number}" for number in range(3)), long, "ASK {} # last"]
        connections = [stack.enter_context(Connection(server)) for _ in asking]
        for connection in connections:
            connection.ask(request(server, "ASK {}"))
        for _ in range(5):
            (worker,) = server.workers()
            worker.suspend()
            for connection, query in zip(connections, asking, strict=True):
                connection.socket.sendall(request(server, query))
            worker.resume()
            assert [connection.answer()[0] for connection in connections] == [200, 200, 200, status, 200]


def test_workers_that_are_killed_cost_no_answer(build: Path) -> None:
    with Server([build]) as server:
        expected = server.ask(COUNT)
        stop = threading.Event()

        def kill() -> None:
            while not stop.wait(0.2):
                for worker in server.workers()[:1]:
                    worker.kill()

        killer = threading.Thread(target=kill)
        killer.start()
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(lambda n: server.select(f"{COUNT} # {n}").status_code, range(600)))
        stop.set()
        killer.join()
        assert set(found) <= {200, 503}, "503 where the same query met two kills"
        assert found.count(200) >= 590
        assert server.ask(COUNT) == expected


def test_a_server_that_stops_answers_what_it_has_begun(build: Path) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(STR(?a) > STR(?f)) }"
    server = Server([build])
    with Connection(server) as connection:
        connection.ask(request(server, "ASK {}"))
        connection.socket.sendall(request(server, slow))
        assert wait_until(lambda: gauge(server, "workers_busy") == 1 or gauge(server, "workers_idle") == 2)
        os.kill(server.process.pid, signal.SIGTERM)
        status, headers, body = connection.answer()
        assert (status, headers["connection"]) == (200, "close") or status == 503
        assert re.search(rb'"value":"\d+"', body) or status == 503
    assert server.stop() == 0
