"""PDF with text: pages joined in reading order, lines joined to paragraphs, headers and page numbers left out.

What a PDF says of itself (its title, its date of creation) is too often a template's, and is not believed; title,
dateline and byline are read from the text. A PDF of scanned pages has no text and needs OCR first.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from kgbuild.errors import ReadError
from kgbuild.model import Document
from kgbuild.read.article import as_document
from kgbuild.read.compose import clean
from kgbuild.read.layout import BULLET
from kgbuild.read.limits import MEGABYTE

if TYPE_CHECKING:
    from pypdf import PdfReader

suffixes: Final = frozenset({".pdf"})
max_bytes: Final = 100 * MEGABYTE
split: Final = "cut it by pages, for example: qpdf --split-pages=100 FILE part.pdf"

MOST_PAGES = 5000
_MOST_TEXT = 40 * MEGABYTE
"""Where a text is far over every limit, the rest of the pages is not read."""

_FULL_LINE = 0.8
"""A line with more than this share of a full line's characters is full."""

_MANY_LINES = 10

_FINAL = re.compile(r"[.!?:;…][\"'”’»)\]]*$")
_HYPHEN = re.compile(r"(\w+)[-\u2010\u00ad]$")
_WORD = re.compile(r"\w+(?:[-\u2010]\w+)*")
_DIGITS = re.compile(r"\d+")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st"})


def recognises(data: bytes) -> bool:
    """Whether ``data`` opens like a PDF (ISO 32000-1, 7.5.2)."""
    return b"%PDF-" in data[:1024]


def read(data: bytes, name: str) -> Iterator[Document]:
    """The one document that ``data`` is.

    Raises :class:`~kgbuild.errors.ReadError`: ``empty-file``, ``bad-pdf``, ``encrypted-pdf``, ``too-large`` for more
    than :data:`MOST_PAGES` pages, ``no-text`` for scanned pages.
    """
    if not data:
        raise ReadError("empty-file", name, "holds no text", "remove it, or check how it was saved")
    with _quiet():
        pages = _pages(data, name)
    paragraphs = _paragraphs(_without_margins(pages))
    text = "\n\n".join(paragraphs)
    if not text:
        hint = "run OCR over it first, for example: ocrmypdf FILE out.pdf"
        raise ReadError("no-text", name, "holds no text, only pictures of it", hint)
    yield as_document(data, name, text, "application/pdf")


_FAULTS = (ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
"""What pypdf raises, beside its own errors, where a file is not what it says of itself."""


@contextmanager
def _quiet() -> Iterator[None]:
    """pypdf tells of every irregularity, on its logger and as warnings; what matters raises."""
    logger = logging.getLogger("pypdf")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)


def _pages(data: bytes, name: str) -> list[list[str]]:
    """The lines of each page."""
    from pypdf.errors import DependencyError, PyPdfError  # takes its time to load

    try:
        reader = _opened(data, name)
        if len(reader.pages) > MOST_PAGES:
            message = f"has {len(reader.pages)} pages, over the limit of {MOST_PAGES}"
            raise ReadError("too-large", name, message, split)
        pages: list[list[str]] = []
        size = 0
        for page in reader.pages:
            words = page.extract_text().translate(_LIGATURES)
            pages.append([clean(line) for line in words.splitlines()])
            size += len(words)
            if size > _MOST_TEXT:
                break
    except DependencyError as error:
        raise _encrypted(name, str(error)) from None
    except (PyPdfError, *_FAULTS) as error:
        message = f"is damaged or no PDF: {type(error).__name__}: {clean(str(error))[:200]}"
        raise ReadError("bad-pdf", name, message, "open and save it again, or save its text as .txt") from None
    return pages


def _opened(data: bytes, name: str) -> PdfReader:
    from pypdf import PasswordType, PdfReader

    try:
        reader = PdfReader(BytesIO(data), strict=False)
    except NotImplementedError as error:  # a handler of encryption that pypdf does not have
        raise _encrypted(name, str(error)) from None
    if reader.is_encrypted and reader.decrypt("") is PasswordType.NOT_DECRYPTED:
        raise _encrypted(name, "it needs a password")
    return reader


def _encrypted(name: str, reason: str) -> ReadError:
    hint = "remove the encryption, for example: qpdf --decrypt --password=… FILE out.pdf"
    return ReadError("encrypted-pdf", name, f"is encrypted: {reason}", hint)


def _without_margins(pages: list[list[str]]) -> list[list[str]]:
    """``pages`` without page numbers and without lines that stand at the edge of most pages, numbers aside."""
    pages = [[line for line in page if line] for page in pages]
    edges = Counter(key for page in pages for key in {_margin_key(line) for line in [*page[:2], *page[-2:]]})
    often = {key for key, count in edges.items() if count > 1 and 2 * count > len(pages)}

    def is_margin(line: str) -> bool:
        return (
            _margin_key(line) in often
            or re.fullmatch(r"(?:page\s+)?[-–—\s]*\d{1,4}[-–—\s]*(?:(?:of|/)\s*\d+)?", line, re.I) is not None
        )

    return [
        [line for index, line in enumerate(page) if not (min(index, len(page) - 1 - index) < 2 and is_margin(line))]
        for page in pages
    ]


def _margin_key(line: str) -> str:
    return _DIGITS.sub("0", line).lower()


def _paragraphs(pages: list[list[str]]) -> list[str]:
    """The lines of all pages joined to paragraphs, words broken at a line's end mended."""
    known = Counter(word.lower() for page in pages for line in page for word in _WORD.findall(line))
    widest = max((len(line) for page in pages for line in page), default=0)
    lines = [(line, _width(page, widest)) for page in pages for line in page]
    paragraphs: list[str] = []
    current = lines[0][0] if lines else ""
    for (line, width), (following, _) in pairwise(lines):
        if _goes_on(line, following, width):
            current = _joined(current, following, known)
        else:
            paragraphs.append(current)
            current = following
    return [*paragraphs, current] if current else paragraphs


def _width(page: list[str], widest: int) -> int:
    """How long a full line of ``page`` is: its widest, or the document's where the page has too few lines to tell."""
    return max(map(len, page)) if len(page) >= _MANY_LINES else widest


def _goes_on(line: str, following: str, width: int) -> bool:
    """Whether a paragraph that has ``line`` goes on in ``following``; ``width`` is that of a full line."""
    if BULLET.match(following):
        return False
    if following[0].islower() or _HYPHEN.search(line):
        return True
    first_word = following.split(maxsplit=1)[0]
    full = len(line) + 1 + len(first_word) > _FULL_LINE * width
    return full if _FINAL.search(line) is None else len(line) + 1 + len(first_word) > width


def _joined(before: str, following: str, known: Counter[str]) -> str:
    """``before`` and ``following`` as one line.

    A hyphen between them goes where the word without it is known from elsewhere in the document, or where the one
    with it is not; it stays before a capital letter or a digit and in words that have another one ("34-year-").
    """
    broken = _HYPHEN.search(before)
    rest = _WORD.match(following)
    if broken is None or rest is None:
        return f"{before} {following}"
    if before.endswith("\u00ad"):
        return before[:-1] + following
    first, second = broken.group(1).lower(), rest.group().lower()
    whole, compound = first + second, f"{first}-{second}"
    already = before[: broken.start()].endswith(("-", "\u2010"))
    keeps = already or not following[0].islower() or first[-1].isdigit()
    if keeps or (known[compound] and not known[whole]):
        return before + following
    return before[:-1] + following
