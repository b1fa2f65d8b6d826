from __future__ import annotations

import json
import os
import socket
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.serve.wire import pack, receive, send

_HEADS = st.dictionaries(st.text(max_size=10), st.one_of(st.text(max_size=20), st.integers(), st.none(), st.booleans()))


@given(st.lists(st.tuples(_HEADS, st.binary(max_size=5000)), max_size=5))
def test_frames_arrive_whole_and_in_order(frames: list[tuple[dict[str, object], bytes]]) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:

        def write() -> None:
            for head, body in frames:
                send(ours, head, body)
            ours.shutdown(socket.SHUT_WR)

        writer = threading.Thread(target=write)
        writer.start()
        got = []
        while (frame := receive(theirs)) is not None:
            got.append(frame[:2])
        writer.join()
    assert got == [(json.loads(json.dumps(head)), body) for head, body in frames]


def test_a_descriptor_comes_along() -> None:
    ours, theirs = socket.socketpair()
    reading, writing = os.pipe()
    with ours, theirs:
        socket.send_fds(ours, [pack({"do": "spawn"})], [writing])
        frame = receive(theirs)
    assert frame is not None
    head, _, (fd,) = frame
    assert head == {"do": "spawn"}
    os.write(fd, b"through")
    assert os.read(reading, 20) == b"through"
    for number in (fd, reading, writing):
        os.close(number)


def test_the_end_in_the_middle_of_a_frame_is_an_error() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(pack({"a": 1}, b"body")[:-1])
        ours.shutdown(socket.SHUT_WR)
        with pytest.raises(ConnectionError):
            receive(theirs)
