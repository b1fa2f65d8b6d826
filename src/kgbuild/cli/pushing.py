"""``kgbuild push``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kgbuild.cli.options import build_option, json_option, the_build
from kgbuild.cli.present import note, out
from kgbuild.errors import EXIT_OK

if TYPE_CHECKING:
    from kgbuild.push import Step


@click.command("push", short_help="Load the graph into a running store.")
@click.argument("url")
@build_option
@click.option("--update", metavar="URL", help="Where the store takes SPARQL updates. [default: URL]")
@click.option("--graphs", metavar="URL", help="Where it takes graphs (Graph Store Protocol); faster than updates.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@json_option
def push_command(
    url: str, build_dir: Path | None, update: str | None, graphs: str | None, dry_run: bool, as_json: bool
) -> int:
    """Make the store at URL, its SPARQL endpoint, hold the graph: each document in a named graph of its own.

    Sends what is new, replaces what changed, drops what is gone, leaves other graphs alone. Cut off, it goes on
    from where it stopped when it is run again. User and password stand in KGBUILD_ENDPOINT_USER and
    KGBUILD_ENDPOINT_PASSWORD, or a token in KGBUILD_ENDPOINT_TOKEN.

    \b
    kgbuild push http://localhost:7878/query --update http://localhost:7878/update
    """
    import json
    from dataclasses import asdict

    from kgbuild.dump.checksum import in_their_graphs
    from kgbuild.push import Addresses, push
    from kgbuild.source import open_source

    def told(step: Step) -> None:
        if not as_json:
            note(f"{step.action:8} {step.graph} ({step.triples} triples)")

    with open_source(the_build(build_dir)) as source:
        quads = source.quads() if source.build is not None else in_their_graphs(source.quads(), source.base)
        steps = push(quads, Addresses(url, update or url, graphs), source.base, dry_run=dry_run, told=told)
    if as_json:
        out([json.dumps([asdict(step) for step in steps], indent=1) + "\n"])
    return EXIT_OK
