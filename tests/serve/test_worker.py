from __future__ import annotations

import os
import socket
import threading

import pytest
from pyoxigraph import Store

from kgbuild.serve import worker
from kgbuild.serve.dataset import Dataset
from kgbuild.serve.progress import Progress, counter
from kgbuild.serve.settings import Limits
from kgbuild.serve.statistics import Statistics
from kgbuild.serve.wire import REPLY, pack

DATASET = Dataset(Store(), "https://w3id.org/kgbuild/id/", "r", "t", False, Statistics(), {}, {})
ASKED = {"do": "query", "accept": "text/csv", "gzip": False, "known": "", "origin": "http://127.0.0.1:1"}
QUICK, BROKEN = pack(ASKED, b"SELECT (1 AS ?n) {}"), pack(ASKED, b"SELECT ?n {")


def replies(received: bytes) -> list[tuple[int, bytes]]:
    """Statuses and bodies of whole replies."""
    found, at = [], 0
    while at < len(received):
        status, _, _, head, body = REPLY.unpack_from(received, at)
        at += REPLY.size + head + body
        found.append((status, received[at - body : at]))
    return found


def read(sock: socket.socket, count: int) -> list[tuple[int, bytes]]:
    received = b""
    while True:
        received += sock.recv(65536)
        if len(found := replies(received)) >= count:
            return found


def test_what_comes_together_is_answered_together_and_counted() -> None:
    ours, theirs = socket.socketpair()
    progress = Progress()
    done = counter(os.dup(progress.fd))
    with ours, theirs:
        at_work = threading.Thread(target=worker.work, args=(theirs, done, DATASET, Limits(), frozenset()))
        at_work.start()
        for batch in ([QUICK], [QUICK, BROKEN, QUICK], [BROKEN] * 8):
            ours.sendall(b"".join(batch))
            expected = [(200, b"n\r\n1\r\n") if sent is QUICK else (400, None) for sent in batch]
            found = [(status, body if status == 200 else None) for status, body in read(ours, len(batch))]
            assert found == expected
        assert progress.done == 12
        ours.shutdown(socket.SHUT_WR)
        at_work.join()
    progress.close()


@pytest.mark.parametrize(("hold", "expected"), [(0.0, [1, 1, 1]), (60.0, [3])])
def test_an_answer_is_not_held_back_for_long(monkeypatch: pytest.MonkeyPatch, hold: float, expected: list[int]) -> None:
    monkeypatch.setattr(worker, "HOLD", hold)
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)  # what is sent at once is read at once
    progress = Progress()
    with ours, theirs:
        ours.sendall(QUICK * 3)
        ours.shutdown(socket.SHUT_WR)
        worker.work(theirs, counter(os.dup(progress.fd)), DATASET, Limits(), frozenset())
        assert [len(replies(ours.recv(65536))) for _ in expected] == expected
    progress.close()
