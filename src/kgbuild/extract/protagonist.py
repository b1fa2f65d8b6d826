"""The unnamed man of the headline and the name that the article gives him further down.

"A court sentenced a 34-year-old local man …" and, a paragraph later, "Bakyt Ermekov signed a contract": one man, where
the document speaks of one unnamed person and introduces one name without any other introduction.
"""

from __future__ import annotations

from collections.abc import Sequence

from kgbuild.extract.annotate import Sentence
from kgbuild.extract.discourse import Discourse
from kgbuild.extract.match import Candidate, renamed
from kgbuild.model import Entity

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
