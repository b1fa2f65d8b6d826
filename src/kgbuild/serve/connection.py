"""The server's end of one worker: requests go out as frames, whole answers come back in the same order."""

from __future__ import annotations

import asyncio
import tempfile
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import IO, Protocol, cast

from kgbuild.serve.progress import Progress
from kgbuild.serve.wire import REPLY, Reply

SPOOL = 4 * 2**20
"""Bytes of an answer that are kept in memory; a longer one goes to an unnamed file until it is sent."""

DEPTH = 8
"""Jobs that one worker may have at once: that which it works on, and those that wait in its socket."""

AHEAD = 0.004
"""Seconds of the processor's work that may wait in a worker's socket, by what its recent jobs took. Where one takes
longer than that, the next waits until a worker is idle: to take it back and do it elsewhere would cost more."""

PACE = 0.1
"""The weight of the last job in what a worker's recent jobs took."""


@dataclass(slots=True, eq=False)
class Job:
    """One request on its way.

    ``deliver`` is told the answer, once. ``watch`` looks out for the client's leaving, where nobody else would tell,
    and is run when the job turns out to be a long one. ``spoils`` says that the worker's copy of the graph is of no
    more use afterwards. ``since`` is when the job began to wait; ``attempts`` how often it was begun.
    """

    frame: bytes
    deliver: Callable[[Reply], None]
    watch: Callable[[], Coroutine[None, None, None]] | None = None
    spoils: bool = False
    since: float = 0.0
    attempts: int = 0
    over: bool = False
    watcher: asyncio.Task[None] | None = None

    def finish(self, found: Reply) -> None:
        """Delivers ``found``, unless there was an answer before or the client has left."""
        if self.over:
            found.close()
            return
        self.over = True
        if self.watcher is not None:
            self.watcher.cancel()
        self.deliver(found)


class Owner(Protocol):
    """Who is told what becomes of a worker."""

    def completed(self, worker: Worker, job: Job | None, found: Reply) -> None: ...

    def lost(self, worker: Worker) -> None: ...


class Worker(asyncio.Protocol):
    """One worker process, ``pid``, and the jobs that it has, in their order: one since ``since``, the others after it.

    Before the ``current`` one may stand those whose answers the process has worked out, but not yet sent. A job that
    was taken back, or that nobody waits for, leaves None in its place: the process will still answer it.
    ``slow`` says that the worker has lost its place among the others, ``spoilt`` that its copy of the graph is of no
    more use, ``takes_more`` that jobs may wait here: its first one is short, as far as anybody knows. ``pace`` is how
    many seconds of the processor its recent jobs took.
    """

    def __init__(self, owner: Owner, pid: int, progress: Progress) -> None:
        self.pid = pid
        self.jobs: deque[Job | None] = deque()
        self.since = 0.0
        self.slow = self.spoilt = False
        self.takes_more = True
        self.pace = AHEAD
        self._depth = 1
        self._owner = owner
        self._progress = progress
        self._answered = 0
        self._transport: asyncio.Transport | None = None
        self._loop = asyncio.get_running_loop()
        self._received = bytearray()
        self._needed = self._took = 0
        self._spool: Reply | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    @property
    def room(self) -> int:
        """How many more jobs may wait here."""
        return self._depth - len(self.jobs) if self.takes_more else 0

    @property
    def current(self) -> int:
        """The place of the job that the process works on, as it says itself."""
        return max(0, min(self._progress.done - self._answered, len(self.jobs) - 1))

    def start(self, job: Job) -> None:
        """Sends ``job`` to the process, which begins it when it has done those before it."""
        if not self.jobs:
            self.since = self._loop.time()
        self.jobs.append(job)
        if job.spoils:
            self.spoil()
        job.attempts += 1
        cast(asyncio.Transport, self._transport).write(job.frame)

    def take_back(self, but: int | None = None) -> list[Job]:
        """All jobs ``but`` that in one place; what the process makes of them is not looked at any more."""
        taken = [job for at, job in enumerate(self.jobs) if job is not None and at != but]
        for at in range(len(self.jobs)):
            if at != but:
                self.jobs[at] = None
        for job in taken:
            job.attempts -= 1
        return taken

    def spoil(self) -> None:
        """Says that this worker's copy of the graph is of no more use after what it does now."""
        self.spoilt, self.takes_more = True, False

    def disown(self, job: Job) -> None:
        """Says that nobody waits for ``job`` any more."""
        if job in self.jobs:
            self.jobs[self.jobs.index(job)] = None

    def close(self) -> None:
        """Closes the socket: an idle process ends; one with a job is killed by whom :meth:`Owner.lost` tells."""
        if self._transport is not None:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        if self._spool is not None:
            data = self._fill(self._spool, data)
        if self._received:
            self._received += data
            if len(self._received) < self._needed:
                return
            with memoryview(self._received) as view:
                at = self._deliver(view)
            del self._received[:at]
        else:
            at = self._deliver(data)
            if at == len(data):
                return
            self._received += data[at:]
        self._begin_spool()

    def _deliver(self, data: bytes | memoryview) -> int:
        """Passes on the replies that ``data`` begins with, as far as they are whole. Returns where the rest begins."""
        at, size = 0, len(data)
        self._needed = 0
        while size - at >= REPLY.size:
            status, cacheable, took, head, body = REPLY.unpack_from(data, at)
            start = at + REPLY.size
            end = start + head + body
            if end > size:
                self._needed = (start + head if body > SPOOL else end) - at
                break
            found = Reply(status, bytes(data[start : start + head]), bytes(data[start + head : end]), cacheable > 0)
            at = end
            self._complete(found, took)
        return at

    def _begin_spool(self) -> None:
        """Where a long answer has begun to come: the rest of it goes to a file."""
        if len(self._received) < REPLY.size:
            return
        status, _, took, head, body = REPLY.unpack_from(self._received)
        start = REPLY.size + head
        if body <= SPOOL or len(self._received) < start:
            return
        file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by whoever gets the reply
        file.write(self._received[start:])
        self._took = took
        self._spool = Reply(status, bytes(self._received[REPLY.size : start]), file, False, body)
        self._received.clear()
        self._needed = 0

    def _fill(self, reply: Reply, data: bytes) -> bytes:
        """Adds to a long answer; what is left of ``data`` belongs to the next."""
        file = cast(IO[bytes], reply.body)
        missing = reply.length - file.tell()
        file.write(data[:missing])
        if len(data) < missing:
            return b""
        self._spool = None
        self._complete(reply, self._took)
        return data[missing:]

    def _complete(self, found: Reply, microseconds: int) -> None:
        job = self.jobs.popleft() if self.jobs else None
        self._answered += 1
        self.since = self._loop.time()
        self.pace += PACE * (microseconds * 1e-6 - self.pace)
        self._depth = int(AHEAD / self.pace) if self.pace > AHEAD / DEPTH else DEPTH
        self.takes_more = not (self.slow or self.spoilt)
        self._owner.completed(self, job, found)

    def connection_lost(self, error: Exception | None) -> None:
        if self._spool is not None:
            self._spool.close()
        self._owner.lost(self)
        self._progress.close()
