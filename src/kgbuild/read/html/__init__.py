"""HTML pages: the article's own text as a reader sees it, and what the page says of itself.

The libraries behind it are loaded with the first page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from kgbuild.model import Document

suffixes: Final = frozenset({".html", ".htm", ".xhtml"})

_OPENING = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)[\s>]",
    re.IGNORECASE | re.DOTALL,
)


def recognises(data: bytes) -> bool:
    """Whether ``data`` opens like a page."""
    return _OPENING.match(data[:10_000]) is not None


def read(data: bytes, name: str) -> Iterator[Document]:
    """The article on the page ``data``.

    Raises :class:`~kgbuild.errors.ReadError` where it is no text in a known encoding, is nested too deeply or
    has too many elements (``page-too-complex``), or holds no article (``no-text``).
    """
    from kgbuild.read.html.page import article  # trafilatura and lxml take their time to load

    yield article(data, name)
