"""The article's paragraphs from a pruned page: where they are, trafilatura says; what of them is text, this module."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from kgbuild.iri import fold
from kgbuild.model import BlockRole
from kgbuild.read.article import HEADING_LENGTH
from kgbuild.read.asides import is_aside, is_aside_heading
from kgbuild.read.compose import Piece, clean
from kgbuild.read.html.carry import prepare, restored

_WHITE = re.compile(r"[ \t\n\r\f]+")
_EMPTY_LINE = re.compile(r"\n[ \t]*+\n")
_BLOCKS = frozenset(
    {"p", "head", "list", "item", "quote", "table", "row", "cell", "div", "body", "code", "ab", "comment"}
)


@dataclass(frozen=True, slots=True)
class _Found:
    """A piece with what tells an article's paragraph from a pointer: the share of its letters that is in links."""

    piece: Piece
    linked: float = 0.0


@dataclass(frozen=True, slots=True)
class _Inline:
    """Words within a paragraph, a line break as ``\\n``, and how they are set."""

    words: str
    linked: bool = False
    bold: bool = False


def pieces(root: HtmlElement, title: str | None) -> list[Piece]:
    """The paragraphs, headings, list items and table rows of the article on the page, in reading order.

    ``root`` is changed. ``title`` is the headline, which is left out of them.
    """
    prepare(root)
    body = _main_text(root)
    if body is None:
        return []
    found = list(_walk(body, BlockRole.PARAGRAPH))
    if title is not None:
        found = [part for part in found if fold(part.piece.words) != fold(title)]
    return [part.piece for part in _without_empty_headings(_without_pointers(found))]


def _main_text(root: HtmlElement) -> etree._Element | None:
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # an empty page is our error to tell
    found = trafilatura.bare_extraction(
        root,
        include_comments=False,
        include_tables=True,
        include_links=True,
        include_formatting=True,
        with_metadata=False,
    )
    body = getattr(found, "body", None)
    return body if isinstance(body, etree._Element) else None


def _walk(element: etree._Element, role: BlockRole) -> Iterator[_Found]:
    """The pieces of an element of trafilatura's tree: its own words first where there are any, then its parts'."""
    tag = element.tag
    role = {"head": BlockRole.HEADING, "item": BlockRole.LIST_ITEM}.get(str(tag), role)
    if tag == "row":
        cells = [_line(restored("".join(_inline(cell)))) for cell in element.iter("cell")]
        yield _Found(Piece(BlockRole.LIST_ITEM, "\t".join(filter(None, cells))))
        return
    run: list[_Inline] = []
    for block, inline in _parts(element):
        if block is None:
            run.append(inline)
        else:
            yield from _run(run, role)
            run = []
            yield from _walk(block, role)
    yield from _run(run, role)


def _parts(element: etree._Element) -> Iterator[tuple[etree._Element | None, _Inline]]:
    """The inline words of ``element`` and its block children in their order."""
    yield None, _Inline(_text(element.text))
    for child in element:
        if child.tag in _BLOCKS:
            yield child, _Inline("")
        elif any(part.tag in _BLOCKS for part in child.iterdescendants()):
            yield from _parts(child)
        else:
            linked = child.tag == "ref" or child.find("ref") is not None
            bold = child.tag == "hi" and child.get("rend") == "#b"
            yield None, _Inline("".join(_inline(child)), linked, bold)
        yield None, _Inline(_text(child.tail))


def _inline(element: etree._Element) -> Iterator[str]:
    if element.tag == "lb":
        yield "\n"
    yield _text(element.text)
    for child in element:
        yield from _inline(child)
        yield _text(child.tail)


def _text(words: str | None) -> str:
    """Words of the tree with its white space, which a browser shows as one space, as one space."""
    return _WHITE.sub(" ", words or "")


def _line(words: str) -> str:
    return clean(words).replace("\n", " ").replace("\t", " ")


def _run(run: list[_Inline], role: BlockRole) -> Iterator[_Found]:
    """The paragraphs of a run of inline words: two line breaks part them. A bold line is a heading."""
    paragraphs: list[list[_Inline]] = [[]]
    breaks = 0
    for inline in run:
        blank = not inline.words.strip()
        breaks = breaks + inline.words.count("\n") if blank else 0
        if blank and breaks > 1 and paragraphs[-1]:
            paragraphs.append([])
        paragraphs[-1].append(inline)
    for paragraph in paragraphs:
        raw = restored("".join(inline.words for inline in paragraph))
        letters = sum(len(inline.words.strip()) for inline in paragraph) or 1
        linked = sum(len(inline.words.strip()) for inline in paragraph if inline.linked) / letters
        bold = all(inline.bold or not inline.words.strip() for inline in paragraph)
        for words in filter(None, map(clean, _EMPTY_LINE.split(raw))):
            shaped = bold and role is BlockRole.PARAGRAPH and len(words) <= HEADING_LENGTH and words[-1:].isalnum()
            yield _Found(Piece(BlockRole.HEADING if shaped else role, words), linked)


def _without_pointers(found: list[_Found]) -> Iterator[_Found]:
    """``found`` without advert marks, share bars and pointers: paragraphs that are one link, and labelled ones."""
    for part in found:
        words = part.piece.words
        heading = part.piece.role is BlockRole.HEADING
        only_link = part.linked > 0.9 and not heading and not words.endswith((".", "?", "!", "”", '"'))
        if not (only_link or is_aside(words) or (heading and is_aside_heading(words))):
            yield part


def _without_empty_headings(found: Iterable[_Found]) -> list[_Found]:
    """``found`` without headings that nothing stands under."""
    kept: list[_Found] = []
    for part in found:
        kept.append(part)
    while kept and kept[-1].piece.role is BlockRole.HEADING:
        kept.pop()
    return kept
