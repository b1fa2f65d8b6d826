"""Quads put graph by graph without holding them all: an external merge sort over files that are gone at the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from heapq import merge
from itertools import islice
from tempfile import TemporaryFile

import pyoxigraph as ox

RUN_BYTES = 32 * 2**20
"""How many bytes of lines are sorted in memory at a time."""

_TOGETHER = 2_000
"""How many lines are parsed at a time."""


def by_graph(quads: Iterable[ox.Quad], run_bytes: int = RUN_BYTES) -> Iterator[ox.Quad]:
    """``quads`` sorted by the name of their graph, and in each graph by their N-Quads lines.

    What is more than ``run_bytes`` waits in unnamed temporary files. Raises ``OSError`` where these have no room.
    """
    with ExitStack() as held:
        spooled: list[Iterable[bytes]] = []
        run: list[bytes] = []
        size = 0
        for quad in quads:
            run.append(f"{quad.graph_name}\t{quad} .\n".encode())
            size += len(run[-1])
            if size >= run_bytes:
                file = held.enter_context(TemporaryFile(prefix="kgbuild-"))
                file.writelines(sorted(run))
                file.seek(0)
                spooled.append(file)
                run, size = [], 0
        yield from _parsed(merge(*spooled, sorted(run)))


def _parsed(lines: Iterator[bytes]) -> Iterator[ox.Quad]:
    """The quads of N-Quads lines that have a graph's name and a tab before them."""
    while together := list(islice(lines, _TOGETHER)):
        data = b"".join(line.partition(b"\t")[2] for line in together)
        yield from ox.parse(data, format=ox.RdfFormat.N_QUADS, rename_blank_nodes=False)
