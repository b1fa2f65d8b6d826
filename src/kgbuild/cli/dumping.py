"""``kgbuild dump``, ``import`` and ``verify-checksum``."""

from __future__ import annotations

import re
import sys
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kgbuild.cli.options import build_option, the_build
from kgbuild.cli.present import note, on_terminal, out
from kgbuild.errors import EXIT_FOUND, EXIT_OK, UsageError

if TYPE_CHECKING:
    from kgbuild.dump.formats import Format
    from kgbuild.dump.progress import Told
    from kgbuild.dump.write import Options
    from kgbuild.source import Source

_DAY = click.DateTime(["%Y-%m-%d"])
_QUICKSTATEMENTS = "quickstatements"
_FORMATS = ("turtle", "trig", "nquads", "ntriples", "rdfxml", "jsonld", "jsonl", "csv", "nanopubs", _QUICKSTATEMENTS)


@click.command("dump", short_help="Write the graph as RDF, or its claims in other formats.")
@build_option
@click.option(
    "-f", "--format", "form", type=click.Choice(_FORMATS), help="[default: by the file's ending, else turtle]"
)
@click.option(
    "-o", "--output", "target", metavar="FILE", default="-", help="[default: standard output]; .gz and .zst compress."
)
@click.option("--without-text", is_flag=True, help="Leave the documents' texts out; hashes and quotes stay.")
@click.option("--no-ontology", is_flag=True, help="Leave the ontology out.")
@click.option("--only", "pack", metavar="PACK", help="Only claims whose predicates this pack declares.")
@click.option(
    "--document", "documents", multiple=True, metavar="D", help="Only claims of this document (IRI, hash, file name)."
)
@click.option("--since", type=_DAY, metavar="DATE", help="Only documents published on or after this day.")
@click.option("--query", "query", metavar="NAME", help="The graph that a saved CONSTRUCT query gives: plain RDF.")
@click.option(
    "--checksum", "checksum_only", is_flag=True, help="Print the checksum of what would be dumped, and no dump."
)
@click.option("--no-description", is_flag=True, help="Write no dataset.ttl beside the file, nor its graph into TriG.")
@click.option("--date", "issued", type=_DAY, metavar="DATE", help="The date that dataset.ttl gives.")
@click.option("--retrieved", type=_DAY, metavar="DATE", help="When the documents were fetched (quickstatements).")
def dump_command(
    build_dir: Path | None,
    form: str | None,
    target: str,
    without_text: bool,
    no_ontology: bool,
    pack: str | None,
    documents: tuple[str, ...],
    since: datetime | None,
    query: str | None,
    checksum_only: bool,
    no_description: bool,
    issued: datetime | None,
    retrieved: datetime | None,
) -> int:
    """Write the graph of a build, or of an RDF file, for other stores, programs and people.

    \b
    kgbuild dump -o graph.ttl.gz
    kgbuild dump -f nquads | zstd > graph.nq.zst
    kgbuild dump -f csv --document article.txt
    kgbuild dump -f quickstatements --retrieved 2025-06-01
    """
    from kgbuild.dump.formats import Format, format_of
    from kgbuild.dump.part import Part
    from kgbuild.dump.write import Options, dump_checksum, output, write_dump
    from kgbuild.source import open_source

    path = None if target == "-" else Path(target)
    quickstatements = form == _QUICKSTATEMENTS
    if retrieved is not None and not quickstatements:
        raise UsageError("wrong-format", "--retrieved", "is for -f quickstatements")
    chosen = Format(form) if form and not quickstatements else (format_of(path.name) if path else None) or Format.TURTLE
    part = Part(pack, documents, since.date() if since else None)
    options = Options(part, text=not without_text, ontology=not no_ontology)
    with open_source(the_build(build_dir)) as source:
        if checksum_only:
            out([dump_checksum(source, options) + "\n"])
            return EXIT_OK
        if quickstatements:
            return _quickstatements(source, options, path, retrieved)
        if query is not None:
            return _construct(source, query, chosen, path)
        described = not no_description and (path is not None or chosen is Format.TRIG)
        date = issued.date().isoformat() if issued else None
        with _telling(path, source, chosen, options) as told:
            description = _description(source, options, date, told) if described else []
            with output(path) as stream:
                write_dump(source, chosen, stream, options, description, told)
        if described and path is not None:
            _write_description(path, description, source.base)
    return EXIT_OK


