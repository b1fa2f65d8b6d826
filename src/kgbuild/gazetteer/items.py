"""What the gazetteer knows and what it answers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kgbuild.model import Span

PLACE_KINDS = frozenset(
    {"country", "territory", "city", "admin1", "region", "place", "historical_country", "state_variant"}
)
"""Kinds of items that are places or states."""

NAME_ROLES = frozenset({"label", "alias", "official_name"})
"""Roles of a name that stand for the thing itself."""

PEOPLE_ROLES = frozenset({"demonym_noun", "demonym_adj", "ethnonym"})
"""Roles of a name that stand for people or things of a country, or for a people that a country is named after."""

_REGION = re.compile(r"\(([^()]+)\)$")


@dataclass(frozen=True, slots=True)
class Item:
    """A Wikidata item of the slice.

    ``kind`` is the slice's own classification (``country``, ``city``, ``currency``, …), not P31. ``iso2`` is set
    for countries and territories, ``country`` is the ISO 3166-1 alpha-2 code of the country that a place belongs
    to (its own for a country). ``population`` serves for ranking only and may be missing. ``websites`` are
    addresses as the source gives them. Equality is by ``qid``.
    """

    qid: str
    kind: str
    label: str
    description: str = ""
    iso2: str | None = None
    country: str | None = None
    population: int | None = None
    websites: tuple[str, ...] = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Item) and self.qid == other.qid

    def __hash__(self) -> int:
        return hash(self.qid)

    @property
    def region(self) -> str | None:
        """The first-level unit that the description of a place names in brackets ("… (Alabama)")."""
        found = _REGION.search(self.description) if self.kind in ("city", "place") else None
        return found.group(1) if found else None

    @classmethod
    def from_row(cls, row: str) -> Item:
        """An item from a line of ``items.tsv.gz`` without its end."""
        qid, kind, label, description, iso2, country, population, websites = row.split("\t")
        return cls(
            qid,
            kind,
            label,
            description,
            iso2 or None,
            iso2 or country or None,
            int(population) if population else None,
            tuple(websites.split("|")) if websites else (),
        )


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading of a name: an item and the role in which the name stands for it.

    ``role`` is ``label``, ``alias``, ``official_name``, ``demonym_noun``, ``demonym_adj``, ``ethnonym``,
    ``domain``, ``code``, ``symbol`` or ``unit_name``.
    """

    item: Item
    role: str

    @property
    def names_people(self) -> bool:
        """Whether the name stands for people (or things) of the item, not for the item itself."""
        return self.role in PEOPLE_ROLES


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A name found in running text: where it stands and what it may mean, the likeliest reading first.

    ``span`` counts code points of the text that was searched, without a possessive ending. ``candidates`` hold
    1..n readings: names of the thing before demonyms, countries before cities, larger places before smaller.
    """

    span: Span
    text: str
    candidates: tuple[Candidate, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """The items of the candidates, each once, in their order."""
        return tuple(dict.fromkeys(c.item for c in self.candidates))

    def as_role(self, *roles: str) -> Candidate | None:
        """The first reading in one of ``roles``, or None."""
        return next((c for c in self.candidates if c.role in roles), None)
