"""A client of the Reconciliation Service API 0.2, through recorded answers.

https://reconciliation-api.github.io/specs/0.2/: service manifest and reconciliation queries. Scores of services are
not comparable with one another, nor with ours.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from math import isfinite
from typing import Any

from kgbuild.link.answers import Answer, Answers
from kgbuild.link.polite import Polite, ServiceError
from kgbuild.link.wikidata import clean_text

BATCH = 50
MOST_CANDIDATES = 50
_SPACE = re.compile(r"https?://[^\s<>\"{}|\\^`]+[/#=:]")


@dataclass(frozen=True, slots=True)
class Query:
    """One question: a name, and what else is known: type ids, and values by property id."""

    name: str
    types: tuple[str, ...] = ()
    properties: tuple[tuple[str, str], ...] = ()
    limit: int = 5

    def json(self) -> dict[str, Any]:
        """The query object of the specification."""
        query: dict[str, Any] = {"query": self.name, "limit": self.limit}
        if self.types:
            query["type"] = list(self.types)
            query["type_strict"] = "should"
        if self.properties:
            query["properties"] = [{"pid": pid, "v": value} for pid, value in self.properties]
        return query


@dataclass(frozen=True, slots=True)
class Match:
    """One candidate. ``sure`` is the service's own judgement; ``score`` is in its own units."""

    id: str
    name: str
    description: str
    score: float
    sure: bool
    types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a service says about itself: its name, and the URI that its identifiers are in."""

    name: str
    identifier_space: str
    view: str | None


@dataclass(frozen=True)
class Reconciler:
    """A client of one service. Where ``polite`` is None, only recorded answers are used and nothing is asked."""

    answers: Answers
    endpoint: str
    polite: Polite | None = None

    def manifest(self) -> Manifest | None:
        """The service's manifest, None where it was never recorded and nothing may be asked.

        Raises :class:`ServiceError` where the answer is no manifest of version 0.2.
        """
        known = self.answers.get(self.endpoint, {"manifest": "0.2"})
        if known is None and self.polite is None:
            return None
        if known is None and self.polite is not None:
            known = self.answers.keep(self.endpoint, {"manifest": "0.2"}, self.polite.get(self.endpoint, {}))
        said = known.response if known and isinstance(known.response, dict) else {}
        name, space = clean_text(said.get("name")), clean_text(said.get("identifierSpace"))
        versions = said.get("versions", ["0.2"])
        if not name or not space or not isinstance(versions, list) or "0.2" not in versions:
            raise ServiceError(
                "bad-answer", self.endpoint, "no manifest of version 0.2", "is it a reconciliation service?"
            )
        view = said.get("view")
        return Manifest(name, space, clean_text(view.get("url")) if isinstance(view, dict) else None)

    def reconcile(self, queries: Iterable[Query]) -> dict[Query, tuple[Match, ...]]:
        """The candidates of each query, by falling score. Offline, queries without a recorded answer are left out.

        Raises :class:`ServiceError` where the service cannot be asked or answers in another shape; what it answered
        before is recorded.
        """
        wanted = list(dict.fromkeys(queries))
        asking = iter([q for q in wanted if self._recorded(q) is None] if self.polite else [])
        while batch := list(islice(asking, BATCH)):
            self._ask(batch)
        found = {query: self._recorded(query) for query in wanted}
        return {query: matches(answer.response) for query, answer in found.items() if answer is not None}

    def _recorded(self, query: Query) -> Any:
        return self.answers.get(self.endpoint, query.json())

    def _ask(self, batch: Sequence[Query]) -> None:
        if self.polite is None:
            return
        asked = {f"q{number}": query.json() for number, query in enumerate(batch)}
        answer = self.polite.post(self.endpoint, {"queries": json.dumps(asked, ensure_ascii=False)})
        for (key, json_query), _ in zip(asked.items(), batch, strict=True):
            result = answer.get(key)
            if not isinstance(result, dict) or not isinstance(result.get("result"), list):
                raise ServiceError(
                    "bad-answer", self.endpoint, f"no result for query {key}", "report it to the service"
                )
            self.answers.keep(self.endpoint, json_query, {"result": result["result"][:MOST_CANDIDATES]})


def identifier_space(answer: Answer) -> str | None:
    """What comes before a service's identifiers, where ``answer`` is its recorded manifest and that makes IRIs."""
    said = answer.response if "manifest" in answer.request and isinstance(answer.response, dict) else {}
    space = clean_text(said.get("identifierSpace"))
    return space if space and _SPACE.fullmatch(space) else None


def matches(response: Mapping[str, Any]) -> tuple[Match, ...]:
    """The candidates in a recorded answer to a query, by falling score."""
    results = response.get("result") if isinstance(response, dict) else None
    found = [m for m in map(_match, results[:MOST_CANDIDATES] if isinstance(results, list) else ()) if m is not None]
    return tuple(sorted(found, key=lambda m: (-m.score, m.id)))


def _match(value: Any) -> Match | None:
    """A candidate, None where it lacks what the specification requires of one."""
    if not isinstance(value, dict):
        return None
    identifier, name, score = clean_text(value.get("id")), clean_text(value.get("name")), value.get("score")
    if not identifier or not name or isinstance(score, bool) or not isinstance(score, int | float):
        return None
    if not isfinite(score):
        return None
    types = value.get("type")
    ids = [t.get("id") if isinstance(t, dict) else t for t in types] if isinstance(types, list) else []
    kept = tuple(t for t in map(clean_text, ids) if t)
    description = clean_text(value.get("description")) or ""
    return Match(identifier, name, description, float(score), value.get("match") is True, kept)
