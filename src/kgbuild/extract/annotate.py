"""The lexical layer: what stands in a sentence before anything is parsed.

Names, amounts, times and provisions are found in the sentence's own words, with offsets in the document. The same
words decide what the parser gets to see (:mod:`kgbuild.extract.masks`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from kgbuild.extract.grammar.amounts import Amount, find_amounts
from kgbuild.extract.grammar.ellipsis import with_units
from kgbuild.extract.grammar.law import ProvisionMention, find_provisions
from kgbuild.extract.grammar.money import Currencies
from kgbuild.extract.grammar.times import TimeMention, find_times
from kgbuild.extract.lexicon import FixedName, Lexicon
from kgbuild.extract.sentences import split
from kgbuild.extract.tree import Token, Tree
from kgbuild.gazetteer import Gazetteer, NameMatch
from kgbuild.model import Block, BlockRole, Document, Span

_PARENTHESIS = re.compile(r"\(([^()]{1,300})\)|\[([^\[\]]{1,300})\]")
_QUOTED = re.compile(r"[“\"«„]([^“”\"«»„]{1,300})[”\"»]")
_QUOTED_NAME = re.compile(
    r"^(?:[A-ZÀ-ÖØ-ÞЀ-Я][\w’'-]*|[Tt]o|[Tt]he|[Oo]f|[Ff]or|[Aa]nd|[Ii]n|[Ww]ant|жить|I)(?: [\w’'-]+){0,5}$"
)
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
    needed: bool = False
    tree: Tree | None = None

    @property
    def is_question(self) -> bool:
        """Whether it asks: such a sentence claims nothing."""
        return self.role is BlockRole.QUESTION or self.text.rstrip(" \"”'»)").endswith("?")

    @property
    def is_heading(self) -> bool:
        """Whether it is a headline, in which capital letters tell little."""
        return self.role is BlockRole.TITLE

    @cached_property
    def words(self) -> frozenset[str]:
        """The sentence's words in lower case."""
        return frozenset(w.lower() for w in re.findall(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*", self.text))

    def slice(self, span: Span) -> str:
        """The words of a stretch of the document that lies in the sentence."""
        return self.text[span.start - self.span.start : span.end - self.span.start]

    def amount_at(self, token: Token) -> Amount | None:
        """The amount that a token stands for or lies in."""
        for amount in self.amounts:  # asked too often for a generator, as is name_at
            if amount.span.overlaps(token.span):
                return amount
        return None

    def name_at(self, token: Token) -> NameMatch | None:
        """The name of the gazetteer that a token lies in."""
        for name in self.names:
            if name.span.overlaps(token.span):
                return name
        return None

    def fixed_at(self, token: Token) -> FixedMatch | None:
        """The fixed name of the topic that a token lies in."""
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
    provisions = tuple(replace(p, span=_shift(p.span, at)) for p in find_provisions(s.text))
    times = (replace(t, span=_shift(t.span, at)) for t in find_times(s.text, anchor))
    return replace(
        s,
        amounts=tuple(
            replace(a, span=_shift(a.span, at), number_span=_shift(a.number_span, at))
            for a in with_units(s.text, find_amounts(s.text, currencies))
        ),
        times=tuple(t for t in times if not any(p.span.contains(t.span) for p in provisions)),
        provisions=provisions,
        names=tuple(n for n in names if not any(f.span.overlaps(n.span) for f in fixed)),
        fixed=fixed,
        peoples=_peoples(s, lexicon, names),
        quotations=quotations,
        quoted_names=quoted_names,
        parentheses=tuple(_shift(Span(*m.span()), at) for m in _PARENTHESIS.finditer(s.text)),
    )


def _peoples(s: Sentence, lexicon: Lexicon, names: Sequence[NameMatch]) -> tuple[Span, ...]:
    """The peoples of no one country; "Africans" in "South Africans" is none of them."""
    pattern = lexicon.peoples_pattern
    found = (_shift(Span(*m.span()), s.span.start) for m in (pattern.finditer(s.text) if pattern else ()))
    return tuple(p for p in found if not any(n.span.contains(p) and n.span != p for n in names))


def _names_something(quoted: str) -> bool:
    """Whether a quotation is a name: short, capitalised, no clause with an end of its own."""
    words = quoted.split()
    if not 1 <= len(words) <= 6 or quoted[-1] in ".,!?…;:" or not quoted[0].isupper():
        return False
    return len(words) == 1 or sum(w[0].isupper() for w in words) * 2 >= len(words) or not quoted.isascii()


def _shift(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)
