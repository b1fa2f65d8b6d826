"""A claim as people read it: a sentence, how sure, who says so, and the words that it comes from."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from pyoxigraph import Literal, NamedNode

from kgbuild.iri import PREFIXES, expand
from kgbuild.serve.pages.reader import Node, Reader, Shown, Term
from kgbuild.view import Amount, Period, Place

KG = PREFIXES["kg"]
_UNITS = {"unit:YR": "years", "unit:MO": "months", "unit:DAY": "days", "unit:WK": "weeks", "unit:PERCENT": "%"}
_COUNTED = {"kg:person": "people", "kg:case": "cases", "kg:item": ""}
_BOUNDS = {
    "atLeast": "at least",
    "atMost": "at most",
    "about": "about",
    "moreThan": "more than",
    "lessThan": "less than",
}


@dataclass(frozen=True, slots=True, eq=False)
class ToldClaim:
    """One claim, as pages tell it. ``lead`` is what denial and doubt put before the sentence.

    Polarity, certainty and layer are the local names of their terms; what is missing is ``""``, because
    ``serve FILE…`` shows what no gate has checked. ``places`` are in the order of the text.
    """

    node: NamedNode
    href: str
    subject: Shown
    predicate: Shown
    object: Shown
    lead: str
    quantities: tuple[str, ...]
    when: str
    start: str
    end: str
    polarity: str
    certainty: str
    layer: str
    confidence: str
    document: Shown
    speakers: tuple[Shown, ...]
    chain: tuple[tuple[str, Shown], ...]
    places: tuple[Place, ...] = field(repr=False)

    @property
    def anchor(self) -> str:
        """The claim's name within a page."""
        return "c-" + self.href.rpartition("/")[2].rpartition("-")[2][:12]

    @property
    def has_own_value(self) -> bool:
        """Whether the object is the claim's own quantity or time span, which no other claim has."""
        return bool(self.object.iri) and not self.object.href

    @property
    def sentence(self) -> str:
        """The claim in one plain sentence."""
        words = [self.lead, self.subject.text, self.predicate.text, self.object.text]
        text = " ".join(word for word in words if word)
        amounts = f" ({'; '.join(self.quantities)})" if self.quantities else ""
        time = f", {self.when}" if self.when and self.when != self.object.text else ""
        return f"{text}{amounts}{time}"


def told(reader: Reader, node: NamedNode) -> ToldClaim:
    """The claim ``node``."""
    document = reader.node(node, "prov:hadPrimarySource")
    polarity, certainty = _local(reader, node, "kg:polarity"), _local(reader, node, "kg:certainty")
    own = reader.value(node, "rdf:object")
    amounts = {amount.iri: amount_words(reader, amount) for amount in reader.view.amounts(node)}
    period = reader.view.period(node)
    predicate = reader.node(node, "rdf:predicate")
    subject = reader.node(node, "rdf:subject")
    speakers = tuple(reader.show(s) for s in reader.nodes(node, "prov:wasAttributedTo"))
    return ToldClaim(
        node=node,
        href=reader.href(node),
        subject=reader.show(subject),
        predicate=Shown(reader.words(predicate), predicate.value, reader.href(predicate)) if predicate else Shown("?"),
        object=_object(reader, own, amounts, period),
        lead=_lead(polarity, certainty),
        quantities=tuple(
            words for iri, words in amounts.items() if words and not (isinstance(own, NamedNode) and iri == own.value)
        ),
        when=_period_words(period) if period else "",
        start=(period.start or "") if period else "",
        end=(period.end or "") if period else "",
        polarity=polarity,
        certainty=certainty,
        layer=_local(reader, node, "kg:layer"),
        confidence=reader.text(node, "kg:confidence"),
        document=reader.show(document),
        speakers=speakers,
        chain=_chain(reader, document, subject, speakers),
        places=reader.view.places(node),
    )


def _object(reader: Reader, own: Term | None, amounts: dict[str, str], period: Period | None) -> Shown:
    if isinstance(own, NamedNode) and own.value in amounts:
        return Shown(amounts[own.value], own.value)
    if isinstance(own, NamedNode) and period is not None and own.value == period.iri:
        return Shown(_period_words(period), own.value)
    if isinstance(own, Literal):
        return Shown(f"“{own.value}”")
    return reader.show(own)


def _lead(polarity: str, certainty: str) -> str:
    if certainty == "unknown":
        return "It is not known:"
    if polarity == "denied":
        return "It is denied that"
    return "Reportedly," if certainty == "hedged" else ""


def _chain(
    reader: Reader, document: NamedNode | None, subject: NamedNode | None, speakers: tuple[Shown, ...]
) -> tuple[tuple[str, Shown], ...]:
    """Who says so, from the document that was read back to the origin that it names."""
    if document is None:
        return ()
    links = [("read in", reader.show(document))]
    links += [
        ("which is about", reader.show(work)) for work in reader.nodes(document, "schema:isBasedOn") if work != subject
    ]
    links += [("published by", reader.show(outlet)) for outlet in reader.nodes(document, "schema:publisher")]
    links += [("according to", speaker) for speaker in speakers]
    return tuple(links)


def amount_words(reader: Reader, amount: Amount) -> str:
    """``at least 529 people``, ``21,000 USD per month``, or the document's own words."""
    bound = amount.bound.removeprefix(KG)
    if bound in ("vague", "unknownAmount"):
        return amount.text or ("an unknown number" if bound == "unknownAmount" else "")
    is_range = amount.least is not None and amount.most is not None
    number = f"{_number(amount.least)}–{_number(amount.most)}" if is_range else _number(amount.value)
    words = [_BOUNDS.get(bound, ""), number, _unit(reader, amount.unit) if amount.unit else ""]
    if amount.per is not None:
        words.append("per " + _unit(reader, amount.per).removesuffix("s"))
    return " ".join(word for word in words if word).replace(" %", "%")


def _unit(reader: Reader, unit: str) -> str:
    for table in (_UNITS, _COUNTED):
        for curie, words in table.items():
            if unit == expand(curie):
                return words
    local = unit.rpartition("/")[2].rpartition("#")[2]
    return local.removeprefix("CCY_") if local.startswith("CCY_") else reader.words(NamedNode(unit))


def _number(text: str | None) -> str:
    try:
        return f"{Decimal(text or ''):,}"
    except InvalidOperation:
        return text or ""


def _period_words(period: Period) -> str:
    start, end = period.start, period.end
    if period.text:
        return period.text
    if start and end:
        return start if start == end else f"{start} to {end}"
    return f"from {start}" if start else f"until {end}" if end else ""


def _local(reader: Reader, subject: Node, predicate: str) -> str:
    return reader.text(subject, predicate).removeprefix(KG)
