"""Analysis digests: an article summed up, questioned and assessed by somebody else.

Known by their layout, not by their subject: a domain line, a title, a lead, questions each with its answer
(bullets, or ``Q:`` and ``A:``), headings of media analysis over assessments of the article. Parts may be
missing and come in any order. The digest is the document; the article is the work that it is based on.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from functools import cache
from hashlib import sha256
from importlib.resources import files
from itertools import pairwise
from typing import Final

from kgbuild.errors import ReadError
from kgbuild.model import Block, BlockRole, CitedWork, Document, Span
from kgbuild.read.address import DOMAIN, domain_of, web_address
from kgbuild.read.article import HEADING_LENGTH, TITLE_LENGTH, Structure, is_heading
from kgbuild.read.dateline import own_line
from kgbuild.read.decode import utf8
from kgbuild.read.language import detect
from kgbuild.read.layout import BULLET, paragraphs, trimmed

suffixes: Final = frozenset({".txt", ".text"})

_MARKS = re.compile(r"#{1,6}[^\S\r\n]+|\*\*|__")
_LABEL = re.compile(
    r"(?:(?P<question>q(?:uestion)?)|a(?:nswer)?)\s*\d{0,2}\s*[:)]\s*(?:\*\*|__)?\s*(?=\S)", re.IGNORECASE
)
_INLINE = re.compile(r"(?P<heading>[^\n:–—]{3,60}?)(?:\*\*|__)?\s*(?::(?:\*\*|__)?\s|\s[–—-]\s)\s*(?=\S)")
_ADDRESS = re.compile(rf"https?://\S+|{DOMAIN.pattern}(?:/\S*)?", re.IGNORECASE)


class _Part(Enum):
    """What the walk through a digest stands in."""

    OPENING = auto()
    QUESTIONS = auto()
    SUMMARY = auto()
    ASSESSMENT = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class _Unit:
    """A paragraph without its bullet, label and emphasis marks. ``label`` is ``q``, ``a`` or empty."""

    span: Span
    bullet: bool
    label: str
    emphasised: bool


@dataclass(frozen=True, slots=True)
class _Headings:
    """The words of ``digest.toml``."""

    parts: dict[str, _Part]
    kinds: re.Pattern[str]
    source_label: re.Pattern[str]
    works: re.Pattern[str]

    def part(self, heading: str) -> _Part | None:
        """The part that a known heading opens, None for any other line."""
        bare = re.sub(r"^[\d.)\s]+|[\s:.]+$", "", " ".join(heading.lower().split()))
        return self.parts.get(bare) or (_Part.ASSESSMENT if self.kinds.fullmatch(bare) else None)


@cache
def _headings() -> _Headings:
    table = tomllib.loads(files("kgbuild.read").joinpath("digest.toml").read_text(encoding="utf-8"))
    parts = {
        name: part
        for key, part in (
            ("assessment", _Part.ASSESSMENT),
            ("questions", _Part.QUESTIONS),
            ("summary", _Part.SUMMARY),
        )
        for name in table[key]
    }
    return _Headings(
        parts,
        re.compile("|".join(table["kinds"])),
        re.compile(rf"(?:{'|'.join(map(re.escape, table['source_labels']))})\s*:?\s+", re.IGNORECASE),
        re.compile(rf"\b(?:the|this|its?)\s+(?:{'|'.join(table['works'])})(?:['’]s)?\b", re.IGNORECASE),
    )


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest's structure, with what it says of the article: its address and its outlet's domain."""

    structure: Structure
    url: str | None
    domain: str | None


