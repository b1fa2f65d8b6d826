"""Candidates that services named for a graph's entities, from their recorded answers, as links for a person to review.

``kgbuild link`` without a table asks services about the named entities that nothing proves to be an item; the next
build reads what they answered here, without a network. A name alone proves nothing: every such link is
``skos:closeMatch``, whatever the service thinks of it, and only an item of exactly that name becomes one.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from kgbuild.iri import PREFIXES
from kgbuild.link.answers import Answer, Answers
from kgbuild.link.entities import evidence_of, may_resemble, places_of
from kgbuild.link.names import fold
from kgbuild.link.online import DOUBTFUL, ONLY_BEARER, SURE
from kgbuild.link.reconcile import identifier_space, matches
from kgbuild.link.wikidata import ITEM, hits, newest
from kgbuild.model import Claim, Document, Link

SEARCH, RECONCILE = "wikidata-search", "reconcile"


@dataclass(frozen=True, slots=True, order=True)
class Named:
    """An item that a service named for a name: its CURIE or IRI, how it was found, how sure that is, and when."""

    target: str
    method: str
    score: float
    version: str


class Recorded:
    """The candidates on file, by folded name. Immutable; answers depend on the content of the file alone."""

    def __init__(self, candidates: dict[str, tuple[Named, ...]]) -> None:
        self._candidates = candidates

    @classmethod
    def read(cls, path: Path) -> Recorded:
        """Those in the file of answers at ``path``; none where there is no such file.

        Raises :class:`~kgbuild.errors.StoreError` for a file that holds something else.
        """
        return cls.of(Answers(path))

    @classmethod
    def of(cls, answers: Iterable[Answer]) -> Recorded:
        given = list(answers)
        became = {known.asked: known.qid for known in newest(given)}
        spaces = {answer.service: space for answer in given if (space := identifier_space(answer))}
        found: defaultdict[str, set[Named]] = defaultdict(set)
        for answer in given:
            name = answer.request.get("search", answer.request.get("query"))
            if isinstance(name, str):
                found[fold(name)] |= {*_searched(name, answer, became), *_reconciled(name, answer, spaces)}
        return cls({name: tuple(sorted(named)) for name, named in sorted(found.items()) if name and named})

    @property
    def digest(self) -> str:
        """SHA-256 over all candidates in hexadecimal, ``""`` where there are none: part of the configuration."""
        if not self._candidates:
            return ""
        rows = [[n, c.target, c.method, c.score, c.version] for n, named in self._candidates.items() for c in named]
        return sha256(json.dumps(rows).encode("ascii")).hexdigest()

    def named(self, name: str) -> tuple[Named, ...]:
        """The candidates for a name, however it is written."""
        return self._candidates.get(fold(name), ())

    def links(self, document: Document, claims: Sequence[Claim], found: Iterable[Link]) -> list[Link]:
        """Candidates for the document's named entities that ``found`` does not prove to be an item, or link to it."""
        if not self._candidates:
            return []
        linked = {(link.entity, link.target) for link in found}
        proven = {link.entity for link in found if link.relation == "owl:sameAs"}
        places = places_of(document, claims)
        links = []
        for entity in sorted(places, key=lambda e: (e.cls, tuple(k or "" for k in e.key))):
            if entity in proven or not may_resemble(entity):
                continue
            for one in self.named(entity.label):
                evidence = evidence_of(entity, document, places[entity], one.method)
                if evidence and (entity, one.target) not in linked:
                    score = Decimal(str(one.score))
                    links.append(Link(entity, one.target, "skos:closeMatch", one.method, score, one.version, evidence))
        return links


def _searched(name: str, answer: Answer, became: dict[str, str | None]) -> Iterable[Named]:
    """Items of exactly that name in the answer to a search, deleted ones left out and merged ones followed."""
    exact = [h.qid for h in hits(answer) if h.by in ("label", "alias") and fold(h.matched) == fold(name)]
    alive = list(dict.fromkeys(became.get(qid, qid) for qid in exact))
    for qid in alive:
        if qid is not None:
            score = ONLY_BEARER if len(alive) == 1 else DOUBTFUL
            yield Named(f"wd:{qid}", SEARCH, score, f"Wikidata, {answer.retrieved}")


def _reconciled(name: str, answer: Answer, spaces: dict[str, str]) -> Iterable[Named]:
    """Candidates of exactly that name of a reconciliation service whose identifiers are IRIs."""
    space = spaces.get(answer.service)
    found = [match for match in matches(answer.response) if fold(match.name) == fold(name)] if space else []
    sure = [match for match in found if match.sure]
    for match in found:
        target = f"{space}{match.id}".replace(PREFIXES["wd"], "wd:")
        if ITEM.fullmatch(target.removeprefix("wd:")) or not target.startswith("wd:"):
            score = SURE if sure == [match] else DOUBTFUL
            yield Named(target, RECONCILE, score, f"{answer.service}, {answer.retrieved}")
