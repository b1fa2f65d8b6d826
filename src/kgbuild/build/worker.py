"""What runs in a worker: a batch of items through the stages. One code path, wherever the worker is."""

from __future__ import annotations

import os
import signal
import threading
from multiprocessing import parent_process
from multiprocessing.connection import wait

from kgbuild.build import limits
from kgbuild.build.garbage import collect_rarely
from kgbuild.build.job import Job
from kgbuild.build.stages import Item, Outcome, stages

_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")
"""What tells libraries for numbers how many threads to start: a worker for each core is what there is room for."""


def run_batch(job: Job, items: tuple[Item, ...]) -> list[Outcome]:
    """The outcome of each item, in order.

    Raises :class:`~kgbuild.errors.KgbuildError` where the job itself is wrong (a pack with a syntax error).
    """
    loaded = stages(job)
    return [loaded.outcome(item) for item in items]


def run_batch_elsewhere(job: Job, items: tuple[Item, ...]) -> list[Outcome]:
    """:func:`run_batch` on another machine, which must have the same versions and packs as the sender."""
    _same_here(job)
    return run_batch(job, items)


def begin_worker_process() -> None:
    """Set up a local worker process: one thread, deaf to Ctrl-C, which is the build's, and gone when the build is."""
    for name in _THREADS:
        os.environ[name] = "1"
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limits.end_process_when_stuck()
    collect_rarely()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _same_here(job: Job) -> None:
    if job not in _verified:
        job.same_here()
        _verified.add(job)


_verified: set[Job] = set()
