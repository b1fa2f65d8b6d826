"""Choosing among the readings of a mention: prior, sentence and method make a score between 0 and 1.

The score is the share of the candidate among all that the name may mean, something that the slice does not know being
one of them (a softmax over log-odds), multiplied by how far the method of matching can be trusted.
``docs/linking.md`` says how the weights were chosen and what they come to.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from kgbuild.gazetteer import Item
from kgbuild.link.names import Reading
from kgbuild.link.sentence import Sentence

TRUST = {
    "exact": 0.99,
    "folded": 0.96,
    "organisation-words": 0.95,
    "inflected": 0.92,
    "transliterated": 0.88,
    "misspelt": 0.86,
}
"""How far a match of a method can be trusted where it is the only candidate."""

_KIND_PRIOR = {
    "country": 4.0,
    "territory": 2.0,
    "intergovernmental": 2.0,
    "conflict": 2.0,
    "admin1": 1.2,
    "region": 2.0,
    "historical_country": 0.5,
    "armed_forces": 1.0,
    "government_body": 0.0,
    "media": 1.5,
    "platform": 2.0,
    "person": 2.0,
    "concept": 0.0,
    "state_variant": 0.0,
}
_ROLE_PRIOR = {"label": 0.0, "alias": -0.5, "official_name": 0.0, "ethnonym": -0.3}
_SOMETHING_ELSE = -3.0
_POPULATION_SLOPE = 1.2
_DEFAULT_CURRENCIES = 3.0


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with its score (0 to 1)."""

    item: Item
    role: str
    score: float


def rank(
    readings: Sequence[tuple[Item, Reading]], sentence: Sentence, method: str, slips: int, usual: frozenset[str]
) -> tuple[Scored, ...]:
    """The candidates by falling score; one for each item, in its best role. Ties fall to the lower QID.

    ``slips`` is the number of letters that are wrong (for ``misspelt``); ``usual`` the ISO 4217 codes of currencies
    that a bare unit word ("dollars") means where nothing says otherwise.
    """
    if len(readings) == 1:
        item, reading = readings[0]
        odds = math.exp(_SOMETHING_ELSE - _prior(item, reading, usual) - sentence.support(item))
        score = (TRUST[method] - 0.1 * max(0, slips - 1)) / (1.0 + odds)
        return (Scored(item, reading.role, round(score, 3)),)
    strength: dict[Item, tuple[float, str]] = {}
    for item, reading in readings:
        here = _prior(item, reading, usual) + sentence.support(item)
        if item not in strength or here > strength[item][0]:
            strength[item] = (here, reading.role)
    trust = TRUST[method] - 0.1 * max(0, slips - 1)
    most = max((s for s, _ in strength.values()), default=0.0)
    total = math.exp(_SOMETHING_ELSE - most) + sum(math.exp(s - most) for s, _ in strength.values())
    scored = [Scored(i, role, round(trust * math.exp(s - most) / total, 3)) for i, (s, role) in strength.items()]
    return tuple(sorted(scored, key=lambda c: (-c.score, int(c.item.qid[1:]))))


def _prior(item: Item, reading: Reading, usual: frozenset[str]) -> float:
    """How likely an item is meant by a name of its before the sentence is looked at, in log-odds."""
    prior = _ROLE_PRIOR.get(reading.role, 0.0)
    if item.kind in ("city", "place"):
        return prior + _POPULATION_SLOPE * (math.log10(max(item.population or 0, 1000)) - 5)
    if item.kind == "currency":
        return prior + (_DEFAULT_CURRENCIES if item.description.rpartition(" ")[2] in usual else 0.0)
    if item.kind == "country":
        prior += 0.3 * math.log10(max(item.population or 0, 10_000) / 10_000_000)
    return prior + _KIND_PRIOR.get(item.kind, 0.0)
