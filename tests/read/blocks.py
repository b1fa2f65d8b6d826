"""What every reader's tests ask of a document's blocks."""

from __future__ import annotations

from itertools import pairwise

from kgbuild.model import BlockRole, Document

INVISIBLE = "\ufeff\u200b"


def roles(document: Document) -> list[BlockRole]:
    return [block.role for block in document.blocks]


def words(document: Document) -> list[tuple[BlockRole, str]]:
    return [(block.role, document.slice(block.span)) for block in document.blocks]


def assert_sound(document: Document) -> None:
    """Blocks lie inside the text, in order, apart from one another, and begin and end with something visible."""
    for block in document.blocks:
        content = document.slice(block.span)
        assert content == content.strip().strip(INVISIBLE)
    for first, second in pairwise(document.blocks):
        assert first.span.end <= second.span.start
