"""How far a long dump is: a bar on a terminal, else a plain line every few seconds, always on standard error."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TextIO, TypeAlias, TypeVar

LINE_SECONDS = 5.0
"""How often a plain line is written, so that a short dump writes none."""

EACH = 1_000
"""After how many items a listener hears of them."""

Told: TypeAlias = Callable[[str, int], None]
"""Hears what is being done ("describing", "sorting", "writing"), and with how many items so far."""

_T = TypeVar("_T")


def silent(doing: str, done: int) -> None:
    """Tells nobody."""


def counted(items: Iterable[_T], told: Told, doing: str = "writing") -> Iterator[_T]:
    """``items`` as they are, while ``told`` hears of every :data:`EACH`-th."""
    for number, item in enumerate(items, 1):
        yield item
        if number % EACH == 0:
            told(doing, number)


@contextmanager
def told_on(stream: TextIO, total: int | None, of: str) -> Iterator[Told]:
    """A listener that tells on ``stream``; ``total`` is how many there are, where that is known, ``of`` their name."""
    if not stream.isatty():
        yield _plain_lines(stream, total, of)
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[words]}", markup=False))
    with Progress(*columns, TimeRemainingColumn(), console=Console(file=stream), transient=True) as bars:
        task = bars.add_task("reading", total=total, words="")

        def told(doing: str, done: int) -> None:
            bars.update(task, description=doing, completed=done, words=_words(done, total, of))

        yield told


def _plain_lines(stream: TextIO, total: int | None, of: str) -> Told:
    last = time.monotonic()

    def told(doing: str, done: int) -> None:
        nonlocal last
        if time.monotonic() - last >= LINE_SECONDS:
            last = time.monotonic()
            print(f"{doing}: {_words(done, total, of)}", file=stream, flush=True)

    return told


def _words(done: int, total: int | None, of: str) -> str:
    return f"{done:,} {of}" if total is None else f"{done:,}/{total:,} {of}"
