"""Plain text: the bytes decoded as UTF-8 and otherwise untouched (vocabulary, ``kg:text``).

A byte order mark is one code point of the text and a Windows line end two; no block covers either.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kgbuild.model import Document
from kgbuild.read.article import as_document
from kgbuild.read.decode import utf8

suffixes: Final = frozenset({".txt", ".text"})


def read(data: bytes, name: str) -> Iterator[Document]:
    """The one document that ``data`` is. ``name`` is its file name, without folders.

    Raises :class:`~kgbuild.errors.ReadError` as :func:`kgbuild.read.decode.utf8` does.
    """
    yield as_document(data, name, utf8(data, name), "text/plain")
