"""One loaded graph: the template process that holds it, and the workers forked from that."""

from __future__ import annotations

import asyncio
from typing import Protocol

from kgbuild.serve.cache import AnswerCache
from kgbuild.serve.connection import Job, Worker
from kgbuild.serve.settings import Limits, Source
from kgbuild.serve.template import Template, start_template
from kgbuild.serve.wire import Reply


class Desk(Protocol):
    """Who gives the workers of a generation their jobs, and is told what becomes of them."""

    def ready(self) -> None: ...

    def completed(self, generation: Generation, worker: Worker, job: Job | None, found: Reply) -> None: ...

    def lost(self, generation: Generation, worker: Worker) -> None: ...


class Generation:
    """Workers over one graph, and the recent answers from it. ``retired`` says that a newer one has its place."""

    def __init__(self, template: Template, limits: Limits, desk: Desk) -> None:
        self.template = template
        self.cache = AnswerCache(limits.cache)
        self.workers: set[Worker] = set()
        self.idle: list[Worker] = []
        self.retired = False
        self._number = limits.workers
        self._desk = desk
        self._spawning = 0

    @staticmethod
    async def load(source: Source, limits: Limits, endpoints: frozenset[str], desk: Desk) -> Generation:
        """The graph behind ``source``, with its workers. Raises :class:`~kgbuild.errors.StoreError` without one."""
        generation = Generation(await start_template(source, limits, endpoints), limits, desk)
        await generation.fill()
        return generation

    def free(self, job: Job) -> Worker | None:
        """The worker that answers ``job`` soonest, as far as one can tell; None where it has to wait.

        That is an idle one, else the one that has most room. A job that spoils its worker waits for an idle one.
        """
        if self.idle:
            return self.idle.pop()
        if job.spoils:
            return None
        found, most = None, 0
        for worker in self.workers:
            room = worker.room
            if room > most:
                found, most = worker, room
        return found

    async def fill(self) -> None:
        """Brings the workers that are of use up to their number."""
        while not self.retired:
            if sum(not (w.slow or w.spoilt) for w in self.workers) + self._spawning >= self._number:
                return
            await self._spawn()

    async def _spawn(self) -> None:
        self._spawning += 1
        try:
            pid, sock, progress = await self.template.spawn()
            worker = Worker(self, pid, progress)
            await asyncio.get_running_loop().create_unix_connection(lambda: worker, sock=sock)
            self.workers.add(worker)
        finally:
            self._spawning -= 1
        if self.retired:
            self.drop(worker)
        else:
            self.idle.append(worker)
            self._desk.ready()

    def drop(self, worker: Worker) -> None:
        """Takes a worker out. Closing its socket leads to :meth:`lost`, and that to the end of its process."""
        self.workers.discard(worker)
        if worker in self.idle:
            self.idle.remove(worker)
        worker.close()

    def spoil(self) -> None:
        """The graph has changed: idle workers go now, the others when they have answered."""
        for worker in list(self.workers):
            worker.spoil()
            if not worker.jobs:
                self.drop(worker)

    def retire(self) -> None:
        """A newer graph has taken over: idle workers go now, the others when they have answered."""
        self.retired = True
        while self.idle:
            self.drop(self.idle[-1])

    # -- what the workers tell

    def completed(self, worker: Worker, job: Job | None, found: Reply) -> None:
        self._desk.completed(self, worker, job, found)

    def lost(self, worker: Worker) -> None:
        self.drop(worker)
        self._desk.lost(self, worker)
