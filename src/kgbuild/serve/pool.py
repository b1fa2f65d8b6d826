"""The server's side of the workers: who is idle, who waits, who has taken too long.

Everything here runs in the event loop and does no work of its own. A job goes to an idle worker, or behind others in
a worker's socket, so that short ones need no further turn of the loop. Where one of them turns out to be long, the
others are taken back. A new build is a new generation; the old one answers what it has begun and goes.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from kgbuild.errors import KgbuildError
from kgbuild.serve.connection import Job, Worker
from kgbuild.serve.evaluate import busy, out_of_memory, out_of_time
from kgbuild.serve.generation import Generation
from kgbuild.serve.settings import Limits, Source
from kgbuild.serve.wire import Head, Reply, pack

log = logging.getLogger("kgbuild.serve")

TICK = 0.02
"""Seconds between two looks at who has taken too long, while there is work."""

PATIENCE = 0.05
"""Seconds after which a job is a long one: what waits behind it is taken back."""

NICENESS = 15
ATTEMPTS = 2
CRASHES = {-6, -7, -11}  # SIGABRT, SIGBUS, SIGSEGV: how native code ends that got no memory or no stack


class ClientLeftError(Exception):
    """The client closed its connection before there was an answer; the work was ended."""


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
        self._clock: asyncio.TimerHandle | None = None

    async def open(self) -> None:
        """Loads the graph and starts the workers. Raises :class:`~kgbuild.errors.KgbuildError` where it cannot."""
        self.current = await self._load()

    async def _load(self) -> Generation:
        return await Generation.load(self.source, self.limits, self.endpoints, self)

    async def renew(self) -> None:
        """Loads the graph again and moves over to it. Requests go on being answered from the old one meanwhile.

        Raises :class:`~kgbuild.errors.KgbuildError` where the new graph cannot be loaded; the old one stays.
        """
        fresh = await self._load()
        old, self.current = self.current, fresh
        self.counts["reloads"] += 1
        if old is not None:
            self.older.add(old)
            old.retire()
            if not old.workers:
                await self._bury(old)
        self.ready()

    async def _bury(self, generation: Generation) -> None:
        self.older.discard(generation)
        await generation.template.close()

    # -- jobs

    def submit(self, job: Job) -> None:
        """Has ``job`` done. A limit that is hit is an answer too (503, 504, 507)."""
        generation = self.current
        worker = generation.free(job) if generation is not None and not self.waiting else None
        if worker is not None:
            worker.start(job)
        elif self._closing or len(self.waiting) >= self.limits.queue:
            self._refuse(job)
        else:
            job.since = self.loop.time()
            self.waiting.append(job)
        if self._clock is None:
            self._clock = self.loop.call_later(TICK, self._look)

    def _refuse(self, job: Job) -> None:
        self.counts["refused"] += not job.over
        job.finish(busy("the server is stopping" if self._closing else "the server is busy").reply())

    async def run(
        self,
        request: Head,
        body: bytes = b"",
        gone: Callable[[], Awaitable[None]] | None = None,
        *,
        spoils: bool = False,
    ) -> Reply:
        """The answer to ``request``. Raises :class:`ClientLeftError` when ``gone`` returns first, and ends the work."""
        future: asyncio.Future[Reply] = self.loop.create_future()

        def deliver(found: Reply) -> None:
            if future.done():
                found.close()
            else:
                future.set_result(found)

        async def watch() -> None:
            if gone is not None:
                await gone()
                if not future.done():
                    future.set_exception(ClientLeftError())

        job = Job(pack(request, body), deliver, watch, spoils)
        self.submit(job)
        try:
            return await future
        except (ClientLeftError, asyncio.CancelledError):
            self.leave(job)
            raise
        finally:
            if job.watcher is not None:
                job.watcher.cancel()

    def leave(self, job: Job) -> None:
        """Nobody waits for ``job`` any more. If it is a long one, its process is ended at the next look."""
        if job.over:
            return
        job.over = True
        self.counts["left"] += 1
        with contextlib.suppress(ValueError):
            self.waiting.remove(job)
        for generation in self._generations():
            for worker in generation.workers:
                worker.disown(job)

    def completed(self, generation: Generation, worker: Worker, job: Job | None, found: Reply) -> None:
        """A worker has sent the whole of an answer."""
        if job is not None:
            job.finish(found)
        else:
            found.close()
        if worker not in generation.workers:
            return
        if worker.slow or worker.spoilt or generation.retired:
            self._end(generation, worker)
        elif not worker.jobs:
            generation.idle.append(worker)
        if self.waiting:
            self.ready()

    def ready(self) -> None:
        """Gives jobs that wait to workers that have room."""
        generation = self.current
        while generation is not None and self.waiting:
            worker = generation.free(self.waiting[0])
            if worker is None:
                return
            worker.start(self.waiting.popleft())

    def _again(self, jobs: list[Job]) -> None:
        """Puts jobs that were begun before all that wait, in their order."""
        for job in reversed(jobs):
            if not job.over:
                job.since = self.loop.time()
                self.waiting.appendleft(job)

    def _end(self, generation: Generation, worker: Worker) -> None:
        """Ends a worker. The jobs that it has, and that have had no answer, are done by others."""
        self._again(worker.take_back())
        generation.drop(worker)

    def lost(self, generation: Generation, worker: Worker) -> None:
        """A worker's socket has closed: it was told to end, was killed, or died."""
        at = worker.current
        job = worker.jobs[at] if worker.jobs else None
        self._again(worker.take_back(but=at))
        self._later(self._settle(generation, worker, job))
        self.ready()

    async def _settle(self, generation: Generation, worker: Worker, job: Job | None) -> None:
        """Sees to the end of a worker's process, to the job that it worked on, and to its successor."""
        status = 0
        try:
            status = await generation.template.end(worker.pid)
        finally:
            if job is not None:
                self._dispose(job, status)
        if not generation.retired:
            await generation.fill()
        elif not generation.workers:
            await self._bury(generation)

    def _dispose(self, job: Job, status: int) -> None:
        """What becomes of a job whose worker died: it is begun again, once, unless the job itself was the reason."""
        if job.over:
            return
        if status in CRASHES:
            self.counts["out_of_memory"] += 1
            job.finish(out_of_memory(self.limits).reply())
        elif self._closing:
            self._refuse(job)
        elif job.attempts < ATTEMPTS:
            self.counts["retried"] += 1
            self._again([job])
            self.ready()
        else:
            job.finish(busy("the work was ended from outside, twice").reply())

    def _generations(self) -> list[Generation]:
        return [g for g in (self.current, *self.older) if g is not None]

    # -- the clock

    def _look(self) -> None:
        """Looks at who has taken too long, and again a moment later while there is work."""
        now = self.loop.time()
        working = False
        for generation in self._generations():
            for worker in list(generation.workers):
                working = working or bool(worker.jobs)
                if worker.jobs and now - worker.since >= PATIENCE:
                    self._look_at(generation, worker, now - worker.since)
        while self.waiting and now - self.waiting[0].since > self.limits.wait:
            self._refuse(self.waiting.popleft())
        self._clock = self.loop.call_later(TICK, self._look) if working or self.waiting else None

    def _look_at(self, generation: Generation, worker: Worker, seconds: float) -> None:
        """What comes of a worker's having sent nothing for ``seconds``."""
        at = worker.current
        job = worker.jobs[at]
        if job is None:
            self._end(generation, worker)
            return
        if seconds >= self.limits.seconds:
            self.counts["timed_out"] += 1
            job.finish(out_of_time(self.limits).reply())
            self._end(generation, worker)
            return
        if worker.takes_more:
            worker.takes_more = False
            self._again(worker.take_back(but=at))
            self.ready()
        if job.watcher is None and job.watch is not None:
            job.watcher = self.loop.create_task(job.watch())
        has_room = sum(w.slow for w in generation.workers) < self.limits.slow
        if seconds >= self.limits.slow_after and not worker.slow and has_room:
            worker.slow = True
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, worker.pid, NICENESS)
            self._later(generation.fill())

    # -- what goes on beside the jobs

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
                self.current = await self._load()
            except (OSError, KgbuildError) as error:
                log.error("the graph cannot be loaded again: %s", error)
                await asyncio.sleep(1)
            else:
                self.ready()
                return

    async def write(self, request: Head, body: bytes) -> Reply:
        """Makes a change: tried on a fork of its own first, then made in the template, then seen by new workers."""
        async with self._writing:
            tried = await self.run(request, body, spoils=True)
            generation = self.current
            if tried.status >= 300 or generation is None:
                return tried
            tried.close()
            made = await generation.template.order(request, body)
            generation.spoil()
            await generation.fill()
            return made.reply()

    # -- answers that need no work

    def recall(self, key: object) -> Reply | None:
        """A recent answer to the same request on the same graph."""
        found = self.current.cache.get(key) if self.current is not None else None
        self.counts["recalled"] += found is not None
        return found

    def remember(self, generation: Generation | None, key: object, reply: Reply) -> None:
        """Keeps ``reply`` to a request that was made while ``generation`` was current, if it may be kept."""
        if generation is not None and generation is self.current and reply.cacheable:
            generation.cache.put(key, reply)

    async def close(self, grace: float = 5.0) -> None:
        """Stops: waits up to ``grace`` seconds for work that has begun, then ends it."""
        self._closing = True
        while self.waiting:
            self._refuse(self.waiting.popleft())
        until = self.loop.time() + grace
        while self.loop.time() < until and any(w.jobs for g in self._generations() for w in g.workers):
            await asyncio.sleep(0.02)
        if self._clock is not None:
            self._clock.cancel()
        for generation in self._generations():
            generation.retired = True
            for worker in list(generation.workers):
                for job in filter(None, worker.jobs):
                    self._refuse(job)
                generation.drop(worker)
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=2)
        for generation in self._generations():
            await generation.template.close()
