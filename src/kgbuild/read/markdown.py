"""Markdown (CommonMark with tables and strikethrough): the text as a reader of the rendered page sees it.

YAML front matter may give ``title``, ``date``, ``url``, ``publisher``, ``author`` and ``language``. Its title
stands at the head of the text unless the body begins with one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Final

import yaml

from kgbuild.errors import ReadError
from kgbuild.model import BlockRole, Document
from kgbuild.read.address import web_address
from kgbuild.read.compose import Piece, compose
from kgbuild.read.dates import iso_day, written_dates
from kgbuild.read.decode import utf8
from kgbuild.read.language import detect

if TYPE_CHECKING:
    from markdown_it.token import Token

suffixes: Final = frozenset({".md", ".markdown"})

_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\r?\n(.{0,20000}?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
MOST_MARKS = 500
"""A paragraph with more of Markdown's marks is taken as it stands: their parser takes quadratic time for them."""

_MARKS = re.compile(r"[\[\]<*_`~!]")
_SILENT = frozenset({"image", "html_inline", "html_block", "hr"})
_KEYS = {
    "url": ("url", "canonical_url", "canonical", "link", "source_url"),
    "date": ("date", "published", "date_published", "datePublished"),
    "publisher": ("publisher", "site", "source", "outlet"),
    "author": ("author", "authors", "by"),
    "language": ("language", "lang"),
    "title": ("title",),
}


def read(data: bytes, name: str) -> Iterator[Document]:
    """The one document that ``data`` is.

    Raises :class:`~kgbuild.errors.ReadError` as for plain text, ``bad-front-matter`` where that is no YAML
    mapping, ``no-text`` where nothing is left to read.
    """
    source = utf8(data, name)
    front, body = _front_matter(source, name)
    pieces = list(_titled(_pieces(_tokens(body)), _string(front, "title")))
    text, found = compose(pieces)
    if not text:
        raise ReadError("no-text", name, "holds nothing that a reader would see", "check how it was saved")
    yield Document(
        sha256=sha256(data).hexdigest(),
        text=text,
        file_names=(name,),
        media_type="text/markdown",
        blocks=found.blocks,
        title=_string(front, "title") or found.title,
        language=(_string(front, "language") or detect(text)).lower(),
        url=web_address(_string(front, "url")),
        publisher=_string(front, "publisher") or found.publisher,
        author=_string(front, "author") or found.author,
        date_published=_day(front) or found.date_published,
    )


def _front_matter(source: str, name: str) -> tuple[Mapping[str, object], str]:
    match = _FRONT_MATTER.match(source)
    if match is None:
        return {}, source.removeprefix("\ufeff")
    hint = "write lines such as title: …, or remove the lines between ---"
    try:
        front = yaml.load(match.group(1), Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        message = f"its front matter is no YAML: {error.problem}"
        raise ReadError("bad-front-matter", f"{name}:{line}", message, hint) from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise ReadError("bad-front-matter", f"{name}:1", "its front matter is no YAML", hint) from None
    if front is not None and not isinstance(front, dict):
        raise ReadError("bad-front-matter", f"{name}:1", "its front matter is no mapping", hint)
    return front or {}, source[match.end() :]


def _value(front: Mapping[str, object], key: str) -> object:
    return next((front[name] for name in _KEYS[key] if front.get(name) is not None), None)


def _string(front: Mapping[str, object], key: str) -> str | None:
    value = _value(front, key)
    if isinstance(value, list):
        value = ", ".join(item for item in value if isinstance(item, str))
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _day(front: Mapping[str, object]) -> date | None:
    value = _value(front, "date")
    if isinstance(value, date):  # which YAML makes of 2025-01-31, and a subclass of it of a time
        return date(value.year, value.month, value.day)
    written = written_dates(value) if isinstance(value, str) else []
    return (iso_day(value) if isinstance(value, str) else None) or (written[0].day if written else None)


def _tokens(body: str) -> Sequence[Token]:
    """The blocks of ``body``, each with its inline tokens, unless it is so full of marks that it is no prose."""
    from markdown_it import MarkdownIt  # takes its time to load

    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable("inline")
    environment: dict[str, object] = {}
    tokens = parser.parse(body, environment)
    for token in tokens:
        if token.type == "inline" and len(_MARKS.findall(token.content)) <= MOST_MARKS:
            token.children = []
            parser.inline.parse(token.content, parser, environment, token.children)
    return tokens


def _pieces(tokens: Sequence[Token]) -> Iterator[Piece]:
    """The paragraphs of a token stream; the first heading before any paragraph is the title."""
    items = headings = paragraphs = 0
    row: list[str] | None = None
    heading = False
    for token in tokens:
        if token.type in ("list_item_open", "list_item_close"):
            items += token.nesting
        elif token.type in ("heading_open", "heading_close"):
            heading = token.nesting > 0
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close":
            yield Piece(BlockRole.LIST_ITEM, "\t".join(row or []))
            row = None
        elif token.type == "inline" and row is not None:
            row.append(_words(token).replace("\n", " "))
        elif token.type == "inline" and heading:
            is_title = headings == paragraphs == items == 0
            headings += 1
            yield Piece(BlockRole.TITLE if is_title else BlockRole.HEADING, _words(token).replace("\n", " "))
        elif token.type in ("inline", "fence", "code_block"):
            paragraphs += 1
            words = _words(token) if token.type == "inline" else token.content
            yield Piece(BlockRole.LIST_ITEM if items else BlockRole.PARAGRAPH, words)


def _words(token: Token) -> str:
    """The words of an inline token: no marks, pictures, tags or words struck through."""
    if token.children is None:
        return token.content
    words: list[str] = []
    struck = 0
    for child in token.children:
        if child.type in ("s_open", "s_close"):
            struck += child.nesting
        elif child.type in ("softbreak", "hardbreak"):
            words.append("\n" if child.type == "hardbreak" else " ")
        elif child.type not in _SILENT and not struck:
            words.append(child.content)
    return "".join(words)


def _titled(pieces: Iterator[Piece], title: str | None) -> Iterator[Piece]:
    """``pieces`` with ``title`` at their head, unless they begin with a title."""
    first = next(pieces, None)
    if title is not None and (first is None or first.role is not BlockRole.TITLE):
        yield Piece(BlockRole.TITLE, title)
    if first is not None:
        yield first
    yield from pieces