class _Walk:
    """One walk through the units of a text, which gives each its role."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.units = [_unit(text, span) for span in paragraphs(text)]
        self.blocks: list[Block] = []
        self.seen: set[BlockRole] = set()
        self.part = _Part.OPENING
        self.section = ""
        self.known_headings = 0
        self.url: str | None = None
        self.domain: str | None = None
        self.day: date | None = None

    def run(self) -> None:
        for index, unit in enumerate(self.units):
            following = self.units[index + 1] if index + 1 < len(self.units) else None
            if not (self._source(unit) or self._heading(unit, following)):
                self._content(unit, following)

    def words(self, span: Span) -> str:
        return self.text[span.start : span.end]

    def _add(self, role: BlockRole, span: Span) -> None:
        self.seen.add(role)
        self.blocks.append(Block(role, span, "" if role is BlockRole.HEADING else self.section))

    def _source(self, unit: _Unit) -> bool:
        """A line that holds nothing but the article's domain or address."""
        if len(unit.span) > 500 or unit.bullet:
            return False
        label = _headings().source_label.match(self.text, unit.span.start, unit.span.end)
        start = label.end() if label else unit.span.start
        address = _ADDRESS.fullmatch(self.text, start, unit.span.end)
        domain = domain_of(address.group()) if address else None
        if address is None or domain is None:
            return False
        url = web_address(address.group())
        self.domain = self.domain or domain
        self.url = self.url or url
        self.blocks.append(Block(BlockRole.DOMAIN, Span(start, unit.span.end)))
        return True

    def _heading(self, unit: _Unit, following: _Unit | None) -> bool:
        """A heading, known or shaped like one, alone or with its text after it on the same line."""
        if unit.label or (unit.bullet and not unit.emphasised):
            return False
        known = len(unit.span) <= HEADING_LENGTH and _headings().part(self.words(unit.span))
        if known and following is not None:
            self._open(known, unit.span)
            return True
        inline = _INLINE.match(self.text, unit.span.start, unit.span.end)
        part = _headings().part(inline.group("heading")) if inline else None
        if inline and part:
            self._open(part, Span(inline.start(), inline.end("heading")))
            self._content(_Unit(Span(inline.end(), unit.span.end), False, "", False), following)
            return True
        if self.part is _Part.OPENING or following is None or following.bullet or following.label:
            return False
        if not is_heading(self.text, unit.span, following.span):
            return False
        self.section = self.words(unit.span)
        self.blocks.append(Block(BlockRole.HEADING, unit.span))
        if self.part is not _Part.ASSESSMENT:
            self.part = _Part.OTHER
        return True

    def _open(self, part: _Part, span: Span) -> None:
        self.known_headings += part is _Part.ASSESSMENT
        self.part = part
        self.section = self.words(span)
        self.blocks.append(Block(BlockRole.HEADING, span))

    def _content(self, unit: _Unit, following: _Unit | None) -> None:
        if self._is_question(unit, following):
            if self.part is not _Part.QUESTIONS:
                self.part, self.section = _Part.QUESTIONS, ""
            self._add(BlockRole.QUESTION, unit.span)
        elif unit.label == "a" or self.part is _Part.QUESTIONS:
            self._add(BlockRole.ANSWER, unit.span)
        elif self.part is _Part.OPENING:
            self._opening(unit, following)
        elif self.part is _Part.SUMMARY:
            self._add(BlockRole.LEAD, unit.span)
        elif self.part is _Part.ASSESSMENT or _headings().works.search(self.words(unit.span)):
            self._add(BlockRole.ASSESSMENT, unit.span)
        else:
            self._add(BlockRole.LIST_ITEM if unit.bullet else BlockRole.PARAGRAPH, unit.span)

    def _is_question(self, unit: _Unit, following: _Unit | None) -> bool:
        if unit.label:
            return unit.label == "q"
        asks = self.words(unit.span).rstrip("*_\"'”’) ").endswith(("?", "？", "؟"))
        if not asks or following is None or (self.part is _Part.OPENING and not unit.bullet and not self.blocks):
            return False
        return unit.bullet or unit.emphasised or self.part is _Part.QUESTIONS

    def _opening(self, unit: _Unit, following: _Unit | None) -> None:
        """Title, byline and lead, before any question or heading."""
        dateline = own_line(self.text, unit.span)
        if dateline is not None and dateline.day is not None:
            self.day = self.day or dateline.day
            self._add(BlockRole.BYLINE, unit.span)
        elif not self.seen & {BlockRole.TITLE, BlockRole.LEAD} and self._is_title(unit, following):
            self._add(BlockRole.TITLE, unit.span)
        else:
            self._add(BlockRole.LEAD, unit.span)

    def _is_title(self, unit: _Unit, following: _Unit | None) -> bool:
        words = self.words(unit.span)
        if unit.bullet or len(words) > TITLE_LENGTH:
            return False
        return not words.endswith(".") or (following is not None and len(following.span) > 2 * len(words))


def _unit(text: str, span: Span) -> _Unit:
    """``span`` without what only decorates it."""
    start, end = span.start, span.end
    bullet = BULLET.match(text, start, end)
    start = bullet.end() if bullet else start
    marks = _MARKS.match(text, start, end)
    start = marks.end() if marks else start
    label = _LABEL.match(text, start, end)
    start = label.end() if label else start
    if marks and text[:end].endswith(("**", "__")):
        end -= 2
    kind = "" if label is None else "q" if label.group("question") else "a"
    return _Unit(trimmed(text, start, end) or span, bullet is not None, kind, marks is not None)


def digest(text: str) -> Digest | None:
    """The structure of ``text`` where it is laid out as an analysis digest, None where it is not.

    It is one with a question and its answer and, besides, a heading of media analysis or the article's domain;
    or with two such headings over text that speaks of the article.
    """
    walk = _Walk(text)
    walk.run()
    if not _is_digest(walk):
        return None
    titles = [walk.words(block.span) for block in walk.blocks if block.role is BlockRole.TITLE]
    title = " ".join(titles[0].split()) if titles else None
    blocks = tuple(sorted(walk.blocks, key=lambda block: block.span))
    return Digest(Structure(blocks, title, date_published=walk.day), walk.url, walk.domain)


def _is_digest(walk: _Walk) -> bool:
    roles = [block.role for block in walk.blocks]
    if (BlockRole.QUESTION, BlockRole.ANSWER) in pairwise(roles):
        return walk.known_headings > 0 or walk.domain is not None
    assessments = [walk.words(block.span) for block in walk.blocks if block.role is BlockRole.ASSESSMENT]
    of_a_work = sum(bool(_headings().works.search(words)) for words in assessments)
    return walk.known_headings > 1 and 2 * of_a_work >= len(assessments) > 0


def recognises(data: bytes) -> bool:
    """Whether ``data`` is a text laid out as an analysis digest."""
    try:
        return digest(utf8(data, "")) is not None
    except ReadError:
        return False


def read(data: bytes, name: str) -> Iterator[Document]:
    """The digest that ``data`` is, based on the article that it analyses.

    Raises :class:`~kgbuild.errors.ReadError` where it is no text, or no digest (``not-a-digest``).
    """
    text = utf8(data, name)
    found = digest(text)
    if found is None:
        raise ReadError("not-a-digest", name, "is not laid out as an analysis digest", "read it as plain text")
    sha = sha256(data).hexdigest()
    yield Document(
        sha256=sha,
        text=text,
        file_names=(name,),
        media_type="text/plain",
        blocks=found.structure.blocks,
        title=found.structure.title,
        language=detect(text),
        date_published=found.structure.date_published,
        based_on=CitedWork(cited_in=sha, url=found.url, title=found.structure.title, publisher=found.domain),
    )
