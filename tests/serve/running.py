"""A server as people run one: a process of its own, asked over loopback."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx
import psutil

from tests.support import REPOSITORY

_LAUNCH = """
import json, sys
from pathlib import Path
from kgbuild.errors import KgbuildError
from kgbuild.serve import run
from kgbuild.serve.settings import Limits
targets, options, limits = json.loads(sys.argv[1])
try:
    run([Path(t) for t in targets], limits=Limits(**limits), **options)
except KgbuildError as error:
    print(error, file=sys.stderr)
    raise SystemExit(error.exit_status)
"""


class Server:
    """``kgbuild serve`` on a free port, for as long as the ``with`` block lasts. ``said`` is what it wrote."""

    def __init__(self, targets: Sequence[Path], limits: dict[str, Any] | None = None, **options: Any) -> None:
        given = json.dumps([[str(t) for t in targets], {"port": 0, **options}, limits or {}])
        self.process = subprocess.Popen(
            [sys.executable, "-c", _LAUNCH, given], stderr=subprocess.PIPE, text=True, cwd=REPOSITORY, bufsize=1
        )
        self.said: list[str] = []
        self.url = ""
        self._ready = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        assert self._ready.wait(60), "no address within a minute"
        assert self.url, "".join(self.said)
        self.client = httpx.Client(base_url=self.url, timeout=60, trust_env=False)

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said.append(line)
            found = re.search(r" at (http://\S+)/$", line.rstrip())
            if found and not self.url:
                self.url = found.group(1)
                self._ready.set()
        self._ready.set()

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def get(self, path: str, accept: str = "", **more: Any) -> httpx.Response:
        headers = {"accept": accept, **more.pop("headers", {})}
        return self.client.get(path, headers=headers, **more)

    def select(self, query: str, **more: Any) -> httpx.Response:
        return self.client.get("/sparql", params={"query": query}, **more)

    def ask(self, query: str) -> Any:
        """The value in the one cell of a SELECT, or ASK's answer."""
        found = self.select(query, headers={"accept": "application/sparql-results+json"}).raise_for_status().json()
        if "boolean" in found:
            return found["boolean"]
        (row,) = found["results"]["bindings"]
        (cell,) = row.values()
        return cell["value"]

    def descendants(self) -> list[psutil.Process]:
        """The template and the workers."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def workers(self) -> list[psutil.Process]:
        template = psutil.Process(self.process.pid).children()
        return [worker for process in template for worker in process.children()]

    def memory(self) -> int:
        """Bytes that the server and everything it started have to themselves."""
        total = 0
        for process in (psutil.Process(self.process.pid), *self.descendants()):
            with suppress(psutil.NoSuchProcess):  # a worker that has just been replaced
                total += int(process.memory_full_info().uss)
        return total

    def __enter__(self) -> Server:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self, by: int = signal.SIGTERM) -> int:
        """Stops the server and returns its exit status."""
        self.client.close()
        if self.process.poll() is None:
            os.kill(self.process.pid, by)
        try:
            status = self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        self._reader.join(5)
        if self.process.stderr is not None:
            self.process.stderr.close()
        return status


def alive(processes: Sequence[psutil.Process]) -> list[psutil.Process]:
    """Those of ``processes`` that still run."""
    return [p for p in processes if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]
