"""Where batches run: in this process, in worker processes, or on a Dask cluster; all through ``concurrent.futures``.

At most twice as many batches as workers are under way, so memory is bounded by the batch and not by the corpus.
A batch whose worker died runs once more, alone; if its worker dies again, its items run one by one, and one that
kills its worker even then is named. Results come as they are ready: nothing downstream depends on their order.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.context import ForkServerContext, ForkServerProcess
from multiprocessing.process import BaseProcess
from types import ModuleType
from typing import Any, Protocol, TypeAlias

from kgbuild.build.job import Job
from kgbuild.build.stages import Died, Item, Outcome
from kgbuild.build.worker import begin_worker_process, run_batch, run_batch_elsewhere
from kgbuild.errors import ConfigError

Batch: TypeAlias = tuple[Item, ...]


class Workers(Protocol):
    """A set of workers that batches can be given to."""

    count: int

    @property
    def died(self) -> tuple[type[BaseException], ...]:
        """What a future raises whose worker died."""

    def submit(self, job: Job, batch: Batch) -> Future[list[Outcome]]: ...

    def renew(self) -> None:
        """Take fresh workers after one died."""

    def close(self, *, now: bool) -> None:
        """End them; with ``now`` without waiting for what is under way."""


class _Context(ForkServerContext):
    """Processes that do not run the caller's script again: what they need they import by its name.

    Python's own would import ``__main__`` in every worker, so that a script without the usual guard, which builds
    when it is imported, could not build at all.
    """

    class Process(ForkServerProcess):
        @staticmethod
        def _Popen(process_obj: BaseProcess) -> Any:  # noqa: N802  # its name is multiprocessing's
            script = sys.modules["__main__"]
            sys.modules["__main__"] = ModuleType("__main__")
            try:
                return ForkServerProcess._Popen(process_obj)
            finally:
                sys.modules["__main__"] = script


class Processes:
    """Worker processes of this machine, started by ``forkserver``."""

    died: tuple[type[BaseException], ...] = (BrokenExecutor,)

    def __init__(self, count: int) -> None:
        self.count = count
        self._context = _Context()
        self._context.set_forkserver_preload(["kgbuild.build.worker"])
        self._others = set(multiprocessing.active_children())
        self._pool = self._fresh()

    def submit(self, job: Job, batch: Batch) -> Future[list[Outcome]]:
        return self._pool.submit(run_batch, job, batch)

    def renew(self) -> None:
        self.close(now=True)
        self._pool = self._fresh()

    def close(self, *, now: bool) -> None:
        mine = self._mine() if now else []
        self._pool.shutdown(wait=not now, cancel_futures=True)
        for process in mine:
            process.kill()
        for process in mine:
            process.join(1)

    def _fresh(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self.count, mp_context=self._context, initializer=begin_worker_process)

    def _mine(self) -> list[BaseProcess]:
        return [process for process in multiprocessing.active_children() if process not in self._others]


class Cluster:
    """The workers of a Dask cluster (extra ``kgbuild[dask]``), through its ``concurrent.futures`` face.

    Raises :class:`ConfigError` where ``distributed`` is missing or no scheduler answers at ``address``.
    """

    def __init__(self, address: str) -> None:
        try:
            from distributed import Client, KilledWorker
        except ImportError as error:
            raise ConfigError("no-dask", address, "Dask is not installed", "pip install 'kgbuild[dask]'") from error
        try:
            self._client = Client(address.replace("dask://", "tcp://").rstrip("/"), timeout=10)
        except (OSError, TimeoutError) as error:
            hint = "start one: dask scheduler; dask worker HOST:8786"
            raise ConfigError("no-scheduler", address, "no Dask scheduler answers here", hint) from error
        threads = self._client.nthreads()
        self.count = sum(threads.values())
        if not self.count:
            self._client.close()
            raise ConfigError("no-workers", address, "the cluster has no workers", "dask worker HOST:8786")
        self.died: tuple[type[BaseException], ...] = (KilledWorker,)
        self._executor: Executor = self._client.get_executor(pure=False)

    def submit(self, job: Job, batch: Batch) -> Future[list[Outcome]]:
        return self._executor.submit(run_batch_elsewhere, job, batch)

    def renew(self) -> None:
        """Dask starts a worker that died again by itself."""

    def close(self, *, now: bool) -> None:
        self._executor.shutdown(wait=not now)
        self._client.close()


def workers_at(executor: str, count: int) -> Workers:
    """The workers that the setting ``executor`` names. Raises :class:`ConfigError` where there are none."""
    return Processes(count) if executor == "local" else Cluster(executor)


def outcomes(job: Job, batches: Iterable[Batch], workers: Workers | None) -> Iterator[list[Outcome | Died]]:
    """What each batch came to, as it is ready; with ``workers`` None in this process.

    The batches are drawn only as fast as they are worked off. Raises what :func:`run_batch` raises.
    """
    if workers is None:
        for batch in batches:
            for item in batch:
                yield list(run_batch(job, (item,)))
        return
    with _closed(workers):
        run = _Run(job, workers, deque())
        for batch in batches:
            while len(run.under_way) >= 2 * workers.count:
                yield from run.step()
            run.give(batch)
            yield from run.retried()
        while run.under_way:
            yield from run.step()
            yield from run.retried()


@dataclass(slots=True)
class _Run:
    """The batches under way, and those whose worker died under them."""

    job: Job
    workers: Workers
    suspects: deque[Batch]
    under_way: dict[Future[list[Outcome]], Batch]

    def __init__(self, job: Job, workers: Workers, suspects: deque[Batch]) -> None:
        self.job, self.workers, self.suspects, self.under_way = job, workers, suspects, {}

    def give(self, batch: Batch) -> None:
        try:
            self.under_way[self.workers.submit(self.job, batch)] = batch
        except self.workers.died:
            self._all_suspect(batch)

    def step(self) -> Iterator[list[Outcome | Died]]:
        """Wait until something is ready, and yield it."""
        ready, _ = wait(self.under_way, return_when=FIRST_COMPLETED)
        for future in ready:
            if future not in self.under_way:
                continue
            batch = self.under_way.pop(future)
            try:
                yield list(future.result())
            except self.workers.died:
                self._all_suspect(batch)

    def retried(self) -> Iterator[list[Outcome | Died]]:
        """Run each suspect alone, so that it is known who it is that dies."""
        while self.suspects:
            while self.under_way:
                yield from self.step()
            batch = self.suspects.popleft()
            result = self._alone(batch)
            if result is not None:
                yield list(result)
            elif len(batch) == 1:
                yield [Died(batch[0])]
            else:
                for item in batch:
                    single = self._alone((item,))
                    yield [Died(item)] if single is None else list(single)

    def _alone(self, batch: Batch) -> list[Outcome] | None:
        try:
            return self.workers.submit(self.job, batch).result()
        except self.workers.died:
            self.workers.renew()
            return None

    def _all_suspect(self, batch: Batch) -> None:
        """Of local processes all are gone when one dies: whatever was not done yet is tried again."""
        self.suspects.append(batch)
        for future, other in list(self.under_way.items()):
            if not isinstance(self.workers, Processes):
                break
            if not (future.done() and not future.cancelled() and future.exception() is None):
                del self.under_way[future]
                self.suspects.append(other)
        self.workers.renew()


@contextmanager
def _closed(workers: Workers) -> Iterator[None]:
    try:
        yield
    except BaseException:
        workers.close(now=True)
        raise
    workers.close(now=False)
