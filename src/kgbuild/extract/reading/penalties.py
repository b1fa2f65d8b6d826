"""Penalties."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kgbuild.extract.annotate import Sentence
from kgbuild.extract.entities import Entities
from kgbuild.extract.reading.filler import Filler
from kgbuild.extract.tree import Token
from kgbuild.model import Entity

_FOR_LIFE = re.compile(r"\blife (?:imprisonment|sentence|in (?:prison|jail)|term)|\bfor life\b")


@dataclass(frozen=True)
class Penalties:
    """Reads the penalties of one parsed sentence."""

    sentence: Sentence
    entities: Entities

    def read(self, token: Token, cls: str) -> list[Filler]:
        """Imprisonment, for life or for a time; the time is the claim's quantity."""
        if _FOR_LIFE.search(self.sentence.text):
            return [Filler(Entity(cls, ("term", "rec:LifeImprisonment"), "life imprisonment"), token.span)]
        return [Filler(self.entities.generic(cls, "imprisonment"), token.span)]
