"""A table of mentions in, the same table with items out (``kgbuild link FILE.tsv``).

Tables are tab-separated UTF-8 without quoting, as the shared data and OpenRefine exports are; a byte order mark and
Windows line ends are taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from kgbuild.errors import UsageError
from kgbuild.link.mention import Decision, MentionLinker

ADDED = ("qid", "label", "kind", "score", "method")
"""The columns that linking adds; one that the table has already is added as ``linked_…``."""

CONTEXT = ("context", "sentence")
NIL = "NIL"
MAX_LINE = 1_000_000
_UNSAFE = re.compile(r"[\t\r\n\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Table:
    """A table's columns and its rows, which may be read only once."""

    columns: tuple[str, ...]
    rows: Iterator[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Quality:
    """How well a table was linked whose column ``expected_qid`` says what is right (a QID, or ``NIL``)."""

    rows: int
    precision: float
    recall: float
    nil: float
    accuracy: float


def read_table(lines: IO[bytes] | Iterable[bytes], name: str) -> Table:
    """The table in ``lines``; ``name`` stands in errors.

    Raises :class:`UsageError` where there is no header, a column twice, no column ``mention``, a row that is no
    UTF-8, has another number of cells than the header, or is longer than :data:`MAX_LINE` bytes: at once for the
    header, else while rows are read. A last line without content is none.
    """
    numbered = enumerate(lines, start=1)
    first = next(numbered, None)
    if first is None:
        raise UsageError("empty-table", name, "there is nothing in it", "a header line, then a mention a line")
    columns = tuple(_cells(first[1].removeprefix(b"\xef\xbb\xbf"), name, 1))
    if "mention" not in columns:
        raise UsageError("no-mention-column", f"{name}:1", f"columns: {', '.join(columns)[:200]}", "name one 'mention'")
    if len(set(columns)) != len(columns):
        raise UsageError("double-column", f"{name}:1", "two columns have one name", "rename one of them")
    return Table(columns, _rows(numbered, columns, name))


def _rows(numbered: Iterable[tuple[int, bytes]], columns: Sequence[str], name: str) -> Iterator[dict[str, str]]:
    for number, line in numbered:
        if not line.strip(b"\r\n"):
            continue
        cells = _cells(line, name, number)
        if len(cells) != len(columns):
            message = f"{len(cells)} cells where the header has {len(columns)}"
            raise UsageError("uneven-row", f"{name}:{number}", message, "cells may not hold tabs or line ends")
        yield dict(zip(columns, cells, strict=True))


def _cells(line: bytes, name: str, number: int) -> list[str]:
    if len(line) > MAX_LINE:
        raise UsageError("long-row", f"{name}:{number}", f"over {MAX_LINE} bytes", "is it a table at all?")
    try:
        return line.rstrip(b"\r\n").decode("utf-8").split("\t")
    except UnicodeDecodeError as error:
        raise UsageError(
            "bad-utf8", f"{name}:{number}", f"byte {error.start + 1} is no UTF-8", "save as UTF-8"
        ) from None


def added_columns(columns: Sequence[str]) -> tuple[str, ...]:
    """The names of the columns that linking adds to a table with these."""
    return tuple(f"linked_{name}" if name in columns else name for name in ADDED)


Link = Callable[[str, str, int | None], Decision]


def link_table(rows: Iterable[Mapping[str, str]], link: Link | None = None) -> Iterator[dict[str, str]]:
    """Each row with the item of its mention: all its own cells, and those of :func:`added_columns`.

    ``mention`` is linked in the sentence of ``context`` (or ``sentence``), at the code point of ``start`` where the
    row has that. ``qid`` is ``NIL`` where nothing fits; ``label`` and ``kind`` are empty then. ``link`` is another
    linker, by default the offline one.
    """
    decide = link or MentionLinker().link
    for row in rows:
        context = next((row[name] for name in CONTEXT if row.get(name)), "")
        start = row.get("start", "")
        decision = decide(row["mention"], context, int(start) if start.isdecimal() else None)
        item = decision.item
        values = (item.qid if item else NIL, item.label if item else "", item.kind if item else "")
        cells = (*values, f"{decision.score:.3f}", decision.method)
        yield {**row, **dict(zip(added_columns(tuple(row)), cells, strict=True))}


def write_rows(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """The lines of a table, with their ends; a tab or control character in a cell becomes a space."""
    yield "\t".join(_UNSAFE.sub(" ", c) for c in columns) + "\n"
    for row in rows:
        yield "\t".join(_UNSAFE.sub(" ", row[c]) for c in columns) + "\n"


def quality(rows: Iterable[Mapping[str, str]]) -> Quality | None:
    """How well linked rows agree with their column ``expected_qid``; None where they have none.

    Precision is of the rows that were linked, recall of those that should be, ``nil`` of those that should not.
    """
    total = linked = right = wanted = nil = nil_right = agree = 0
    for row in rows:
        expected = row.get("expected_qid")
        if expected is None:
            return None
        got = row["linked_qid"] if "linked_qid" in row else row["qid"]
        total += 1
        agree += got == expected
        linked += got != NIL
        right += got == expected != NIL
        wanted += expected != NIL
        nil += expected == NIL
        nil_right += got == expected == NIL
    if not total:
        return None
    return Quality(total, _share(right, linked), _share(right, wanted), _share(nil_right, nil), agree / total)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
