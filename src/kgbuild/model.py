"""What a reading is made of: documents, evidence, entities, quantities, time spans, claims.

Everything here is a frozen, slotted dataclass and knows no RDF library. Terms of the vocabulary are written
as CURIEs (``rec:Country``, ``kg:asserted``); prefixes are those of :data:`kgbuild.iri.PREFIXES`.
Offsets are Unicode code points into :attr:`Document.text`, half-open.

A quote that is not in the text cannot be built (:class:`Evidence` holds the document and a span, and reads
its words from there), and neither can a claim without evidence.

All of it is one room, since each record is checked against the others when it is built.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256

AFFIX_LENGTH = 32
"""How many code points of context :attr:`Evidence.prefix` and :attr:`Evidence.suffix` give at the most."""

MAX_DIGITS = 15
"""More digits than this do not survive every triple store (vocabulary, *Datatypes*)."""


def digits(number: Decimal) -> int:
    """How many digits a finite number takes when it is written out, without a zero before its point."""
    _, coefficient, exponent = number.as_tuple()
    if not number or not isinstance(exponent, int):
        return 0
    noughts = next(n for n, digit in enumerate(reversed(coefficient)) if digit)
    return max(len(coefficient) + exponent, 0) + max(-exponent - noughts, 0)


class Bound(StrEnum):
    """``kg:bound``: how a number is meant (vocabulary, *Rules*, Bounds)."""

    EXACTLY = "kg:exactly"
    AT_LEAST = "kg:atLeast"
    AT_MOST = "kg:atMost"
    ABOUT = "kg:about"
    MORE_THAN = "kg:moreThan"
    LESS_THAN = "kg:lessThan"
    BETWEEN = "kg:between"
    VAGUE = "kg:vague"
    UNKNOWN_AMOUNT = "kg:unknownAmount"


class Polarity(StrEnum):
    AFFIRMED = "kg:affirmed"
    DENIED = "kg:denied"


class Certainty(StrEnum):
    ASSERTED = "kg:asserted"
    HEDGED = "kg:hedged"
    UNKNOWN = "kg:unknown"


class Layer(StrEnum):
    WORLD = "kg:world"
    SOURCE = "kg:source"


class BlockRole(StrEnum):
    """What a block of a document is there for; readers assign it, extraction relies on it."""

    DOMAIN = "domain"  # the bare web domain that an analysis digest opens with
    TITLE = "title"
    LEAD = "lead"
    HEADING = "heading"
    BYLINE = "byline"
    PARAGRAPH = "paragraph"
    QUESTION = "question"  # a digest's "- question" line
    ANSWER = "answer"  # the "- answer" line after it
    ASSESSMENT = "assessment"  # text of a digest about the article it analyses (biases, goals)
    LIST_ITEM = "list-item"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points, ``0 <= start < end``. Raises ``ValueError`` where it is none."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a document with one role. ``section`` is the heading it stands under, ``""`` where none.

    Blocks are in reading order and do not overlap; what no block covers is white space or layout.
    """

    role: BlockRole
    span: Span
    section: str = ""


