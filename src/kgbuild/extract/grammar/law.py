"""References to the law: ``Article 172``, ``Art. 154(1)``, ``Articles 170 and 172 of the Criminal Code of X``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kgbuild.extract.grammar.tokens import words
from kgbuild.model import Span


@dataclass(frozen=True, slots=True)
class ProvisionMention:
    """One provision in a text.

    ``span`` covers its head and number, its part where one is named, and its code; of several that share a
    head ("Articles 170 and 172"), all but the first cover their number alone. ``number`` is normalised
    ("Article 154(1)"), ``code`` too ("Criminal Code"); None where the text names none. ``jurisdiction_text``
    is the country or its adjective as printed beside the code ("Kyrgyzstan", "Kazakh").
    """

    span: Span
    number: str
    code: str | None
    jurisdiction_text: str | None


_HEADS = {
    "article": "Article", "articles": "Article", "art": "Article", "arts": "Article",
    "section": "Section", "sections": "Section", "sec": "Section", "secs": "Section", "§": "Section", "§§": "Section",
    "paragraph": "Paragraph", "paragraphs": "Paragraph", "para": "Paragraph", "paras": "Paragraph",
    "clause": "Clause", "clauses": "Clause", "regulation": "Regulation", "regulations": "Regulation",
}  # fmt: skip
_NUMBER = r"\d{1,4}(?:[.–-]\d{1,3})*(?:-?[a-zA-Z](?![\w]))?(?:\s?\((?:\d{1,3}|[a-z]|[ivx]+)\))*"
_PROVISION = re.compile(
    r"(?P<part>(?:\b(?:[Pp]art|[Pp]aragraph|[Cc]lause|[Ss]ubsection|[Ss]ub-section|[Pp]oint|[Pp]ara\.?)s?\s\(?[\w.]+\)?"
    r"(?:\s(?:and|or)\s\(?[\w.]+\)?)?,?\s(?:of|in|to|under)\s(?:the\s)?){0,3})"
    r"(?P<head>\b(?:[Aa]rticles?|ARTICLES?|[Aa]rts?\.?|[Ss]ections?|SECTIONS?|[Ss]ecs?\.|[Pp]aragraphs?|[Pp]aras?\.?|"
    rf"[Cc]lauses?|Regulations?)\s|§§?\s?)(?P<first>{_NUMBER})"
    rf"(?P<rest>(?:(?:,\s(?:and\s|or\s)?|\s(?:and|or|to)\s|\s?/\s?|\s?–\s?)(?:§\s?)?{_NUMBER}(?!\s?(?:%|per\b)))*)"
)
_ONE = re.compile(_NUMBER)
_KINDS = words("criminal penal civil administrative tax labour labor family military electoral customs procedure")
_KIND = rf"(?i:{'|'.join(sorted(_KINDS))})"
_NAME = r"[A-Z][\w’'-]*"
_OWNER = rf"(?:(?:{_NAME}\s){{1,3}}|(?:country|republic|nation|kingdom|state)['’]s\s)"
_LAW = (
    r"(?:[Cc]ode(?:\sof\s(?:Criminal|Civil|Administrative)\s(?:Procedure|Offences|Offenses|Violations))?|[Aa]ct|[Ll]aw|"
    r"[Cc]onstitution|[Ss]tatutes?|[Oo]rdinance|[Dd]ecree|[Cc]onvention|[Tt]reaty|[Cc]harter|[Rr]egulations|[Bb]y-?laws)"
)
_PLACE = rf"(?:\s(?:of|in)\s(?:the\s)?(?P<place>{_NAME}(?:\s(?:of\s)?(?:the\s)?{_NAME}){{0,3}}))?"
_KNOWN = rf"(?P<name>{_OWNER}?(?:{_KIND}\s){{1,2}}[Cc]ode\b)"
_CODE_AFTER_OF = re.compile(
    r",?\s(?:of|in|under|from)\s(?:the\s|its\s|their\s|his\s|her\s|a\s|our\s)?"
    rf"(?P<name>(?:{_NAME}\s)(?:(?:{_NAME}|{_KIND}|of|on|and|the|for|against)\s){{0,6}}?{_LAW}\b|{_OWNER}?(?:[a-z]+\s)?{_LAW}\b)"
    rf"{_PLACE}"
)
_CODE_BESIDE = re.compile(rf"(?:,\s(?:the\s)?|\s\(?(?:the\s)?){_KNOWN}{_PLACE}")
_CODE_BEFORE = re.compile(rf"{_KNOWN}{_PLACE}(?:['’]s)?(?:,\s|\s\(|\s)(?:under\s|in\s|at\s)?$")
_NAMED = re.compile(
    rf"\b[Tt]he\s(?P<name>{_NAME}(?:\s(?:{_NAME}|of|on|and|the|for|against)){{0,7}}?\s(?:Act|Ordinance|Decree))"
    r"(?:(?:\sof|,)?\s(?P<year>(?:1[89]|20)\d\d))?(?!\s[A-Z])\b"
)
_NO_LAW_BEFORE = re.compile(r"\b(?:an|this|his|her|its)\s$")
_UNTOLD = words("code law act decree statute statutes regulations ordinance")


def find_provisions(text: str) -> tuple[ProvisionMention, ...]:
    """The provisions that ``text`` refers to by number, and the acts that it names in full, in order, none overlapping.

    An act named whole ("the Human Trafficking Act of 2012") has that name as its ``number``.
    """
    mentions: list[ProvisionMention] = []
    for found in _PROVISION.finditer(text):
        if found["head"][0] == "a" and _NO_LAW_BEFORE.search(text, max(0, found.start() - 5), found.start()):
            continue  # "an article 3 days ago"
        head = _HEADS[found["head"].strip().rstrip(".").lower()]
        before = _CODE_BEFORE.search(text, max(0, found.start() - 90), found.start())
        after = _CODE_AFTER_OF.match(text, found.end()) or _CODE_BESIDE.match(text, found.end())
        code, place = _names(after or before)
        numbers = list(_numbers(text, found))
        begin = before.start() if before and not after else found.start()
        for index, number in enumerate(numbers):
            start = begin if index == 0 else number.start
            end = after.end() if after and len(numbers) == 1 else number.end
            raw = text[number.start : number.end].replace(" ", "").replace("\u00a0", "").replace("–", "-")
            mentions.append(ProvisionMention(Span(start, end), f"{head} {raw}", code, place))
    named = [_act(m) for m in _NAMED.finditer(text)]
    mentions += [m for m in named if not any(m.span.overlaps(other.span) for other in mentions)]
    return tuple(sorted(mentions, key=lambda m: m.span.start))


def _act(found: re.Match[str]) -> ProvisionMention:
    """An act by its name, with its year where that stands behind it."""
    name = " ".join(found["name"].split())
    return ProvisionMention(
        Span(found.start("name"), found.end()), f"{name} of {found['year']}" if found["year"] else name, None, None
    )


def _numbers(text: str, found: re.Match[str]) -> list[Span]:
    """The numbers that share a head. A dash joins two of them only after a plural ("Articles 170–172")."""
    one = Span(*found.span("first"))
    rest = [Span(*number.span()) for number in _ONE.finditer(text, *found.span("rest"))] if found["rest"] else []
    plural = found["head"].strip().lower().rstrip(".") in (
        "articles",
        "sections",
        "paragraphs",
        "clauses",
        "arts",
        "§§",
    )
    if not plural:
        linked = re.match(r"\s(?:and|or)\s|\s?/\s?", found["rest"]) if found["head"].strip() == "§" else None
        return [one, *rest] if linked else [one]
    dash = re.search(r"[–-]", text[one.start : one.end])
    if dash and text[one.start : one.end].count(dash.group()) == 1:
        middle = one.start + dash.start()
        low, high = text[one.start : middle], text[middle + 1 : one.end]
        if low.isdigit() and high.isdigit() and int(low) < int(high):
            return [Span(one.start, middle), Span(middle + 1, one.end), *rest]
    return [one, *rest]


def _names(found: re.Match[str] | None) -> tuple[str | None, str | None]:
    """The code's normalised name and the words for its country, as far as the match tells them."""
    if found is None:
        return None, None
    name, place = found["name"].split(), found["place"]
    owner: list[str] = []
    kind = next((index for index, word in enumerate(name) if word.lower() in _KINDS), None)
    owned = next((index + 1 for index, word in enumerate(name) if re.search(r"['’]s$", word)), 0)
    if kind is not None and not any(word in ("of", "on", "against", "for") for word in name[:kind]):
        owner, name = name[:kind], name[kind:]
    elif owned:
        owner, name = name[:owned], name[owned:]
    said = re.sub(r"['’]s$", "", " ".join(word for word in owner if word.lower() != "the"))
    code = " ".join(word if word in ("of", "on", "and", "the", "for", "against") else _capital(word) for word in name)
    place = place or (said if said[:1].isupper() else None)
    return (None if code.lower() in _UNTOLD else code), place


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]
