"""One text from the pieces of a page, a Markdown file or a PDF: paragraphs set apart by an empty line.

Formats whose text is not their bytes are laid out here, all in the same way, and offsets count in the outcome.
Control characters other than tab and line feed become a space (vocabulary, ``kg:text``); no-break spaces stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kgbuild.model import Block, BlockRole, Span
from kgbuild.read.article import Structure
from kgbuild.read.dateline import Dateline, opening_after, own_line
from kgbuild.read.layout import trimmed

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_BLANKS = re.compile(r"[ \t\n]{2,}")
_GAP = "\n\n"


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, heading, list item … before it has its place in a text."""

    role: BlockRole
    words: str


def clean(words: str) -> str:
    """``words`` without control characters, without runs of spaces and without white space at either end."""
    spaced = _CONTROL.sub(" ", words.replace("\r\n", "\n"))
    span = trimmed(spaced, 0, len(spaced))
    if span is None:
        return ""
    bare = spaced[span.start : span.end]
    return _BLANKS.sub(lambda run: "\n" if "\n" in run.group() else " ", bare)


def compose(pieces: Iterable[Piece]) -> tuple[str, Structure]:
    """The text of ``pieces`` and its blocks.

    A paragraph that is only a dateline or byline becomes one; a dateline that opens one of the first paragraphs a block
    of its own. The first title is the document's.
    """
    parts: list[str] = []
    blocks: list[Block] = []
    datelines: list[Dateline] = []
    title: str | None = None
    section = ""
    offset = prose = 0
    for piece in pieces:
        words = clean(piece.words)
        if not words:
            continue
        role = piece.role
        found = _dateline(words, role, prose)
        if found is not None:
            datelines.append(found)
        if role is BlockRole.TITLE and title is None:
            title = " ".join(words.split())
        section = words if role is BlockRole.HEADING else section
        under = "" if role in (BlockRole.HEADING, BlockRole.TITLE) else section
        placed = _blocks(words, role, under, found, offset)
        prose += any(block.role is BlockRole.PARAGRAPH for block in placed)
        blocks.extend(placed)
        parts.append(words)
        offset += len(words) + len(_GAP)
    return _GAP.join(parts), Structure(
        tuple(blocks),
        title,
        next((line.publisher for line in datelines if line.publisher), None),
        next((line.author for line in datelines if line.author), None),
        next((line.day for line in datelines if line.day), None),
    )


def _dateline(words: str, role: BlockRole, prose: int) -> Dateline | None:
    if role is not BlockRole.PARAGRAPH:
        return None
    whole = Span(0, len(words))
    return own_line(words, whole) or opening_after(words, whole, prose)


def _blocks(words: str, role: BlockRole, section: str, found: Dateline | None, offset: int) -> list[Block]:
    if found is None:
        return [Block(role, Span(offset, offset + len(words)), section)]
    byline = Block(BlockRole.BYLINE, Span(offset, offset + found.span.end), section)
    rest = trimmed(words, found.span.end, len(words)) if found.span.end < len(words) else None
    if rest is None:
        return [byline]
    return [byline, Block(role, Span(offset + rest.start, offset + rest.end), section)]
