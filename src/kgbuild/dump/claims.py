"""Claims one by one, for programs that know no RDF: JSON Lines and CSV."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from kgbuild.iri import curie
from kgbuild.query.formats import csv_line
from kgbuild.view import Amount, ClaimView, Reader, Thing, sentence

COLUMNS = (
    "claim", "sentence", "subject", "predicate", "object", "bound", "value", "minimum", "maximum", "unit", "per",
    "start", "end", "edtf", "when", "polarity", "certainty", "layer", "confidence", "said_by", "quote",
    "quote_start", "quote_end", "document", "document_title", "document_sha256", "file_name",
    "subject_iri", "predicate_iri", "object_iri",
)  # fmt: skip
"""The columns of the CSV: the first quantity, the first place; the JSON Lines hold all of them."""


_OPENS_A_FORMULA = "=+-@\t\r\n\0＝＋－＠"


def record(claim: ClaimView, reader: Reader) -> dict[str, Any]:
    """A claim as JSON holds it: terms as CURIEs, numbers as text, so that none loses a digit."""
    return {
        "claim": claim.iri,
        "sentence": sentence(claim, reader),
        "layer": curie(claim.layer),
        "subject": _thing(claim.subject),
        "predicate": {"iri": claim.predicate.iri, "name": claim.predicate.name},
        "object": _thing(claim.object),
        "quantities": [_amount(a) for a in claim.amounts],
        "when": _without_none(
            {"start": claim.when.start, "end": claim.when.end, "edtf": claim.when.edtf, "text": claim.when.text}
        )
        if claim.when
        else None,
        "polarity": curie(claim.polarity),
        "certainty": curie(claim.certainty),
        "confidence": claim.confidence,
        "saidBy": [_thing(s) for s in claim.speakers],
        "evidence": [
            {
                "start": p.start,
                "end": p.end,
                "quote": p.exact,
                "prefix": p.prefix,
                "suffix": p.suffix,
                "saidBy": [s.name for s in p.said_by],
                "foundBy": list(p.found_by),
            }
            for p in claim.places
        ],
        "document": _without_none(
            {
                "iri": claim.source.iri,
                "title": claim.source.title,
                "sha256": claim.source.sha256,
                "fileNames": list(claim.source.file_names),
                "url": claim.source.url,
                "published": claim.source.published,
            }
        ),
        "extraction": {
            "iri": claim.extraction.iri,
            "configuration": claim.extraction.configuration,
            "programs": list(claim.extraction.programs),
        },
    }


def _thing(thing: Thing) -> dict[str, Any]:
    found: dict[str, Any] = {"iri": thing.iri or None, "name": thing.name, "class": curie(thing.cls) or None}
    if thing.same_as:
        found["sameAs"] = list(thing.same_as)
    return _without_none(found)


def _amount(amount: Amount) -> dict[str, Any]:
    return _without_none(
        {
            "bound": curie(amount.bound),
            "value": amount.value,
            "minimum": amount.least,
            "maximum": amount.most,
            "unit": curie(amount.unit),
            "per": curie(amount.per) if amount.per else None,
            "text": amount.text,
            "of": _amount(amount.of) if amount.of else None,
        }
    )


def _without_none(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def json_lines(reader: Reader) -> Iterator[str]:
    """One JSON object a line, by the claim's IRI."""
    for claim in reader.all():
        yield json.dumps(record(claim, reader), ensure_ascii=False, sort_keys=True) + "\n"


def csv_lines(reader: Reader) -> Iterator[str]:
    """The claims as CSV (RFC 4180), one a line, by their IRI.

    A cell that a spreadsheet would take for a formula gets an apostrophe before it, as the words are anybody's.
    """
    yield csv_line(COLUMNS)
    for claim in reader.all():
        yield csv_line(map(_tame, _row(claim, reader)))


def _row(claim: ClaimView, reader: Reader) -> list[str]:
    amount = next(iter(claim.amounts), None)
    when, place = claim.when, claim.places[0]
    numbers = (amount.value, amount.least, amount.most) if amount else (None, None, None)
    cells = [
        claim.iri, sentence(claim, reader), claim.subject.name, claim.predicate.name, claim.object.name,
        curie(amount.bound) if amount else None, *numbers,
        curie(amount.unit) if amount else None, curie(amount.per) if amount and amount.per else None,
        *((when.start, when.end, when.edtf, when.text) if when else (None,) * 4),
        curie(claim.polarity), curie(claim.certainty), curie(claim.layer), claim.confidence,
        "; ".join(s.name for s in claim.speakers), place.exact, str(place.start), str(place.end),
        claim.source.iri, claim.source.title, claim.source.sha256, next(iter(claim.source.file_names), ""),
        claim.subject.iri, claim.predicate.iri, claim.object.iri,
    ]  # fmt: skip
    return [cell or "" for cell in cells]


def _tame(cell: str) -> str:
    return f"'{cell}" if cell and cell[0] in _OPENS_A_FORMULA else cell
