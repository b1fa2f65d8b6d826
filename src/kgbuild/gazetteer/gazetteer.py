"""The door to the world slice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from pathlib import Path

from kgbuild.gazetteer.context import Context
from kgbuild.gazetteer.index import LatinIndex, ScriptIndex
from kgbuild.gazetteer.items import NAME_ROLES, PEOPLE_ROLES, Candidate, Item, NameMatch
from kgbuild.gazetteer.tables import SCRIPTS, Tables
from kgbuild.gazetteer.text import SCRIPT_RUN, compatible
from kgbuild.model import Entity, Span

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\."
_DOMAIN = re.compile(
    rf"(?<![\w@.-])(?:https?://)?(?:www\.)?((?:{_LABEL}){{1,5}}[a-z]{{2,12}})(?![\w@-])", re.IGNORECASE
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]+|(?<!\w)@\w+")
_NOT_IN_TEXT = frozenset({"currency", "concept"})
_KIND_ORDER = {"country": 0, "territory": 1}
_ROLE_ORDER = {
    "label": 0,
    "official_name": 0,
    "alias": 0,
    "domain": 1,
    "demonym_noun": 2,
    "demonym_adj": 3,
    "ethnonym": 4,
}


class Gazetteer:
    """Names of places, states, peoples, outlets and bodies, and the Wikidata items that they stand for.

    Get one with :meth:`load`; it is immutable for its users and may be shared between threads.
    """

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._context = Context(tables, self._english_readings)
        self._readings: dict[str, tuple[Candidate, ...]] = {}

    @classmethod
    def load(cls, path: Path | None = None) -> Gazetteer:
        """The gazetteer of ``path`` (a folder such as ``ontology/world``), by default the shipped one.

        Tables are read when they are first needed. Raises :class:`kgbuild.errors.PackError` then where one is
        missing or damaged. The shipped one is loaded once.
        """
        return _shipped() if path is None else cls(Tables(path))

    @property
    def version(self) -> str:
        """The version of the data: changes with their content."""
        return self._tables.version

    def item(self, qid: str) -> Item | None:
        """The item of that QID, or None."""
        row = self._tables.items.get(qid)
        return None if row is None else _item(row)

    def items(self) -> Iterator[Item]:
        """All items, in the order of the number in the QID."""
        return map(_item, self._tables.items.values())

    def by_iso2(self, code: str) -> Item | None:
        """The country or territory of an ISO 3166-1 alpha-2 code (or ``XK``), in any case."""
        qid = self._by_iso2.get(code.upper())
        return None if qid is None else self.item(qid)

    def by_domain(self, domain: str) -> Item | None:
        """The news outlet of a web domain: ``dw.com``, also ``www.dw.com`` and its sub-domains."""
        labels = domain.strip().lower().removeprefix("www.").rstrip(".").split(".")
        for start in range(len(labels) - 1):
            qid = self._domains.get(".".join(labels[start:]))
            if qid is not None:
                return self.item(qid)
        return None

    def by_currency(self, code: str) -> Item | None:
        """The currency of an ISO 4217 code."""
        qid = self._currencies.get(code)
        return None if qid is None else self.item(qid)

    def country_of_demonym(self, word: str) -> Item | None:
        """The one country or territory whose people, or whose things, ``word`` means ("Kazakhstani", "Kenyans").

        None where it is no demonym, or one of several states ("Congolese"). An ethnonym ("Kazakhs") counts where
        no demonym of that form exists: it then names the people that the country is called after, which says nothing
        about citizenship.
        """
        found = self.readings(word)
        for roles in (("demonym_noun", "demonym_adj"), ("ethnonym",)):
            items = {c.item for c in found if c.role in roles and c.item.kind in ("country", "territory")}
            if items:
                return items.pop() if len(items) == 1 else None
        return None

    def entity(self, item: Item) -> Entity | None:
        """The entity that claims speak of for an item: shared, keyed by the QID.

        Its class comes from ``classes.yaml`` of the pack; None for kinds that make no entity (regions, currencies).
        """
        cls = self._tables.classes.get(item.kind)
        return None if cls is None else Entity(cls, ("entity", item.qid), item.label)

    def readings(self, name: str) -> tuple[Candidate, ...]:
        """What a name written exactly so may mean in English text (or, in other letters, in any)."""
        key = compatible(name)[0]
        return self._candidates(key, self._scripts if SCRIPT_RUN.search(key) else self._english)

    def find(self, text: str) -> tuple[NameMatch, ...]:
        """The names in running text, the longest at each place, in order, not overlapping.

        Names in Latin letters are those of English; in other letters those of every language. A name is left out
        where it is an ordinary word, part of a person's name, of a dish or of an idiom, or inside an address other
        than an outlet's domain. Never raises.
        """
        even, offsets = compatible(text)
        found = [*self._domains_in(even)]
        taken = [span for span, _ in found] + [Span(*m.span()) for m in _ADDRESS.finditer(even)]
        for start, end, key in self._english.scan(even):
            span = Span(start, end)
            if taken and any(span.overlaps(t) for t in taken):
                continue
            candidates = self._context.fitting(even, span, key, self._candidates(key, self._english))
            if candidates:
                found.append((_with_dot(even, span, key), candidates))
        for run in () if even.isascii() else SCRIPT_RUN.finditer(even):
            for start, end, key in self._scripts.scan(even, run.start(), run.end()):
                found.append((Span(start, end), self._candidates(key, self._scripts)))
        found.sort(key=lambda f: f[0])
        return tuple(_match(text, span, candidates, offsets) for span, candidates in found)

    def adjectives(self, country: Item) -> tuple[str, ...]:
        """English adjectives of a country ("Kyrgyz", "Kyrgyzstani"), those of its people's name last; often none."""
        return self._peoples.get((country.qid, "demonym_adj"), ()) + tuple(
            name for name in self._peoples.get((country.qid, "ethnonym"), ()) if not name.endswith("s")
        )

    def demonyms(self, country: Item) -> tuple[str, ...]:
        """English nouns for a country's people ("Kenyan", "Kenyans"); often none."""
        return self._peoples.get((country.qid, "demonym_noun"), ())

    @property
    def english_words(self) -> frozenset[str]:
        """Ordinary English words, in lower case."""
        return self._tables.english_words

    @property
    def given_names(self) -> frozenset[str]:
        """Given names that the pack knows, in lower case."""
        return self._tables.given_names

    @cached_property
    def _peoples(self) -> dict[tuple[str, str], tuple[str, ...]]:
        found: dict[tuple[str, str], tuple[str, ...]] = {}
        for qid, _, role, name in self._tables.english:
            if role in PEOPLE_ROLES and name not in found.get((qid, role), ()):
                found[qid, role] = (*found.get((qid, role), ()), name)
        return found

    def _domains_in(self, text: str) -> Iterator[tuple[Span, tuple[Candidate, ...]]]:
        for found in _DOMAIN.finditer(text) if "." in text else ():
            item = self.by_domain(found.group(1))
            if item is not None:
                yield Span(*found.span(1)), (Candidate(item, "domain"),)

    def _candidates(self, key: str, index: LatinIndex | ScriptIndex) -> tuple[Candidate, ...]:
        known = self._readings.get(key)
        if known is None:
            pairs = ((self.item(qid), role) for qid, role in index.readings(key))
            known = tuple(sorted((Candidate(i, role) for i, role in pairs if i is not None), key=_rank))
            self._readings[key] = known
        return known

    def _english_readings(self, name: str) -> tuple[Candidate, ...]:
        return self._candidates(name, self._english)

    def _accept(self, qid: str, role: str, key: str) -> bool:
        if (role not in NAME_ROLES and role not in PEOPLE_ROLES) or len(key) < 2:
            return False
        kind = self._tables.items[qid].split("\t", 2)[1]
        return kind not in _NOT_IN_TEXT and self._context.is_a_name(key, kind, role)

    @cached_property
    def _english(self) -> LatinIndex:
        return LatinIndex(self._tables.english, self._accept)

    @cached_property
    def _scripts(self) -> ScriptIndex:
        return ScriptIndex(self._tables.names(SCRIPTS), self._accept)

    @cached_property
    def _by_iso2(self) -> dict[str, str]:
        return {row.split("\t")[4]: qid for qid, row in self._tables.items.items() if row.split("\t")[4]}

    @cached_property
    def _domains(self) -> dict[str, str]:
        return {name: qid for qid, _, role, name in self._tables.english if role == "domain"}

    @cached_property
    def _currencies(self) -> dict[str, str]:
        return {name: qid for qid, _, role, name in self._tables.english if role == "code"}


def _rank(candidate: Candidate) -> tuple[int, int, int, int]:
    item = candidate.item
    return (
        _ROLE_ORDER.get(candidate.role, 9),
        _KIND_ORDER.get(item.kind, 2),
        -(item.population or 0),
        int(item.qid[1:]),
    )


def _with_dot(text: str, span: Span, key: str) -> Span:
    """``U.S.`` with its last dot, which is no token."""
    dotted = key[-2:-1] == "." and text.startswith(".", span.end)
    return Span(span.start, span.end + 1) if dotted else span


def _match(text: str, span: Span, candidates: tuple[Candidate, ...], offsets: Sequence[int] | None) -> NameMatch:
    if offsets is not None:
        end = span.end
        while end < len(offsets) - 1 and offsets[end] == offsets[span.end - 1]:
            end += 1  # the last letter stands for several: the name ends where the next one starts
        span = Span(offsets[span.start], offsets[end])
    return NameMatch(span, text[span.start : span.end], candidates)


_item = lru_cache(maxsize=None)(Item.from_row)


@lru_cache(maxsize=1)
def _shipped() -> Gazetteer:
    return Gazetteer(Tables())
