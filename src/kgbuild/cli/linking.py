"""``kgbuild link``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from kgbuild.cli.present import note
from kgbuild.errors import EXIT_OK, UsageError

if TYPE_CHECKING:
    from kgbuild.link.job import Online


@click.command("link", short_help="A table of mentions to Wikidata items.")
@click.argument("file")
@click.option("-o", "--output", "target", metavar="FILE", default="-", help="[default: standard output]")
@click.option("--wikidata", is_flag=True, help="Ask Wikidata about what the slice leaves open.")
@click.option("--reconcile", metavar="URL", help="Ask this reconciliation service (API 0.2) about it.")
@click.option("--contact", metavar="ADDRESS", help="Who asks; services are asked only with it.")
@click.option(
    "--answers",
    type=click.Path(path_type=Path),
    metavar="FILE",
    default="answers.jsonl",
    show_default=True,
    help="Where answers are kept; what is there is not asked again.",
)
def link_command(
    file: str, target: str, wikidata: bool, reconcile: str | None, contact: str | None, answers: Path
) -> int:
    """Link the mentions of a tab-separated table (columns mention, context or sentence, start) to Wikidata items.

    Adds the columns qid, label, kind, score and method; qid is NIL where nothing fits. Where the table has a column
    expected_qid, tells how well it was linked. Without --wikidata and --reconcile nothing is asked over the network;
    with one of them, but without --contact, only answers that are on file are used.

    \b
    kgbuild link mentions.tsv -o linked.tsv
    kgbuild link mentions.tsv --wikidata --contact you@example.org
    """
    from kgbuild import __version__
    from kgbuild.link.job import Online

    if contact is not None and not (wikidata or reconcile):
        raise UsageError("nobody-to-ask", "--contact", "names who asks, but nothing is asked", "add --wikidata")
    online = None
    if wikidata or reconcile:
        asks = contact is not None or not answers.exists()
        online = Online(contact or "", answers, wikidata, reconcile, ask=asks, version=__version__)
    if file == "-":
        return _link(sys.stdin.buffer, "standard input", target, online)
    try:
        stream = Path(file).open("rb")  # noqa: SIM115  # closed below
    except OSError as error:
        raise UsageError("unreadable", file, error.strerror or "cannot be read") from error
    with stream:
        return _link(stream, file, target, online)


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
