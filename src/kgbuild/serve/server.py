"""Starting and stopping: sockets, signals, the graph's replacement, the messages that a person sees."""

from __future__ import annotations

import asyncio
import errno
import logging
import signal
import socket
import sys
import webbrowser
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TextIO

import uvicorn

from kgbuild.errors import KgbuildError, StoreError, UsageError
from kgbuild.iri import DEFAULT_BASE
from kgbuild.serve.app import Application
from kgbuild.serve.dataset import stamp
from kgbuild.serve.express import Express, Lane
from kgbuild.serve.guard import Guard
from kgbuild.serve.metrics import Metrics
from kgbuild.serve.pool import Pool
from kgbuild.serve.settings import Access, Limits, Source, access
from kgbuild.store import current_version

log = logging.getLogger("kgbuild.serve")
LOOK = 0.5
"""Seconds between two looks at whether the graph was replaced, and two writings of the log."""


def source_of(targets: Sequence[Path], base: str = DEFAULT_BASE, project: Path | None = None) -> Source:
    """What ``targets`` name: one build's folder, or RDF files. Raises :class:`StoreError` where they are neither."""
    if not targets:
        raise UsageError("nothing-to-serve", "serve", "no build and no file is named")
    folders = [path for path in targets if path.is_dir()]
    if folders and len(targets) > 1:
        raise UsageError("mixed-targets", str(folders[0]), "one build, or files, but not both")
    if not folders:
        missing = next((path for path in targets if not path.exists()), None)
        if missing is not None:
            raise StoreError("no-build", str(missing), "there is no such build or file", "run kgbuild build first")
        return Source(tuple(targets), False, base, project)
    folder = folders[0]
    if current_version(folder) is None:
        raise StoreError("no-build", str(folder), "no finished build", "run kgbuild build, or wait until it is done")
    return Source((folder,), True, base, project)


def run(
    targets: Sequence[Path],
    *,
    host: str = "127.0.0.1",
    port: int = 8010,
    timeout: float = 30.0,
    jobs: int = 0,
    cors: str | None = None,
    allow_service: Sequence[str] = (),
    allow_host: Sequence[str] = (),
    token: str | None = None,
    public: bool = False,
    writable: bool = False,
    open_browser: bool = False,
    base: str = DEFAULT_BASE,
    project: Path | None = None,
    limits: Limits | None = None,
    log_to: TextIO | None = sys.stderr,
) -> None:
    """Serves ``targets``, one build's folder or any RDF files, until SIGINT or SIGTERM.

    ``port`` 0 takes a free one; the address is said on ``log_to``, where the access log goes too (None for none).
    ``timeout`` is in seconds, ``jobs`` the number of workers, 0 for one a core and two at the least. ``cors`` names
    the one web origin that may read, ``allow_service`` the endpoints that ``SERVICE`` may call, ``allow_host``
    further names of this server. ``public`` lets anybody read beyond loopback, where otherwise ``token`` is asked.
    ``writable`` is for files alone and needs ``token``. Raises :class:`~kgbuild.errors.KgbuildError` with what is
    wrong: no build, a port that is taken, a token that is missing; ``KeyboardInterrupt`` after a SIGINT.
    """
    source = source_of(targets, base, project)
    if writable and source.is_build:
        raise UsageError("read-only", str(targets[0]), "a build is never written over HTTP", "serve FILE… --writable")
    rules = access(
        host=host,
        hosts=frozenset(allow_host),
        origin=cors,
        token=token,
        public=public,
        writable=writable,
        endpoints=frozenset(allow_service),
    )
    bounds = replace(limits or Limits(), seconds=timeout)
    if jobs:
        bounds = replace(bounds, workers=jobs)
    if writable:
        bounds = replace(bounds, cache=0)
    listener = bind(host, port)
    with listener, asyncio.Runner(loop_factory=_fast_loop()) as runner:
        runner.run(_serve(source, rules, bounds, listener, open_browser=open_browser, log_to=log_to))


