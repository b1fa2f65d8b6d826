"""The packs' words: which nouns name which kind of thing, and which expressions mean the same.

Read from ``lexicon.yaml`` of every pack that has one; all comparing is on lower-case lemmas.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kgbuild.pack import Packs, laid_out

READERS = frozenset({"payment", "channel", "offence", "penalty", "people", "kind", "concept"})
"""The readers of phrases that a class may use (:mod:`kgbuild.extract.reading`)."""

SECTIONS = frozenset(
    {"heads", "expressions", "nouns", "readers", "lists", "payments", "platforms", "names", "parties", "peoples"}
    | {"sums", "pairs", "seats"}
)
"""The sections of a lexicon."""

LISTS = frozenset(
    {
        "people",
        "bystanders",
        "missions",
        "women",
        "men",
        "defended",
        "rings",
        "bodies",
        "acting_for",
        "heading",
        "messages",
        "wages",
        "by_country",
        "crimes",
        "vague_offences",
        "depriving",
        "attitudes",
        "empty_kinds",
        "serving",
        "joining",
        "of_a_state",
        "offenders",
        "deeds",
        "doers",
        "stopovers",
        "gatherings",
    }
)
"""The lists that a lexicon may have; what each is for, the shipped ``lexicon.yaml`` says beside it."""


@dataclass(frozen=True, slots=True)
class Expression:
    """Words that mean one thing of a class: ``label`` is its name, ``words`` the lemmas, the head last."""

    label: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FixedName:
    """A name with one identity in a topic, such as ``Wagner Group``; ``names`` are all its forms, longest first."""

    cls: str
    label: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaymentLabels:
    """What a sum without a noun of its own is called: by the period it is paid for, or by the words around it."""

    by_period: Mapping[str, str]
    by_words: tuple[tuple[str, re.Pattern[str] | None, re.Pattern[str] | None], ...]
    otherwise: str

    def label(self, per: str | None, before: str, after: str) -> str:
        """The label of a sum paid per unit ``per`` (None: once), with the words before and after it."""
        if per is not None:
            return self.by_period.get(per, self.by_period.get("any", self.otherwise))
        for label, ahead, behind in self.by_words:
            if (behind is not None and behind.search(after)) or (ahead is not None and ahead.search(before)):
                return label
        return self.otherwise


@dataclass(frozen=True)
class Lexicon:
    """The merged words of several packs.

    ``heads`` maps a noun's lemma to its kinds (``person``, ``force``, …); ``plain`` are person nouns that add
    nothing to a nationality; ``expressions`` and ``nouns`` are by class (CURIE), ``readers`` says which reader of
    phrases a class uses, ``lists`` are words by what they do (:data:`LISTS`).
    """

    heads: Mapping[str, frozenset[str]]
    plain: frozenset[str]
    expressions: Mapping[str, tuple[Expression, ...]]
    nouns: Mapping[str, frozenset[str]]
    readers: Mapping[str, str]
    lists: Mapping[str, frozenset[str]]
    payments: PaymentLabels
    platforms: frozenset[str]
    names: tuple[FixedName, ...]
    parties: frozenset[str]
    seats: Mapping[str, str]
    pairs: frozenset[tuple[str, str]]
    sums: frozenset[str]
    peoples: tuple[str, ...]

    @classmethod
    def load(cls, packs: Packs) -> Lexicon:
        """The words of ``packs``. Raises :class:`PackError` where a lexicon is not laid out as one."""
        found = _Words()
        for pack, content in packs.yaml("lexicon.yaml"):
            with laid_out(str(pack.folder / "lexicon.yaml"), "bad-lexicon", "a lexicon"):
                found.add(content)
        return cls(
            heads={w: frozenset(k) for w, k in found.heads.items()},
            plain=frozenset(found.plain),
            expressions={c: tuple(sorted(e, key=_longest_first)) for c, e in found.expressions.items()},
            nouns={c: frozenset(w) for c, w in found.nouns.items()},
            readers=found.readers,
            lists={n: frozenset(w) for n, w in found.lists.items()},
            payments=PaymentLabels(found.by_period, tuple(found.by_words), found.payment),
            platforms=frozenset(found.platforms),
            names=tuple(found.names),
            parties=frozenset(found.parties),
            seats=found.seats,
            pairs=frozenset(found.pairs),
            sums=frozenset(found.sums),
            peoples=tuple(sorted(found.peoples, key=lambda n: (-len(n), n))),
        )

    def is_in(self, lemma: str, name: str) -> bool:
        """Whether a lemma is in one of the lists (:data:`LISTS`)."""
        return lemma.lower() in self.lists.get(name, ())

    def is_kind(self, lemma: str, kind: str) -> bool:
        """Whether a noun names things of ``kind``."""
        return kind in self.heads.get(lemma.lower(), ())

    def expression(self, curie: str, words: Iterable[str], head: str) -> str | None:
        """The label of the expression of a class with the head ``head`` and all other words among ``words``."""
        have = {w.lower() for w in words} | {head.lower()}
        for expression in self.expressions.get(curie, ()):
            if expression.words[-1] == head.lower() and have.issuperset(expression.words):
                return expression.label
        return None

    @cached_property
    def organization_words(self) -> frozenset[str]:
        """The nouns that make a name with one of them an organisation's: ``Brotherhood Foundation``."""
        return frozenset(w for w, kinds in self.heads.items() if kinds & {"organization", "project", "force"})

    @cached_property
    def name_pattern(self) -> re.Pattern[str] | None:
        """Finds every form of every fixed name at word boundaries, the longest first."""
        forms = sorted({n for fixed in self.names for n in fixed.names}, key=lambda n: (-len(n), n))
        return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, forms)) + r")(?!\w)") if forms else None

    @cached_property
    def peoples_pattern(self) -> re.Pattern[str] | None:
        """Finds peoples that are those of no one country: ``Central Asians``."""
        return re.compile(r"\b(?:" + "|".join(map(re.escape, self.peoples)) + r")\b") if self.peoples else None

    @cached_property
    def by_name(self) -> dict[str, FixedName]:
        """Each form of a fixed name, and whose it is."""
        return {n: fixed for fixed in self.names for n in fixed.names}


