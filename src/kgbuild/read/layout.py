"""Lines and paragraphs of a text, by offset: what every reader of plain text builds its blocks from.

Offsets are code points, half-open. Nothing here changes a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from kgbuild.model import Span

WRAP_WIDTH = 120
"""Lines longer than this are paragraphs of their own; shorter ones may be one paragraph wrapped by an editor."""

_LINE = re.compile("[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_BREAK = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_INVISIBLE = "\ufeff\u200b\u200e\u200f\u2060"  # marks without width that str.strip() does not count as space

BULLET = re.compile(r"(?:[-*•‣◦▪●·–—]|\(?\d{1,2}[.)])[^\S\r\n]+(?=\S)")
"""What opens a list item, at the start of a line."""


def trimmed(text: str, start: int, end: int) -> Span | None:
    """``start..end`` without white space and invisible marks at either end; None where nothing is left."""
    while start < end and (text[start].isspace() or text[start] in _INVISIBLE):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in _INVISIBLE):
        end -= 1
    return Span(start, end) if start < end else None


def lines(text: str) -> list[Span]:
    """Every line that holds something, trimmed, in order. All line ends of Unicode count, a Windows one as one."""
    found = (trimmed(text, match.start(), match.end()) for match in _LINE.finditer(text))
    return [line for line in found if line is not None]


def blank_between(text: str, first: Span, second: Span) -> bool:
    """Whether a blank line (or a page or paragraph separator) stands between two neighbouring lines."""
    gap = text[first.end : second.start]
    return len(_BREAK.findall(gap)) > 1 or "\f" in gap or "\u2029" in gap


def paragraphs(text: str) -> Iterator[Span]:
    """The paragraphs of a text: lines between blank lines, joined where they are one line wrapped by an editor.

    A line goes on in the next one when the next one's first word would not have fitted into the widest line of
    their group; a group with a line over :data:`WRAP_WIDTH` is not wrapped, each of its lines is a paragraph.
    """
    for group in _groups(text):
        width = max(len(line) for line in group)
        start = group[0].start
        for line, following in pairwise(group):
            if width > WRAP_WIDTH or not _wrapped(text, line, following, width):
                yield Span(start, line.end)
                start = following.start
        yield Span(start, group[-1].end)


def _groups(text: str) -> Iterator[list[Span]]:
    group: list[Span] = []
    for line in lines(text):
        if group and blank_between(text, group[-1], line):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _wrapped(text: str, line: Span, following: Span, width: int) -> bool:
    if BULLET.match(text, following.start):
        return False
    first_word = text[following.start : following.end].split(maxsplit=1)[0]
    return len(line) + 1 + len(first_word) > width


def without_bullet(text: str, span: Span) -> Span:
    """``span`` without the bullet or number that opens it, where one does."""
    match = BULLET.match(text, span.start, span.end)
    return Span(match.end(), span.end) if match and match.end() < span.end else span
