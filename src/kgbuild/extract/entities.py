"""Which entity a name or a description stands for: identity as the vocabulary fixes it.

Shared entities (countries, cities, groups of one nationality, named organisations, generic kinds) are the same in
every document; everything else is scoped to the document that speaks of it: two men of one name are two men.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kgbuild.gazetteer import Gazetteer, Item
from kgbuild.iri import cited_key, document_id, entity_id, fold
from kgbuild.model import Document, Entity

_MINISTRY = re.compile(
    r"^(?:(?P<of>(?:Ministry|Department|Office) (?:of|for) (?:the )?(?P<field>.+))"
    r"|(?P<front>.+?) (?P<kind>Ministry|Department))$",
    re.IGNORECASE,
)
_FIELDS = {
    "defense": "Defence",
    "defence": "Defence",
    "foreign": "Foreign Affairs",
    "foreign affairs": "Foreign Affairs",
    "external affairs": "Foreign Affairs",
    "interior": "Interior",
    "internal affairs": "Interior",
    "home affairs": "Interior",
}
_USUAL = {"Foreign Affairs": "Foreign Ministry", "Interior": "Interior Ministry"}

UNSTATED = Entity("kg:OpenRole", ("term", "kg:unstated"), "unstated")


@dataclass(frozen=True)
class Entities:
    """Makes the entities of one document."""

    document: Document
    gazetteer: Gazetteer

    # ------------------------------------------------------------------ shared
    def place(self, item: Item) -> Entity:
        """The entity of an item of the world pack, with the class of its kind."""
        return self.gazetteer.entity(item) or self.scoped("kg:Place", item.label)

    def nationals(self, country: Item, surface: str = "") -> Entity:
        """The group of a country's citizens: defined by nationality alone, so the same in every document."""
        nation = self.place(country)
        adjectives = self.gazetteer.adjectives(country) or (country.label,)
        own = (a for a in adjectives if self.gazetteer.country_of_demonym(a) == country)  # not "Korean"
        first = next(own, adjectives[0])
        names = [f"citizens of {country.label}", *self.gazetteer.demonyms(country)]
        names += [f"{a} {noun}" for a in adjectives for noun in ("citizens", "nationals")]
        return self._with_names(
            Entity(
                "rec:PersonGroup",
                ("group", entity_id(nation), "citizen"),
                f"{first} citizens",
                nationality=nation,
            ),
            [*names, surface],
        )

    def force(self, country: Item, surface: str = "") -> Entity:
        """A country's armed forces, whatever the words (army, military, troops, ranks)."""
        nation = self.place(country)
        adjectives = self.gazetteer.adjectives(country) or (country.label,)
        names = [f"Armed Forces of {country.label}", f"{country.label}'s army"]
        names += [f"{a} {noun}" for a in adjectives for noun in ("army", "military", "armed forces", "forces")]
        entity = Entity(
            "rec:ArmedForce",
            ("entity", "rec:ArmedForce", "armed forces", entity_id(nation)),
            f"{adjectives[0]} Armed Forces",
        )
        return self._with_names(entity, [*names, surface])

    def organization(self, name: str, country: Item | None, surface: str = "", cls: str = "rec:Organization") -> Entity:
        """A named organisation or project; a ministry has one identity for its usual names."""
        label, others = name, [surface]
        bare = name
        if country is not None:
            owners = [*self.gazetteer.adjectives(country), country.label, *self.gazetteer.demonyms(country)]
            bare = _without_owner(name, owners)
        ministry = _MINISTRY.match(bare)
        field = _FIELDS.get((ministry["field"] or ministry["front"]).lower()) if ministry else None
        if field:
            others += _ministry_names(field, country, self.gazetteer)
        known = self._body([name, *others[1:]]) if country is not None and cls == "rec:Organization" else None
        if known is not None:
            return self._with_names(known, [*known.alt_labels, name, *others])
        if field:
            label = others[1]
            bare = f"ministry of {field.lower()}"
        elif country is not None and bare != name:
            others += [bare, f"{bare} of {country.label}"]
        where = entity_id(self.place(country)) if country is not None else None
        return self._with_names(Entity(cls, ("entity", cls, fold(bare), where), label), [name, *others])

    def _body(self, names: list[str]) -> Entity | None:
        """The public body of the world pack that one of ``names`` calls by itself."""
        found = (c.item for name in names for c in self.gazetteer.readings(name) if c.item.kind == "government_body")
        item = next(found, None)
        return self.place(item) if item is not None else None

    def generic(self, cls: str, label: str, surface: str = "") -> Entity:
        """A generic kind (Penalty, Incentive, Channel, EthnicGroup, Offence, Concept), shared by its label."""
        return self._with_names(Entity(cls, ("entity", cls, fold(label)), label), [surface])

    def provision(self, number: str, code: str | None, country: Item | None) -> Entity:
        """An article of law: shared where its jurisdiction is known, else of this document."""
        if country is not None:
            key: tuple[str | None, ...] = (
                "provision",
                entity_id(self.place(country)),
                code and fold(code),
                fold(number),
            )
            return Entity("rec:LegalProvision", key, number, legislation_identifier=number)
        entity = self.scoped("rec:LegalProvision", number)
        return Entity(entity.cls, entity.key, number, legislation_identifier=number, scope=entity.scope)

    def jurisdiction(self, name: str | None) -> Item | None:
        """The country or territory of a law, by the words beside it; None where they name none."""
        readings = self.gazetteer.readings(name) if name is not None else ()
        return next((c.item for c in readings if c.item.kind in ("country", "territory")), None)

    # ------------------------------------------------------------------ this document's own
    def scoped(self, cls: str, label: str, nationality: Item | None = None, surface: str = "") -> Entity:
        """Something known within this document only: a person, a scheme, an unnamed group, "the ministry"."""
        key = ("entity", document_id(self.document), cls, fold(label))
        nation = self.place(nationality) if nationality is not None else None
        entity = Entity(cls, key, label, nationality=nation, scope=self.document.sha256)
        return self._with_names(entity, [surface])

    def analysis(self) -> Entity:
        """The document itself, as a speaker or a subject."""
        return Entity("kg:Document", ("document", self.document.sha256), self.document.title or "this document")

    def article(self) -> Entity:
        """The work that this document analyses, or the document itself where it analyses none."""
        work = self.document.based_on
        if work is None:
            return self.analysis()
        return Entity("kg:CitedWork", cited_key(work), work.title or "the article")

    @staticmethod
    def _with_names(entity: Entity, names: list[str]) -> Entity:
        others = sorted({" ".join(n.split()) for n in names if n and n.strip()} - {entity.label})
        return Entity(
            entity.cls,
            entity.key,
            entity.label,
            tuple(others),
            entity.nationality,
            entity.legislation_identifier,
            entity.scope,
        )


def _without_owner(name: str, owners: list[str]) -> str:
    for owner in sorted(owners, key=len, reverse=True):
        for front in (f"{owner}'s ", f"{owner}’s ", f"{owner} "):
            if name.startswith(front) and len(name) > len(front):
                return name[len(front) :]
        for back in (f" of {owner}", f" of the {owner}"):
            if name.endswith(back):
                return name[: -len(back)]
    return name


def _ministry_names(field: str, country: Item | None, gazetteer: Gazetteer) -> list[str]:
    """The usual names of a ministry, the label first."""
    short = _USUAL.get(field, f"Ministry of {field}")
    long = {"Interior": "Ministry of the Interior"}.get(field, f"Ministry of {field}")
    variants = [short, long, f"{field} Ministry"]
    if field == "Defence":
        variants += ["Defense Ministry", "Ministry of Defense"]
    if country is None:
        return variants
    owned = [f"{v} of {country.label}" for v in variants]
    owned += [f"{a} {v}" for a in gazetteer.adjectives(country) for v in variants]
    adjective = gazetteer.adjectives(country)
    first = f"{adjective[0]} {short}" if field == "Defence" and adjective else f"{short} of {country.label}"
    return [first, *owned, *variants]
