"""A large graph whose literals are the hard ones, for loading elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Quad

from kgbuild.iri import DEFAULT_BASE, PREFIXES, mint

XSD = PREFIXES["xsd"]
TEXTS = (
    "she said \"no\" and 'yes'",
    "two\nlines, a\ttab and a\r\ncarriage return",
    "back\\slash \\u0041 \\n",
    "Қазақстан, Алматы; עברית; 漢字; 😀🇰🇿; é as e\u0301",
    "<b>&amp;</b> ]]> --> {} ; . ^^ @en",
    " blanks at both ends ",
    '"""',
    "no-break\u00a0space, soft\u00adhyphen, line\u2028separator",
    "x" * 5000,
)
TYPED = (
    ("decimal", "0.9"), ("decimal", "123456789012345"), ("decimal", "-0.00000000000001"), ("decimal", "4000000"),
    ("integer", "0"), ("integer", "-42"), ("date", "0001-01-01"), ("date", "2025-12-31"), ("date", "9999-12-31"),
    ("gYear", "2025"), ("gYear", "0001"), ("boolean", "true"), ("anyURI", "https://example.org/?a=b&c=d#e"),
)  # fmt: skip
LANGUAGES = ("en", "kk-cyrl", "de-1996", "zh-hant-tw")


def literals() -> list[Literal]:
    found = [Literal(text) for text in TEXTS]
    found += [Literal(text, language=tag) for text, tag in zip(TEXTS, LANGUAGES * 3, strict=False)]
    found += [Literal(value, datatype=NamedNode(XSD + kind)) for kind, value in TYPED]
    found.append(Literal("2025-01-01/..", datatype=NamedNode(PREFIXES["edtf"] + "EDTF")))
    return found


def hard_quads(triples: int) -> Iterator[Quad]:
    """At least ``triples`` quads in many graphs; each triple in one only."""
    values = literals()
    value = NamedNode(PREFIXES["schema"] + "value")
    year = NamedNode(PREFIXES["schema"] + "temporalCoverage")
    link = NamedNode(PREFIXES["prov"] + "used")
    count = number = 0
    previous = NamedNode(DEFAULT_BASE + mint("document", ["hard", "first"]))
    while count < triples:
        graph = NamedNode(DEFAULT_BASE + mint("graph", ["hard", number // 500]))
        node = NamedNode(DEFAULT_BASE + mint("document", ["hard", number]))
        mine = values if number % 50 == 0 else [Literal(f"{number}: {v.value}") for v in values[:8]] + values[18:]
        for literal in dict.fromkeys(mine):
            # Virtuoso takes a year and the first day of that year, of one node and property, for one value
            yield Quad(node, year if literal.datatype.value == XSD + "gYear" else value, literal, graph)
            count += 1
        yield Quad(node, link, previous, graph)
        count += 1
        previous, number = node, number + 1
