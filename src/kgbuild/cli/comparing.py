"""``kgbuild status``, ``quarantine`` and ``diff``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from kgbuild.cli.options import build_option, json_option, the_build
from kgbuild.cli.present import note, out, plain
from kgbuild.errors import EXIT_FOUND, EXIT_OK

_TOLD = ("reason", "shape", "quote", "extractor", "document")
"""What is told of a refused claim: why, which shape said so, its words, what found it, and where."""


@click.command("status", short_help="What a build holds.")
@build_option
@json_option
def status_command(build_dir: Path | None, as_json: bool) -> int:
    """Tell what a build holds, what it was made with, and which documents could not be read.

    \b
    kgbuild status
    kgbuild status --build graph --json
    """
    from kgbuild.store import open_build

    with open_build(the_build(build_dir)) as build:
        problems = [
            (document["sources"][0], problem) for document in build.documents() for problem in document["problems"]
        ]
        if as_json:
            out([json.dumps(build.manifest, ensure_ascii=False, indent=2, sort_keys=True) + "\n"])
            return EXIT_OK
        manifest = build.manifest
        items, claims, nodes = manifest["items"], manifest["claims"], manifest["nodes"]
        proposed, accepted = claims["proposed"], claims["accepted"]
        out(
            f"{plain(line)}\n"
            for line in (
                f"graph          {build.path}",
                f"documents      {items['read']} read, {items['unreadable']} could not be read",
                f"claims         {nodes.get('claim', 0)} ({claims['quarantined']} quarantined)",
                f"proposed       {proposed} = {accepted} accepted + {claims['quarantined']} quarantined",
                f"removed        {len(manifest['removed'])} documents, until they are built with --restore",
                f"entities       {build.entities}",
                f"triples        {manifest['graph']['lines']}",
                f"checksum       {manifest['graph']['sha256']}",
                f"configuration  {manifest['configuration']}",
                f"kgbuild        {manifest['kgbuild']}",
                *(f"{source}: {p['code']}: {p['message']}" for source, p in problems),
                *(f"{n['place']}: {n['code']}: {n['message']}" for n in manifest.get("notices", ())),
            )
        )
    return EXIT_OK


@click.command("quarantine", short_help="The claims that the gate refused, and why.")
@build_option
@json_option
def quarantine_command(build_dir: Path | None, as_json: bool) -> int:
    """List the claims that the gate refused: the reason, the shape, the quote, and what found it.

    Exits 1 where there is any. They are gone when what refused them is mended and the graph is built again.

    \b
    kgbuild quarantine
    kgbuild quarantine --json | jq .
    """
    from kgbuild.store import open_build

    with open_build(the_build(build_dir)) as build:
        refused = list(build.quarantine())
    if as_json:
        out(json.dumps(entry, ensure_ascii=False, sort_keys=True) + "\n" for entry in refused)
    else:
        for entry in refused:
            out([f"{plain(entry['claim'])}\n"])
            out(f"  {name:10} {plain(str(entry.get(name, '')))}\n" for name in _TOLD)
        note(f"{len(refused)} quarantined")
    return EXIT_FOUND if refused else EXIT_OK


@click.command("diff", short_help="What two builds say differently.")
@click.argument("before", type=click.Path(path_type=Path))
@click.argument("after", type=click.Path(path_type=Path))
@json_option
def diff_command(before: Path, after: Path, as_json: bool) -> int:
    """Tell which claims AFTER makes that BEFORE did not, which it no longer makes, and which it makes otherwise.

    Both are build folders or RDF files. Exits 1 where they differ.

    \b
    kgbuild diff graph-of-monday graph
    kgbuild diff published.ttl graph --json
    """
    from dataclasses import asdict

    from kgbuild.diff import differences
    from kgbuild.source import open_source

    signs = {"added": "+", "removed": "-", "changed": "~"}
    count = 0
    with open_source(before) as old, open_source(after) as new:
        for found in differences(old, new):
            count += 1
            if as_json:
                out([json.dumps(asdict(found), ensure_ascii=False) + "\n"])
                continue
            what = f" [{', '.join(found.changed)}]" if found.changed else ""
            out([f"{signs[found.kind]} {plain(found.sentence)}{what}\n"])
            out([f"    «{plain(found.quote)}» {plain(found.document)}  {found.claim.rpartition('/')[2][:14]}\n"])
    if not as_json:
        note(f"{count} differences")
    return EXIT_FOUND if count else EXIT_OK
