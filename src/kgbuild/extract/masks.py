"""Masks: what the parser gets to see in place of words that it would misread."""

from __future__ import annotations

import re

from kgbuild.extract.annotate import Sentence
from kgbuild.extract.grammar.amounts import Amount, AmountKind
from kgbuild.extract.parse import Mask, Unit
from kgbuild.gazetteer import NameMatch
from kgbuild.model import Bound, Span

_AGE_NOUN = re.compile(
    r"\s*(?:(?:from|who|whom|whose|was|is|has|of|in|and|called|named|with|said|told|had|by|for|to|at|on|after|as|since"
    r"|into|while|when|went|died|joined|signed|fought|served|got|received)\b|[,.;:)]|$)"
)
_RECRUITS = re.compile(
    r"\b(?:pay|pays|paid|offer|offers|offered|promis(?:e|es|ed)|giv(?:e|es)|gave|paying|offering|promising|giving"
    r"|of|to|for|from|with|by|the|new|its|their|foreign|other|many|most|some|these|those|such|young|fresh)"
    r" (recruits)\b",
    re.IGNORECASE,
)
# A source that ends its sentence: "…, a leaked register shows." Of these verbs the parser takes many for nouns.
_FINAL_SOURCE = re.compile(
    r",[”\"’']?\s+(?:(?:the|a|an|one|its|their|his|her)\s+[^,;:.“”\"]{2,70}?|[A-Z][^,;:.“”\"]{1,70}?)\s(\w{2,}s)[.”\"’']*$"
)
_OPENING = re.compile(r"(?:Citing|Quoting|Referring|Relying|Facing)\b")
"""What opens a sentence in a capital letter, and is taken for a name."""
_FACE = re.compile(r"\b(faces?|risks?)\s$")
_NON = re.compile(r"\b[Nn]on-[a-z]{4,}\b")
"""A compound that the parser would take apart: ``non-alignment``."""
# "SEOUL, Nov 28 (Agency) - About 2,000 men …": where and when a report was written is no part of its first sentence.
_DATELINE = re.compile(
    r"^[A-Z][A-Z'’.-]{1,20}(?:[ /][A-Z][A-Z'’.-]{1,20}){0,3}(?:, [A-Z][\w. ]{2,25}?)??"
    r"(?:, (?:[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2} [A-Z][a-z]{2,8}\.?)(?:,? \d{4})?)?"
    r"(?: \([^()]{2,40}\))? [-–—]{1,2} "
)
# A demonym before one of these is a noun ("900 Kyrgyz fight"), before any other word an adjective.
_AFTER_NOUN = frozenset(
    {"and", "are", "as", "at", "be", "been", "by", "captured", "could", "die", "died", "fight"}
    | {"for", "fought", "from", "had", "has", "have", "in", "into", "is", "join", "joined", "killed"}
    | {"may", "might", "missing", "of", "on", "or", "recruited", "return", "returned", "serve", "served", "sign"}
    | {"signed", "since", "than", "to", "was", "were", "who", "will", "with", "would", "wounded"}
)


