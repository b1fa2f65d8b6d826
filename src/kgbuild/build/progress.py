"""How a build's progress is told: a bar on a terminal, plain lines elsewhere, or JSON events."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TextIO

from kgbuild.build.report import Listener, Progress

LINE_SECONDS = 5.0
"""How often a plain line is written."""


@contextmanager
def told_on(stream: TextIO, *, as_json: bool = False) -> Iterator[Listener]:
    """A listener that tells progress on ``stream``: JSON lines, a bar where it is a terminal, plain lines else."""
    if as_json:
        yield json_events(stream)
    elif stream.isatty():
        with bar(stream) as listener:
            yield listener
    else:
        yield plain_lines(stream)


def json_events(stream: TextIO) -> Listener:
    """One JSON object a line for each event: ``phase``, ``done``, ``total``, ``rate``, ``seconds_left`` …"""

    def listen(event: Progress) -> None:
        left = event.seconds_left
        more = {"rate": round(event.rate, 2), "seconds_left": None if left is None else round(left, 1)}
        print(json.dumps({"event": "progress", **asdict(event), **more}), file=stream, flush=True)

    return listen


def plain_lines(stream: TextIO) -> Listener:
    """A line every few seconds, and none for a build that takes no longer."""
    last = 0.0

    def listen(event: Progress) -> None:
        nonlocal last
        if event.phase == "documents" and event.seconds - last >= LINE_SECONDS:
            last = event.seconds
            print(line(event), file=stream, flush=True)

    return listen


def line(event: Progress) -> str:
    """How far it is, in words: documents, claims, quarantined, rate, time left."""
    left = event.seconds_left
    time_left = "" if left is None else f", {_clock(left)} left"
    found = f"{event.claims} claims, {event.quarantined} quarantined"
    return f"{event.done}/{event.total} documents, {found}, {event.rate:.1f} documents/s{time_left}"


@contextmanager
def bar(stream: TextIO) -> Iterator[Listener]:
    """A bar that is gone when the build is done."""
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[words]}", markup=False))
    with Bars(*columns, console=Console(file=stream), transient=True) as bars:
        task = bars.add_task("planning", total=None, words="")

        def listen(event: Progress) -> None:
            names = {"plan": "planning", "documents": "reading", "publish": "publishing", "done": "done"}
            total = event.total if event.phase == "documents" and event.total else None
            words = line(event) if event.total else ""
            bars.update(task, description=names[event.phase], total=total, completed=event.done, words=words)

        yield listen


def _clock(seconds: float) -> str:
    whole = int(seconds)
    if whole < 60:
        return f"{whole} s"
    return f"{whole // 60} min" if whole < 5400 else f"{whole / 3600:.1f} h"
