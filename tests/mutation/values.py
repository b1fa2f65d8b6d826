"""Values changed: quotes, offsets, numbers, dates, texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256

from pyoxigraph import Literal, NamedNode, Triple

from kgbuild.rdf.terms import term
from tests.mutation.graph import Change, Graph, Kind, replaced
from tests.mutation.kinds import literal


def _typed(datatype: str) -> Callable[[str], Literal]:
    return lambda text: Literal(text, datatype=term(datatype))


def _integer(change: Callable[[int], int]) -> Callable[[str], Literal]:
    return lambda text: Literal(str(change(int(text))), datatype=term("xsd:integer"))


def _decimal(text: str) -> Callable[[str], Literal]:
    return lambda _: Literal(text, datatype=term("xsd:decimal"))


def _other_letter(text: str) -> Literal | None:
    """One letter in the middle replaced by its neighbour in the alphabet."""
    letters = [n for n, c in enumerate(text) if c.isascii() and c.isalpha() and c.lower() != "z"]
    if not letters:
        return None
    n = letters[len(letters) // 2]
    return Literal(text[:n] + chr(ord(text[n]) + 1) + text[n + 1 :])


def _swapped_words(text: str) -> Literal | None:
    words = text.split(" ")
    return Literal(" ".join([words[1], words[0], *words[2:]])) if len(words) > 1 and words[0] != words[1] else None


QUOTES = (
    literal("one letter of a quote", "oa:exact", _other_letter),
    literal("a quote in capitals", "oa:exact", lambda t: Literal(t.swapcase()) if t.swapcase() != t else None),
    literal("a quote with a blank more", "oa:exact", lambda t: Literal(t + " ")),
    literal("a quote with a letter less", "oa:exact", lambda t: Literal(t[:-1]) if len(t) > 1 else None),
    literal("words of a quote swapped", "oa:exact", _swapped_words),
    literal("a quote paraphrased", "oa:exact", lambda t: Literal(f"It is said that {t}")),
    literal("an empty quote", "oa:exact", lambda _: Literal("")),
    literal("a quote with a language", "oa:exact", lambda t: Literal(t, language="en")),
    literal("one letter of a prefix", "oa:prefix", _other_letter),
    literal("one letter of a suffix", "oa:suffix", _other_letter),
    literal("a prefix cut short", "oa:prefix", lambda t: Literal(t[1:]) if t else None),
    literal("a suffix cut short", "oa:suffix", lambda t: Literal(t[:-1]) if t else None),
    literal("a start one further", "oa:start", _integer(lambda n: n + 1)),
    literal("a start one back", "oa:start", _integer(lambda n: n - 1)),
    literal("an end one further", "oa:end", _integer(lambda n: n + 1)),
    literal("an end one back", "oa:end", _integer(lambda n: n - 1)),
    literal("an end beyond the text", "oa:end", _integer(lambda n: n + 10**6)),
    literal("an offset that is a string", "oa:start", lambda t: Literal(t)),
    literal("an offset that is a decimal", "oa:start", _typed("xsd:decimal")),
    literal("an offset with a fraction", "oa:end", lambda t: Literal(f"{t}.4", datatype=term("xsd:decimal"))),
    literal("an offset of another integer type", "oa:end", _typed("xsd:int")),
    literal("an offset that is no number", "oa:start", lambda t: Literal("many", datatype=term("xsd:integer"))),
    literal("a confidence above one", "kg:confidence", _decimal("1.5")),
    literal("a confidence below zero", "kg:confidence", _decimal("-0.1")),
    literal("a confidence of four places", "kg:confidence", _decimal("0.1234")),
    literal("a confidence that is a double", "kg:confidence", _typed("xsd:double")),
    literal("a confidence that is a string", "kg:confidence", lambda t: Literal(t)),
    literal("a value that is a string", "schema:value", lambda t: Literal(t)),
    literal("a value that is a double", "schema:value", _typed("xsd:double")),
    literal("a value that is negative", "schema:value", _decimal("-3")),
    literal("a value of too many digits", "schema:value", _decimal("1234567890123456789")),
    literal("a value that is no number", "schema:value", _decimal("NaN")),
    literal("a range turned round", "schema:minValue", _decimal("99999999999")),
    literal("a day with a time zone", "schema:startDate", lambda t: Literal(f"{t}Z", datatype=term("xsd:date"))),
    literal("a day that is a moment", "schema:startDate",
            lambda t: Literal(f"{t}T00:00:00", datatype=term("xsd:dateTime"))),
    literal("a day that does not exist", "schema:startDate",
            lambda _: Literal("2025-02-30", datatype=term("xsd:date"))),
    literal("a time that is no EDTF", "kg:edtf", lambda _: Literal("last year", datatype=term("edtf:EDTF"))),
    literal("an EDTF that is a string", "kg:edtf", lambda t: Literal(t)),
    literal("a configuration that is no hash", "kg:configuration", lambda t: Literal(t[:-1])),
    literal("another hash of the text", "kg:textSha256", lambda t: Literal(t[::-1])),
    literal("a hash in capitals", "kg:sha256", lambda t: Literal(t.upper()) if t.upper() != t else None),
    literal("one letter of the text", "kg:text", _other_letter),
    literal("a day of publication with a time zone", "schema:datePublished",
            lambda t: Literal(f"{t}Z", datatype=term("xsd:date"))),

)  # fmt: skip


def _positions(g: Graph) -> Iterator[tuple[Triple, Triple, int, int, str]]:
    """Start and end triples of each position with their numbers, and the text that they count in."""
    for position in g.typed("oa:TextPositionSelector"):
        (start,) = (t for t in g.of("oa:start") if t.subject == position)
        (end,) = (t for t in g.of("oa:end") if t.subject == position)
        evidence = g.subjects("oa:hasSelector", position)[0]
        text = g.one(g.one(evidence, "oa:hasSource"), "kg:text")
        assert isinstance(text, Literal)
        yield start, end, int(start.object.value), int(end.object.value), text.value


def _moved(count: Callable[[str], int]) -> Callable[[Graph], Iterator[Change]]:
    """Both offsets counted in another unit than code points."""

    def sites(g: Graph) -> Iterator[Change]:
        for start, end, first, last, text in _positions(g):
            moved = [count(text[:n]) for n in (first, last)]
            if moved != [first, last]:
                new = [Literal(str(n), datatype=term("xsd:integer")) for n in moved]
                yield (
                    {start, end},
                    {Triple(start.subject, start.predicate, new[0]), Triple(end.subject, end.predicate, new[1])},
                )

    return sites


def _new_text(change: Callable[[str, int], str | None], with_hash: bool) -> Callable[[Graph], Iterator[Change]]:
    """The text changed at the start of a quote, its hash too where ``with_hash``."""

    def sites(g: Graph) -> Iterator[Change]:
        for start, _, first, _, text in _positions(g):
            evidence = g.subjects("oa:hasSelector", start.subject)[0]
            document = g.one(evidence, "oa:hasSource")
            other = change(text, first)
            if other is None or other == text:
                continue
            (old,) = (t for t in g.of("kg:text") if t.subject == document)
            gone, come = replaced(old, Literal(other))
            if with_hash:
                (known,) = (t for t in g.of("kg:textSha256") if t.subject == document)
                more = replaced(known, Literal(sha256(other.encode()).hexdigest()))
                gone, come = gone | more[0], come | more[1]
            yield gone, come

    return sites


def _without_its_start(g: Graph) -> Iterator[Change]:
    """A position whose end is its start."""
    for start, end, _, _, _ in _positions(g):
        yield replaced(end, start.object)  # type: ignore[arg-type]


def _shifted(by: int) -> Callable[[Graph], Iterator[Change]]:
    def sites(g: Graph) -> Iterator[Change]:
        for start, end, first, last, _ in _positions(g):
            new = [Literal(str(n + by), datatype=term("xsd:integer")) for n in (first, last)]
            yield (
                {start, end},
                {Triple(start.subject, start.predicate, new[0]), Triple(end.subject, end.predicate, new[1])},
            )

    return sites


def _swapped_affixes(g: Graph) -> Iterator[Change]:
    for quote in g.typed("oa:TextQuoteSelector"):
        (prefix,) = (t for t in g.of("oa:prefix") if t.subject == quote)
        (suffix,) = (t for t in g.of("oa:suffix") if t.subject == quote)
        if prefix.object != suffix.object:
            gone, come = replaced(prefix, suffix.object)  # type: ignore[arg-type]
            more = replaced(suffix, prefix.object)  # type: ignore[arg-type]
            yield gone | more[0], come | more[1]


def _reversed_days(g: Graph) -> Iterator[Change]:
    for t in g.of("schema:endDate"):
        if g.objects(t.subject, "schema:startDate"):
            yield replaced(t, Literal("0001-01-01", datatype=term("xsd:date")))


def _unit(g: Graph) -> Iterator[Change]:
    for t in g.of("kg:unit"):
        yield replaced(t, NamedNode("https://example.org/unit/Person"))


TEXTS = (
    Kind("both offsets one further", _shifted(1)),
    Kind("both offsets one back", _shifted(-1)),
    Kind("offsets in UTF-16", _moved(lambda s: len(s.encode("utf-16-le")) // 2)),
    Kind("offsets in bytes", _moved(lambda s: len(s.encode("utf-8")))),
    Kind("an end at the start", _without_its_start),
    Kind("prefix and suffix swapped", _swapped_affixes),
    Kind("an emoji before the offset", _new_text(lambda t, _: f"\U0001f4f0{t}", with_hash=True)),
    Kind("an emoji before the offset, the hash as it was", _new_text(lambda t, _: f"\U0001f4f0{t}", with_hash=False)),
    Kind("a letter less before the offset", _new_text(lambda t, n: t[1:] if n else None, with_hash=True)),
    Kind("the quoted words taken out of the text", _new_text(lambda t, n: t[:n], with_hash=True)),
    Kind("the text in another normal form", _new_text(lambda t, n: t[:n] + "e\u0301" + t[n:], with_hash=True)),
    Kind("line ends evened out before the offset",
         _new_text(lambda t, n: t.replace("\n", "\r\n") if "\n" in t[:n] else None, with_hash=True)),
    Kind("a first day after the last", _reversed_days),
    Kind("a unit from nowhere", _unit),
)  # fmt: skip
