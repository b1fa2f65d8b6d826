"""The server's end of one worker: a request goes out as a frame, a whole answer comes back."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import IO, Protocol, cast

from kgbuild.serve.wire import LENGTHS, Answer, Head

SPOOL = 4 * 2**20
"""Bytes of an answer that are kept in memory; a longer one goes to an unnamed file until it is sent."""


@dataclass(slots=True)
class Spooled:
    """An answer too long for memory: its head, the open file that holds its body, and that body's length."""

    head: Answer
    file: IO[bytes]
    length: int


@dataclass(slots=True)
class Job:
    """One request on its way.

    ``gone`` returns when the client has left. ``spoils`` says that the worker's copy of the graph is of no more use
    afterwards. ``since`` is when it began to wait, or was begun; ``attempts`` how often it was begun.
    """

    frame: bytes
    future: asyncio.Future[Answer | Spooled]
    gone: Callable[[], Awaitable[None]] | None = None
    spoils: bool = False
    since: float = 0.0
    attempts: int = 0
    watcher: asyncio.Task[None] | None = None


class Owner(Protocol):
    """Who is told what becomes of a worker."""

    def completed(self, worker: Worker, found: Answer | Spooled) -> None: ...

    def lost(self, worker: Worker) -> None: ...


class Worker(asyncio.Protocol):
    """One worker process, ``pid``, and the job that it has, if any.

    ``slow`` says that it has lost its place among the workers, ``verdict`` what its client is told when it is killed.
    """

    def __init__(self, owner: Owner, pid: int) -> None:
        self.pid = pid
        self.job: Job | None = None
        self.verdict: Answer | None = None
        self.slow = False
        self._owner = owner
        self._transport: asyncio.Transport | None = None
        self._received = bytearray()
        self._spool: IO[bytes] | None = None
        self._wanted = 0
        self._head: Head | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def start(self, job: Job, now: float) -> None:
        """Sends ``job`` to the process. The worker is connected and idle."""
        self.job = job
        job.attempts += 1
        job.since = now
        cast(asyncio.Transport, self._transport).write(job.frame)

    def close(self) -> None:
        """Closes the socket: an idle process ends; one with a job is killed by whom :meth:`Owner.lost` tells."""
        if self._transport is not None:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        if self._spool is not None:
            self._spool.write(data)
        else:
            self._received += data
        if self._head is None and not self._read_head():
            return
        have = self._spool.tell() if self._spool is not None else len(self._received)
        if have >= self._wanted:
            self._complete()
        elif self._spool is None and self._wanted > SPOOL:
            self._spool = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the answer is sent
            self._spool.write(self._received)
            self._received.clear()

    def _read_head(self) -> bool:
        if len(self._received) < LENGTHS.size:
            return False
        head, body = LENGTHS.unpack_from(self._received)
        start = LENGTHS.size + head
        if len(self._received) < start:
            return False
        self._head = json.loads(self._received[LENGTHS.size : start])
        self._wanted = body
        del self._received[:start]
        return True

    def _complete(self) -> None:
        said = cast(Head, self._head)
        headers = tuple((name, value) for name, value in said["headers"])
        found: Answer | Spooled
        if self._spool is None:
            found = Answer(said["status"], headers, bytes(self._received), said["cacheable"])
        else:
            found = Spooled(Answer(said["status"], headers), self._spool, self._wanted)
        self._received.clear()
        self._spool, self._head = None, None
        self._owner.completed(self, found)

    def connection_lost(self, error: Exception | None) -> None:
        if self._spool is not None:
            self._spool.close()
        self._owner.lost(self)
