"""``kgbuild link``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO

import click

from kgbuild.cli.present import note
from kgbuild.errors import EXIT_OK, UsageError


@click.command("link", short_help="A table of mentions to Wikidata items.")
@click.argument("file")
@click.option("-o", "--output", "target", metavar="FILE", default="-", help="[default: standard output]")
def link_command(file: str, target: str) -> int:
    """Link the mentions of a tab-separated table (columns mention, context or sentence, start) to Wikidata items.

    Adds the columns qid, label, kind, score and method; qid is NIL where nothing fits. Nothing is asked over the
    network. Where the table has a column expected_qid, tells how well it was linked.
    """
    if file == "-":
        return _link(sys.stdin.buffer, "standard input", target)
    try:
        stream = Path(file).open("rb")  # noqa: SIM115  # closed below
    except OSError as error:
        raise UsageError("unreadable", file, error.strerror or "cannot be read") from error
    with stream:
        return _link(stream, file, target)


def _link(stream: IO[bytes], name: str, target: str) -> int:
    from kgbuild.dump.write import output
    from kgbuild.link.table import added_columns, link_table, quality, read_table, write_rows

    table = read_table(stream, name)
    rows = list(link_table(table.rows))
    columns = (*table.columns, *added_columns(table.columns))
    with output(None if target == "-" else Path(target)) as out:
        for line in write_rows(columns, rows):
            out.write(line.encode("utf-8"))
    reached = quality(rows)
    if reached is not None:
        note(
            f"{reached.rows} rows: precision {reached.precision:.4f}, recall {reached.recall:.4f}, "
            f"NIL {reached.nil:.4f}, accuracy {reached.accuracy:.4f}"
        )
    return EXIT_OK
