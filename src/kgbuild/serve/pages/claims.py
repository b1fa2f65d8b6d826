"""A claim as people read it: a sentence, how sure, who says so, and the words that it comes from."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from pyoxigraph import Literal, NamedNode

from kgbuild.iri import PREFIXES, expand
from kgbuild.serve.pages.reader import Node, Reader, Shown, Term

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


@dataclass(frozen=True, slots=True)
class Place:
    """One piece of evidence: where it stands (code points, half-open), its words and those around it."""

    iri: str
    start: int
    end: int
    exact: str
    prefix: str
    suffix: str
    found_by: tuple[Shown, ...]
    said_by: tuple[Shown, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ClaimView:
    """One claim. ``lead`` is what denial and doubt put before the sentence; ``chips`` what it is marked with."""

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
    def sentence(self) -> str:
        """The claim in one plain sentence."""
        words = [self.lead, self.subject.text, self.predicate.text, self.object.text]
        text = " ".join(word for word in words if word)
        amounts = f" ({'; '.join(self.quantities)})" if self.quantities else ""
        time = f", {self.when}" if self.when and self.when != self.object.text else ""
        return f"{text}{amounts}{time}"


def claim_view(reader: Reader, node: NamedNode) -> ClaimView:
    """The claim ``node``. What is missing is ``""``: ``serve FILE…`` shows what no gate has checked."""
    document = reader.node(node, "prov:hadPrimarySource")
    polarity, certainty = _local(reader, node, "kg:polarity"), _local(reader, node, "kg:certainty")
    own = reader.value(node, "rdf:object")
    quantities = {q: quantity_text(reader, q) for q in reader.nodes(node, "kg:quantity")}
    time = reader.node(node, "kg:when")
    predicate = reader.node(node, "rdf:predicate")
    is_own_quantity = isinstance(own, NamedNode) and own in quantities
    subject = reader.node(node, "rdf:subject")
    speakers = tuple(reader.show(s) for s in reader.nodes(node, "prov:wasAttributedTo"))
    return ClaimView(
        node=node,
        href=reader.href(node),
        subject=reader.show(subject),
        predicate=Shown(reader.words(predicate), predicate.value, reader.href(predicate)) if predicate else Shown("?"),
        object=_object(reader, own, quantities, time),
        lead=_lead(polarity, certainty),
        quantities=tuple(t for q, t in quantities.items() if t and not (is_own_quantity and q == own)),
        when=reader.text(time, "kg:timeText") or _days(reader, time) if time else "",
        start=reader.text(time, "schema:startDate") if time else "",
        end=reader.text(time, "schema:endDate") if time else "",
        polarity=polarity,
        certainty=certainty,
        layer=_local(reader, node, "kg:layer"),
        confidence=reader.text(node, "kg:confidence"),
        document=reader.show(document),
        speakers=speakers,
        chain=_chain(reader, document, subject, speakers),
        places=tuple(sorted(_places(reader, node), key=lambda p: (p.start, p.end))),
    )


def _object(reader: Reader, own: Term | None, quantities: dict[NamedNode, str], time: NamedNode | None) -> Shown:
    if isinstance(own, NamedNode) and own in quantities:
        return Shown(quantities[own], own.value)
    if own is not None and own == time:
        return Shown(reader.text(time, "kg:timeText") or _days(reader, time), time.value)
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


def _places(reader: Reader, claim: Node) -> list[Place]:
    found = []
    for evidence in reader.nodes(claim, "kg:evidence"):
        parts: dict[str, str] = {}
        for selector in reader.nodes(evidence, "oa:hasSelector"):
            for name in ("exact", "prefix", "suffix", "start", "end"):
                value = reader.text(selector, f"oa:{name}")
                parts[name] = parts.get(name) or value
        found.append(
            Place(
                evidence.value,
                _integer(parts.get("start", "")),
                _integer(parts.get("end", "")),
                parts.get("exact", ""),
                parts.get("prefix", ""),
                parts.get("suffix", ""),
                tuple(reader.show(rule) for rule in reader.nodes(evidence, "kg:foundBy")),
                tuple(reader.show(speaker) for speaker in reader.nodes(evidence, "kg:saidBy")),
            )
        )
    return found


def quantity_text(reader: Reader, quantity: Node) -> str:
    """``at least 529 people``, ``21,000 US dollars a month``, or the document's own words."""
    bound = _local(reader, quantity, "kg:bound")
    if bound in ("vague", "unknownAmount"):
        return reader.text(quantity, "kg:quantityText") or ("an unknown number" if bound == "unknownAmount" else "")
    low, high = reader.text(quantity, "schema:minValue"), reader.text(quantity, "schema:maxValue")
    number = f"{_number(low)}–{_number(high)}" if low and high else _number(reader.text(quantity, "schema:value"))
    unit = reader.node(quantity, "kg:unit")
    per = reader.node(quantity, "kg:per")
    words = [_BOUNDS.get(bound, ""), number, _unit(reader, unit) if unit else ""]
    if per is not None:
        words.append("per " + _unit(reader, per).removesuffix("s"))
    return " ".join(word for word in words if word).replace(" %", "%")


def _unit(reader: Reader, unit: NamedNode) -> str:
    for table in (_UNITS, _COUNTED):
        for curie, words in table.items():
            if unit.value == expand(curie):
                return words
    local = unit.value.rpartition("/")[2].rpartition("#")[2]
    return local.removeprefix("CCY_") if local.startswith("CCY_") else reader.words(unit)


def _number(text: str) -> str:
    try:
        return f"{Decimal(text):,}"
    except InvalidOperation:
        return text


def _days(reader: Reader, time: NamedNode) -> str:
    start, end = reader.text(time, "schema:startDate"), reader.text(time, "schema:endDate")
    if start and end:
        return start if start == end else f"{start} to {end}"
    return f"from {start}" if start else f"until {end}" if end else ""


def _local(reader: Reader, subject: Node, predicate: str) -> str:
    return reader.text(subject, predicate).removeprefix(KG)


def _integer(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
