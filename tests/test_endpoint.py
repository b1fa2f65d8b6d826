"""kgbuild.endpoint: what is sent where, and what is never sent."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from kgbuild.endpoint import Endpoint, EndpointError
from kgbuild.query.remote import ask

SEEN: list[tuple[str, str, str | None]] = []


class _Store(BaseHTTPRequestHandler):
    """Answers by its path: a status, or rows."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        SEEN.append((self.path, body.decode("utf-8"), self.headers.get("Authorization")))
        if self.path == "/rows":
            self._answer(200, "application/sparql-results+json", b'{"head":{"vars":["x"]},"results":{"bindings":[]}}')
        elif self.path == "/page":
            self._answer(200, "text/html", b"<h1>hello</h1>")
        elif self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/rows")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif self.path == "/broken":
            self._answer(200, "application/sparql-results+json", b'{"head":')
        elif self.path == "/closed":
            self._answer(403, "text/plain", b"not\nfor you \x1b[31m")
        else:
            self._answer(404, "text/plain", b"nothing here")

    def _answer(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@pytest.fixture
def address() -> Iterator[str]:
    SEEN.clear()
    server = HTTPServer(("127.0.0.1", 0), _Store)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_rows_are_read_and_the_query_is_sent_in_the_body(address: str) -> None:
    assert ask(f"{address}/rows", "SELECT ?x { ?x ?y ?z }").variables == ("x",)
    assert SEEN == [("/rows", "query=SELECT+%3Fx+%7B+%3Fx+%3Fy+%3Fz+%7D", None)]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("page", "no-endpoint"),
        ("nothing", "no-endpoint"),
        ("broken", "bad-answer"),
        ("closed", "refused"),
        ("moved", "refused"),
    ],
)
def test_other_answers_are_named(address: str, path: str, code: str) -> None:
    with pytest.raises(EndpointError) as caught:
        ask(f"{address}/{path}", "SELECT ?x { ?x ?y ?z }")
    assert caught.value.code == code
    assert len(SEEN) == 1, "a redirect is not followed"


def test_nothing_is_sent_that_would_change_data_or_call_on(address: str) -> None:
    from kgbuild.errors import QueryError

    for text in ("DROP ALL", "SELECT * { SERVICE <http://127.0.0.1/> {} }"):
        with pytest.raises(QueryError):
            ask(f"{address}/rows", text)
    assert SEEN == []


def test_a_token_comes_from_the_environment(address: str) -> None:
    Endpoint(f"{address}/rows", environment={"KGBUILD_ENDPOINT_TOKEN": "abc"}).send("POST", b"x")
    assert SEEN[0][2] == "Bearer abc"


@pytest.mark.parametrize("bad", ["file:///etc/passwd", "ftp://a/b", "http://", "http://me:secret@host/", "nope"])
def test_addresses_that_are_refused(bad: str) -> None:
    with pytest.raises(EndpointError) as caught:
        Endpoint(bad)
    assert caught.value.code == "bad-address"
    assert "secret" not in str(caught.value)
