"""Wikidata's Action API: ``wbsearchentities`` and ``wbgetentities``, through recorded answers.

Each item is recorded alone, so that how items were batched (up to 50, API:Wbgetentities) plays no part in what the
next run finds. Merged items lead to their target, deleted ones are told as missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from kgbuild.link.answers import Answer, Answers
from kgbuild.link.polite import Polite, ServiceError

API = "https://www.wikidata.org/w/api.php"
BATCH = 50
LONGEST = 2000
MOST_VALUES = 1000
_ID = re.compile(r"[QP][1-9]\d{0,14}")
ITEM = re.compile(r"Q[1-9]\d{0,14}")
_LANGUAGE = re.compile(r"[a-z]{2,12}(?:-[a-z0-9]{1,12})*")
_DAY = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Hit:
    """One result of a search: the item, its label and description, and the name that matched with its language."""

    qid: str
    label: str
    description: str
    matched: str
    language: str
    by: str


@dataclass(frozen=True)
class Known:
    """What Wikidata says about an item that was asked for.

    ``qid`` is the item that answers: another than ``asked`` where items were merged; None where it is deleted or
    unknown. Maps go from language (labels, descriptions, aliases) or property (claims) to values: of claims only the
    best rank's, never a deprecated one's, and only those with a value. ``datatypes`` tells each property's.
    """

    asked: str
    qid: str | None
    revision: int = 0
    retrieved: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    descriptions: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    claims: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    datatypes: Mapping[str, str] = field(default_factory=dict)

    @property
    def classes(self) -> tuple[str, ...]:
        """The items that this one is an instance of (the property that the recorded answers and specs call P31)."""
        return tuple(v for v in self.claims.get("P31", ()) if isinstance(v, str))


@dataclass(frozen=True)
class Wikidata:
    """A client of one Wikibase. Where ``polite`` is None, only recorded answers are used and nothing is asked."""

    answers: Answers
    polite: Polite | None = None
    api: str = API
    languages: tuple[str, ...] = ("en",)

    def search(self, text: str, language: str = "en", limit: int = 7) -> list[Hit]:
        """Items whose label or alias begins with ``text``, in the service's order; it corrects no spelling.

        Raises :class:`ServiceError` where the service cannot be asked; an unrecorded search offline finds nothing.
        """
        request = {"action": "wbsearchentities", "search": text, "language": language, "uselang": language}
        request |= {"type": "item", "limit": str(min(50, max(1, limit))), "format": "json", "formatversion": "2"}
        known = self.answers.get(self.api, request)
        if known is None and self.polite is None:
            return []
        if known is None and self.polite is not None:
            response = self.polite.get(self.api, {**request, "maxlag": "5"})
            _refuse_errors(response, self.api)
            known = self.answers.keep(self.api, request, {"search": response.get("search")})
        if known is None or not isinstance(known.response, dict) or not isinstance(known.response.get("search"), list):
            raise ServiceError("bad-answer", self.api, "a search without a list of hits", "report it to the service")
        return hits(known)

    def entities(self, ids: Iterable[str]) -> dict[str, Known]:
        """What is known of each id, merged items followed. Offline, ids without a recorded answer are left out.

        Raises :class:`ServiceError` where the service cannot be asked, or its answer has another shape than it
        documents; what was answered before is recorded, so that the next run goes on from there.
        """
        wanted = sorted({i for i in ids if _ID.fullmatch(i)}, key=lambda i: (i[0], int(i[1:])))
        for batch in _batches([i for i in wanted if self._recorded(i) is None]) if self.polite else ():
            self._fetch(batch)
        found = {}
        for wanted_id in wanted:
            answer = self._recorded(wanted_id)
            if answer is not None:
                found[wanted_id] = _known(wanted_id, answer.response, answer.retrieved)
        return found

    def _request(self, wanted: str) -> dict[str, str]:
        return {
            "action": "wbgetentities",
            "ids": wanted,
            "props": "info|labels|descriptions|aliases|claims|datatype",
            "languages": "|".join(self.languages),
            "languagefallback": "1",
            "format": "json",
        }

    def _recorded(self, wanted: str) -> Any:
        return self.answers.get(self.api, self._request(wanted))

    def _fetch(self, batch: Sequence[str]) -> None:
        """Ask for a batch and record an answer for each id of it."""
        if self.polite is None:
            return
        response = self.polite.get(self.api, {**self._request("|".join(batch)), "maxlag": "5"})
        error = response.get("error")
        if isinstance(error, dict) and error.get("code") == "no-such-entity" and len(batch) > 1:
            for one in batch:
                self._fetch([one])
            return
        if isinstance(error, dict) and error.get("code") == "no-such-entity":
            self.answers.keep(self.api, self._request(batch[0]), {"id": batch[0], "missing": ""})
            return
        _refuse_errors(response, self.api)
        entities = response.get("entities")
        if not isinstance(entities, dict):
            raise ServiceError("bad-answer", self.api, "an answer without entities", "report it to the service")
        for wanted in batch:
            self.answers.keep(self.api, self._request(wanted), _entity_of(wanted, entities, self.api))


def hits(answer: Answer) -> list[Hit]:
    """The hits in a recorded answer to a search, in the service's order; none where it is no such answer."""
    said = answer.response if answer.request.get("action") == "wbsearchentities" else None
    found = said.get("search") if isinstance(said, dict) else None
    return [hit for hit in map(_hit, found[:50]) if hit is not None] if isinstance(found, list) else []


