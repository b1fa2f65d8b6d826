from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TypeVar

from hypothesis import given
from hypothesis import strategies as st

from kgbuild.serve.connection import SPOOL, Job, Worker
from kgbuild.serve.progress import Progress, counter
from kgbuild.serve.wire import REPLY, Reply

T = TypeVar("T")


class Desk:
    """Takes what a worker gives, as a generation does."""

    def __init__(self) -> None:
        self.found: list[tuple[int, bytes, bytes]] = []
        self.jobs: list[Job | None] = []

    def completed(self, worker: Worker, job: Job | None, found: Reply) -> None:
        self.jobs.append(job)
        self.found.append((found.status, found.head, b"".join(found.pieces())))
        found.close()

    def lost(self, worker: Worker) -> None:
        self.jobs += worker.jobs


def written(status: int, head: bytes, body: bytes) -> bytes:
    return REPLY.pack(status, True, 100, len(head), len(body)) + head + body


def fed(data: bytes, cuts: list[int]) -> list[tuple[int, bytes, bytes]]:
    async def feed() -> list[tuple[int, bytes, bytes]]:
        desk = Desk()
        progress = Progress()
        worker = Worker(desk, 0, progress)
        edges = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
        for start, end in pairwise(edges):
            worker.data_received(data[start:end])
        progress.close()
        return desk.found

    return in_a_loop(feed)


def in_a_loop(work: Callable[[], Coroutine[None, None, T]]) -> T:
    with ThreadPoolExecutor(1) as own:  # a browser's test may have left a loop running in this thread
        return own.submit(lambda: asyncio.run(work())).result()


_REPLIES = st.tuples(st.integers(200, 599), st.binary(max_size=40), st.binary(max_size=200))


@given(st.lists(_REPLIES, max_size=6), st.lists(st.integers(0, 2000), max_size=12))
def test_replies_arrive_whole_however_they_are_cut(replies: list[tuple[int, bytes, bytes]], cuts: list[int]) -> None:
    assert fed(b"".join(written(*reply) for reply in replies), cuts) == replies


@given(st.lists(st.integers(0, 2 * SPOOL), max_size=5))
def test_a_long_reply_among_short_ones_goes_through_a_file(cuts: list[int]) -> None:
    replies = [(200, b"a: b\r\n", b"short"), (200, b"c: d\r\n", b"0123456789" * (SPOOL // 9)), (404, b"", b"after")]
    found = fed(b"".join(written(*reply) for reply in replies), cuts)
    assert found == replies


def test_the_job_that_a_process_is_at_is_known_before_it_answers() -> None:
    async def follow() -> None:
        desk, progress = Desk(), Progress()
        done = counter(os.dup(progress.fd))
        ours, theirs = socket.socketpair()
        worker = Worker(desk, 0, progress)
        await asyncio.get_running_loop().create_unix_connection(lambda: worker, sock=ours)
        jobs = [Job(b"", lambda reply: None) for _ in range(4)]
        for job in jobs:
            worker.start(job)
        assert worker.current == 0
        done[0] = 2
        assert worker.current == 2
        assert worker.take_back(but=2) == [jobs[0], jobs[1], jobs[3]]
        assert [job.attempts for job in jobs] == [0, 0, 1, 0]
        assert list(worker.jobs) == [None, None, jobs[2], None]
        theirs.sendall(written(200, b"", b"a") + written(200, b"", b"b") + written(504, b"", b"c"))
        while len(desk.found) < 3:
            await asyncio.sleep(0.001)
        assert desk.jobs == [None, None, jobs[2]]
        assert [body for _, _, body in desk.found] == [b"a", b"b", b"c"]
        theirs.close()
        while len(desk.jobs) < 4:
            await asyncio.sleep(0.001)

    in_a_loop(follow)


@given(st.integers(0, 2**64 - 1), st.integers(1, 5), st.booleans())
def test_a_worker_may_say_anything_of_its_progress(said: int, waiting: int, cut: bool) -> None:
    async def follow() -> int:
        progress = Progress()
        counter(os.dup(progress.fd))[0] = said
        if cut:
            os.ftruncate(progress.fd, 0)
        worker = Worker(Desk(), 0, progress)
        worker.jobs.extend([None] * waiting)
        at = worker.current
        progress.close()
        return at

    at = in_a_loop(follow)
    assert at == (0 if cut else min(said, waiting - 1))
