"""A graph's claims as QuickStatements commands (``kgbuild dump -f quickstatements``)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import IO

from pyoxigraph import NamedNode

from kgbuild.dump.write import Options, reader_of
from kgbuild.iri import PREFIXES, curie, expand
from kgbuild.link.quickstatements import Properties, Statement, quickstatements
from kgbuild.source import Source
from kgbuild.view import ClaimView, Reader, Thing


def quickstatement_lines(
    reader: Reader, properties: Properties, retrieved: date | None = None
) -> tuple[list[str], Counter[str]]:
    """The commands, each a line with its end, and how many claims gave one or why they gave none.

    ``retrieved`` is the day on which the documents were fetched, where the user knows it.
    """
    lines, tally = quickstatements(statements(reader, retrieved), properties)
    return [line + "\n" for line in lines], tally


def write_quickstatements(
    source: Source, out: IO[bytes], properties: Properties, options: Options, retrieved: date | None = None
) -> Counter[str]:
    """Write the commands for the chosen part of a graph into ``out``; returns the tally of its claims."""
    lines, tally = quickstatement_lines(reader_of(source, options), properties, retrieved)
    out.writelines(line.encode("utf-8") for line in lines)
    return tally


def statements(reader: Reader, retrieved: date | None = None) -> Iterator[Statement]:
    """Every claim of a graph with what a Wikidata statement can hold, by the claim's IRI."""
    for claim in reader.all():
        based_on = claim.source.based_on
        yield Statement(
            subject=_item(claim.subject),
            predicate=curie(claim.predicate.iri),
            object=_item(claim.object),
            holds=_holds(claim),
            quote=claim.places[0].exact if claim.places else "",
            language=reader.text(NamedNode(claim.source.iri), "schema:inLanguage"),
            url=claim.source.url,
            published_in=_item(based_on) if based_on else None,
            retrieved=retrieved,
            start=_day(claim.when.start) if claim.when else None,
            end=_day(claim.when.end) if claim.when else None,
        )


def _holds(claim: ClaimView) -> bool:
    """Whether the claim is affirmed, asserted and about the world."""
    terms = (claim.polarity, claim.certainty, claim.layer)
    return terms == tuple(map(expand, ("kg:affirmed", "kg:asserted", "kg:world")))


def _item(thing: Thing) -> str | None:
    """The one Wikidata item that a thing is the same as; None where there is none, or more than one."""
    items = [iri.removeprefix(PREFIXES["wd"]) for iri in thing.same_as if iri.startswith(PREFIXES["wd"])]
    return items[0] if len(items) == 1 else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
