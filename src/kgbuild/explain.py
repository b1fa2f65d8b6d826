"""A claim, or an entity, down to its words: in lines for people, or as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeAlias

from pyoxigraph import NamedNode

from kgbuild.errors import QueryError
from kgbuild.iri import expand
from kgbuild.view import ClaimView, Place, Reader, Source, Thing, sentence

_AROUND = 160
_MOST_CLAIMS = 40
_LINE_ENDS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"  # those of str.splitlines


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands before and after quoted words in their passage."""

    before: str = "⟦"
    after: str = "⟧"


@dataclass(frozen=True, slots=True)
class Passage:
    """A quote in its passage: the words before it, the words, the words after it."""

    before: str
    quote: str
    after: str


def passage(source: Source, place: Place, around: int = _AROUND) -> Passage:
    """The passage of a place: its paragraph, at most ``around`` code points to either side.

    Where the text is withheld, or is not the text that the offsets count in, the affixes that the graph keeps.
    """
    text = source.text
    if text is None or text[place.start : place.end] != place.exact:
        return Passage(place.prefix, place.exact, place.suffix)
    low = min(_word_start(text, place.start - around), place.start)
    high = max(_word_end(text, place.end + around), place.end)
    start = place.start + 1 - len(f"{text[low : place.start]}|".splitlines()[-1])
    end = place.end - 1 + len(f"|{text[place.end : high]}".splitlines()[0])
    before = ("… " if start and text[start - 1] not in _LINE_ENDS else "") + text[start : place.start]
    after = text[place.end : end] + (" …" if end < len(text) and text[end] not in _LINE_ENDS else "")
    return Passage(before, place.exact, after)


def _word_start(text: str, at: int) -> int:
    if at <= 0:
        return 0
    blank = text.find(" ", at)
    return blank + 1 if 0 <= blank < at + 40 else at


def _word_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    blank = text.rfind(" ", 0, at)
    return blank if blank > max(at - 40, 0) else at


Checked: TypeAlias = Callable[[str], Sequence[str]]
"""The lines that say which shapes a claim passed, given its IRI."""


def explain(reader: Reader, iri: str, marks: Marks | None = None, checked: Checked = lambda iri: ()) -> Iterator[str]:
    """What the node at ``iri`` is, in lines: a claim down to its words, else an entity with its claims.

    Words of documents stand in the lines as they are; whoever prints them makes them safe for a terminal.
    """
    node = NamedNode(iri)
    types = {o.value for o in reader.values(node, "rdf:type")}
    if expand("kg:Evidence") in types:
        iri = _owner(reader, node)
    if types & {expand("kg:Claim"), expand("kg:Evidence")}:
        return chain(_claim(reader, reader.claim(iri), marks or Marks()), checked(iri))
    return _entity(reader, node)


def _owner(reader: Reader, evidence: NamedNode) -> str:
    owners = [q.subject for q in reader.store.quads_for_pattern(None, NamedNode(expand("kg:evidence")), evidence, None)]
    claims = sorted(o.value for o in owners if isinstance(o, NamedNode) and o.value in reader.claims)
    if not claims:
        raise QueryError("not-here", evidence.value, "is evidence of no claim")
    return claims[0]


def _claim(reader: Reader, claim: ClaimView, marks: Marks) -> Iterator[str]:
    yield sentence(claim, reader)
    yield ""
    yield f"  claim       {claim.iri}"
    yield f"  said by     {', '.join(s.name for s in claim.speakers) or 'the document itself'}"
    yield f"  told by     {_document(claim.source)}"
    if claim.source.based_on is not None:
        yield f"  which is an analysis of {claim.source.based_on.name}"
    yield f"  about       {'a source' if claim.layer == expand('kg:source') else 'the world'}"
    yield (
        f"  certainty   {reader.name(claim.certainty)}, {reader.name(claim.polarity)}; "
        f"read with confidence {claim.confidence}"
    )
    for thing in (claim.subject, claim.object):
        for same in thing.same_as:
            yield f"  same as     {thing.name} = {same}"
    for number, place in enumerate(claim.places, 1):
        yield ""
        speakers = ", ".join(s.name for s in place.said_by)
        yield f"  words {number} of {len(claim.places)}, at {place.start} to {place.end}" + (
            f", said by {speakers}" if speakers else ""
        )
        words = passage(claim.source, place)
        yield f"    {words.before}{marks.before}{words.quote}{marks.after}{words.after}"
        yield f"    found by {', '.join(place.found_by)}"
    yield ""
    yield f"  extraction  {claim.extraction.iri}"
    yield f"  programs    {', '.join(claim.extraction.programs) or 'not named'}"
    yield f"  configured  {claim.extraction.configuration}"


def _document(source: Source) -> str:
    details = [", ".join(source.file_names), source.published or "", source.url or ""]
    return f"{source.title} ({'; '.join(d for d in details if d)})"


def _entity(reader: Reader, node: NamedNode) -> Iterator[str]:
    thing = reader.thing(node)
    yield f"{thing.name}, {_class(reader, thing)}"
    yield ""
    yield f"  entity      {thing.iri}"
    others = [o.value for o in reader.values(node, "skos:altLabel")]
    if others:
        yield f"  also        {', '.join(others)}"
    for scope in reader.values(node, "kg:scopedTo"):
        yield f"  known in    {reader.thing(scope).name} alone"
    for nationality in reader.values(node, "rec:nationality"):
        yield f"  people of   {reader.thing(nationality).name}"
    for same in thing.same_as:
        yield f"  same as     {same}"
    claims = _claims_about(reader, node)
    yield ""
    yield f"  {len(claims)} claims" + (f", the first {_MOST_CLAIMS}" if len(claims) > _MOST_CLAIMS else "")
    for iri in claims[:_MOST_CLAIMS]:
        claim = reader.claim(iri)
        yield f"    {sentence(claim, reader)}"
        yield f"      «{claim.places[0].exact}» {claim.source.title} {iri.removeprefix(reader.base)[:14]}"


def _class(reader: Reader, thing: Thing) -> str:
    return reader.name(thing.cls) if thing.cls else "a term"


def _claims_about(reader: Reader, node: NamedNode) -> list[str]:
    known = set(reader.claims)
    found = set()
    for property_ in ("rdf:subject", "rdf:object", "prov:wasAttributedTo", "prov:hadPrimarySource"):
        for quad in reader.store.quads_for_pattern(None, NamedNode(expand(property_)), node, None):
            if isinstance(quad.subject, NamedNode) and quad.subject.value in known:
                found.add(quad.subject.value)
    return sorted(found)
