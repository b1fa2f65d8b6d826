"""The lexical layer: what stands in a sentence before anything is parsed.

Names, amounts, times and provisions are found in the sentence's own words, with offsets in the document. The same
layer decides which sentences are worth parsing and what the parser gets to see (masks).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from kgbuild.extract.grammar.amounts import Amount, AmountKind, find_amounts
from kgbuild.extract.grammar.law import ProvisionMention, find_provisions
from kgbuild.extract.grammar.money import Currencies
from kgbuild.extract.grammar.times import TimeMention, find_times
from kgbuild.extract.lexicon import FixedName, Lexicon
from kgbuild.extract.parse import Mask, Unit
from kgbuild.extract.sentences import split
from kgbuild.extract.tree import Token, Tree
from kgbuild.gazetteer import Gazetteer, NameMatch
from kgbuild.model import Block, BlockRole, Bound, Document, Span

_PARENTHESIS = re.compile(r"\(([^()]{1,300})\)|\[([^\[\]]{1,300})\]")
_QUOTED = re.compile(r"[“\"«„]([^“”\"«»„]{1,300})[”\"»]")
_QUOTED_NAME = re.compile(
    r"^(?:[A-ZÀ-ÖØ-ÞЀ-Я][\w’'-]*|[Tt]o|[Tt]he|[Oo]f|[Ff]or|[Aa]nd|[Ii]n|[Ww]ant|жить|I)(?: [\w’'-]+){0,5}$"
)
_AGE_NOUN = re.compile(r"\s*(?:from|who|was|is|has|of|in|and|,|\.|$|called|named|with|said|told|had)")
_CONTENT_ROLES = frozenset(
    {
        BlockRole.TITLE,
        BlockRole.LEAD,
        BlockRole.PARAGRAPH,
        BlockRole.ANSWER,
        BlockRole.QUESTION,
        BlockRole.ASSESSMENT,
        BlockRole.LIST_ITEM,
    }
)


@dataclass(frozen=True, slots=True)
class FixedMatch:
    """A fixed name of the lexicon where it stands."""

    span: Span
    name: FixedName


@dataclass(frozen=True)
class Sentence:
    """One sentence with what its words alone give. All spans are the document's.

    ``paragraph`` numbers the block. ``quoted_names`` are short capitalised quotations that name something;
    ``quotations`` are all stretches between quotation marks; ``parentheses`` those in brackets. ``tree`` is None
    where the sentence was not worth parsing.
    """

    index: int
    paragraph: int
    role: BlockRole
    section: str
    span: Span
    text: str
    amounts: tuple[Amount, ...] = ()
    times: tuple[TimeMention, ...] = ()
    provisions: tuple[ProvisionMention, ...] = ()
    names: tuple[NameMatch, ...] = ()
    fixed: tuple[FixedMatch, ...] = ()
    peoples: tuple[Span, ...] = ()
    quoted_names: tuple[Span, ...] = ()
    quotations: tuple[Span, ...] = ()
    parentheses: tuple[Span, ...] = ()
    tree: Tree | None = None

    @property
    def is_question(self) -> bool:
        return self.role is BlockRole.QUESTION or self.text.rstrip(" \"”'»)").endswith("?")

    @property
    def is_heading(self) -> bool:
        return self.role is BlockRole.TITLE

    @cached_property
    def words(self) -> frozenset[str]:
        """The sentence's words in lower case."""
        return frozenset(w.lower() for w in re.findall(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*", self.text))

    def slice(self, span: Span) -> str:
        return self.text[span.start - self.span.start : span.end - self.span.start]

    def amount_at(self, token: Token) -> Amount | None:
        """The amount that a token stands for or lies in."""
        return next((a for a in self.amounts if a.span.overlaps(token.span)), None)

    def name_at(self, token: Token) -> NameMatch | None:
        return next((n for n in self.names if n.span.overlaps(token.span)), None)

    def fixed_at(self, token: Token) -> FixedMatch | None:
        return next((f for f in self.fixed if f.span.overlaps(token.span)), None)

    def parenthesis_after(self, offset: int) -> Span | None:
        """The bracketed stretch that follows right behind ``offset``, brackets included."""
        for span in self.parentheses:
            if 0 <= span.start - offset <= 1:
                return span
        return None

    def quoted(self, span: Span) -> Span | None:
        """The quotation that ``span`` lies in."""
        return next((q for q in self.quotations if q.contains(span)), None)


def annotate(
    document: Document, gazetteer: Gazetteer, lexicon: Lexicon, currencies: Currencies
) -> tuple[Sentence, ...]:
    """The document's sentences in order, each with its lexical annotations, none parsed."""
    sentences: list[Sentence] = []
    for paragraph, block in enumerate(document.blocks):
        if block.role in _CONTENT_ROLES:
            for span in split(document.text, block.span):
                sentence = _sentence(document, block, paragraph, len(sentences), span)
                sentences.append(_enrich(sentence, gazetteer, lexicon, currencies, document.date_published))
    return tuple(sentences)


def texts(document: Document) -> Iterator[str]:
    """The words of the sentences that :func:`annotate` would yield, one by one."""
    for block in document.blocks:
        if block.role in _CONTENT_ROLES:
            for span in split(document.text, block.span):
                yield document.slice(span)


def _sentence(document: Document, block: Block, paragraph: int, index: int, span: Span) -> Sentence:
    return Sentence(index, paragraph, block.role, block.section, span, document.slice(span))


def _enrich(
    s: Sentence, gazetteer: Gazetteer, lexicon: Lexicon, currencies: Currencies, anchor: date | None
) -> Sentence:
    at = s.span.start
    pattern = lexicon.name_pattern
    fixed = tuple(
        FixedMatch(_shift(Span(*m.span()), at), lexicon.by_name[m.group()])
        for m in (pattern.finditer(s.text) if pattern else ())
    )
    names = tuple(replace(n, span=_shift(n.span, at)) for n in gazetteer.find(s.text))
    quotations = tuple(_shift(Span(*m.span()), at) for m in _QUOTED.finditer(s.text))
    quoted_names = tuple(_shift(Span(*m.span()), at) for m in _QUOTED.finditer(s.text) if _names_something(m.group(1)))
    return replace(
        s,
        amounts=tuple(
            replace(a, span=_shift(a.span, at), number_span=_shift(a.number_span, at))
            for a in find_amounts(s.text, currencies)
        ),
        times=tuple(replace(t, span=_shift(t.span, at)) for t in find_times(s.text, anchor)),
        provisions=tuple(replace(p, span=_shift(p.span, at)) for p in find_provisions(s.text)),
        names=tuple(n for n in names if not any(f.span.overlaps(n.span) for f in fixed)),
        fixed=fixed,
        peoples=tuple(_shift(Span(*m.span()), at) for m in lexicon.peoples_pattern.finditer(s.text))
        if lexicon.peoples_pattern
        else (),
        quotations=quotations,
        quoted_names=quoted_names,
        parentheses=tuple(_shift(Span(*m.span()), at) for m in _PARENTHESIS.finditer(s.text)),
    )


def _names_something(quoted: str) -> bool:
    """Whether a quotation is a name: short, capitalised, no clause with an end of its own."""
    words = quoted.split()
    if not 1 <= len(words) <= 6 or quoted[-1] in ".,!?…;:" or not quoted[0].isupper():
        return False
    return len(words) == 1 or sum(w[0].isupper() for w in words) * 2 >= len(words) or not quoted.isascii()


def _shift(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def unit(sentence: Sentence, ordinary: frozenset[str] = frozenset()) -> Unit:
    """What the parser gets to see of a sentence: amounts and quoted names as one word, brackets not at all.

    ``ordinary`` are words that a headline capitalises although they name nothing.
    """
    masks = [Mask(p, "") for p in sentence.parentheses]
    masks += [Mask(q, "Horizon") for q in sentence.quoted_names if sentence.text.strip() != sentence.slice(q)]
    masks += [Mask(f.span, "Meridian") for f in sentence.fixed]
    for amount in sentence.amounts:
        word = _amount_word(sentence, amount)
        if word:
            masks.append(Mask(amount.span, word))
    masks += [Mask(p, "Americans", True) for p in sentence.peoples]
    masks += [m for n in sentence.names if (m := _people_mask(sentence, n)) is not None]
    masks += [
        Mask(Span(sentence.span.start + m.start(1), sentence.span.start + m.end(1)), "soldiers", True)
        for m in _RECRUITS.finditer(sentence.text)
    ]
    if (sentence.is_heading and sentence.text.istitle()) or _is_title_case(sentence):
        masks += _lowered(sentence, ordinary)
    kept: list[Mask] = []
    for mask in sorted(masks, key=lambda m: (m.span.start, m.plain, -m.span.end)):
        if not kept or mask.span.start >= kept[-1].span.end:
            kept.append(mask)
    return Unit(sentence.span, tuple(kept))


_RECRUITS = re.compile(
    r"\b(?:pay|pays|paid|offer|offers|offered|promis(?:e|es|ed)|giv(?:e|es)|gave|paying|offering|promising|giving|of|to|for|from|with|by"
    r"|the|new|its|their|foreign|other|many|most|some|these|those|such|young|fresh) (recruits)\b",
    re.IGNORECASE,
)


def _people_mask(sentence: Sentence, name: NameMatch) -> Mask | None:
    """A demonym as one that the parser knows well: ``900 Kyrgyz fight`` is read like ``900 Americans fight``."""
    people = name.as_role("demonym_noun", "demonym_adj", "ethnonym")
    if people is None or any(not c.names_people for c in name.candidates):
        return None
    after = sentence.text[name.span.end - sentence.span.start :]
    follower = re.match(r"\s+([A-Za-z]+)", after)
    if name.text.endswith("s") and name.as_role("demonym_adj") is None:
        return Mask(name.span, "Americans", True)
    if follower is None or follower.group(1).lower() in _VERBS_AFTER:
        return Mask(name.span, "Americans", True)
    return Mask(name.span, "American", True)


_VERBS_AFTER = frozenset(
    {
        "have",
        "has",
        "had",
        "are",
        "were",
        "who",
        "fight",
        "fought",
        "serve",
        "served",
        "sign",
        "signed",
        "join",
        "joined",
        "and",
        "or",
        "in",
    }
    | {
        "to",
        "from",
        "for",
        "since",
        "have",
        "died",
        "die",
        "killed",
        "wounded",
        "missing",
        "as",
        "on",
        "at",
        "with",
        "into",
        "by",
        "of",
    }
    | {
        "was",
        "is",
        "be",
        "been",
        "captured",
        "recruited",
        "returned",
        "return",
        "may",
        "might",
        "could",
        "will",
        "would",
        "than",
    }
)


def _is_title_case(sentence: Sentence) -> bool:
    words = [w for w in re.findall(r"[^\W\d_][\w’'-]*", sentence.text) if len(w) > 3]
    return sentence.is_heading and len(words) > 2 and sum(w[0].isupper() for w in words) >= 0.8 * len(words)


def _lowered(sentence: Sentence, ordinary: frozenset[str]) -> list[Mask]:
    """The ordinary words of a headline in lower case, the first one too where it is no name."""
    named = [n.span for n in sentence.names] + list(sentence.quoted_names) + [f.span for f in sentence.fixed]
    found = []
    for match in re.finditer(r"[A-Z][a-z]+|[A-Z]{2,}", sentence.text):
        span = _shift(Span(*match.span()), sentence.span.start)
        word = match.group().lower()
        if word in ordinary and not any(n.overlaps(span) for n in named):
            found.append(Mask(span, word, True))
    return found


def _amount_word(sentence: Sentence, amount: Amount) -> str:
    """The word that stands for an amount in the parse, ``""`` where its own words serve as well."""
    words = sentence.slice(amount.span)
    if amount.kind is AmountKind.MONEY:
        return "dollars"
    if amount.kind is AmountKind.DURATION:
        return "annual" if re.search(r"\w-(?:year|month|week|day)", words) else "years"
    if amount.kind is AmountKind.AGE:
        after = sentence.text[amount.span.end - sentence.span.start :]
        return ("youth" if _AGE_NOUN.match(after) else "young") if "-" in words else ""
    if amount.kind is AmountKind.PERCENT:
        return "half"
    if amount.kind is AmountKind.NUMBER and not amount.zero_word:
        if amount.bound is Bound.VAGUE:
            return "many" if " " in words else ""
        return "600" if amount.value is None or amount.value != 1 else "one"
    return ""
