from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kgbuild.serve.connection import SPOOL, Job, Worker
from kgbuild.serve.wire import REPLY, Reply


class Desk:
    """Takes what a worker gives, as a generation does."""

    def __init__(self) -> None:
        self.found: list[tuple[int, bytes, bytes]] = []

    def completed(self, worker: Worker, job: Job | None, found: Reply) -> None:
        assert job is None
        self.found.append((found.status, found.head, b"".join(found.pieces())))
        found.close()

    def lost(self, worker: Worker) -> None:
        raise AssertionError("nobody closed it")


def written(status: int, head: bytes, body: bytes) -> bytes:
    return REPLY.pack(status, True, 100, len(head), len(body)) + head + body


def fed(data: bytes, cuts: list[int]) -> list[tuple[int, bytes, bytes]]:
    async def feed() -> list[tuple[int, bytes, bytes]]:
        desk = Desk()
        worker = Worker(desk, 0)
        edges = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
        for start, end in pairwise(edges):
            worker.data_received(data[start:end])
        return desk.found

    with ThreadPoolExecutor(1) as own:  # a browser's test may have left a loop running in this thread
        return own.submit(lambda: asyncio.run(feed())).result()


_REPLIES = st.tuples(st.integers(200, 599), st.binary(max_size=40), st.binary(max_size=200))


@given(st.lists(_REPLIES, max_size=6), st.lists(st.integers(0, 2000), max_size=12))
def test_replies_arrive_whole_however_they_are_cut(replies: list[tuple[int, bytes, bytes]], cuts: list[int]) -> None:
    assert fed(b"".join(written(*reply) for reply in replies), cuts) == replies


@given(st.lists(st.integers(0, 2 * SPOOL), max_size=5))
def test_a_long_reply_among_short_ones_goes_through_a_file(cuts: list[int]) -> None:
    replies = [(200, b"a: b\r\n", b"short"), (200, b"c: d\r\n", b"0123456789" * (SPOOL // 9)), (404, b"", b"after")]
    found = fed(b"".join(written(*reply) for reply in replies), cuts)
    assert found == replies