def _fast_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop's event loop where it is installed (it writes head and body at once), else Python's own."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


def bind(host: str, port: int) -> socket.socket:
    """A listening socket. Raises :class:`UsageError` with what to do where there can be none."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Head and body are two writes: without this the second waits for the client's acknowledgement of the first.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listener.bind((host, port))
        listener.listen(1024)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise UsageError("port-taken", f"--port {port}", "another program listens there", "--port 0") from None
        raise UsageError("cannot-listen", f"{host}:{port}", error.strerror or str(error)) from None
    except OverflowError:
        listener.close()
        raise UsageError("bad-port", f"--port {port}", "a port is a number from 0 to 65535") from None
    return listener


class _Server(uvicorn.Server):
    """uvicorn's server, which would end the process by the signal that stopped it, before the workers are seen to."""

    interrupted = False

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stop, number)
        try:
            yield
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(number)

    def _stop(self, number: int) -> None:
        self.force_exit = self.should_exit  # asked twice: without waiting for what has begun
        self.should_exit = True
        self.interrupted = self.interrupted or number == signal.SIGINT


async def _serve(
    source: Source, rules: Access, limits: Limits, listener: socket.socket, *, open_browser: bool, log_to: TextIO | None
) -> None:
    bound = listener.getsockname()[1]
    metrics = Metrics(log_to)
    pool = Pool(source, limits, rules.endpoints)
    before = stamp(source)
    await pool.open()
    application = Guard(Application(pool, rules, metrics), rules, bound, metrics)
    lane = Lane(pool, application, metrics, writable=rules.writable)
    server = _Server(
        uvicorn.Config(
            application,
            http=type("Connection", (Express,), {"limits": limits, "lane": lane}),
            ws="none",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=15,
            timeout_graceful_shutdown=8,
        )
    )
    shown = f"[{rules.host}]" if ":" in rules.host else rules.host
    address = f"http://{shown}:{bound}/"
    _say(log_to, f"kgbuild serves {', '.join(map(str, source.targets))} at {address}")
    _warn(pool, source, rules, log_to)
    watcher = asyncio.create_task(_watch(pool, source, metrics, before))
    if open_browser:
        asyncio.get_running_loop().call_later(0.5, webbrowser.open, address)
    try:
        await server.serve(sockets=[listener])
    finally:
        watcher.cancel()
        await pool.close()
        metrics.flush()
    if server.interrupted:
        raise KeyboardInterrupt


def _warn(pool: Pool, source: Source, rules: Access, log_to: TextIO | None) -> None:
    if not source.is_build:
        _say(log_to, "these files were not checked by the gate; every page says so")
    if rules.writable:
        _say(log_to, "whoever has the token may change this graph in memory; nothing is saved")
    if rules.endpoints:
        _say(log_to, "workers may reach the network, because SERVICE was allowed")
    elif pool.current is not None and not pool.current.template.ready["isolation"]:
        _say(
            log_to,
            "this system offers no way to cut the workers off from the network; SERVICE is refused by name alone",
        )


def _say(log_to: TextIO | None, line: str) -> None:
    if log_to is not None:
        log_to.write(line + "\n")
        log_to.flush()


async def _watch(pool: Pool, source: Source, metrics: Metrics, seen: tuple[object, ...]) -> None:
    """Takes up a new graph when its files were replaced and have come to rest; writes the log."""
    failed = candidate = seen
    while True:
        await asyncio.sleep(LOOK)
        metrics.flush()
        now = stamp(source)
        settled, candidate = now == candidate, now
        if now in (seen, failed) or not settled:
            continue
        try:
            await pool.renew()
            seen = now
            log.info("a new graph is served")
        except (KgbuildError, OSError) as error:
            failed = now
            log.error("the new graph cannot be loaded, the old one is served on: %s", error)
