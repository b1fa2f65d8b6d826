"""Lines between the paragraphs of an article that are none of it: an advert's mark, a share bar, a pointer to another
page. Told by their words, which are in ``asides.toml``.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

LENGTH = 250
"""No aside is longer than this, in code points."""


@dataclass(frozen=True, slots=True)
class _Words:
    line: re.Pattern[str]
    pointer: re.Pattern[str]
    heading: re.Pattern[str]


@cache
def _words() -> _Words:
    table = tomllib.loads(files("kgbuild.read").joinpath("asides.toml").read_text(encoding="utf-8"))
    pointers, weak = "|".join(table["pointers"]), "|".join(table["weak_pointers"])
    after = r"\s*(?:[:|»>]|[–—-]\s)"
    return _Words(
        re.compile("|".join(f"(?:{line})" for line in table["lines"]), re.IGNORECASE),
        re.compile(rf"\W{{0,3}}(?:(?:{pointers}){after}.+|(?:{weak}){after}.*[^.])", re.IGNORECASE),
        re.compile(rf"\W{{0,3}}(?:{pointers}|{weak})\W{{0,3}}", re.IGNORECASE),
    )


def is_aside(words: str) -> bool:
    """Whether a paragraph is an advert's mark, a share bar, or a pointer to another page ("ALSO READ: …")."""
    if len(words) > 2 * LENGTH:
        return False
    bare = " ".join(words.split())
    if len(bare) > LENGTH:
        return False
    return any(pattern.fullmatch(bare) for pattern in (_words().line, _words().pointer))


def is_aside_heading(words: str) -> bool:
    """Whether a heading stands over pointers to other pages ("Related stories")."""
    return len(words) <= LENGTH and _words().heading.fullmatch(" ".join(words.split())) is not None
