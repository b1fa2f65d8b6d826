"""Query results as a table for a terminal, as plain text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from kgbuild.iri import DEFAULT_BASE
from kgbuild.query.formats import cell
from kgbuild.query.run import Results

GAP = "  "
_NARROWEST = 8


def table(results: Results, width: int, base: str = DEFAULT_BASE) -> Iterator[str]:
    """The lines of a table no wider than ``width`` columns of a terminal, long cells over several lines.

    Where even narrow columns do not fit side by side, each row is a block of lines, one for each cell.
    """
    if results.boolean is not None:
        yield "yes" if results.boolean else "no"
        return
    head = list(results.variables)
    rows = [[cell(term, base) for term in row] for row in results.rows]
    widths = _fit([max([_width(h), *(_width(row[i]) for row in rows)]) for i, h in enumerate(head)], head, width)
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


def _fit(natural: list[int], head: list[str], width: int) -> list[int] | None:
    """Widths that fit: the widest columns give way first. None where they would become too narrow to read."""
    room = width - len(GAP) * (len(natural) - 1)
    widths = list(natural)
    excess = sum(widths) - room
    floors = [min(n, max(_NARROWEST, _width(h))) for n, h in zip(natural, head, strict=True)]
    while excess > 0:
        able = [i for i, w in enumerate(widths) if w > floors[i]]
        if not able:
            return None
        widest = max(widths[i] for i in able)
        longest = [i for i in able if widths[i] == widest]
        below = max([widths[i] for i in able if widths[i] < widest] + [max(floors[i] for i in longest)])
        step = max(1, min(widest - below, -(-excess // len(longest))))
        for i in longest:
            cut = min(step, widths[i] - floors[i], max(excess, 0))
            widths[i] -= cut
            excess -= cut
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
