"""The blocks of plain prose: title, dateline and byline, crossheads, list items, paragraphs.

Asides between the paragraphs ("ADVERTISEMENT", "ALSO READ: …") stay in the text and are no block.
Used by every reader whose input is bare text. Spans are code points, half-open, without the white space around.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from kgbuild.model import Block, BlockRole, Document, Span
from kgbuild.read.asides import is_aside
from kgbuild.read.dateline import Dateline, opening_after, own_line
from kgbuild.read.language import detect
from kgbuild.read.layout import BULLET, blank_between, paragraphs, trimmed, without_bullet

TITLE_LENGTH = 200
HEADING_LENGTH = 90
HEADING_WORDS = 12
_FINAL = ".,;:…"
_CLOSING = "\"'”’»)]"


@dataclass(frozen=True, slots=True)
class Structure:
    """What the layout of a text says about it."""

    blocks: tuple[Block, ...]
    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    date_published: date | None = None


def as_document(data: bytes, name: str, text: str, media_type: str) -> Document:
    """The document of bare ``text``, read from the bytes ``data`` of the file ``name``: all that its layout says."""
    found = structure(text)
    return Document(
        sha256=sha256(data).hexdigest(),
        text=text,
        file_names=(name,),
        media_type=media_type,
        blocks=found.blocks,
        title=found.title,
        language=detect(text),
        publisher=found.publisher,
        author=found.author,
        date_published=found.date_published,
    )


def structure(text: str) -> Structure:
    """The blocks of ``text``, read as an article, with what its dateline and byline say."""
    spans = list(paragraphs(text))
    datelines: list[Dateline] = []
    blocks: list[Block] = []
    seen: set[BlockRole] = set()
    prose = 0
    section = ""
    for index, span in enumerate(spans):
        following = spans[index + 1] if index + 1 < len(spans) else None
        role = _role(text, span, following, seen, prose)
        if role is BlockRole.PARAGRAPH and is_aside(text[span.start : span.end].rstrip()):
            continue
        seen.add(BlockRole.BYLINE if isinstance(role, Dateline) else role)
        if isinstance(role, Dateline):
            datelines.append(role)
            blocks.append(Block(BlockRole.BYLINE, span, section))
        elif role is BlockRole.HEADING:
            section = text[span.start : span.end]
            blocks.append(Block(role, span))
        elif role is BlockRole.PARAGRAPH:
            dateline = opening_after(text, span, prose)
            prose += 1
            datelines.extend([dateline] if dateline else [])
            blocks.extend(_paragraph(text, span, dateline, section))
        else:
            blocks.append(Block(role, without_bullet(text, span), section))
    titles = [text[block.span.start : block.span.end] for block in blocks if block.role is BlockRole.TITLE]
    return Structure(
        tuple(blocks),
        " ".join(titles[0].split()) if titles else None,
        next((line.publisher for line in datelines if line.publisher), None),
        next((line.author for line in datelines if line.author), None),
        next((line.day for line in datelines if line.day), None),
    )


def _role(text: str, span: Span, following: Span | None, seen: set[BlockRole], prose: int) -> BlockRole | Dateline:
    """What ``span`` is, from its shape and from what was seen before it, of which ``prose`` paragraphs."""
    dateline = own_line(text, span)
    if dateline is not None and (seen or dateline.day):  # or else "By Land and Sea", a title
        return dateline
    has_title = BlockRole.TITLE in seen
    if prose == 0 and not has_title and following is not None and is_title(text, span, following):
        return BlockRole.TITLE
    if BULLET.match(text, span.start):
        return BlockRole.LIST_ITEM
    if following is not None and (prose or has_title) and is_heading(text, span, following):
        return BlockRole.HEADING
    return BlockRole.PARAGRAPH


def _paragraph(text: str, span: Span, dateline: Dateline | None, section: str) -> Iterator[Block]:
    start = span.start
    if dateline is not None:
        yield Block(BlockRole.BYLINE, dateline.span, section)
        start = dateline.span.end
    rest = trimmed(text, start, span.end)
    if rest is not None:
        yield Block(BlockRole.PARAGRAPH, rest, section)


def is_title(text: str, span: Span, following: Span) -> bool:
    """Whether ``span`` reads as a title: one short line, no full stop at its end, set off from what follows."""
    line = text[span.start : span.end]
    if len(line) > TITLE_LENGTH or len(line.splitlines()) > 1 or BULLET.match(line):
        return False
    if line.rstrip(_CLOSING)[-1:] in _FINAL or not any(c.isalpha() for c in line):
        return False
    return blank_between(text, span, following) or len(following) > len(line)


def is_heading(text: str, span: Span, following: Span) -> bool:
    """Whether ``span`` reads as a crosshead: a few words without any final punctuation, over a longer paragraph."""
    line = text[span.start : span.end]
    if len(line) > HEADING_LENGTH or len(line.split()) > HEADING_WORDS or len(line.splitlines()) > 1:
        return False
    ends_open = line.rstrip(_CLOSING)[-1:] not in _FINAL + "!?"
    return ends_open and line[0].isalnum() and not line[0].islower() and len(following) > len(line)
