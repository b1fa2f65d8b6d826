"""The processes that do the work: a template that loads a graph once, and workers forked off from it.

``python -m kgbuild.serve.worker FD`` is the template. It takes its orders from the server over the socket ``FD``:
``spawn`` forks a worker that shares its memory (copy on write) and answers over the socket sent along; ``end``
kills one and tells how it died; ``write`` changes the store. It never runs a query itself, so nothing that a
query does can touch it.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from kgbuild import __version__
from kgbuild.errors import KgbuildError
from kgbuild.serve import description, evaluate, graphstore, isolation, protocol, reconciliation, saved, writing
from kgbuild.serve.dataset import Dataset, load
from kgbuild.serve.pages import render
from kgbuild.serve.progress import counter
from kgbuild.serve.settings import Limits, Source
from kgbuild.serve.wire import READ, Answer, Head, receive, requests, respond, send

HOLD = 0.002
"""Seconds after which answers that were held back to be sent with others are sent before the next job is begun."""

Handler = Callable[[Dataset, Limits, frozenset[str], Head, bytes], Answer]


def _endpoint(dataset: Dataset, limits: Limits, endpoints: frozenset[str], request: Head, body: bytes) -> Answer:
    """A GET of the endpoint; ``body`` is its query string, as it came."""
    wanted = protocol.operation("GET", body, "", b"")
    if isinstance(wanted, Answer):
        return wanted
    if wanted.text is None:
        return description.service(dataset, request)
    return evaluate.query(
        dataset, limits, endpoints, {**request, "text": wanted.text, "default": wanted.default, "named": wanted.named}
    )


def _query(dataset: Dataset, limits: Limits, endpoints: frozenset[str], request: Head, body: bytes) -> Answer:
    return evaluate.query(dataset, limits, endpoints, {**request, "text": body.decode("utf-8")})


def _write(dataset: Dataset, limits: Limits, endpoints: frozenset[str], request: Head, body: bytes) -> Answer:
    return writing.apply(dataset, request, body)


def _graph(dataset: Dataset, limits: Limits, endpoints: frozenset[str], request: Head, body: bytes) -> Answer:
    return graphstore.read(dataset, limits, request)


def _page(dataset: Dataset, limits: Limits, endpoints: frozenset[str], request: Head, body: bytes) -> Answer:
    return render.page(dataset, limits, endpoints, request)


def _saved(dataset: Dataset, limits: Limits, endpoints: frozenset[str], request: Head, body: bytes) -> Answer:
    return render.saved_query(dataset, limits, request)


def _queries(dataset: Dataset, limits: Limits, endpoints: frozenset[str], request: Head, body: bytes) -> Answer:
    return render.query_list(dataset, request)


def _openapi(dataset: Dataset, limits: Limits, endpoints: frozenset[str], request: Head, body: bytes) -> Answer:
    return saved.openapi(dataset, request["origin"], __version__)


def _examples(dataset: Dataset, limits: Limits, endpoints: frozenset[str], request: Head, body: bytes) -> Answer:
    return description.answer(dataset, description.examples(dataset, request["origin"]), request)


def _description(dataset: Dataset, limits: Limits, endpoints: frozenset[str], request: Head, body: bytes) -> Answer:
    return description.service(dataset, request)


def _reconcile(dataset: Dataset, limits: Limits, endpoints: frozenset[str], request: Head, body: bytes) -> Answer:
    return reconciliation.answer(dataset, request)


HANDLERS: dict[str, Handler] = {
    "endpoint": _endpoint,
    "query": _query,
    "write": _write,
    "graph": _graph,
    "page": _page,
    "saved": _saved,
    "queries": _queries,
    "openapi": _openapi,
    "examples": _examples,
    "description": _description,
    "reconcile": _reconcile,
}


def answer(dataset: Dataset, limits: Limits, endpoints: frozenset[str], request: Head, body: bytes) -> Answer:
    """What ``request`` is answered with. A fault of ours is a 500 with its traceback on standard error."""
    try:
        found = HANDLERS[request["do"]](dataset, limits, endpoints, request, body)
        return evaluate.finish(found, request)
    except MemoryError:
        return evaluate.out_of_memory(limits)
    except Exception:  # noqa: BLE001 - the last line of defence: said, counted, and the worker goes on
        traceback.print_exc()
        return evaluate.problem(500, "internal", "a fault of the server; its log has more")


def work(
    sock: socket.socket, progress: memoryview, dataset: Dataset, limits: Limits, endpoints: frozenset[str]
) -> None:
    """Answers requests, one after another, until the server closes the socket.

    Where several have come, their answers are sent together, but none is held back for longer than :data:`HOLD` and
    the next job. ``progress`` counts those that are worked out.
    """
    spent = time.process_time()
    for batch in requests(sock):
        held: list[Answer] = []
        until = time.perf_counter() + HOLD
        for number, (request, body) in enumerate(batch, start=1):
            found = answer(dataset, limits, endpoints, request, body)
            held.append(found)
            progress[0] += 1
            now = time.perf_counter()
            if number == len(batch) or now > until or len(found.body) > READ:
                before, spent = spent, time.process_time()
                respond(sock, held, spent - before)
                held.clear()
                until = now + HOLD


def _spawn(control: socket.socket, fds: list[int], dataset: Dataset, limits: Limits, endpoints: frozenset[str]) -> int:
    """Forks a worker: ``fds`` are its socket and where it tells its progress."""
    parent = os.getpid()
    pid = os.fork()
    if pid:
        for fd in fds:
            os.close(fd)
        return pid
    status = 1
    try:
        control.close()
        isolation.die_with(parent)
        dataset.after_fork()
        isolation.bound(limits.memory)
        work(socket.socket(fileno=fds[0]), counter(fds[1]), dataset, limits, endpoints)
        status = 0
    except OSError:
        pass  # the server is gone, or has closed the socket in the middle of an answer
    finally:
        os._exit(status)


def _end(pid: int) -> int:
    """Kills a worker. Returns what :func:`os.waitpid` told of its end: negative for a signal, else its status."""
    os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


def obey(control: socket.socket, dataset: Dataset, limits: Limits, endpoints: frozenset[str]) -> None:
    """Carries out the server's orders until it closes the socket."""
    children: set[int] = set()
    while (frame := receive(control)) is not None:
        order, body, fds = frame
        if order["do"] == "spawn":
            pid = _spawn(control, fds, dataset, limits, endpoints)
            children.add(pid)
            send(control, {"pid": pid})
        elif order["do"] == "end":
            status = _end(order["pid"]) if order["pid"] in children else 0
            children.discard(order["pid"])
            send(control, {"exit": status})
        else:
            done = answer(dataset, limits, endpoints, order, body)
            gc.freeze()
            send(control, done.head(), done.body)


def main() -> NoReturn:
    """Loads what the first order names, tells how that went, and obeys."""
    control = socket.socket(fileno=int(sys.argv[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C reaches the whole group; the server decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    frame = receive(control)
    if frame is None:
        raise SystemExit(1)
    order = frame[0]
    isolation.die_with(order["parent"])
    limits = Limits(**order["limits"])
    endpoints = frozenset(order["endpoints"])
    how = "" if endpoints else isolation.no_network()
    source = Source(
        tuple(map(Path, order["targets"])),
        order["is_build"],
        order["base"],
        order["project"] and Path(order["project"]),
    )
    try:
        dataset = load(source)
    except KgbuildError as error:
        fault = {"code": error.code, "place": error.place, "message": error.message, "hint": error.hint}
        send(control, {"error": fault})
        raise SystemExit(1) from None
    render.environment()
    reconciliation.prepare()
    gc.collect()
    gc.freeze()
    send(control, {"ready": {"revision": dataset.revision, "isolation": how, "quads": dataset.statistics.triples}})
    try:
        obey(control, dataset, limits, endpoints)
    except ConnectionError:
        raise SystemExit(1) from None
    raise SystemExit(0)


if __name__ == "__main__":
    main()
