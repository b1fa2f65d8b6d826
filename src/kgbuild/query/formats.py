"""Query results as text: a table for people, and the W3C's formats for programs.

SPARQL 1.1 Query Results JSON, XML and CSV/TSV Formats; Turtle and N-Triples for graphs.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import BytesIO, StringIO
from xml.sax.saxutils import escape as xml_escape
from xml.sax.saxutils import quoteattr

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from kgbuild.errors import QueryError
from kgbuild.iri import PREFIXES, curie
from kgbuild.query.run import Results, Term

FORMATS = ("table", "csv", "tsv", "json", "xml", "turtle")
_XSD_STRING = PREFIXES["xsd"] + "string"
_RDF = PREFIXES["rdf"]
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(results: Results, form: str, prefixes: Mapping[str, str] | None = None) -> Iterator[str]:
    """The results in one of the formats for programs, in pieces.

    Raises :class:`~kgbuild.errors.QueryError` ``wrong-format`` where the format cannot hold such results: rows
    are no graph and a graph is no rows.
    """
    if results.boolean is None and not results.variables:
        if form not in {"turtle", "table"}:
            raise QueryError("wrong-format", form, "a graph is written as turtle", "--format turtle")
        written = BytesIO()
        serialize(sorted(set(results.triples), key=str), written, RdfFormat.TURTLE, prefixes=dict(prefixes or PREFIXES))
        yield written.getvalue().decode("utf-8")
        return
    if form not in _WRITERS:
        raise QueryError("wrong-format", form, "rows are no graph", "table, csv, tsv, json or xml")
    yield from _WRITERS[form](results)


def _json_term(term: Term) -> dict[str, object]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, Triple):
        parts = zip(("subject", "predicate", "object"), term, strict=True)
        return {"type": "triple", "value": {name: _json_term(part) for name, part in parts}}
    written: dict[str, object] = {"type": "literal", "value": term.value}
    if term.language:
        written["xml:lang"] = term.language
    elif term.datatype.value != _XSD_STRING:
        written["datatype"] = term.datatype.value
    return written


def _json(results: Results) -> Iterator[str]:
    if results.boolean is not None:
        yield json.dumps({"head": {}, "boolean": results.boolean}) + "\n"
        return
    yield f'{{"head": {{"vars": {json.dumps(results.variables)}}}, "results": {{"bindings": ['
    for index, row in enumerate(results.rows):
        bound = {n: _json_term(t) for n, t in zip(results.variables, row, strict=True) if t is not None}
        yield (",\n" if index else "\n") + json.dumps(bound, ensure_ascii=False)
    yield "\n]}}\n"


def _xml_text(text: str) -> str:
    if bad := _NOT_XML.search(text):
        raise QueryError(
            "wrong-format", "xml", f"XML 1.0 cannot hold the character U+{ord(bad[0]):04X}", "--format json"
        )
    return xml_escape(text, {"\r": "&#13;"})


def _xml_term(term: Term) -> str:
    if isinstance(term, NamedNode):
        return f"<uri>{_xml_text(term.value)}</uri>"
    if isinstance(term, BlankNode):
        return f"<bnode>{_xml_text(term.value)}</bnode>"
    if isinstance(term, Triple):
        parts = zip(("subject", "predicate", "object"), term, strict=True)
        return "<triple>" + "".join(f"<{n}>{_xml_term(t)}</{n}>" for n, t in parts) + "</triple>"
    kind = ""
    if term.language:
        kind = f" xml:lang={quoteattr(term.language)}"
    elif term.datatype.value != _XSD_STRING:
        kind = f" datatype={quoteattr(term.datatype.value)}"
    return f"<literal{kind}>{_xml_text(term.value)}</literal>"


def _xml(results: Results) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">\n<head>'
    yield "".join(f"<variable name={quoteattr(name)}/>" for name in results.variables) + "</head>\n"
    if results.boolean is not None:
        yield f"<boolean>{'true' if results.boolean else 'false'}</boolean>\n</sparql>\n"
        return
    yield "<results>\n"
    for row in results.rows:
        cells = zip(results.variables, row, strict=True)
        yield "<result>"
        yield "".join(f"<binding name={quoteattr(n)}>{_xml_term(t)}</binding>" for n, t in cells if t is not None)
        yield "</result>\n"
    yield "</results>\n</sparql>\n"


def _csv(results: Results) -> Iterator[str]:
    """Values without their types (SPARQL 1.1 Query Results CSV, section 3)."""
    if results.boolean is not None:
        yield csv_line(["true" if results.boolean else "false"])
        return
    yield csv_line(results.variables)
    for row in results.rows:
        yield csv_line(map(_csv_cell, row))


def csv_line(cells: Iterable[str]) -> str:
    """One line of CSV with its end, CR and LF, as RFC 4180 wants it."""
    buffer = StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue()


def _csv_cell(term: Term | None) -> str:
    if term is None:
        return ""
    if isinstance(term, BlankNode):
        return f"_:{term.value}"
    return str(term) if isinstance(term, Triple) else term.value


def _tsv(results: Results) -> Iterator[str]:
    """Terms as Turtle writes them."""
    if results.boolean is not None:
        yield ("true" if results.boolean else "false") + "\n"
        return
    yield "\t".join(f"?{name}" for name in results.variables) + "\n"
    for row in results.rows:
        yield "\t".join("" if term is None else _tsv_cell(term) for term in row) + "\n"


def _tsv_cell(term: Term) -> str:
    return str(term).replace("\t", "\\t")


_WRITERS: dict[str, Callable[[Results], Iterator[str]]] = {"json": _json, "xml": _xml, "csv": _csv, "tsv": _tsv}


def short(iri: str, base: str) -> str:
    """An IRI as a table shows it: a minted node by its class and its first 8 hex digits, others as CURIEs."""
    if iri.startswith(base):
        return re.sub(r"(?<=-)([0-9a-f]{8})[0-9a-f]{24}$", r"\1", iri.removeprefix(base))
    return curie(iri)


def cell(term: Term | None, base: str) -> str:
    """A term as a table shows it, with control characters escaped."""
    if term is None:
        return ""
    if isinstance(term, NamedNode):
        return printable(short(term.value, base))
    return printable(term.value if isinstance(term, Literal) else str(term))


def printable(text: str) -> str:
    """``text`` without anything that a terminal would act on.

    Line ends become spaces; other control characters, and those that turn the direction of writing, are shown
    as escapes.
    """
    return _CONTROL.sub(lambda m: f"\\u{ord(m[0]):04x}", _LINES.sub(" ", text))


_LINES = re.compile("[\r\n\t]+")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
