"""How the server and its workers speak: a frame is the length of a JSON head and of a body, then both.

Requests and answers cross a Unix socket that only the two share. Heads are JSON, never pickles: a worker ran a
stranger's query, and nothing that it says may run here.
"""

from __future__ import annotations

import json
import socket
import struct
from dataclasses import dataclass
from typing import Any

LENGTHS = struct.Struct("!II")
Head = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer, whole. ``headers`` are as sent; ``cacheable`` says that the same request gets it again."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""
    cacheable: bool = False

    def head(self) -> Head:
        return {"status": self.status, "headers": self.headers, "cacheable": self.cacheable}


def pack(head: Head, body: bytes = b"") -> bytes:
    """One frame."""
    written = json.dumps(head, separators=(",", ":")).encode("utf-8")
    return LENGTHS.pack(len(written), len(body)) + written + body


def send(sock: socket.socket, head: Head, body: bytes = b"") -> None:
    """Sends one frame over a blocking socket."""
    sock.sendall(pack(head, body))


def receive(sock: socket.socket) -> tuple[Head, bytes, int | None] | None:
    """The next frame from a blocking socket, and the file descriptor that came with it; None at the end."""
    lengths, fds, _, _ = socket.recv_fds(sock, LENGTHS.size, 1)
    if not lengths:
        return None
    lengths += _exactly(sock, LENGTHS.size - len(lengths))
    head, body = LENGTHS.unpack(lengths)
    return json.loads(_exactly(sock, head)), _exactly(sock, body), fds[0] if fds else None


def _exactly(sock: socket.socket, count: int) -> bytes:
    pieces = bytearray(count)
    view = memoryview(pieces)
    while view:
        got = sock.recv_into(view)
        if not got:
            raise ConnectionError("the other side is gone in the middle of a frame")
        view = view[got:]
    return bytes(pieces)
