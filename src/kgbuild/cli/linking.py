"""``kgbuild link``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from kgbuild.cli.options import build_option, the_build
from kgbuild.cli.present import note
from kgbuild.errors import EXIT_OK, UsageError

if TYPE_CHECKING:
    from kgbuild.link.job import Online


@click.command("link", short_help="A table of mentions, or a graph, to Wikidata items.")
@click.argument("file", required=False)
@click.option("-o", "--output", "target", metavar="FILE", default="-", help="[default: standard output]")
@build_option
@click.option("--wikidata", is_flag=True, help="Ask Wikidata about what the slice leaves open.")
@click.option("--reconcile", metavar="URL", help="Ask this reconciliation service (API 0.2) about it.")
@click.option("--contact", metavar="ADDRESS", help="Who asks; services are asked only with it.")
@click.option(
    "--answers",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where answers are kept; what is there is not asked again. [default: answers.jsonl]",
)
def link_command(
    file: str | None,
    target: str,
    build_dir: Path | None,
    wikidata: bool,
    reconcile: str | None,
    contact: str | None,
    answers: Path | None,
) -> int:
    """Link the mentions of a tab-separated table (columns mention, context or sentence, start) to Wikidata items.

    Adds the columns qid, label, kind, score and method; qid is NIL where nothing fits. Where the table has a column
    expected_qid, tells how well it was linked. Without --wikidata and --reconcile nothing is asked over the network;
    with one of them, but without --contact, only answers that are on file are used.

    Without FILE, services are asked about the graph's linked items and unlinked names. The next build takes what they
    answered into the graph; what is known is told as a table.

    \b
    kgbuild link mentions.tsv -o linked.tsv
    kgbuild link mentions.tsv --wikidata --contact you@example.org
    kgbuild link --wikidata --contact you@example.org
    """
    from kgbuild import __version__
    from kgbuild.config import load_settings
    from kgbuild.link.job import Online

    if contact is not None and not (wikidata or reconcile):
        raise UsageError("nobody-to-ask", "--contact", "names who asks, but nothing is asked", "add --wikidata")
    if file is None and not (wikidata or reconcile):
        raise UsageError(
            "nothing-to-link", "link", "neither a table nor a service to ask about the graph", "see --help"
        )
    online = None
    if wikidata or reconcile:
        kept = answers or load_settings().answers_file
        asks = contact is not None or not kept.exists()
        online = Online(contact or "", kept, wikidata, reconcile, ask=asks, version=__version__)
    if file is None:
        if online is None:
            message = "neither a table nor a service to ask about the graph"
            raise UsageError("nothing-to-link", "link", message, "name a table, or add --wikidata")
        return _graph(build_dir, target, online)
    if file == "-":
        return _link(sys.stdin.buffer, "standard input", target, online)
    try:
        stream = Path(file).open("rb")  # noqa: SIM115  # closed below
    except OSError as error:
        raise UsageError("unreadable", file, error.strerror or "cannot be read") from error
    with stream:
        return _link(stream, file, target, online)


def _graph(build_dir: Path | None, target: str, online: Online) -> int:
    from kgbuild.build.asking import COLUMNS, ask_about
    from kgbuild.config import load_settings
    from kgbuild.dump.write import output
    from kgbuild.link.table import write_rows
    from kgbuild.source import open_source

    with open_source(the_build(build_dir)) as source, output(None if target == "-" else Path(target)) as out:
        for line in write_rows(COLUMNS, ask_about(source.store, load_settings(), online)):
            out.write(line.encode("utf-8"))
    return EXIT_OK


def _link(stream: IO[bytes], name: str, target: str, online: Online | None) -> int:
    from kgbuild.dump.write import output
    from kgbuild.link.job import link_file
    from kgbuild.link.table import quality, write_rows

    table = link_file(stream, name, online)
    rows = list(table.rows)
    with output(None if target == "-" else Path(target)) as out:
        for line in write_rows(table.columns, rows):
            out.write(line.encode("utf-8"))
    reached = quality(rows)
    if reached is not None:
        note(
            f"{reached.rows} rows: precision {reached.precision:.4f}, recall {reached.recall:.4f}, "
            f"NIL {reached.nil:.4f}, accuracy {reached.accuracy:.4f}"
        )
    return EXIT_OK