def unit(sentence: Sentence, ordinary: frozenset[str] = frozenset(), reporting: frozenset[str] = frozenset()) -> Unit:
    """What the parser gets to see of a sentence: amounts and quoted names as one word, brackets not at all.

    ``ordinary`` are words that a headline capitalises although they name nothing; ``reporting`` are verbs of saying,
    all of which it sees as *says* where they end a sentence.
    """
    masks = [Mask(p, "") for p in sentence.parentheses]
    dateline = _DATELINE.match(sentence.text)
    if dateline is not None:
        masks.append(Mask(Span(sentence.span.start, sentence.span.start + dateline.end()), ""))
    masks += [Mask(q, "Horizon") for q in sentence.quoted_names if sentence.text.strip() != sentence.slice(q)]
    masks += [Mask(f.span, "Meridian") for f in sentence.fixed]
    for amount in sentence.amounts:
        word = _amount_word(sentence, amount)
        if word:
            masks.append(Mask(amount.span, word))
        masks += _faced(sentence, amount)
    if opening := _OPENING.match(sentence.text):
        masks.append(
            Mask(Span(sentence.span.start, sentence.span.start + opening.end()), opening.group().lower(), True)
        )
    masks += [Mask(p, "Americans", True) for p in sentence.peoples]
    masks += [m for n in sentence.names if (m := _people_mask(sentence, n)) is not None]
    masks += [
        Mask(Span(sentence.span.start + m.start(), sentence.span.start + m.end()), m.group().replace("-", ""), True)
        for m in _NON.finditer(sentence.text)
    ]
    masks += [
        Mask(Span(sentence.span.start + m.start(1), sentence.span.start + m.end(1)), "soldiers", True)
        for m in _RECRUITS.finditer(sentence.text)
    ]
    final = _FINAL_SOURCE.search(sentence.text)
    if final is not None and _base(final.group(1)) in reporting:
        masks.append(Mask(Span(sentence.span.start + final.start(1), sentence.span.start + final.end(1)), "says", True))
    if (sentence.is_heading and sentence.text.istitle()) or _is_title_case(sentence):
        masks += _lowered(sentence, ordinary)
    kept: list[Mask] = []
    for mask in sorted(masks, key=lambda m: (m.span.start, m.plain, -m.span.end)):
        if not kept or mask.span.start >= kept[-1].span.end:
            kept.append(mask)
    known = [n.span for n in sentence.names] + [f.span for f in sentence.fixed]
    known += [t.span for t in sentence.times] + [p.span for p in sentence.provisions]
    return Unit(sentence.span, tuple(kept), tuple(known))


def _base(verb: str) -> str:
    """A verb in the third person without its ending: ``establishes``, ``shows``, ``testifies``."""
    if verb.endswith("ies"):
        return f"{verb[:-3]}y"
    return verb.removesuffix("es") if verb.endswith(("shes", "ches", "sses")) else verb.removesuffix("s")


def _faced(sentence: Sentence, amount: Amount) -> list[Mask]:
    """``those convicted face up to ten years``: before a length of time "face" is a verb."""
    ahead = sentence.text[: amount.span.start - sentence.span.start]
    found = _FACE.search(ahead) if amount.kind is AmountKind.DURATION else None
    if found is None:
        return []
    span = Span(sentence.span.start + found.start(1), sentence.span.start + found.end(1))
    return [Mask(span, "suffers" if found.group(1).endswith("s") else "suffer", True)]


def _people_mask(sentence: Sentence, name: NameMatch) -> Mask | None:
    """A demonym as one that the parser knows well: ``900 Kyrgyz fight`` is read like ``900 Americans fight``."""
    people = name.as_role("demonym_noun", "demonym_adj", "ethnonym")
    if people is None or any(not c.names_people for c in name.candidates):
        return None
    after = sentence.text[name.span.end - sentence.span.start :]
    follower = re.match(r"\s+([A-Za-z]+)", after)
    if name.text.endswith("s") and name.as_role("demonym_adj") is None:
        return Mask(name.span, "Americans", True)
    if follower is None or follower.group(1).lower() in _AFTER_NOUN:
        return Mask(name.span, "Americans", True)
    return Mask(name.span, "American", True)


def _is_title_case(sentence: Sentence) -> bool:
    words = [w for w in re.findall(r"[^\W\d_][\w’'-]*", sentence.text) if len(w) > 3]
    return sentence.is_heading and len(words) > 2 and sum(w[0].isupper() for w in words) >= 0.8 * len(words)


def _lowered(sentence: Sentence, ordinary: frozenset[str]) -> list[Mask]:
    """The ordinary words of a headline in lower case, the first one too where it is no name."""
    named = [n.span for n in sentence.names] + list(sentence.quoted_names) + [f.span for f in sentence.fixed]
    found = []
    for match in re.finditer(r"[A-Z][a-z]+|[A-Z]{2,}", sentence.text):
        span = Span(sentence.span.start + match.start(), sentence.span.start + match.end())
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
