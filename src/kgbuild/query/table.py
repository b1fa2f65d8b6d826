"""Query results as a table for a terminal, as plain text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from kgbuild.iri import DEFAULT_BASE
from kgbuild.query.formats import cell
from kgbuild.query.run import Results

GAP = "  "
POLARITY = "polarity"
_NARROWEST = 8
_WIDEST_WORD = 16


def table(results: Results, width: int, base: str = DEFAULT_BASE) -> Iterator[str]:
    """The lines of a table no wider than ``width`` columns of a terminal, long cells over several lines.

    Where even narrow columns do not fit side by side, each row is a block of lines, one for each cell.
    """
    if results.boolean is not None:
        yield "yes" if results.boolean else "no"
        return
    head = list(results.variables)
    rows = [[cell(term, base) for term in row] for row in results.rows]
    columns = [[h, *(row[i] for row in rows)] for i, h in enumerate(head)]
    widths = _fit(columns, width - len(GAP) * (len(head) - 1))
    if widths is None:
        yield from _blocks(head, rows, width)
        return
    yield _line(head, widths)
    yield GAP.join("─" * w for w in widths)
    several = False
    for row in rows:
        wrapped = [wrap(text, w) for text, w in zip(row, widths, strict=True)]
        height = max(len(lines) for lines in wrapped)
        if several or (height > 1 and row is not rows[0]):
            yield ""
        several = height > 1
        for n in range(height):
            yield _line([lines[n] if n < len(lines) else "" for lines in wrapped], widths)


def select(results: Results, columns: Sequence[str]) -> Results:
    """``results`` with only those columns, in that order; all of them where none is named or one is not there.

    Polarity is shown besides where a row is denied.
    """
    if not columns or not set(columns) <= set(results.variables):
        return results
    if POLARITY in results.variables:
        at = results.variables.index(POLARITY)
        columns = with_polarity(columns, (getattr(row[at], "value", "") for row in results.rows))
    places = [results.variables.index(name) for name in columns]
    return replace(results, variables=tuple(columns), rows=tuple(tuple(row[i] for i in places) for row in results.rows))


def with_polarity(columns: Sequence[str], polarities: Iterable[str]) -> list[str]:
    """``columns``, with that of polarity where a row is denied: such a row must not read as if it were affirmed."""
    if POLARITY in columns or not any(polarity.endswith("denied") for polarity in polarities):
        return list(columns)
    at = columns.index("certainty") if "certainty" in columns else len(columns)
    return [*columns[:at], POLARITY, *columns[at:]]


def _fit(columns: list[list[str]], room: int) -> list[int] | None:
    """Widths for columns of texts that fit into ``room``, so that the tallest row is as low as it can be.

    None where even the longest words side by side do not fit.
    """
    natural = [max(map(_width, texts)) for texts in columns]
    floors = [min(_WIDEST_WORD, max(_width(w) for text in texts for w in text.split(" "))) for texts in columns]
    if sum(natural) <= room:
        return natural
    if sum(floors) > room:
        return None
    height = 2
    while sum(widths := [max(f, min(n, n // height + f // 2)) for n, f in zip(natural, floors, strict=True)]) > room:
        height += 1
        if all(n // height == 0 for n in natural):
            widths = floors
            break
    return _spread(list(widths), natural, room)


def _spread(widths: list[int], natural: list[int], room: int) -> list[int]:
    """Give the room that is left to the columns that lack most."""
    for _ in range(room - sum(widths)):
        lacking = max(range(len(widths)), key=lambda i: natural[i] / widths[i])
        if natural[lacking] <= widths[lacking]:
            break
        widths[lacking] += 1
    return widths


def _blocks(head: list[str], rows: list[list[str]], width: int) -> Iterator[str]:
    names = max(_width(h) for h in head)
    for number, row in enumerate(rows):
        if number:
            yield ""
        for name, text in zip(head, row, strict=True):
            if not text:
                continue
            lines = wrap(text, max(_NARROWEST, width - names - len(GAP)))
            yield _line([name, lines[0]], [names, 0])
            yield from (_line(["", line], [names, 0]) for line in lines[1:])


def _line(cells: list[str], widths: list[int]) -> str:
    return GAP.join(text + " " * max(0, w - _width(text)) for text, w in zip(cells, widths, strict=True)).rstrip()


def wrap(text: str, width: int) -> list[str]:
    """``text`` in lines of at most ``width`` columns, broken between words where that is possible."""
    lines, line, used = [], "", 0
    for word in text.split(" "):
        size = _width(word)
        if line and used + 1 + size > width:
            lines.append(line)
            line, used = "", 0
        while size > width:
            head = _prefix(word, width)
            lines.append(head)
            word = word[len(head) :]
            size = _width(word)
        line, used = (f"{line} {word}", used + 1 + size) if line else (word, size)
    return [*lines, line]


def _prefix(word: str, width: int) -> str:
    used = 0
    for index, character in enumerate(word):
        used += _width(character)
        if used > width and index:
            return word[:index]
    return word


def _width(text: str) -> int:
    """Columns that ``text`` takes (UAX #11): two for wide characters, none for combining ones."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
