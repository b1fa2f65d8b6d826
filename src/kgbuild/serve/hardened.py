"""uvicorn's HTTP/1.1 protocol with bounds on what one connection may cost before there is a request.

uvicorn bounds idle keep-alive alone: without this a client that sends its head a byte a minute, or never reads
its answer, holds a connection for ever, and one that sends headers without end fills the memory.
"""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from kgbuild.serve.settings import Limits

MAX_HEAD = 64 * 1024


class Bounded(HttpToolsProtocol):
    """A connection that keeps ``limits``; whoever uses it sets them on a class of their own."""

    limits: ClassVar[Limits]

    _in_head = True
    _between = True
    _head_bytes = 0
    _deadline: asyncio.TimerHandle | None = None
    _stalled: asyncio.TimerHandle | None = None

    @property
    def at_rest(self) -> bool:
        """Whether every request so far has come whole and has its whole answer, and nothing of another has come."""
        return self._between and not self.pipeline and (self.cycle is None or self.cycle.response_complete)

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._start(self.limits.head_seconds)
        if len(self.connections) > self.limits.connections:
            self._refuse(b"503 Service Unavailable", b"busy: too many connections\n", b"retry-after: 1\r\n")

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        if self._stalled is not None:
            self._stalled.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.parser is None:
            return
        if self._deadline is None and self._in_head:
            self._start(self.limits.head_seconds)
        before = self._head_bytes
        super().data_received(data)
        if self._in_head and not self._between and self._head_bytes == before:
            self._head_bytes += len(data)
        if self._in_head and self._head_bytes > MAX_HEAD:
            self._refuse(b"431 Request Header Fields Too Large", b"head-too-long: over 64 KiB\n")

    def on_message_begin(self) -> None:
        self._between = False
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        self._head_bytes += len(name) + len(value) + 4
        super().on_header(name, value)

    def on_url(self, url: bytes) -> None:
        self._head_bytes += len(url)
        super().on_url(url)

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._start(self.limits.body_seconds)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._in_head = self._between = True
        self._head_bytes = 0
        self._stop()
        super().on_message_complete()

    def pause_writing(self) -> None:
        super().pause_writing()
        if self._stalled is None:
            self._stalled = self.loop.call_later(self.limits.send_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None
        super().resume_writing()

    def _start(self, seconds: float) -> None:
        self._stop()
        self._deadline = self.loop.call_later(seconds, self._too_slow)

    def _stop(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _too_slow(self) -> None:
        self._deadline = None
        if not self.transport.is_closing():
            self._refuse(b"408 Request Timeout", b"too-slow: the request did not come in time\n")

    def _refuse(self, status: bytes, body: bytes, extra: bytes = b"") -> None:
        """Answers without the application and closes."""
        if self.transport.is_closing():
            return
        if self.cycle is None or self.cycle.response_complete or not self.cycle.response_started:
            self.transport.write(
                b"HTTP/1.1 %s\r\ncontent-type: text/plain; charset=utf-8\r\n%scontent-length: %d\r\n"
                b"connection: close\r\n\r\n%s" % (status, extra, len(body), body)
            )
        self.transport.close()