def newest(answers: Iterable[Answer]) -> list[Known]:
    """The newest that is recorded about each item that was asked for, by the id asked; a deletion before the rest."""
    by_age = sorted(recorded(answers), key=lambda known: (known.retrieved, known.qid is None, known.revision))
    return sorted({known.asked: known for known in by_age}.values(), key=lambda known: known.asked)


def recorded(answers: Iterable[Answer]) -> Iterator[Known]:
    """What every recorded ``wbgetentities`` answer says, whatever its service and languages, in a fixed order.

    Answers whose day is none are left out, as nobody knows how old they are.
    """
    for answer in answers:
        wanted = answer.request.get("ids")
        asks_for_one = isinstance(wanted, str) and _ID.fullmatch(wanted)
        if answer.request.get("action") == "wbgetentities" and asks_for_one and _DAY.fullmatch(answer.retrieved):
            yield _known(str(wanted), answer.response, answer.retrieved)


def _entity_of(wanted: str, entities: Mapping[str, Any], place: str) -> dict[str, Any]:
    """The entity that answers for an id: filed under it, or under the target that it was merged into."""
    found = entities.get(wanted)
    if found is None:
        merged = (e for e in entities.values() if isinstance(e, dict) and isinstance(e.get("redirects"), dict))
        found = next((e for e in merged if e["redirects"].get("from") == wanted), None)
    if not isinstance(found, dict):
        raise ServiceError("bad-answer", place, f"no answer about {wanted}", "report it to the service")
    return found


def _refuse_errors(response: Mapping[str, Any], place: str) -> None:
    error = response.get("error")
    if error is not None:
        code = clean_text(error.get("code")) if isinstance(error, dict) else None
        raise ServiceError(
            "service-refused", place, f"error {code or 'of unknown kind'}", "see API:Errors on mediawiki.org"
        )


def _known(asked: str, entity: Any, retrieved: str) -> Known:
    if not isinstance(entity, dict) or "missing" in entity:
        return Known(asked, None, retrieved=retrieved)
    qid = entity.get("id")
    if not isinstance(qid, str) or not _ID.fullmatch(qid):
        return Known(asked, None, retrieved=retrieved)
    revision = entity.get("lastrevid")
    claims, datatypes = _claims(entity.get("claims"))
    return Known(
        asked,
        qid,
        revision if isinstance(revision, int) and revision > 0 else 0,
        retrieved,
        dict(_terms(entity.get("labels"))),
        dict(_terms(entity.get("descriptions"))),
        {language: values for language, values in _aliases(entity.get("aliases")) if values},
        claims,
        datatypes,
    )


def _map(value: Any) -> list[tuple[str, Any]]:
    """The entries of a map by key; an empty one may come as a list (formatversion 1)."""
    return sorted((k, v) for k, v in value.items() if isinstance(k, str)) if isinstance(value, dict) else []


def _terms(value: Any) -> Iterator[tuple[str, str]]:
    for language, term in _map(value)[:MOST_VALUES]:
        text = clean_text(term.get("value")) if isinstance(term, dict) else None
        if text and _LANGUAGE.fullmatch(language) and term.get("language", language) == language:
            yield language, text


def _aliases(value: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    for language, terms in _map(value)[:MOST_VALUES]:
        if _LANGUAGE.fullmatch(language) and isinstance(terms, list):
            texts = (clean_text(t.get("value")) for t in terms[:MOST_VALUES] if isinstance(t, dict))
            yield language, tuple(t for t in texts if t)


def _claims(value: Any) -> tuple[dict[str, tuple[Any, ...]], dict[str, str]]:
    """The best-ranked values of each property, and its datatype."""
    values: dict[str, tuple[Any, ...]] = {}
    datatypes: dict[str, str] = {}
    for property_id, statements in _map(value):
        if not _ID.fullmatch(property_id) or not isinstance(statements, list):
            continue
        ranked: dict[str, list[Any]] = {}
        for statement in statements[:MOST_VALUES]:
            snak = statement.get("mainsnak") if isinstance(statement, dict) else None
            if isinstance(snak, dict) and snak.get("snaktype") == "value":
                read = _value(snak.get("datavalue"))
                if read is not None:
                    ranked.setdefault(str(statement.get("rank")), []).append(read)
                datatype = snak.get("datatype")
                if isinstance(datatype, str):
                    datatypes[property_id] = datatype[:100]
        best = ranked.get("preferred") or ranked.get("normal")
        if best:
            values[property_id] = tuple(best)
    return values, datatypes


def _value(data: Any) -> Any:
    """A value as text: the id of an item, a string, an amount, a moment; None for kinds that are not needed."""
    value = data.get("value") if isinstance(data, dict) else None
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, dict):
        for name in ("id", "amount", "time", "text"):
            if isinstance(value.get(name), str):
                return clean_text(value[name])
    return None


def _hit(value: Any) -> Hit | None:
    if not isinstance(value, dict) or not isinstance(value.get("id"), str) or not _ID.fullmatch(value["id"]):
        return None
    match = value.get("match")
    match = match if isinstance(match, dict) else {}
    texts = [clean_text(value.get(name)) or "" for name in ("label", "description")]
    found = [clean_text(match.get(name)) or "" for name in ("text", "language", "type")]
    return Hit(value["id"], *texts, *found)


def clean_text(value: Any) -> str | None:
    """A text of a service, without control characters, None where it is no text or too long to be one."""
    if not isinstance(value, str) or len(value) > LONGEST:
        return None
    return " ".join(_CONTROL.sub(" ", value).split()) or None


def _batches(ids: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(ids)
    while batch := list(islice(rest, BATCH)):
        yield batch
