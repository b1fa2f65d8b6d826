"""Slot patterns: facts that stand in brackets, lists and nominal phrases, where a parser is no help.

A pattern (``patterns.yaml``) is a line of words with slots in braces: ``{number} under {provision}``. Slots are what
the grammar and the gazetteer have found; ``{words}`` is a short run of plain words. Between the braces the pattern is
a regular expression over the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kgbuild.extract.annotate import Sentence
from kgbuild.extract.context import Context
from kgbuild.extract.discourse import Discourse
from kgbuild.extract.entities import UNSTATED, Entities
from kgbuild.extract.grammar.amounts import Amount, AmountKind
from kgbuild.extract.grammar.law import ProvisionMention
from kgbuild.extract.grammar.times import TimeMention
from kgbuild.extract.lexicon import Lexicon
from kgbuild.extract.match import Candidate
from kgbuild.extract.stance import Stance
from kgbuild.gazetteer import NameMatch
from kgbuild.model import Entity, OwnValue, Quantity, Span, TimeSpan
from kgbuild.pack import Pack, Packs, read_entries

SLOTS = {
    "number": "\ue001",
    "money": "\ue002",
    "duration": "\ue003",
    "percent": "\ue004",
    "time": "\ue005",
    "provision": "\ue006",
    "people": "\ue007",
    "place": "\ue008",
    "vague": "\ue009",
}
_WORDS = r"[^,;:.()\ue000-\ue0ff]{2,70}?"
_SLOT = re.compile(r"\{(\w+)(?::(\w+))?\}")

Found = Amount | TimeMention | ProvisionMention | NameMatch


@dataclass(frozen=True, slots=True)
class Pattern:
    """One slot pattern; ``subject`` and ``object`` name a slot, a term (CURIE) or one of the words of the docs."""

    name: str
    predicate: str
    expression: re.Pattern[str]
    slots: tuple[tuple[str, str], ...]
    subject: str
    object: str
    subject_class: str | None
    object_class: str | None
    count: str | None
    unit: str
    when: str | None
    requires: tuple[frozenset[str], ...]
    speaker: str | None
    confidence: Decimal


def load_patterns(packs: Packs) -> tuple[Pattern, ...]:
    """The patterns of ``packs``. Raises :class:`PackError` for one that is not laid out as a pattern."""
    return read_entries(packs, "patterns.yaml", "bad-pattern", "a slot pattern", _pattern)


KEYS = frozenset(
    {"name", "predicate", "pattern", "subject", "object", "subject_class", "object_class", "count", "unit", "when"}
    | {"requires", "speaker", "confidence"}
)
"""The keys of a slot pattern."""


def _pattern(pack: Pack, entry: Mapping[str, Any]) -> Pattern:
    unknown = set(entry) - KEYS
    if unknown:
        raise ValueError(f"unknown key {', '.join(sorted(unknown))}")
    slots: list[tuple[str, str]] = []

    def slot(found: re.Match[str]) -> str:
        kind, name = found.group(1), found.group(2) or found.group(1)
        slots.append((name, kind))
        return f"(?P<{name}>{_WORDS if kind == 'words' else SLOTS[kind]})"

    expression = re.compile(_SLOT.sub(slot, entry["pattern"]), re.IGNORECASE)
    return Pattern(
        f"{pack.name}/{entry['name']}",
        entry["predicate"],
        expression,
        tuple(slots),
        entry["subject"],
        entry["object"],
        entry.get("subject_class"),
        entry.get("object_class"),
        entry.get("count"),
        entry.get("unit", "kg:person"),
        entry.get("when"),
        tuple(frozenset(group) for group in entry.get("requires", ())),
        entry.get("speaker"),
        Decimal(str(entry.get("confidence", "0.85"))),
    )


def may_match(sentence: Sentence, patterns: Iterable[Pattern]) -> bool:
    """Whether one of ``patterns`` matches the words of ``sentence``; what the slots hold is not looked at."""
    wanted = _wanted(sentence, patterns)
    if not wanted:
        return False
    marked, _, _ = _marked(sentence)
    return any(pattern.expression.search(marked) for pattern in wanted)


def _wanted(sentence: Sentence, patterns: Iterable[Pattern]) -> list[Pattern]:
    """The patterns whose required words stand in the sentence; none for a question."""
    if sentence.is_question:
        return []
    return [p for p in patterns if all(not group.isdisjoint(sentence.words) for group in p.requires)]


def _marked(sentence: Sentence) -> tuple[str, list[int], dict[int, Found]]:
    """The sentence with each annotation as one private character, and where each character stands."""
    marks: list[tuple[Span, str, Found]] = []
    for amount in sentence.amounts:
        kind = (
            "vague"
            if amount.kind is AmountKind.NUMBER and amount.value is None and amount.minimum is None
            else amount.kind.value
        )
        if kind in SLOTS and not amount.zero_word:
            marks.append((amount.span, SLOTS[kind], amount))
    marks += [(t.span, SLOTS["time"], t) for t in sentence.times]
    marks += [(p.span, SLOTS["provision"], p) for p in sentence.provisions]
    for name in sentence.names:
        kind = "people" if name.candidates[0].names_people else "place"
        marks.append((name.span, SLOTS[kind], name))
    text = ""
    places: list[int] = []
    found: dict[int, Found] = {}
    here = sentence.span.start
    for span, char, value in sorted(marks, key=lambda m: (m[0].start, -m[0].end)):
        if span.start < here:
            continue
        text += sentence.slice(Span(here, span.start)) if span.start > here else ""
        places.extend(range(here, span.start))
        found[len(text)] = value
        text += char
        places.append(span.start)
        here = span.end
    if here < sentence.span.end:
        text += sentence.slice(Span(here, sentence.span.end))
        places.extend(range(here, sentence.span.end))
    return text, [*places, sentence.span.end], found


@dataclass(frozen=True)
class PatternMatcher:
    """Matches slot patterns in one parsed sentence."""

    sentence: Sentence
    entities: Entities
    lexicon: Lexicon
    discourse: Discourse
    context: Context

    def candidates(self, patterns: Iterable[Pattern]) -> Iterator[Candidate]:
        """The candidates of the sentence, pattern by pattern."""
        wanted = _wanted(self.sentence, patterns)
        if not wanted:
            return
        marked, places, found = _marked(self.sentence)
        for pattern in wanted:
            for match in pattern.expression.finditer(marked):
                candidate = self._candidate(pattern, match, places, found)
                if candidate is not None:
                    yield candidate

    def _candidate(
        self, pattern: Pattern, match: re.Match[str], places: list[int], found: dict[int, Found]
    ) -> Candidate | None:
        span = self._trimmed(places[match.start()], self._end(match.end(), places, found))
        slots = {
            name: (kind, match.start(name), match.end(name)) for name, kind in pattern.slots if match.start(name) >= 0
        }
        subject = self._entity(pattern.subject, pattern.subject_class, slots, places, found)
        target = self._entity(pattern.object, pattern.object_class, slots, places, found)
        stance = self._stance(span, slots, places)
        if subject is None or target is None or stance.dropped:
            return None
        return Candidate(
            pattern.name,
            pattern.predicate,
            subject if isinstance(subject, Entity) else UNSTATED,
            target,
            span,
            stance,
            self._quantities(pattern, slots, found),
            self._when(pattern, slots, found),
            pattern.confidence,
            pattern.speaker,
        )

    def _end(self, at: int, places: list[int], found: dict[int, Found]) -> int:
        last = found.get(at - 1)
        return last.span.end if last is not None else places[at]

    def _trimmed(self, start: int, end: int) -> Span:
        text = self.sentence.slice(Span(start, end))
        return Span(start + len(text) - len(text.lstrip(" (,;")), end - (len(text) - len(text.rstrip(" ,;"))))

    def _entity(
        self,
        name: str,
        cls: str | None,
        slots: Mapping[str, tuple[str, int, int]],
        places: list[int],
        found: dict[int, Found],
    ) -> Entity | OwnValue | None:
        match name:
            case "unstated":
                return UNSTATED
            case "quantity":
                return OwnValue.QUANTITY
            case "group":
                return self._group(slots, found)
            case "nationals":
                named = found.get(slots["people"][1])
                country = named.candidates[0].item if isinstance(named, NameMatch) else None
                return self.entities.nationals(country) if country is not None and country.kind == "country" else None
        if ":" in name:
            return Entity("", ("term", name), name.partition(":")[2])
        if name not in slots:
            return self.entities.generic(cls, name) if cls else None
        kind, start, end = slots[name]
        value = found.get(start)
        if isinstance(value, ProvisionMention):
            return self.entities.provision(
                value.number, value.code, self.entities.jurisdiction(value.jurisdiction_text)
            )
        if isinstance(value, NameMatch):
            return self.entities.place(value.candidates[0].item)
        if kind == "words" and cls is not None:
            return self._kind(" ".join(self.sentence.slice(Span(places[start], places[end])).split()), cls)
        return None

    def _kind(self, text: str, cls: str) -> Entity | None:
        """The thing of ``cls`` that plain words name; None where they name none of the lexicon's."""
        words = text.lower().split()
        singular = words[-1].removesuffix("s")
        known = self.lexicon.expression(cls, words, singular)
        if known is None and not {words[-1], singular, words[0]} & self.lexicon.nouns.get(cls, frozenset()):
            return None
        return self.entities.generic(cls, known if known and len(words) > 2 else text, text)

    def _group(self, slots: Mapping[str, tuple[str, int, int]], found: dict[int, Found]) -> Entity | None:
        """The people that a number counts: those of a slot "people…" beside it, else those the text is about."""
        named = next((slots[n] for n in sorted(slots) if n.startswith("people")), None)
        people = found.get(named[1]) if named is not None else None
        if isinstance(people, NameMatch):
            item = people.candidates[0].item
            return self.entities.nationals(item) if item.kind in ("country", "territory") else None
        return self.discourse.people(self.sentence.index)

    def _stance(self, span: Span, slots: Mapping[str, tuple[str, int, int]], places: list[int]) -> Stance:
        first = min((places[start] for _, start, _ in slots.values()), default=span.start)
        token = self.context.tree.covering(Span(first, first + 1))
        return self.context.stance(token) if token is not None else Stance()

    def _quantities(
        self, pattern: Pattern, slots: Mapping[str, tuple[str, int, int]], found: dict[int, Found]
    ) -> tuple[Quantity, ...]:
        if pattern.count is None or pattern.count not in slots:
            return ()
        value = found.get(slots[pattern.count][1])
        if not isinstance(value, Amount) or (value.unit is None and value.kind is AmountKind.MONEY):
            return ()
        sums = [value]
        if value.kind is AmountKind.MONEY:
            index = self.sentence.amounts.index(value)
            sums += [a for a in self.sentence.amounts if a.equivalent_of == index and a.unit not in (None, value.unit)]
        return tuple(a.quantity(pattern.unit if a.unit is None else None) for a in sums)

    @staticmethod
    def _when(pattern: Pattern, slots: Mapping[str, tuple[str, int, int]], found: dict[int, Found]) -> TimeSpan | None:
        if pattern.when is None or pattern.when not in slots:
            return None
        value = found.get(slots[pattern.when][1])
        return value.when if isinstance(value, TimeMention) else None
