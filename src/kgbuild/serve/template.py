"""The server's handle on a template process (:mod:`kgbuild.serve.worker`): start it, give it orders, end it."""

from __future__ import annotations

import array
import asyncio
import json
import os
import socket
import subprocess
import sys
from dataclasses import asdict
from typing import Any

from kgbuild.errors import StoreError
from kgbuild.serve.progress import Progress
from kgbuild.serve.settings import Limits, Source
from kgbuild.serve.wire import LENGTHS, Answer, Head, pack

TUNABLES = "glibc.malloc.tcache_count=127"
"""How many freed blocks of a size glibc keeps at hand, 7 unless told: reading a query makes and frees more of them,
which took as long as answering a small one. Other C libraries do not know the variable."""


class Template:
    """A running template. Orders are carried out one at a time; each raises ``ConnectionError`` when it is gone."""

    def __init__(self, process: subprocess.Popen[bytes], control: socket.socket) -> None:
        self.process = process
        self.ready: Head = {}
        self._control = control
        self._turn = asyncio.Lock()

    async def ended(self) -> bool:
        """Whether the process is gone, or goes within a second."""
        try:
            await asyncio.to_thread(self.process.wait, 1)
        except subprocess.TimeoutExpired:
            return False
        return True

    async def spawn(self) -> tuple[int, socket.socket, Progress]:
        """Forks a worker. Returns its process id, the server's end of its socket, and what tells of its progress."""
        ours, theirs = socket.socketpair()
        progress = Progress()
        try:
            ours.setblocking(False)
            async with self._turn:
                fds = array.array("i", [theirs.fileno(), progress.fd])
                frame = pack({"do": "spawn"})
                sent = self._control.sendmsg([frame], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, fds)])
                await asyncio.get_running_loop().sock_sendall(self._control, frame[sent:])
                head, _ = await self._frame()
        except BaseException:
            ours.close()
            progress.close()
            raise
        finally:
            theirs.close()
        return head["pid"], ours, progress

    async def end(self, pid: int) -> int:
        """Kills a worker, if it still lives, and tells how it died: negative for a signal, else its exit status."""
        head, _ = await self._ask({"do": "end", "pid": pid})
        return int(head["exit"])

    async def order(self, request: Head, body: bytes) -> Answer:
        """Has the template itself carry out a change that was tried before."""
        head, answer = await self._ask(request, body)
        return Answer(head["status"], tuple((n, v) for n, v in head["headers"]), answer)

    async def _ask(self, head: Head, body: bytes = b"") -> tuple[Head, bytes]:
        async with self._turn:
            await asyncio.get_running_loop().sock_sendall(self._control, pack(head, body))
            return await self._frame()

    async def _frame(self) -> tuple[Head, bytes]:
        head, body = LENGTHS.unpack(await self._exactly(LENGTHS.size))
        return json.loads(await self._exactly(head)), await self._exactly(body)

    async def _exactly(self, count: int) -> bytes:
        loop, pieces = asyncio.get_running_loop(), bytearray()
        while len(pieces) < count:
            data = await loop.sock_recv(self._control, count - len(pieces))
            if not data:
                raise ConnectionError("the process that holds the graph has ended")
            pieces += data
        return bytes(pieces)

    async def close(self) -> None:
        """Ends the process and waits for it. Its workers die with it."""
        async with self._turn:
            self._control.close()
        try:
            await asyncio.to_thread(self.process.wait, 5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            await asyncio.to_thread(self.process.wait)


async def start_template(source: Source, limits: Limits, endpoints: frozenset[str]) -> Template:
    """Starts a template and waits until it has loaded ``source``.

    Raises :class:`~kgbuild.errors.StoreError` with what the process says where it cannot load it.
    """
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    command = [sys.executable, "-P", "-m", "kgbuild.serve.worker", str(theirs.fileno())]
    tunables = ":".join(filter(None, (TUNABLES, os.environ.get("GLIBC_TUNABLES"))))  # the user's own come last and win
    process = subprocess.Popen(  # noqa: S603
        command,
        pass_fds=(theirs.fileno(),),
        stdin=subprocess.DEVNULL,
        env={**os.environ, "GLIBC_TUNABLES": tunables},
    )
    theirs.close()
    template = Template(process, ours)
    order: dict[str, Any] = {
        "parent": os.getpid(),
        "targets": [str(path) for path in source.targets],
        "is_build": source.is_build,
        "base": source.base,
        "project": str(source.project) if source.project else None,
        "limits": asdict(limits),
        "endpoints": sorted(endpoints),
    }
    try:
        head, body = await template._ask(order)
    except (ConnectionError, OSError):
        await template.close()
        raise StoreError(
            "no-graph", ", ".join(map(str, source.targets)), "the process that loads the graph died", "is there memory?"
        ) from None
    if "error" in head:
        await template.close()
        raise StoreError(**head["error"])
    template.ready = {**head["ready"], "pages": body}
    return template
