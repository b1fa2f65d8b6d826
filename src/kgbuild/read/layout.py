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
    """The paragraphs of a text: its lines, joined where they are one line that an editor wrapped.

    A text is wrapped where enough of its line ends can be nothing else (the next line goes on in lower case). In
    a wrapped text a line goes on in the next one when that one's first word would not have fitted into the widest
    line between two blank ones. Elsewhere, and wherever a line is longer than :data:`WRAP_WIDTH`, each line is a
    paragraph.
    """
    groups = _groups(text)
    wrapped = _is_wrapped(text, groups)
    for group in groups:
        width = max(len(line) for line in group)
        start = group[0].start
        for line, following in pairwise(group):
            if not wrapped or width > WRAP_WIDTH or not _goes_on(text, line, following, width):
                yield Span(start, line.end)
                start = following.start
        yield Span(start, group[-1].end)


def _groups(text: str) -> list[list[Span]]:
    """The lines between two blank ones."""
    groups: list[list[Span]] = []
    last: Span | None = None
    for line in lines(text):
        if last is None or blank_between(text, last, line):
            groups.append([])
        groups[-1].append(line)
        last = line
    return groups


def _is_wrapped(text: str, groups: list[list[Span]]) -> bool:
    narrow = [group for group in groups if max(len(line) for line in group) <= WRAP_WIDTH]
    ends = [following for group in narrow for _, following in pairwise(group)]
    return 0 < len(ends) <= 4 * sum(text[following.start].islower() for following in ends)


def _goes_on(text: str, line: Span, following: Span, width: int) -> bool:
    if BULLET.match(text, following.start):
        return False
    first_word = text[following.start : following.end].split(maxsplit=1)[0]
    return len(line) + 1 + len(first_word) > width


def without_bullet(text: str, span: Span) -> Span:
    """``span`` without the bullet or number that opens it, where one does."""
    match = BULLET.match(text, span.start, span.end)
    rest = trimmed(text, match.end(), span.end) if match else None
    return rest or span
