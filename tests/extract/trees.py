"""Trees of single sentences, by the real parser."""

from __future__ import annotations

from functools import cache

from kgbuild.extract.parse import Unit, parse
from kgbuild.extract.tree import Token, Tree
from kgbuild.model import Span


@cache
def tree(text: str) -> Tree:
    """The tree of a text that is one sentence, without masks."""
    (found,) = parse(text, [Unit(Span(0, len(text)))])
    return found


def token(found: Tree, word: str) -> Token:
    """The first token written ``word``."""
    return next(t for t in found.tokens if t.word == word)


def words(tokens: list[Token]) -> str:
    return " ".join(t.word for t in tokens)
