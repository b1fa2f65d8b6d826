"""What a noun phrase names: the record that every reader of mentions makes."""

from __future__ import annotations

from dataclasses import dataclass

from kgbuild.extract.grammar.amounts import Amount
from kgbuild.extract.tree import Token
from kgbuild.gazetteer import Item
from kgbuild.model import Entity, Span

PERSONS = ("rec:PersonGroup", "rec:Person")
"""The classes of people: many, and one."""

CLASS_OF_KIND = {
    "force": "rec:ArmedForce",
    "organization": "rec:Organization",
    "project": "rec:Project",
    "scheme": "rec:Scheme",
    "conflict": "rec:Conflict",
    "source": "kg:InformationSource",
}
"""The class of what a noun of a kind of the lexicon names, in the order in which kinds are tried."""


@dataclass(frozen=True, slots=True)
class Mention:
    """What a noun phrase names.

    ``cls`` is a class, or ``""`` where the words do not tell. ``form`` is ``name``, ``description``, ``pronoun``
    (``head`` then says which) or ``number``. ``country`` is the one that the phrase ties it to. ``definite``
    phrases may take up something named before. ``whole`` is the bare number of which ``amount`` is a part
    ("nine of the 35"); ``owner`` the pronoun of one person whose it is ("her company").
    """

    token: Token
    span: Span
    cls: str
    form: str
    head: str
    text: str
    entity: Entity | None = None
    country: Item | None = None
    amount: Amount | None = None
    plural: bool = False
    definite: bool = False
    whole: Amount | None = None
    owner: str = ""