class _Words:
    """The words of the packs that were read so far."""

    def __init__(self) -> None:
        self.heads: dict[str, set[str]] = {}
        self.plain: set[str] = set()
        self.expressions: dict[str, list[Expression]] = {}
        self.nouns: dict[str, set[str]] = {}
        self.readers: dict[str, str] = {}
        self.lists: dict[str, set[str]] = {}
        self.by_period: dict[str, str] = {}
        self.by_words: list[tuple[str, re.Pattern[str] | None, re.Pattern[str] | None]] = []
        self.payment = "payment"
        self.platforms: set[str] = set()
        self.names: list[FixedName] = []
        self.parties: set[str] = set()
        self.seats: dict[str, str] = {}
        self.pairs: set[tuple[str, str]] = set()
        self.sums: set[str] = set()
        self.peoples: set[str] = set()

    def add(self, content: Mapping[str, Any]) -> None:
        """Take in one pack's lexicon. Raises ``ValueError`` for a name not known, else what a wrong layout raises."""
        for section in content:
            _known(section, SECTIONS)
        for kind, words in (content.get("heads") or {}).items():
            for word in _flat(words):
                self.heads.setdefault(word.lower(), set()).add(kind)
            if isinstance(words, Mapping):
                self.plain.update(w.lower() for w in _flat(words.get("plain", ())))
        self._add_classes(content)
        for name, words in (content.get("lists") or {}).items():
            self.lists.setdefault(_known(name, LISTS), set()).update(w.lower() for w in words)
        self._add_payments(content.get("payments") or {})
        self.platforms.update(content.get("platforms") or ())
        self.names.extend(_fixed_name(entry) for entry in content.get("names") or ())
        self.parties.update(content.get("parties") or ())
        self.peoples.update(content.get("peoples") or ())
        self.sums.update(content.get("sums") or ())
        self.pairs.update((a, b) for a, b in content.get("pairs") or ())
        self.seats.update({n: iso for iso, many in (content.get("seats") or {}).items() for n in many})

    def _add_classes(self, content: Mapping[str, Any]) -> None:
        for curie, entries in (content.get("expressions") or {}).items():
            self.expressions.setdefault(curie, []).extend(_expressions(entries))
        for curie, words in (content.get("nouns") or {}).items():
            self.nouns.setdefault(curie, set()).update(w.lower() for w in words)
        for curie, reader in (content.get("readers") or {}).items():
            self.readers[curie] = _known(reader, READERS)

    def _add_payments(self, content: Mapping[str, Any]) -> None:
        self.by_period.update(content.get("per") or {})
        self.by_words.extend(
            (entry["label"], _pattern(entry.get("before")), _pattern(entry.get("after")))
            for entry in content.get("words") or ()
        )
        self.payment = content.get("otherwise", self.payment)


def _known(name: str, names: frozenset[str]) -> str:
    if name not in names:
        raise ValueError(f"{name!r} is none of {', '.join(sorted(names))}")
    return name


def _pattern(words: str | None) -> re.Pattern[str] | None:
    return re.compile(words, re.IGNORECASE) if words is not None else None


def _longest_first(expression: Expression) -> tuple[int, tuple[str, ...]]:
    return -len(expression.words), expression.words


def _flat(words: Any) -> Iterable[str]:
    if isinstance(words, str):
        yield words
    elif isinstance(words, Mapping):
        for part in words.values():
            yield from _flat(part)
    else:
        for part in words or ():
            yield from _flat(part)


def _expressions(entries: Iterable[Mapping[str, Any]]) -> Iterable[Expression]:
    for entry in entries:
        for form in (entry["label"], *entry.get("also", ())):
            words = tuple(
                w for w in re.split(r"[\s-]+", form.lower()) if w not in ("a", "an", "the", "of", "in", "for")
            )
            yield Expression(entry["label"], _lemmas(words))


def _lemmas(words: tuple[str, ...]) -> tuple[str, ...]:
    """A label stands in the plural now and then; its last word is compared as a lemma."""
    last = words[-1]
    plural = last.endswith("s") and not last.endswith(("ss", "us", "is")) and len(last) > 3
    return (*words[:-1], last[:-1]) if plural else words


def _fixed_name(entry: Mapping[str, Any]) -> FixedName:
    forms = {entry["label"], *entry.get("also", ())}
    return FixedName(entry["class"], entry["label"], tuple(sorted(forms, key=lambda n: (-len(n), n))))
