"""The server's side of the workers: who is idle, who waits, who has taken too long.

Everything here runs in the event loop and does no work of its own. A :class:`Generation` is one loaded graph: a
template process and the workers forked from it. A new build is a new generation; the old one answers what it has
begun and goes.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from kgbuild.errors import KgbuildError
from kgbuild.serve.cache import AnswerCache
from kgbuild.serve.connection import Job, Spooled, Worker
from kgbuild.serve.evaluate import busy, out_of_memory, out_of_time, problem
from kgbuild.serve.settings import Limits, Source
from kgbuild.serve.template import Template, start_template
from kgbuild.serve.wire import Answer, Head, pack

log = logging.getLogger("kgbuild.serve")

TICK = 0.1
"""Seconds between two looks at who has taken too long."""

NICENESS = 15
ATTEMPTS = 2
CRASHES = {-6, -7, -11}  # SIGABRT, SIGBUS, SIGSEGV: how native code ends that got no memory or no stack


class ClientLeftError(Exception):
    """The client closed its connection before there was an answer; the work was ended."""


@dataclass(eq=False)
class Generation:
    """One loaded graph, its workers, and the recent answers from it."""

    template: Template
    cache: AnswerCache
    workers: set[Worker] = field(default_factory=set)
    idle: list[Worker] = field(default_factory=list)
    retired: bool = False
    spawning: int = 0


@dataclass(eq=False)
class _Owner:
    """Tells the pool what becomes of the workers of one generation."""

    pool: Pool
    generation: Generation

    def completed(self, worker: Worker, found: Answer | Spooled) -> None:
        self.pool.completed(self.generation, worker, found)

    def lost(self, worker: Worker) -> None:
        self.pool.lost(self.generation, worker)


class Pool:
    """Runs jobs on workers within :class:`~kgbuild.serve.settings.Limits`. Belongs to one running event loop."""

    def __init__(self, source: Source, limits: Limits, endpoints: frozenset[str]) -> None:
        self.source, self.limits, self.endpoints = source, limits, endpoints
        self.loop = asyncio.get_running_loop()
        self.waiting: deque[Job] = deque()
        self.counts: Counter[str] = Counter()
        self.current: Generation | None = None
        self.older: set[Generation] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._writing = asyncio.Lock()
        self._closing = False
        self._ticker: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Loads the graph and starts the workers. Raises :class:`~kgbuild.errors.KgbuildError` where it cannot."""
        self.current = await self._generation()
        self._ticker = self.loop.create_task(self._tick())

    async def _generation(self) -> Generation:
        template = await start_template(self.source, self.limits, self.endpoints)
        generation = Generation(template, AnswerCache(self.limits.cache))
        for _ in range(self.limits.workers):
            await self._spawn(generation)
        return generation

    async def renew(self) -> None:
        """Loads the graph again and moves over to it. Requests go on being answered from the old one meanwhile.

        Raises :class:`~kgbuild.errors.KgbuildError` where the new graph cannot be loaded; the old one stays.
        """
        fresh = await self._generation()
        old, self.current = self.current, fresh
        self.counts["reloads"] += 1
        if old is not None:
            self.older.add(old)
            old.retired = True
            while old.idle:
                self._kill(old, old.idle.pop())
            if not old.workers:
                await self._bury(old)
        self._feed()

    async def _bury(self, generation: Generation) -> None:
        self.older.discard(generation)
        await generation.template.close()

    # -- jobs

    async def run(
        self,
        request: Head,
        body: bytes = b"",
        gone: Callable[[], Awaitable[None]] | None = None,
        *,
        spoils: bool = False,
    ) -> Answer | Spooled:
        """The answer to ``request``. A limit that is hit is an answer too (503, 504, 507).

        Raises :class:`ClientLeftError` when ``gone`` returns first; the work is ended then.
        """
        job = Job(pack(request, body), self.loop.create_future(), gone, spoils)
        generation = self.current
        if generation is not None and generation.idle and not self.waiting:
            generation.idle.pop().start(job, self.loop.time())
        elif self._closing or len(self.waiting) >= self.limits.queue:
            self.counts["refused"] += 1
            return busy("the server is stopping" if self._closing else "the server is busy")
        else:
            job.since = self.loop.time()
            self.waiting.append(job)
        try:
            return await job.future
        except (ClientLeftError, asyncio.CancelledError):
            self._abandon(job)
            raise
        finally:
            if job.watcher is not None:
                job.watcher.cancel()

    def _abandon(self, job: Job) -> None:
        """Ends the work on a job that nobody waits for any more."""
        self.counts["left"] += 1
        with contextlib.suppress(ValueError):
            self.waiting.remove(job)
        for generation in self._generations():
            for worker in list(generation.workers):
                if worker.job is job:
                    self._kill(generation, worker)

    def completed(self, generation: Generation, worker: Worker, found: Answer | Spooled) -> None:
        """A worker has sent the whole of an answer."""
        job, worker.job = worker.job, None
        if job is not None and not job.future.done():
            job.future.set_result(found)
        elif isinstance(found, Spooled):
            found.file.close()
        if worker.slow or generation.retired or (job is not None and job.spoils):
            self._kill(generation, worker)
        elif self.waiting:
            worker.start(self.waiting.popleft(), self.loop.time())
        else:
            generation.idle.append(worker)

    def lost(self, generation: Generation, worker: Worker) -> None:
        """A worker's socket has closed: it was told to end, was killed, or died."""
        generation.workers.discard(worker)
        if worker in generation.idle:
            generation.idle.remove(worker)
        self._later(self._settle(generation, worker))

    async def _settle(self, generation: Generation, worker: Worker) -> None:
        """Sees to a dead worker's job and to its successor."""
        job, worker.job = worker.job, None
        try:
            status = await generation.template.end(worker.pid)
        except (OSError, ConnectionError):
            self._dispose(job, worker.verdict, 0)
            raise
        self._dispose(job, worker.verdict, status)
        if not generation.retired:
            await self._fill(generation)
        elif not generation.workers:
            await self._bury(generation)

    def _dispose(self, job: Job | None, verdict: Answer | None, status: int) -> None:
        if job is None or job.future.done():
            return
        if verdict is not None:
            job.future.set_result(verdict)
        elif status in CRASHES:
            self.counts["out_of_memory"] += 1
            job.future.set_result(out_of_memory(self.limits))
        elif job.attempts < ATTEMPTS and not self._closing:
            self.counts["retried"] += 1
            job.since = self.loop.time()
            self.waiting.appendleft(job)
            self._feed()
        else:
            job.future.set_result(busy("the work was ended from outside, twice"))

    # -- workers

    def _generations(self) -> list[Generation]:
        return [g for g in (self.current, *self.older) if g is not None]

    async def _fill(self, generation: Generation) -> None:
        """Brings the workers that are not slow up to their number."""
        while not (self._closing or generation.retired):
            fast = sum(not w.slow for w in generation.workers) + generation.spawning
            if fast >= self.limits.workers:
                return
            await self._spawn(generation)

    async def _spawn(self, generation: Generation) -> None:
        generation.spawning += 1
        try:
            pid, sock = await generation.template.spawn()
            worker = Worker(_Owner(self, generation), pid)
            await self.loop.create_unix_connection(lambda: worker, sock=sock)
            generation.workers.add(worker)
        finally:
            generation.spawning -= 1
        if generation.retired or self._closing:
            self._kill(generation, worker)
        else:
            generation.idle.append(worker)
            self._feed()

    def _feed(self) -> None:
        generation = self.current
        while generation is not None and generation.idle and self.waiting:
            generation.idle.pop().start(self.waiting.popleft(), self.loop.time())

    def _kill(self, generation: Generation, worker: Worker) -> None:
        """Takes a worker out; closing its socket leads to :meth:`lost`, and that to the end of its process."""
        generation.workers.discard(worker)
        worker.close()

    # -- the clock

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK)
            now = self.loop.time()
            for generation in self._generations():
                for worker in list(generation.workers):
                    if worker.job is not None:
                        self._look_at(generation, worker, worker.job, now - worker.job.since)
            while self.waiting and now - self.waiting[0].since > self.limits.wait:
                job = self.waiting.popleft()
                if not job.future.done():
                    self.counts["refused"] += 1
                    job.future.set_result(busy("the server is busy"))

    def _look_at(self, generation: Generation, worker: Worker, job: Job, seconds: float) -> None:
        if seconds > self.limits.seconds:
            self.counts["timed_out"] += 1
            if not job.future.done():
                job.future.set_result(out_of_time(self.limits))
            self._kill(generation, worker)
            return
        if job.watcher is None and job.gone is not None:
            job.watcher = self.loop.create_task(self._watch(job, job.gone))
        if seconds > self.limits.slow_after and not worker.slow:
            slow = sum(w.slow for w in generation.workers)
            if slow < self.limits.slow:
                worker.slow = True
                with contextlib.suppress(OSError):
                    os.setpriority(os.PRIO_PROCESS, worker.pid, NICENESS)
                self._later(self._fill(generation))

    async def _watch(self, job: Job, gone: Callable[[], Awaitable[None]]) -> None:
        await gone()
        if not job.future.done():
            job.future.set_exception(ClientLeftError())

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = self.loop.create_task(self._guard(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guard(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except (OSError, ConnectionError) as error:
            await self._revive(error)

    async def _revive(self, cause: Exception) -> None:
        """Loads the graph again after its template process died."""
        dead = self.current
        if self._closing or dead is None or not await dead.template.ended():
            return
        if self.current is not dead:
            return  # somebody else has seen to it
        log.warning("the process that holds the graph is gone (%s); it is loaded again", cause)
        self.current = None
        dead.retired = True
        while not self._closing:
            try:
                self.current = await self._generation()
            except (OSError, KgbuildError) as error:
                log.error("the graph cannot be loaded again: %s", error)
                await asyncio.sleep(1)
            else:
                self._feed()
                return

    # -- writing

    async def write(self, request: Head, body: bytes) -> Answer:
        """Makes a change: tried on a fork of its own first, then made in the template, then seen by new workers."""
        async with self._writing:
            tried = await self.run(request, body, spoils=True)
            if isinstance(tried, Spooled):
                tried.file.close()
                return problem(500, "internal", "a change has no long answer")
            generation = self.current
            if tried.status >= 300 or generation is None:
                return tried
            made = await generation.template.order(request, body)
            for worker in list(generation.workers):
                worker.slow = True  # it holds the graph as it was
                if worker.job is None:
                    self._kill(generation, worker)
            generation.idle.clear()
            await self._fill(generation)
            return made

    # -- answers that need no work

    def recall(self, key: object) -> Answer | None:
        """A recent answer to the same request on the same graph."""
        found = self.current.cache.get(key) if self.current is not None else None
        self.counts["recalled"] += found is not None
        return found

    def remember(self, generation: Generation | None, key: object, answer: Answer) -> None:
        """Keeps ``answer`` to a request that was made while ``generation`` was current, if it may be kept."""
        if generation is not None and generation is self.current and answer.cacheable:
            generation.cache.put(key, answer)

    async def close(self, grace: float = 5.0) -> None:
        """Stops: waits up to ``grace`` seconds for work that has begun, then ends it."""
        self._closing = True
        while self.waiting:
            job = self.waiting.popleft()
            if not job.future.done():
                job.future.set_result(busy("the server is stopping"))
        until = self.loop.time() + grace
        while self.loop.time() < until and any(w.job for g in self._generations() for w in g.workers):
            await asyncio.sleep(0.02)
        if self._ticker is not None:
            self._ticker.cancel()
        for generation in self._generations():
            generation.retired = True
            for worker in list(generation.workers):
                worker.verdict = busy("the server is stopping")
                self._kill(generation, worker)
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=2)
        for generation in self._generations():
            await generation.template.close()
