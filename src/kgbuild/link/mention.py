"""The mention linker: from a mention and its sentence to an item, or to NIL."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kgbuild.gazetteer import Candidate, Gazetteer, Item
from kgbuild.gazetteer.context import Context
from kgbuild.gazetteer.items import PEOPLE_ROLES, PLACE_KINDS
from kgbuild.gazetteer.tables import Tables
from kgbuild.gazetteer.text import SCRIPT_RUN
from kgbuild.link.names import NameTable, Reading, fold
from kgbuild.link.rank import Scored, rank
from kgbuild.link.sentence import Sentence
from kgbuild.model import Span

THRESHOLD = 0.5
"""Scores below this are NIL."""

KEPT = 5
"""How many candidates are kept for review."""

_POSSESSIVES = ("'s", "’s", "s'", "s’")
_ONE_SLIP = 6
_TWO_SLIPS = 10
_SHORT_SLIP = 5
_BIG_ENOUGH_TO_MISSPELL = 300_000
_VERY_BIG = 1_000_000
_ORDINARY_PENALTY = 0.45
_ADDRESS = re.compile(r"(?:https?://)?(?:www\.)?((?:[\w-]+\.)+[a-z]{2,24})(?:[:/?#]\S*)?", re.IGNORECASE)
_CONTINUES_A_NAME = re.compile(r"\s+(?:is|was|has|had|will|would|can|could|may|might|and|or|in|\w+ed)\b|\W*$|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Decision:
    """What a mention was linked to: ``item`` is None for NIL.

    ``score`` is the best candidate's (0 where there is none), ``method`` how the name was matched, or why it is NIL
    (``no-name``, ``below-threshold``, ``person``, ``idiom``, ``dish``, ``language``, ``part-of-name``).
    ``candidates`` are those kept for review, the best first.
    """

    item: Item | None
    role: str | None
    score: float
    method: str
    candidates: tuple[Scored, ...] = ()


class MentionLinker:
    """Links mentions to the items of a world slice.

    Answers depend on the mention, its sentence and the data alone. Safe to share between threads.
    """

    def __init__(self, world: Gazetteer | None = None, tables: Tables | None = None) -> None:
        self._world = world or Gazetteer.load()
        self._tables = tables or Tables()
        self._names = NameTable(self._tables)
        self._context = Context(self._tables, self._world.readings)
        self._nothing = Sentence(self._world, "", None)
        self._alone: dict[str, Decision] = {}

    def link(self, mention: str, sentence: str = "", start: int | None = None) -> Decision:
        """The item that ``mention`` stands for in ``sentence``.

        ``start`` is the mention's offset in the sentence, in code points; its first occurrence where None or wrong.
        """
        mention = mention.strip()
        if mention[-2:] in _POSSESSIVES and not self._names.exact(mention):
            mention = mention[:-2] if mention[-1] == "s" else mention[:-1]
        if not mention:
            return Decision(None, None, 0.0, "no-name")
        if not sentence:
            known = self._alone.get(mention)
            if known is None:
                known = self._alone[mention] = self._decide(mention, self._nothing)
            return known
        return self._decide(mention, Sentence(self._world, sentence, _place(mention, sentence, start)))

    def link_names(self, mentions: Iterable[str]) -> list[Decision]:
        """Each mention linked without a sentence: the quick way for many.

        The first call, even with no mentions, makes an index of what all English names stand for.
        """
        known = self._english
        return [known.get(mention) or self.link(mention) for mention in mentions]

    @cached_property
    def _english(self) -> dict[str, Decision]:
        """What each English name stands for where no sentence is known, for looking it up as in a dictionary."""
        nothing = self._nothing
        return {name: self._decide(name, nothing) for name in self._names.english}

    def candidates(self, mention: str) -> tuple[Scored, ...]:
        """All items that a name may mean where nothing is known of its sentence, by falling score."""
        readings, method, slips = self._match(mention.strip(), self._nothing)
        return rank(readings, self._nothing, method, slips, self._usual_currencies)

    def _decide(self, mention: str, sentence: Sentence) -> Decision:
        readings, method, slips = self._match(mention, sentence)
        if not readings:
            return Decision(None, None, 0.0, "no-name")
        decision = self._judge(mention, sentence, readings, method, slips)
        if method == "exact" and decision.method == "below-threshold":
            # the thing meant may be written with other marks: "San José, California"
            wider = list(dict.fromkeys([*readings, *self._with_items(self._names.folded(mention))]))
            if len(wider) > len(readings):
                return self._judge(mention, sentence, wider, "folded", 0)
        return decision

    def _judge(
        self, mention: str, sentence: Sentence, readings: list[tuple[Item, Reading]], method: str, slips: int
    ) -> Decision:
        """The likeliest of the readings, where the sentence lets the mention be a name and it is likely enough."""
        scored = rank(readings, sentence, method, slips, self._usual_currencies)
        reason = self._veto(mention, sentence, scored)
        if reason is not None:
            return Decision(None, None, 0.0, reason)
        scored = tuple([self._discounted(mention, sentence, s, method) for s in scored[:KEPT]])
        best = scored[0]
        if best.score < THRESHOLD:
            return Decision(None, None, best.score, "below-threshold", scored)
        return Decision(best.item, best.role, best.score, method, scored)

    def _match(self, mention: str, sentence: Sentence) -> tuple[list[tuple[Item, Reading]], str, int]:
        """The readings of the first way of matching that gives any, the way, and how many letters are wrong."""
        exact = self._with_items(self._names.exact(mention))
        if exact:
            return exact, "exact", 0
        cyrillic = SCRIPT_RUN.search(mention) is not None
        ways: list[tuple[str, Callable[[str], Sequence[Reading]]]] = [("folded", self._names.folded)]
        address = _ADDRESS.fullmatch(mention)
        if address and address.group(1) != mention:
            ways.append(("folded", lambda _: self._names.exact(address.group(1).lower())))
        ways += (
            [("inflected", self._names.inflected), ("transliterated", self._names.transliterated)] if cyrillic else []
        )
        ways += [("organisation-words", self._names.organisation)] if " " in mention else []
        for method, look_up in ways:
            found = self._with_items(look_up(mention))
            if found:
                return found, method, 0
        return self._misspelt(mention, sentence)

    def _with_items(self, readings: Iterable[Reading]) -> list[tuple[Item, Reading]]:
        find = self._world.item
        return [(item, reading) for reading in readings if (item := find(reading.qid)) is not None]

    def _misspelt(self, mention: str, sentence: Sentence) -> tuple[list[tuple[Item, Reading]], str, int]:
        """Items whose well-known name the mention slips from by a letter or two.

        Only names that people know (states, large cities), or that the sentence speaks for, are worth a guess, and
        only where the mention is no word or person's name of its own.
        """
        key = fold(mention)
        somewhere = sentence.after_locative
        least = _SHORT_SLIP if somewhere else _ONE_SLIP
        edits = 0 if len(key) < least else 1 if len(key) < _TWO_SLIPS else 2
        if not edits or self._is_a_word_of_its_own(key, somewhere) or sentence.tells_of_fiction:
            return [], "misspelt", 0
        near = self._names.misspelt(mention, edits)
        for slips in range(1, edits + 1):
            found = self._with_items(reading for distance, reading in near if distance == slips)
            found = [(item, r) for item, r in found if self._may_be_misspelt(item, r, sentence)]
            if found:
                return found, "misspelt", slips
        return [], "misspelt", 0

    def _is_a_word_of_its_own(self, key: str, somewhere: bool) -> bool:
        """Whether it is a word, or the name of a person that does not stand where a place does ("in Isreal")."""
        names = () if somewhere else (self._tables.given_names, self._tables.surnames)
        return any(key in words for words in (self._tables.english_words, *names))

    @staticmethod
    def _may_be_misspelt(item: Item, reading: Reading, sentence: Sentence) -> bool:
        if item.kind in ("country", "territory"):
            return True
        if item.kind in ("city", "admin1", "historical_country", "region"):
            somewhere = sentence.after_locative or not sentence.text
            least = _BIG_ENOUGH_TO_MISSPELL if somewhere else _VERY_BIG
            return (item.population or 0) >= least or sentence.support(item) > 0
        return item.kind == "currency" and reading.role != "code" and sentence.support(item) > 0

    def _veto(self, mention: str, sentence: Sentence, scored: tuple[Scored, ...]) -> str | None:
        """Why the mention is no name of an item here, or None."""
        span, text = sentence.span, sentence.text
        if span is None:
            return None
        if sentence.around is not None and not all(c.item == scored[0].item for c in sentence.around.candidates):
            return "part-of-name"
        candidates = tuple(Candidate(s.item, s.role) for s in scored)
        if self._context.in_idiom(text, span):
            return "idiom"
        if self._context.in_person(text, span, mention, candidates):
            return "person"
        people = scored[0].role in PEOPLE_ROLES
        if not people and scored[0].item.kind in PLACE_KINDS and sentence.in_a_noble_title:
            return "person"
        if not people and scored[0].item.kind != "currency" and self._context.in_dish(text, span):
            return "dish"
        if people and self._context.is_language(text, span):
            return "language"
        return None

    def _discounted(self, mention: str, sentence: Sentence, scored: Scored, method: str) -> Scored:
        """Lower the score of a name in lower case or of a generic body for which nothing in the sentence speaks."""
        item = scored.item
        factor = 1.0
        if method == "folded":
            factor = self._sloppiness(mention, sentence, item)
        if item.kind == "government_body" and self._context.is_generic(mention) and not self._names_a_place(mention):
            factor = 1.0 if self._speaks_of_home(item, sentence) else 0.4
        if sentence.span is not None and self._opens_as_a_word(mention, sentence.span, sentence, item):
            factor = _ORDINARY_PENALTY
        if scored.role == "unit_name":
            if not mention.endswith("s") and sentence.support(item) <= 0:
                factor = _ORDINARY_PENALTY if mention in self._tables.ordinary_words else 1.0
            if self._is_another_countrys(mention, item, sentence):
                factor = _ORDINARY_PENALTY
        return scored if factor == 1.0 else Scored(item, scored.role, round(scored.score * factor, 3))

    def _sloppiness(self, mention: str, sentence: Sentence, item: Item) -> float:
        """How much less a name counts that is not written with the capital that English writes it with."""
        bare = mention.removeprefix("the ")
        if not bare[:1].islower() or not item.label[:1].isupper() or "." in mention:
            return 1.0
        if mention in self._tables.english_words:
            return _ORDINARY_PENALTY
        # the sentence may write no capitals at all
        return 0.9 if sentence.text.islower() or not sentence.text else _ORDINARY_PENALTY

    def _names_a_place(self, body: str) -> bool:
        """Whether a body's own name says of which place it is ("New South Wales Police Force")."""
        return any(c.item.kind in PLACE_KINDS for m in self._world.find(body) for c in m.candidates)

    def _opens_as_a_word(self, mention: str, span: Span, sentence: Sentence, item: Item) -> bool:
        """Whether a place's name is an ordinary word with which its sentence begins ("Mobile phones were taken")."""
        if item.kind not in ("city", "place", "admin1") or span.start:
            return False
        goes_on = _CONTINUES_A_NAME.match(sentence.text, span.end)
        ordinary = mention.lower() in self._tables.ordinary_words
        return ordinary and not goes_on and sentence.support(item) <= 0

    def _is_another_countrys(self, unit: str, currency: Item, sentence: Sentence) -> bool:
        """Whether the sentence names countries whose own money is called so, and none that uses ``currency``."""
        named = {c.item.country for m in sentence.names for c in m.candidates if c.item.country}
        if not named:
            return False
        code = currency.description.rpartition(" ")[2]
        users = set(self._money["currencies"].get(code, {}).get("countries", ()))
        return not named & users and bool(named & self._countries_by_unit.get(unit.lower(), set()))

    @cached_property
    def _countries_by_unit(self) -> dict[str, set[str]]:
        """The countries whose money is called by a noun ("rupees": India, Nepal, Sri Lanka …)."""
        found: dict[str, set[str]] = {}
        for currency in self._money["currencies"].values():
            for noun in currency.get("nouns", ()):
                for form in (noun, *self._money["plurals"].get(noun, [noun + "s"])):
                    found.setdefault(form, set()).update(currency.get("countries", ()))
        return found

    @cached_property
    def _money(self) -> dict[str, Any]:
        return dict(self._tables.yaml("currencies.yaml"))

    def _speaks_of_home(self, body: Item, sentence: Sentence) -> bool:
        """Whether the only country that the sentence names is the one whose body this is."""
        if not sentence.text:
            return False
        countries = {c.item.country for m in sentence.names for c in m.candidates[:1] if c.item.country}
        return countries == {self._home(body)}

    def _home(self, body: Item) -> str | None:
        """The country that a public body's own label and description name."""
        named = (c.item.country for m in self._world.find(f"{body.label}. {body.description}") for c in m.candidates)
        return next((code for code in named if code), None)

    @cached_property
    def _usual_currencies(self) -> frozenset[str]:
        return frozenset(self._tables.yaml("context.yaml")["usual_currencies"])


def _place(mention: str, sentence: str, start: int | None) -> Span | None:
    """Where the mention stands in its sentence."""
    if start is None or sentence[start : start + len(mention)] != mention:
        found = re.search(rf"(?<!\w){re.escape(mention)}(?!\w)", sentence)
        start = found.start() if found else sentence.find(mention)
    return Span(start, start + len(mention)) if start >= 0 else None