def _telling(path: Path | None, source: Source, form: Format, options: Options) -> AbstractContextManager[Told]:
    """Progress on standard error, unless the dump itself goes to the terminal."""
    from kgbuild.dump.progress import silent, told_on
    from kgbuild.dump.write import size_of

    if path is None and on_terminal():
        return nullcontext(silent)
    return told_on(sys.stderr, *size_of(source, form, options))


def _description(source: Source, options: Options, date: str | None, told: Told) -> list:  # type: ignore[type-arg]
    from kgbuild.config import load_settings
    from kgbuild.dump.description import describe, read_about

    return describe(source, options, read_about(load_settings().project), date, told)


def _write_description(dump: Path, description: list, base: str) -> None:  # type: ignore[type-arg]
    from kgbuild.dump.formats import Format, write_rdf
    from kgbuild.dump.write import output

    with output(dump.with_name("dataset.ttl")) as stream:
        write_rdf(description, Format.TURTLE, stream, base)


def _quickstatements(source: Source, options: Options, path: Path | None, retrieved: datetime | None) -> int:
    from kgbuild.config import load_settings
    from kgbuild.dump.wikidata import write_quickstatements
    from kgbuild.dump.write import output
    from kgbuild.link.quickstatements import Properties
    from kgbuild.pack import load_packs

    settings = load_settings()
    properties = Properties.of(load_packs(settings.packs, settings.project))
    with output(path) as stream:
        tally = write_quickstatements(source, stream, properties, options, retrieved.date() if retrieved else None)
    for reason, count in sorted(tally.items()):
        note(f"{count:6} {reason}")
    return EXIT_OK


def _construct(source: Source, name: str, form: Format, path: Path | None) -> int:
    from kgbuild.config import load_settings
    from kgbuild.dump.write import output, write_construct
    from kgbuild.query.run import run
    from kgbuild.query.saved import find_query, load_queries

    query = find_query(load_queries(load_settings().project / "queries"), name)
    if query.form.value not in {"CONSTRUCT", "DESCRIBE"}:
        raise UsageError("wrong-query", name, f"is a {query.form.value}, which gives no graph", "name a CONSTRUCT")
    found = run(source.store, query, base=source.base)
    with output(path) as stream:
        write_construct(found.triples, form, stream, source.base)
    note(f"{len(found.triples)} triples of {name}: plain RDF, without provenance")
    return EXIT_OK


@click.command("verify-checksum", short_help="Check that a dump is what it is said to be.")
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("expected", required=False)
@click.option("--base", metavar="IRI", help="The IRI that minted names begin with.")
def verify_checksum_command(file: Path, expected: str | None, base: str | None) -> int:
    """Check the graph in FILE, in any RDF format, against the checksum EXPECTED.

    Without EXPECTED, against the one in a dataset.ttl beside the file. Prints the checksum of the file; exits 1
    where they differ.

    \b
    kgbuild verify-checksum graph.ttl
    kgbuild verify-checksum graph.nq.gz 3f9a…
    """
    from kgbuild.dump.checksum import checksum, in_their_graphs
    from kgbuild.dump.description import described_checksum
    from kgbuild.iri import DEFAULT_BASE
    from kgbuild.source import read_rdf

    if expected is None:
        expected = described_checksum(file.with_name("dataset.ttl"))
    if expected is None:
        raise UsageError("no-checksum", str(file), "there is nothing to check against", "give the checksum")
    if not re.fullmatch("[0-9a-fA-F]{64}", expected):
        raise UsageError("no-checksum", expected, "is no SHA-256 in hexadecimal digits")
    found = checksum(in_their_graphs(read_rdf(file), base or DEFAULT_BASE))
    out([f"{found}  {file}\n"])
    if found != expected.lower():
        note(f"{file} is not what it is said to be: {expected.lower()} was expected")
        return EXIT_FOUND
    if on_terminal():
        note("as expected")
    return EXIT_OK


@click.command("import", short_help="Take a dump back through the gate.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="The build folder to make.",
)
@click.option("--base", metavar="IRI", help="The IRI that minted names begin with.")
def import_command(file: Path, target: Path, base: str | None) -> int:
    """Take the graph in FILE, in any RDF format, through the gate into the build folder DIR.

    What the gate refuses goes to DIR's quarantine, and the exit status is 1. The rest is the graph that it was.

    \b
    kgbuild import graph.ttl.gz -o graph
    """
    from kgbuild.take import take

    taken = take(file, target, base)
    note(f"{taken.documents} documents, {taken.claims} claims, {taken.quarantined} quarantined; {taken.checksum}")
    return EXIT_FOUND if taken.quarantined else EXIT_OK
