"""How far a worker is: a number in memory that it shares with the server alone.

A worker sends several short answers at once, because to wake the server for each takes longer than to work one out.
While it holds some back, this number tells the server which job is the one that takes long, or that the process died
of, even if the answers before it are never sent.
"""

from __future__ import annotations

import mmap
import os
import sys
import tempfile

SIZE = 8


class Progress:
    """The server's side: how many jobs are ``done``. ``fd`` is what the worker is given.

    Read as a file is and not mapped, because a worker that shortened it would end whoever has it mapped.
    """

    def __init__(self) -> None:
        if hasattr(os, "memfd_create"):
            self.fd = os.memfd_create("kgbuild-progress")
        else:
            with tempfile.TemporaryFile() as file:
                self.fd = os.dup(file.fileno())
        os.ftruncate(self.fd, SIZE)

    @property
    def done(self) -> int:
        """What the worker says, which may be anything."""
        return int.from_bytes(os.pread(self.fd, SIZE, 0), sys.byteorder)

    def close(self) -> None:
        os.close(self.fd)


def counter(fd: int) -> memoryview:
    """The worker's side: the number is at index 0. ``fd`` is closed."""
    mapped = mmap.mmap(fd, SIZE)
    os.close(fd)
    return memoryview(mapped).cast("Q")
