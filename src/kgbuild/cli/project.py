"""``kgbuild init`` and ``kgbuild pack``."""

from __future__ import annotations

from pathlib import Path

import click

from kgbuild.cli.present import note
from kgbuild.errors import EXIT_OK


@click.command("init", short_help="Lay out a new project.")
@click.argument("folder", type=click.Path(path_type=Path))
def init_command(folder: Path) -> int:
    """Lay out a project in FOLDER: settings, and where documents, packs, shapes and queries go."""
    from kgbuild.project import lay_out

    for file in lay_out(folder):
        note(str(file))
    note(f"put documents into {folder / 'seeds'}, then: cd {folder} && kgbuild build")
    return EXIT_OK


@click.group("pack")
def pack_command() -> None:
    """Work on a pack."""


@pack_command.command("test")
@click.argument("name", default="recruitment")
@click.option("--about", metavar="PREDICATE", help="Only examples written for this predicate (rec:recruits).")
@click.option("--id", "ids", multiple=True, metavar="ID", help="Only examples whose id begins so.")
@click.option("--failures", is_flag=True, help="Only those that fail.")
def test_command(name: str, about: str | None, ids: tuple[str, ...], failures: bool) -> int:
    """Run the examples of the pack NAME; exits 1 where one does not come out as its file says."""
    from kgbuild.extract.pack_test.__main__ import main

    arguments = ["--pack", name, *(["--about", about] if about else []), *(["--failures"] if failures else [])]
    return main([*arguments, *(part for i in ids for part in ("--id", i))])
