"""What a claim says on one line, so that a table of sentences can be read; and documents to find claims in."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

from kgbuild.model import (
    Block,
    BlockRole,
    Bound,
    Certainty,
    CitedWork,
    Claim,
    Document,
    Entity,
    OwnValue,
    Polarity,
    Quantity,
    Span,
    Text,
)

ANCHOR = "Who joins the army in Russia's war against Ukraine, and who pays?"
"""A question opens the topic of the shipped packs and says nothing."""

DATELINE = date(2025, 11, 14)
_SIGNS = {
    Bound.EXACTLY: "",
    Bound.AT_LEAST: "≥",
    Bound.AT_MOST: "≤",
    Bound.ABOUT: "~",
    Bound.MORE_THAN: ">",
    Bound.LESS_THAN: "<",
}


def document(
    *paragraphs: str,
    title: str = "",
    anchor: str = ANCHOR,
    published: date | None = DATELINE,
    language: str | None = "en",
    role: BlockRole = BlockRole.PARAGRAPH,
    section: str = "",
    based_on: bool = False,
) -> Document:
    """A document of these paragraphs below the anchor; ``based_on``: it analyses an article."""
    parts = [(BlockRole.TITLE, title, ""), (BlockRole.LEAD, anchor, ""), *((role, p, section) for p in paragraphs)]
    text, blocks = "", []
    for kind, words, heading in parts:
        if words.strip():
            text += "\n\n" if text else ""
            blocks.append(Block(kind, Span(len(text), len(text) + len(words)), heading))
            text += words
    digest = sha256(text.encode()).hexdigest()
    work = CitedWork(digest, "https://paper.example/article", "The article") if based_on else None
    return Document(
        digest,
        text,
        ("sample.txt",),
        "text/plain",
        tuple(blocks),
        title or None,
        language,
        date_published=published,
        based_on=work,
    )


def quantity(found: Quantity) -> str:
    """``≥45 person``, ``5-9 YR``, ``4000000 CCY_RUB/MO``; ``many person`` where only words are known."""
    number = (
        f"{found.minimum}-{found.maximum}"
        if found.bound is Bound.BETWEEN
        else ""
        if found.value is None
        else found.value
    )
    amount = f"{_SIGNS.get(found.bound, '')}{number}" or (found.text or "?").lower()
    per = f"/{found.per.partition(':')[2]}" if found.per else ""
    return f"{amount} {found.unit.partition(':')[2]}{per}"


def target(found: Entity | Text | OwnValue) -> str:
    """The object of a claim in words."""
    if isinstance(found, Entity):
        return found.label
    return f"“{found.value}”" if isinstance(found, Text) else found.value.partition(":")[2]


def brief(claim: Claim) -> str:
    """``not Kenyan citizens fightsFor Russia [≥45 person] {2025} <the ministry>``, ``maybe`` where it is hedged."""
    words = [
        {Certainty.HEDGED: "maybe", Certainty.UNKNOWN: "unknown"}.get(claim.certainty, ""),
        "not" if claim.polarity is Polarity.DENIED else "",
        claim.subject.label,
        claim.predicate.partition(":")[2],
        target(claim.object),
        f"[{', '.join(quantity(q) for q in claim.quantities)}]" if claim.quantities else "",
        f"{{{claim.when.edtf or claim.when.text}}}" if claim.when else "",
        f"<{', '.join(s.label for s in claim.attributed_to)}>" if claim.attributed_to else "",
    ]
    return " ".join(w for w in words if w)


def briefs(claims: tuple[Claim, ...]) -> list[str]:
    """What the claims say, sorted."""
    return sorted(brief(c) for c in claims)
