"""Plain text: the bytes decoded as UTF-8 and otherwise untouched (vocabulary, ``kg:text``).

A byte order mark is one code point of the text and a Windows line end two; no block covers either.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Final

from kgbuild.model import Document
from kgbuild.read.article import structure
from kgbuild.read.decode import utf8
from kgbuild.read.language import detect

suffixes: Final = frozenset({".txt", ".text"})


def read(data: bytes, name: str) -> Iterator[Document]:
    """The one document that ``data`` is. ``name`` is its file name, without folders.

    Raises :class:`~kgbuild.errors.ReadError` as :func:`kgbuild.read.decode.utf8` does.
    """
    text = utf8(data, name)
    found = structure(text)
    yield Document(
        sha256=sha256(data).hexdigest(),
        text=text,
        file_names=(name,),
        media_type="text/plain",
        blocks=found.blocks,
        title=found.title,
        language=detect(text),
        publisher=found.publisher,
        author=found.author,
        date_published=found.date_published,
    )
