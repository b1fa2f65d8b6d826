"""Claims made by hand, for tests of how they are judged."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from kgbuild.extract.pack_test.examples import Expected
from kgbuild.model import Block, BlockRole, Claim, Document, Entity, Evidence, Layer, Span

TEXT = "Sixty Kenyans joined the Russian army."


def document(text: str = TEXT) -> Document:
    digest = sha256(text.encode()).hexdigest()
    return Document(digest, text, ("a.txt",), "text/plain", (Block(BlockRole.PARAGRAPH, Span(0, len(text))),))


KENYANS = Entity("rec:PersonGroup", ("group", "country-1", "citizen"), "Kenyan citizens", ("Kenyans",))
ARMY = Entity("rec:ArmedForce", ("entity", "Q211274"), "Russian Armed Forces", ("Russian army",))


def claim(**changes: Any) -> Claim:
    """The claim that :data:`TEXT` makes, with some of its parts replaced."""
    source = document()
    said_by = changes.pop("said_by", ())
    parts: dict[str, Any] = {
        "document": source,
        "layer": Layer.WORLD,
        "predicate": "rec:fightsFor",
        "subject": KENYANS,
        "object": ARMY,
        "evidence": (Evidence.at(source, Span(0, len(TEXT) - 1), "join", said_by),),
    }
    return Claim(**(parts | changes))


def expected(**changes: Any) -> Expected:
    parts: dict[str, Any] = {
        "predicate": "rec:fightsFor",
        "subject": ("Kenyan citizens", "Kenyans"),
        "object": ("Russian Armed Forces",),
    }
    return Expected(**(parts | changes))
