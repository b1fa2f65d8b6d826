"""``kgbuild init`` and ``kgbuild pack``."""

from __future__ import annotations

from pathlib import Path

import click

from kgbuild.cli.options import json_option
from kgbuild.cli.present import note, out, plain
from kgbuild.errors import EXIT_FOUND, EXIT_OK


@click.command("init", short_help="Lay out a new project.")
@click.argument("folder", type=click.Path(path_type=Path))
def init_command(folder: Path) -> int:
    """Lay out a project in FOLDER: settings, and where documents, packs, shapes and queries go.

    \b
    kgbuild init my-topic
    """
    from kgbuild.project import lay_out

    for file in lay_out(folder):
        note(str(file))
    note(f"put documents into {folder / 'seeds'}, then: cd {folder} && kgbuild build")
    return EXIT_OK


@click.group("pack")
def pack_command() -> None:
    """Work on packs.

    \b
    kgbuild pack test my-pack
    """


@pack_command.command("test", short_help="Hold packs against their examples.")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@json_option
def test_command(names: tuple[str, ...], as_json: bool) -> int:
    """Run the examples of the packs NAME, else of all packs of the project, beside the documents in seeds/.

    A row for each example that comes out otherwise than its file says, each term that no ontology declares, each
    rule or word that only one document can have taught, and each that was never used; the last alone is no fault.
    Exits 1 where there is one.

    \b
    kgbuild pack test
    kgbuild pack test my-pack --json
    """
    from kgbuild.config import load_settings
    from kgbuild.packtest import as_json as report_json
    from kgbuild.packtest import pack_tests

    reports = pack_tests(names, load_settings())
    if as_json:
        import json

        out([json.dumps([report_json(report) for report in reports], ensure_ascii=False, indent=1) + "\n"])
    for report in reports:
        if not as_json:
            out("\t".join(map(plain, row)).rstrip("\t") + "\n" for row in report.rows())
        wrong, known = len(report.failures), len(report.known_failures)
        note(
            f"{report.pack}: {len(report.outcomes)} examples, {wrong} otherwise than marked, {known} marked as failing"
        )
    return EXIT_OK if all(report.ok for report in reports) else EXIT_FOUND
