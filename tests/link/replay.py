"""A service on the loopback interface that answers from a script, and keeps what it was asked."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Reply:
    """What the service answers: ``body`` is bytes, or anything that JSON can hold. ``pause`` is before each piece."""

    body: object = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    pause: float = 0.0
    drip: bool = False

    @property
    def content(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode("utf-8")


Answer = Callable[[dict[str, str]], Reply]


@dataclass
class Service:
    """A running service: its address, the fields of each request in order, and the headers of the last."""

    url: str
    asked: list[dict[str, str]]
    headers: dict[str, str]
    most_at_once: int = 0


@contextmanager
def serving(answer: Answer) -> Iterator[Service]:
    """Serve ``answer`` on a free port of the loopback interface until the block ends."""
    running = [0]
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def _serve(self, query: str) -> None:
            fields = {k: v[0] for k, v in parse_qs(query, keep_blank_values=True).items()}
            with lock:
                running[0] += 1
                service.most_at_once = max(service.most_at_once, running[0])
                service.asked.append(fields)
                service.headers = {k.lower(): v for k, v in self.headers.items()}
            reply = answer(fields)
            content = reply.content
            time.sleep(reply.pause)
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            try:
                for piece in [content[i : i + 1] for i in range(len(content))] if reply.drip else [content]:
                    self.wfile.write(piece)
                    self.wfile.flush()
                    time.sleep(0.05 if reply.drip else 0)
            except OSError:
                pass  # the client has gone: that is what some tests want
            with lock:
                running[0] -= 1

        def do_GET(self) -> None:
            self._serve(urlsplit(self.path).query)

        def do_POST(self) -> None:
            self._serve(self.rfile.read(int(self.headers["Content-Length"])).decode("ascii"))

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    service = Service(f"http://127.0.0.1:{server.server_port}/api", [], {})
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
