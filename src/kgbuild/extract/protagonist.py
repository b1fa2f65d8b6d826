"""The unnamed man of the headline and the name that the article gives him further down.

"A court sentenced a 34-year-old local man …" and, a paragraph later, "Bakyt Ermekov signed a contract": one man, where
the document speaks of one unnamed person and introduces one name without any other introduction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from kgbuild.extract.annotate import Sentence
from kgbuild.extract.discourse import Discourse
from kgbuild.extract.entities import UNSTATED
from kgbuild.extract.match import Candidate, renamed
from kgbuild.model import BlockRole, Entity, Polarity

Found = tuple[Sentence, Candidate, tuple[Entity, ...]]
OPENING = 3
"""Among how many paragraphs at the top the unnamed person must stand."""


_ANYBODY = frozenset({"man", "woman", "youth", "boy", "girl", "resident", "citizen", "national", "native", "person"})
"""Words for anybody whose name may be told later; "the owner of a firm" is somebody else."""


def unified(found: Sequence[Found], discourse: Discourse) -> list[Found]:
    """The candidates with unnamed persons of the opening replaced by the only named one that claims speak of."""
    named: dict[Entity, int] = {}
    unnamed: dict[Entity, Sentence] = {}
    names = {n.entity for n in discourse.named if n.entity.cls == "rec:Person" and n.head == ""}
    for sentence, candidate, _ in found:
        for entity in (candidate.subject, candidate.object):
            if isinstance(entity, Entity) and entity.cls == "rec:Person":
                if entity in names:
                    named.setdefault(entity, sentence.index)
                else:
                    unnamed.setdefault(entity, sentence)
    opening = {e: s for e, s in unnamed.items() if s.paragraph < OPENING and _ANYBODY & set(e.label.lower().split())}
    if len(named) != 1 or not opening or len(opening) != len(unnamed):
        return list(found)
    ((person, first),) = named.items()
    if any(s.index >= first for s in opening.values()):
        return list(found)
    result = []
    for sentence, candidate, said_by in found:
        for entity in opening:
            candidate = renamed(candidate, entity, person)
        result.append((sentence, candidate, said_by))
    return result


def of_the_headline(found: Sequence[Found], discourse: Discourse) -> list[Found]:
    """The candidates with the unnamed person of the headline replaced by whom the text names in the same deed.

    "Visa agent gets seven years" and "handed seven years to Ana Ruiz": the same predicate and the same number, of one
    named person only.
    """
    names = {n.entity for n in discourse.named if n.entity.cls == "rec:Person" and n.head == ""}
    new: dict[Entity, Entity] = {}
    for sentence, headline, _ in found:
        unnamed = headline.object
        one = isinstance(unnamed, Entity) and unnamed.cls == "rec:Person" and unnamed not in names
        if sentence.role is not BlockRole.TITLE or not one or not _is_done_to_one(headline):
            continue
        same = {
            c.object
            for _, c, _ in found
            if c.predicate == headline.predicate and c.quantities == headline.quantities and c.object in names
        }
        if headline.quantities and len(same) == 1 and isinstance(unnamed, Entity):
            new[unnamed] = next(e for e in same if isinstance(e, Entity))
    result = []
    for sentence, candidate, said_by in found:
        for old, named in new.items():
            candidate = renamed(candidate, old, named)
        result.append((sentence, candidate, said_by))
    return result


def acted_upon(found: Sequence[Found]) -> list[Found]:
    """The candidates in which nobody acts on one person or group, with whoever is said elsewhere to have done the same.

    "A court in Najaf jailed him" and "the man convicted in May": one verdict, where the text names one court and no
    number and no time of one speaks against the other.
    """
    actors: defaultdict[tuple[object, ...], list[Candidate]] = defaultdict(list)
    for _, candidate, _ in found:
        if candidate.subject != UNSTATED and _is_done_to_one(candidate):
            actors[_deed(candidate)].append(candidate)
    result = []
    for sentence, candidate, said_by in found:
        known = actors.get(_deed(candidate), []) if candidate.subject == UNSTATED else []
        if len({k.subject for k in known}) == 1 and all(_agree(candidate, k) for k in known):
            candidate = replace(candidate, subject=known[0].subject)
        result.append((sentence, candidate, said_by))
    return result


def _is_done_to_one(candidate: Candidate) -> bool:
    entity = candidate.object
    if not isinstance(entity, Entity) or candidate.stance.polarity is not Polarity.AFFIRMED:
        return False
    return entity.cls == "rec:Person" or (entity.cls == "rec:PersonGroup" and entity.scope is not None)


def _deed(candidate: Candidate) -> tuple[object, ...]:
    return candidate.predicate, candidate.object, candidate.stance.polarity, candidate.layer


def _agree(one: Candidate, other: Candidate) -> bool:
    numbers = {q.unit: q for q in one.quantities}
    same = all(numbers.get(q.unit, q) == q for q in other.quantities)
    return same and (one.when is None or other.when is None or one.when == other.when)
