"""Descent told by a people's name: ``Uzbeks from Osh`` and ``Tajik Uzbeks`` are no citizens of Uzbekistan.

Names such as *Uzbeks*, *Serbs* or *Russians* are of citizens and of a people alike. Where the words beside one name
another country, or a place in one, the people is meant, and whose citizens they are the text does not say.
"""

from __future__ import annotations

import re

from kgbuild.extract.annotate import Sentence
from kgbuild.gazetteer import Gazetteer, Item, NameMatch
from kgbuild.model import Span

_FROM = re.compile(
    r"\s+(?:men\s+|women\s+|people\s+|fighters\s+|migrants\s+|workers\s+|youths\s+|volunteers\s+|students\s+)?from\s+(?:the\s+)?"
    r"(?:(?:(?:north|south|east|west|central)(?:ern)?|city|cities|town|towns|region|province|district)\s+(?:of\s+)?)*"
)
_ONWARD = re.compile(r"[^.;]{0,40}?\b(?:to|via|through|towards?|into)\b", re.IGNORECASE)
"""Behind a place: it is where a journey begins, and not where people are from."""


def descent(sentence: Sentence, name: NameMatch, gazetteer: Gazetteer) -> tuple[Item, Span] | None:
    """The other country that the people of ``name`` belong to, and the words that say so; None where none is named."""
    people = name.as_role("demonym_noun", "ethnonym", "demonym_adj")
    if people is None or people.item.kind not in ("country", "territory"):
        return None
    return _from_elsewhere(sentence, name, people.item, gazetteer) or _of_elsewhere(sentence, name, people.item)


def _from_elsewhere(sentence: Sentence, name: NameMatch, own: Item, gazetteer: Gazetteer) -> tuple[Item, Span] | None:
    """``Uzbeks from Osh``, ``Serb fighters from the city of Mostar``."""
    offset = sentence.span.start
    between = _FROM.match(sentence.text, name.span.end - offset)
    place = between and next((n for n in sentence.names if n.span.start - offset == between.end()), None)
    if not place or _ONWARD.match(sentence.text, place.span.end - offset):
        return None
    found = [c.item for c in place.candidates if not c.names_people]
    homes = [i if i.kind in ("country", "territory") else gazetteer.by_iso2(i.country or "") for i in found]
    if not homes or homes[0] is None or own in homes:
        return None
    return homes[0], Span(name.span.start, place.span.end)


def _of_elsewhere(sentence: Sentence, name: NameMatch, own: Item) -> tuple[Item, Span] | None:
    """``Tajik Uzbeks``: behind another country's adjective."""
    before = next((n for n in sentence.names if n.span.end + 1 == name.span.start), None)
    other = before and before.as_role("demonym_adj")
    if not before or not other or before.text.endswith("s") or not name.text.endswith("s"):
        return None
    if other.item == own or other.item.kind not in ("country", "territory"):
        return None
    return other.item, Span(before.span.start, name.span.end)
