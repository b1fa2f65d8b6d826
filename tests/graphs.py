"""Graphs to ask, dump and judge in tests: made of model objects by the program's own writer, never by a build.

:func:`small_graph` is two short documents written for this purpose; :func:`gold_claim` is what a gold record says,
as if an extractor had found exactly that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from pyoxigraph import Quad, Store

from kgbuild.iri import cited_key, class_slug, fold
from kgbuild.model import (
    Agent,
    Bound,
    Certainty,
    CitedWork,
    Claim,
    Document,
    Entity,
    Evidence,
    Layer,
    Link,
    OwnValue,
    Polarity,
    Quantity,
    Reading,
    Span,
    Text,
    TimeSpan,
)
from kgbuild.rdf import ontology_quads, reading_quads, united
from kgbuild.resources import shipped

AGENT = Agent("by hand", "1")
TERMS = {"rec:Killed", "rec:Wounded", "rec:Missing", "rec:Captured", "rec:LifeImprisonment", "rec:UnknownSide"}

LIST = """The list
At least 78 Kenyan citizens signed contracts with the Russian army since 2024, according to the group Bring Them Home. \
It is not known how many Kenyan citizens fight for Ukraine. A court in Nairobi jailed Peter Otieno for eight years. \
The embassy denies that Russia recruits Kenyan citizens. Russia pays a signing bonus of 2 million rubles ($21,000). \
Between 5 and 9 Kenyan citizens were killed in 2025. Recruits leave from Nairobi. Russia may use job boards.
"""
DIGEST = """example.org
The list, read closely
- How many?
- At least 78 Kenyan citizens signed contracts with the Russian army.
Framing Bias
The article's framing is skewed towards the Russian side.
"""


def document(text: str, name: str, **more: Any) -> Document:
    """A plain-text document of those words."""
    data = text.encode("utf-8")
    return Document(sha256(data).hexdigest(), text, (name,), "text/plain", language="en", **more)


def country(name: str, qid: str) -> Entity:
    return Entity("rec:Country", ("entity", qid), name)


def shared(cls: str, name: str) -> Entity:
    return Entity(cls, ("entity", class_slug(cls), fold(name), None), name)


def scoped(cls: str, name: str, doc: Document, nationality: Entity | None = None) -> Entity:
    key = ("entity", doc.sha256, class_slug(cls), fold(name))
    return Entity(cls, key, name, nationality=nationality, scope=doc.sha256)


def fixed(curie: str, cls: str) -> Entity:
    return Entity(cls, ("term", curie), curie.partition(":")[2])


def at(doc: Document, quote: str, *said_by: Entity, rule: str = "by-hand") -> Evidence:
    """The evidence where ``quote`` first stands."""
    start = doc.text.index(quote)
    return Evidence.at(doc, Span(start, start + len(quote)), rule, said_by)


def persons(number: int | None, bound: Bound = Bound.EXACTLY) -> Quantity:
    return Quantity(bound, "kg:person", None if number is None else Decimal(number))


KENYA, RUSSIA, UKRAINE = country("Kenya", "Q114"), country("Russia", "Q159"), country("Ukraine", "Q212")
KENYANS = Entity("rec:PersonGroup", ("group", "Q114", "citizen"), "Kenyan citizens", nationality=KENYA)
ARMY = shared("rec:ArmedForce", "Russian Armed Forces")
HOME = shared("rec:Organization", "Bring Them Home")
NAIROBI = Entity("rec:City", ("entity", "Q3870"), "Nairobi")


def small_readings() -> tuple[Reading, ...]:
    """Two documents: a list, and a digest of an article."""
    the_list = document(LIST, "list.txt", title="The list", date_published=date(2025, 11, 3))
    return (Reading(the_list, _of_list(the_list), _links(the_list), (AGENT,)), _digest())


def _of_list(doc: Document) -> tuple[Claim, ...]:
    contracts = "At least 78 Kenyan citizens signed contracts with the Russian army since 2024"
    bonus = shared("rec:Incentive", "signing bonus")
    since = TimeSpan("since 2024", date(2024, 1, 1), None, "2024-01-01/..")
    world, denied = Layer.WORLD, Polarity.DENIED
    court = Entity("kg:OpenRole", ("term", "kg:unstated"), "unstated")
    embassy = scoped("rec:Organization", "embassy", doc)
    rubles = Quantity(Bound.EXACTLY, "unit:CCY_RUB", Decimal(2000000))
    dollars = Quantity(Bound.EXACTLY, "unit:CCY_USD", Decimal(21000))
    dead = Quantity(Bound.BETWEEN, "kg:person", None, Decimal(5), Decimal(9))
    years = Quantity(Bound.EXACTLY, "unit:YR", Decimal(8))
    killed, otieno = fixed("rec:Killed", "rec:CasualtyStatus"), scoped("rec:Person", "Peter Otieno", doc)
    recruits = scoped("rec:PersonGroup", "Recruits", doc)
    in_2025 = TimeSpan("in 2025", date(2025, 1, 1), date(2025, 12, 31), "2025")
    unknown = at(doc, "It is not known how many Kenyan citizens fight for Ukraine")
    denial = at(doc, "The embassy denies that Russia recruits Kenyan citizens", embassy)
    pays = at(doc, "Russia pays a signing bonus of 2 million rubles ($21,000)")
    killings = at(doc, "Between 5 and 9 Kenyan citizens were killed in 2025")
    boards = at(doc, "Russia may use job boards")
    return (
        Claim(
            doc, world, "rec:signedContractWith", KENYANS, ARMY, (at(doc, contracts, HOME),),
            quantities=(persons(78, Bound.AT_LEAST),), when=since,
        ),
        Claim(
            doc, world, "rec:fightsFor", KENYANS, UKRAINE, (unknown,),
            certainty=Certainty.UNKNOWN, quantities=(persons(None, Bound.UNKNOWN_AMOUNT),),
        ),
        Claim(doc, world, "rec:sentenced", court, otieno, (at(doc, "jailed Peter Otieno for eight years"),),
              quantities=(years,)),
        Claim(doc, world, "rec:recruits", RUSSIA, KENYANS, (denial,), polarity=denied),
        Claim(doc, world, "rec:offersIncentive", RUSSIA, bonus, (pays,), quantities=(rubles, dollars)),
        Claim(doc, world, "rec:casualties", KENYANS, killed, (killings,),
              quantities=(dead,), when=in_2025),
        Claim(doc, world, "rec:departsFrom", recruits, NAIROBI, (at(doc, "Recruits leave from Nairobi"),)),
        Claim(doc, world, "rec:usesChannel", RUSSIA, shared("rec:Channel", "job boards"), (boards,),
              certainty=Certainty.HEDGED),
    )  # fmt: skip


def _links(doc: Document) -> tuple[Link, ...]:
    same = {KENYA: "wd:Q114", RUSSIA: "wd:Q159", UKRAINE: "wd:Q212"}
    words = {KENYA: "Kenyan", RUSSIA: "Russia", UKRAINE: "Ukraine"}
    return tuple(
        Link(entity, target, "owl:sameAs", "by hand", Decimal("0.99"), "2025-01", (at(doc, words[entity]),))
        for entity, target in same.items()
    )


def _digest() -> Reading:
    data = DIGEST.encode("utf-8")
    sha = sha256(data).hexdigest()
    work = CitedWork(sha, title="The list", publisher="example.org")
    doc = document(DIGEST, "digest.txt", title="The list, read closely", based_on=work)
    article = Entity("kg:CitedWork", cited_key(work), "The list")
    analysis = Entity("kg:Document", ("document", sha), "The list, read closely")
    framing = Entity("rec:BiasKind", ("term", "rec:FramingBias"), "framing bias")
    contracts = "At least 78 Kenyan citizens signed contracts with the Russian army"
    skewed = "The article's framing is skewed towards the Russian side"
    return Reading(
        doc,
        (
            Claim(doc, Layer.WORLD, "rec:signedContractWith", KENYANS, ARMY, (at(doc, contracts),),
                  quantities=(persons(78, Bound.AT_LEAST),)),
            Claim(doc, Layer.SOURCE, "kg:showsBias", article, framing, (at(doc, skewed, analysis),)),
        ),
        (),
        (AGENT,),
    )  # fmt: skip


@cache
def ontology() -> tuple[Quad, ...]:
    files = sorted(p for pack in ("core", "recruitment") for p in (shipped("ontology") / pack).glob("*.ttl"))
    return tuple(ontology_quads(files))


def quads_of(readings: Iterable[Reading]) -> list[Quad]:
    """The published graph of those readings, sorted."""
    return united((reading_quads(r, configuration="c" * 64) for r in readings), ontology())


def store_of(quads: Iterable[Quad]) -> Store:
    store = Store()
    store.extend(quads)
    return store


@cache
def small_graph() -> Store:
    return store_of(quads_of(small_readings()))


def gold_document(file: Path) -> Document:
    """A plain-text file as its document, without blocks."""
    data = file.read_bytes()
    return Document(sha256(data).hexdigest(), data.decode("utf-8"), (file.name,), "text/plain")


def gold_claim(doc: Document, record: Mapping[str, Any]) -> Claim:
    """The claim of one gold record."""
    speakers = tuple(shared("rec:Organization", s) for s in record.get("attributedTo") or ())
    places = tuple(Evidence.at(doc, Span(e["start"], e["end"]), "gold", speakers) for e in record["evidence"])
    target = record["object"]
    kind = target.get("type")
    thing: Entity | Text | OwnValue
    if kind in {"kg:Quantity", "kg:TimeSpan"}:
        thing = OwnValue(kind)
    elif kind == "xsd:string":
        thing = Text(target["label"])
    else:
        thing = _gold_entity(target, doc)
    return Claim(
        doc, Layer(record["layer"]), record["predicate"], _gold_entity(record["subject"], doc), thing, places,
        Polarity(record["polarity"]), Certainty(record["certainty"]),
        _gold_quantity(record.get("quantity")), _gold_when(record.get("when")),
    )  # fmt: skip


def _gold_entity(given: Mapping[str, Any], doc: Document) -> Entity:
    if given.get("label") is None:
        return fixed("kg:unstated", "kg:OpenRole")
    kind = (given.get("type") or "rec:Organization").split("|")[0]
    if kind == "kg:Document":
        return Entity(kind, ("document", doc.sha256), given["label"])
    if kind in TERMS:
        return fixed(kind, "rec:CasualtyStatus")
    if kind == "rec:Country":
        return shared(kind, given["label"])
    return scoped(kind, given.get("label") or "somebody", doc)


def _gold_quantity(given: Mapping[str, Any] | None) -> tuple[Quantity, ...]:
    if not given:
        return ()
    number = {k: None if given.get(k) is None else Decimal(str(given[k])) for k in ("value", "min", "max")}
    bound, unit = Bound(given["bound"]), given.get("unit") or "kg:item"
    return (Quantity(bound, unit, number["value"], number["min"], number["max"]),)


def _gold_when(given: Mapping[str, Any] | None) -> TimeSpan | None:
    if not given:
        return None
    days = {k: date.fromisoformat(given[k]) if given.get(k) else None for k in ("start", "end")}
    return TimeSpan("then", days["start"], days["end"], given.get("edtf"))