@dataclass(frozen=True, slots=True)
class CitedWork:
    """A work known only through a document, such as the article that a digest analyses (``kg:CitedWork``).

    ``url`` is the canonical address where the document gives one. ``publisher`` is the domain or name of its
    outlet. ``cited_in`` is the SHA-256 of the document that cites it, its identity where there is no address.
    """

    cited_in: str
    url: str | None = None
    title: str | None = None
    publisher: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One source that was read.

    ``sha256`` is of the bytes (of the line without its end, for JSON Lines), lower-case hex; it is the
    document's identity. ``text`` is what offsets count in. ``file_names`` are names without folders, sorted,
    one for each copy. ``language`` is a lower-case BCP 47 tag, ``date_published`` the dateline's day.
    """

    sha256: str
    text: str
    file_names: tuple[str, ...]
    media_type: str
    blocks: tuple[Block, ...] = ()
    title: str | None = None
    language: str | None = None
    url: str | None = None
    publisher: str | None = None
    author: str | None = None
    date_published: date | None = None
    based_on: CitedWork | None = None

    @property
    def text_sha256(self) -> str:
        """SHA-256 of the text in UTF-8, lower-case hex."""
        return sha256(self.text.encode("utf-8")).hexdigest()

    def slice(self, span: Span) -> str:
        """The words at ``span``. Raises ``ValueError`` where the span leaves the text."""
        if span.end > len(self.text):
            raise ValueError(f"span {span.start}..{span.end} leaves a text of {len(self.text)} code points")
        return self.text[span.start : span.end]


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing that claims speak of.

    ``cls`` is the class as a CURIE. ``key`` is the identity array of vocabulary *Identity* (``("entity",
    "Q232")``, ``("group", "country-…", "citizen")``, ``("provision", …)``, ``("document", sha256)``,
    ``("cited", url)``), or ``("term", "rec:Killed")`` for a term of an ontology, whose IRI is fixed.
    ``scope`` is the SHA-256 of the only document that the entity is known within, None where it is shared.
    Two entities are equal when their keys and classes are; labels and the rest do not count.
    """

    cls: str
    key: tuple[str | None, ...]
    label: str
    alt_labels: tuple[str, ...] = ()
    nationality: Entity | None = None
    legislation_identifier: str | None = None
    scope: str | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Entity) and (self.cls, self.key) == (other.cls, other.key)

    def __hash__(self) -> int:
        return hash((self.cls, self.key))


@dataclass(frozen=True, slots=True)
class Text:
    """A claim's object that is only words, such as a tone ("largely factual")."""

    value: str


class OwnValue(StrEnum):
    """Stands as the object of a claim whose object is its own quantity or time span."""

    QUANTITY = "kg:Quantity"
    TIME_SPAN = "kg:TimeSpan"


