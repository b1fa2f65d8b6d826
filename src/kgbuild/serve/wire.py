"""How the server and its workers speak: frames with lengths before them, over a Unix socket that only the two share.

A request is a JSON head and a body. A reply is a status, header lines as HTTP has them and a body, so that the
server passes it on as it is. Never pickles: a worker ran a stranger's query, and nothing that it says may run here.
Several requests may wait in a worker's socket; it answers them one after another, in their order.
"""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import IO, Any, NamedTuple

LENGTHS = struct.Struct("!II")
"""Before a request: the lengths of its head and of its body."""

REPLY = struct.Struct("!HBIII")
"""Before a reply: its status, whether it may be kept, the processor's microseconds that it took, the lengths of its
head and of its body."""

READ = 64 * 1024
PIECE = 128 * 1024
Head = dict[str, Any]


class Answer(NamedTuple):
    """An HTTP answer, whole. ``headers`` are as sent; ``cacheable`` says that the same request gets it again."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""
    cacheable: bool = False

    def head(self) -> Head:
        return {"status": self.status, "headers": self.headers, "cacheable": self.cacheable}

    def lines(self) -> bytes:
        """The header lines as they are sent. Raises ``ValueError`` for a header that would be two."""
        lines = "".join([f"{name}: {value}\r\n" for name, value in self.headers]).encode("latin-1")
        if lines.count(b"\n") != len(self.headers) or lines.count(b"\r") != len(self.headers):
            raise ValueError("a header with a line break in it")
        return lines

    def reply(self) -> Reply:
        """The same as it is sent. Raises ``ValueError`` for a header that would be two."""
        return Reply(self.status, self.lines(), self.body, self.cacheable)


@dataclass(slots=True)
class Reply:
    """An HTTP answer as it is sent: ``head`` are its header lines without ``content-length``, each with its CRLF.

    A ``body`` that is too long for memory is an open file, which whoever gets the reply closes; ``length`` is its
    length then.
    """

    status: int
    head: bytes
    body: bytes | IO[bytes]
    cacheable: bool = False
    length: int = -1

    @property
    def size(self) -> int:
        """The bytes of the body."""
        return len(self.body) if isinstance(self.body, bytes) else self.length

    @property
    def is_short(self) -> bool:
        """Whether the body is one piece."""
        return isinstance(self.body, bytes) and len(self.body) <= PIECE

    def pieces(self) -> Iterator[bytes]:
        """The body, bit by bit, so that a client that reads slowly holds only a piece of it."""
        if isinstance(self.body, bytes):
            for start in range(0, len(self.body), PIECE):
                yield self.body[start : start + PIECE]
            return
        self.body.seek(0)
        while piece := self.body.read(PIECE):
            yield piece

    def headers(self) -> list[tuple[bytes, bytes]]:
        """The header lines as (name, value), as ASGI has them."""
        pairs = (line.partition(b": ") for line in self.head.split(b"\r\n")[:-1])
        return [(name, value) for name, _, value in pairs]

    def close(self) -> None:
        """Lets go of the body, where it is a file."""
        if not isinstance(self.body, bytes):
            self.body.close()


def pack(head: Head, body: bytes = b"") -> bytes:
    """One frame."""
    written = json.dumps(head, separators=(",", ":")).encode("utf-8")
    return LENGTHS.pack(len(written), len(body)) + written + body


def send(sock: socket.socket, head: Head, body: bytes = b"") -> None:
    """Sends one frame over a blocking socket."""
    sock.sendall(pack(head, body))


def requests(sock: socket.socket) -> Iterator[list[tuple[Head, bytes]]]:
    """The requests that a worker is sent, those together that came together, until the other side closes."""
    received = bytearray()
    while data := sock.recv(READ):
        received += data
        at = 0
        found = []
        while len(received) - at >= LENGTHS.size:
            head, body = LENGTHS.unpack_from(received, at)
            start = at + LENGTHS.size
            if len(received) < start + head + body:
                break
            at = start + head + body
            found.append((_head(bytes(received[start : start + head])).copy(), bytes(received[start + head : at])))
        del received[:at]
        if found:
            yield found


@lru_cache(maxsize=64)
def _head(written: bytes) -> Head:
    """A head read; a client's requests mostly have the same one."""
    found: Head = json.loads(written)
    return found


def respond(sock: socket.socket, answers: Sequence[Answer], seconds: float) -> None:
    """Sends a worker's ``answers``, which took the processor ``seconds`` in all, over a blocking socket."""
    took = min(int(seconds * 1e6) // len(answers), 2**32 - 1)
    pieces: list[bytes] = []
    for answer in answers:
        lines, body = answer.lines(), answer.body
        pieces += (REPLY.pack(answer.status, answer.cacheable, took, len(lines), len(body)), lines)
        if len(body) <= READ:
            pieces.append(body)
        else:
            sock.sendall(b"".join(pieces))
            sock.sendall(body)
            pieces.clear()
    if pieces:
        sock.sendall(b"".join(pieces))


def receive(sock: socket.socket) -> tuple[Head, bytes, list[int]] | None:
    """The next frame from a blocking socket, and the file descriptors that came with it; None at the end."""
    lengths, fds, _, _ = socket.recv_fds(sock, LENGTHS.size, 2)
    if not lengths:
        return None
    lengths += _exactly(sock, LENGTHS.size - len(lengths))
    head, body = LENGTHS.unpack(lengths)
    return json.loads(_exactly(sock, head)), _exactly(sock, body), fds


def _exactly(sock: socket.socket, count: int) -> bytes:
    pieces = bytearray(count)
    view = memoryview(pieces)
    while view:
        got = sock.recv_into(view)
        if not got:
            raise ConnectionError("the other side is gone in the middle of a frame")
        view = view[got:]
    return bytes(pieces)
