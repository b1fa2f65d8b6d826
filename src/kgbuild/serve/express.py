"""The express lane: plain queries by GET on connections that stay open, passed to the workers without ASGI between.

A client sends the same header lines with every request. Those that came once, were parsed by httptools and were let
in by the guard are remembered as bytes, with what follows from them; a request of a plain line for the endpoint and
exactly those bytes needs neither parsing nor checking again. Every other request takes uvicorn's way through the
application, which gives the same answer to the same job.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, cast

from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from kgbuild.serve import protocol
from kgbuild.serve.connection import Job
from kgbuild.serve.generation import Generation
from kgbuild.serve.guard import Guard
from kgbuild.serve.hardened import Bounded
from kgbuild.serve.metrics import Metrics
from kgbuild.serve.pool import Pool
from kgbuild.serve.wire import LENGTHS, PIECE, Reply

PATH = "/sparql"
MAX_KNOWN = 1024
MAX_HEADERS = 8 * 1024
_BEGIN, _END = b"GET /sparql?", b"\r\n\r\n"
_LINE = re.compile(rb'GET /sparql\?([!"$-~]+) HTTP/1\.1')
_UNCOMMON = frozenset(
    (b"authorization", b"content-length", b"transfer-encoding", b"content-encoding", b"expect", b"upgrade")
)


@dataclass(frozen=True, slots=True, eq=False)
class Headers:
    """What follows from the header lines of a request: the head of its job, and the lines that its answer gets."""

    job: bytes
    key: tuple[object, ...]
    lines: bytes


class Lane:
    """What the connections of one server share: who answers, and the header lines that were let in."""

    def __init__(self, pool: Pool, guard: Guard, metrics: Metrics, *, writable: bool) -> None:
        self.pool, self.metrics = pool, metrics
        self.known: dict[bytes, Headers] = {}
        self._guard, self._writable = guard, writable
        self._default: list[tuple[bytes, bytes]] = []
        self._written = b""

    def written(self, default: list[tuple[bytes, bytes]]) -> bytes:
        """uvicorn's own header lines, which are a new list once a second."""
        if default is not self._default:
            self._default, self._written = default, b"".join(b"%s: %s\r\n" % pair for pair in default)
        return self._written

    def learn(self, sent: bytes, scope: Scope) -> None:
        """Remembers ``sent``, the header lines of the request ``scope``, if they are plain and the guard lets them in.

        Tokens are not remembered: they are compared anew with each request, in constant time.
        """
        names = [name for name, _ in scope["headers"]]
        if len(set(names)) < len(names) or not _UNCOMMON.isdisjoint(names) or scope["path"] != PATH:
            return
        refusal, extra = self._guard.check(scope)
        if refusal is not None:
            return
        job = protocol.endpoint_job(scope, writable=self._writable)
        if len(self.known) >= MAX_KNOWN:
            self.known.clear()
        lines = b"".join(b"%s: %s\r\n" % pair for pair in extra)
        self.known[sent] = Headers(json.dumps(job).encode("utf-8"), protocol.cache_key(job), lines)


class Express(Bounded):
    """A connection with the lane beside uvicorn's way; ``lane`` is set on a class of its own."""

    lane: ClassVar[Lane]

    _job: Job | None = None
    _busy = _closing = False
    _held = b""
    _messages = 0
    _last = 0.0
    _headers: Headers
    _began = 0.0

    def data_received(self, data: bytes) -> None:
        if self._busy:
            self._held += data
            self.flow.pause_reading()
            return
        sent = b""
        if data.startswith(_BEGIN) and data.endswith(_END) and self.at_rest and not self.flow.write_paused:
            line, _, sent = data.partition(b"\r\n")
            headers = self.lane.known.get(sent)
            if headers is not None:
                found = _LINE.fullmatch(line)
                if found is not None:
                    self._ask(found[1], headers)
                    return
        self._messages = 0
        super().data_received(data)
        is_one = self._messages == 1 and self._between and self.cycle.keep_alive
        if sent and is_one and len(sent) <= MAX_HEADERS and sent.count(_END) == 1:
            self.lane.learn(sent, cast(Scope, self.scope))

    def on_message_complete(self) -> None:
        self._messages += 1
        super().on_message_complete()

    def _ask(self, query_string: bytes, headers: Headers) -> None:
        self._stop()
        self._busy, self._headers, self._began = True, headers, time.perf_counter()
        pool = self.lane.pool
        key = (query_string, headers.key)
        kept = pool.recall(key)
        if kept is not None:
            self._answer(kept)
            return
        generation: Generation | None = pool.current

        def deliver(reply: Reply) -> None:
            self._job = None
            pool.remember(generation, key, reply)
            self._answer(reply)

        self._job = Job(LENGTHS.pack(len(headers.job), len(query_string)) + headers.job + query_string, deliver)
        pool.submit(self._job)

    def _answer(self, reply: Reply) -> None:
        status = reply.status
        default = self.lane.written(self.server_state.default_headers)
        parts = [STATUS_LINE[status], default, reply.head, self._headers.lines]
        if self._closing:
            parts.append(b"connection: close\r\n")
        parts.append(b"\r\n" if status in (204, 304) else b"content-length: %d\r\n\r\n" % reply.size)
        body = reply.body
        if isinstance(body, bytes) and len(body) <= PIECE:
            parts.append(body)
            self.transport.write(b"".join(parts))
            self._done(reply)
        else:
            self.transport.write(b"".join(parts))
            task = self.loop.create_task(self._stream(reply))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    async def _stream(self, reply: Reply) -> None:
        """Sends a long answer in pieces, as the client takes them."""
        pieces: Iterator[bytes] = reply.pieces()
        try:
            for piece in pieces:
                if self.flow.write_paused:
                    await self.flow.drain()
                if self.transport.is_closing():
                    return
                self.transport.write(piece)
        finally:
            reply.close()
            self._done(reply)

    def _done(self, reply: Reply) -> None:
        """The whole answer is on its way: the connection rests, or goes on with what has come meanwhile."""
        self._busy = False
        self._last = self.loop.time()
        self.lane.metrics.seen(PATH, "GET", self.client, reply.status, reply.size, time.perf_counter() - self._began)
        if self._closing or self.transport.is_closing():
            self.transport.close()
            return
        if self.timeout_keep_alive_task is None:
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )
        if self._held:
            data, self._held = self._held, b""
            self.flow.resume_reading()
            self.loop.call_soon(self.data_received, data)

    def timeout_keep_alive_handler(self) -> None:
        """Closes a connection that has rested long enough; the lane does not set this clock for each request."""
        left = self._last + self.timeout_keep_alive - self.loop.time()
        if self._busy or left > 0:
            left = self.timeout_keep_alive if self._busy else left
            self.timeout_keep_alive_task = self.loop.call_later(left, self.timeout_keep_alive_handler)
        else:
            super().timeout_keep_alive_handler()

    def shutdown(self) -> None:
        """Closes as soon as the answer that is being worked out is sent."""
        if self._busy:
            self._closing = True
        else:
            super().shutdown()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self._job is not None:
            job, self._job = self._job, None
            self.lane.pool.leave(job)
            self.lane.metrics.seen(PATH, "GET", self.client, 0, 0, time.perf_counter() - self._began)