@dataclass(frozen=True, slots=True)
class Quantity:
    """How many, how much, how long (``kg:Quantity``).

    ``unit`` and ``per`` are CURIEs (``kg:person``, ``unit:CCY_RUB``, ``unit:MO``). Exactly one of ``value``,
    (``minimum``, ``maximum``) or neither is given: a range for ``kg:between``, no number for ``kg:vague`` and
    ``kg:unknownAmount``, a value for the rest. ``of`` is what a share is a share of. ``text`` holds the words.
    Raises ``ValueError`` where bound and numbers do not fit, or a number has over :data:`MAX_DIGITS` digits.
    """

    bound: Bound
    unit: str
    value: Decimal | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    per: str | None = None
    of: Quantity | None = None
    text: str | None = None

    def __post_init__(self) -> None:
        has_range = self.minimum is not None and self.maximum is not None
        wordless = self.bound in (Bound.VAGUE, Bound.UNKNOWN_AMOUNT)
        numbers = [n for n in (self.value, self.minimum, self.maximum) if n is not None]
        if wordless:
            fits = not numbers
        elif self.bound is Bound.BETWEEN:
            fits = has_range and self.value is None
        else:
            fits = self.value is not None and len(numbers) == 1
        if not fits:
            raise ValueError(f"{self.bound} does not fit value={self.value} range={self.minimum}..{self.maximum}")
        if any(not n.is_finite() or digits(n) > MAX_DIGITS for n in numbers):
            raise ValueError("a number that is not finite, or has too many digits")
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise ValueError(f"{self.minimum} is more than {self.maximum}")


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """When (``kg:TimeSpan``): first and last possible day, None where open or not known; EDTF level 1.

    ``text`` holds the words. Words that could not be resolved have no days and no EDTF.
    Raises ``ValueError`` where the first day comes after the last.
    """

    text: str
    start: date | None = None
    end: date | None = None
    edtf: str | None = None

    def __post_init__(self) -> None:
        if self.start is not None and self.end is not None and self.start > self.end:
            raise ValueError(f"{self.start} comes after {self.end}")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One place in a document that says something.

    Built by :meth:`at`; the quote is read from the document, so one that does not stand there cannot be made.
    ``found_by`` are the names of the rules that found it, 1..n; ``said_by`` who says so at this place.
    Raises ``ValueError`` where the span leaves the text or no rule is named.
    """

    document: Document
    span: Span
    found_by: tuple[str, ...]
    said_by: tuple[Entity, ...] = ()

    def __post_init__(self) -> None:
        self.document.slice(self.span)
        if not self.found_by:
            raise ValueError("evidence that nothing found")

    @classmethod
    def at(cls, document: Document, span: Span, found_by: str, said_by: tuple[Entity, ...] = ()) -> Evidence:
        """The evidence at ``span`` of ``document``, found by the rule named ``found_by``."""
        return cls(document, span, (found_by,), said_by)

    @property
    def exact(self) -> str:
        return self.document.slice(self.span)

    @property
    def prefix(self) -> str:
        """Up to :data:`AFFIX_LENGTH` code points before the quote, ``""`` at the text's edge."""
        return self.document.text[max(0, self.span.start - AFFIX_LENGTH) : self.span.start]

    @property
    def suffix(self) -> str:
        """Up to :data:`AFFIX_LENGTH` code points after the quote, ``""`` at the text's edge."""
        return self.document.text[self.span.end : self.span.end + AFFIX_LENGTH]


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement that one document makes, after merging (``kg:Claim``).

    ``predicate`` is a CURIE. ``quantities`` hold no two of one unit. ``confidence`` is in [0, 1] with at most
    three places. Raises ``ValueError`` where any of this does not hold, where there is no evidence, or where
    evidence is of another document.
    """

    document: Document
    layer: Layer
    predicate: str
    subject: Entity
    object: Entity | Text | OwnValue
    evidence: tuple[Evidence, ...]
    polarity: Polarity = Polarity.AFFIRMED
    certainty: Certainty = Certainty.ASSERTED
    quantities: tuple[Quantity, ...] = ()
    when: TimeSpan | None = None
    confidence: Decimal = Decimal("0.9")

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ValueError("a claim without evidence")
        if any(e.document.sha256 != self.document.sha256 for e in self.evidence):
            raise ValueError("evidence of another document")
        if not 0 <= self.confidence <= 1 or self.confidence != round(self.confidence, 3):
            raise ValueError(f"not a confidence: {self.confidence}")
        units = [q.unit for q in self.quantities]
        if len(units) != len(set(units)):
            raise ValueError("two quantities of one unit")
        if self.object is OwnValue.TIME_SPAN and self.when is None:
            raise ValueError("its object is its time span, and it has none")
        if self.object is OwnValue.QUANTITY and not self.quantities:
            raise ValueError("its object is its quantity, and it has none")

    @property
    def attributed_to(self) -> tuple[Entity, ...]:
        """Who says so: the union of what the evidence says, in a stable order; empty for the document itself."""
        speakers = {s for e in self.evidence for s in e.said_by}
        return tuple(sorted(speakers, key=lambda s: (s.cls, tuple(k or "" for k in s.key))))

    @property
    def is_unknown(self) -> bool:
        return self.certainty is Certainty.UNKNOWN


@dataclass(frozen=True, slots=True)
class Link:
    """An identity statement (``kg:Link``): this entity is, or may be, that item of another data set.

    ``target`` is a CURIE (``wd:Q232``); ``relation`` is ``owl:sameAs`` or ``skos:closeMatch``; ``method`` says
    how it was found, ``data_version`` in which version of the data. A link has evidence, the mentions that led
    to it, or ``decided_by`` names the person who decided it. Raises ``ValueError`` where it has neither.
    """

    entity: Entity
    target: str
    relation: str
    method: str
    confidence: Decimal
    data_version: str
    evidence: tuple[Evidence, ...] = ()
    decided_by: str | None = None

    def __post_init__(self) -> None:
        if not self.evidence and not self.decided_by:
            raise ValueError("a link without evidence or a person's decision")
        if self.relation not in ("owl:sameAs", "skos:closeMatch"):
            raise ValueError(f"not a relation of identity: {self.relation}")


@dataclass(frozen=True, slots=True, order=True)
class Agent:
    """A program that took part in an extraction (``prov:SoftwareAgent``): an extractor, a model, a pack."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What one document was found to say: its claims, the links of their entities, and who found them."""

    document: Document
    claims: tuple[Claim, ...]
    links: tuple[Link, ...] = ()
    agents: tuple[Agent, ...] = ()
