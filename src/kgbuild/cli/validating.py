"""``kgbuild validate``."""

from __future__ import annotations

from pathlib import Path
from typing import IO

import click

from kgbuild.cli.options import build_option, json_option, the_build
from kgbuild.cli.present import note, out, plain, width
from kgbuild.errors import EXIT_FOUND, EXIT_OK, UsageError


@click.command("validate", short_help="Check a graph against the shapes.")
@click.argument("file", required=False, type=click.Path(path_type=Path, exists=True))
@build_option
@click.option("--engine", type=click.Choice(["compiled", "pyshacl", "both"]), default="compiled", show_default=True)
@click.option("--report", "report_file", metavar="FILE", help="Write the SHACL validation report here (Turtle).")
@click.option(
    "--texts",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="Text files that stand in, by their hash, for texts that FILE withholds.",
)
@json_option
def validate_command(
    file: Path | None, build_dir: Path | None, engine: str, report_file: str | None, texts: Path | None, as_json: bool
) -> int:
    """Check FILE, anybody's RDF, or a build, against the shapes of the packs. Exits 1 where a shape is violated.

    FILE is read in a process of its own, with limits on time and memory and without network.

    \b
    kgbuild validate
    kgbuild validate somebody.ttl.gz --engine both
    kgbuild validate dump.nq --texts texts/
    """
    if file is not None and build_dir is not None:
        raise UsageError("two-sources", str(file), "cannot be given together with --build")
    if texts is not None and file is None:
        raise UsageError("no-file", "--texts", "goes with a FILE", "kgbuild validate graph.ttl --texts DIR")
    from kgbuild.checking import check
    from kgbuild.config import load_settings
    from kgbuild.dump.write import output

    settings = load_settings()
    report = check(file if file is not None else the_build(build_dir), settings, engine=engine, texts=texts)
    if report_file is not None:
        with output(None if report_file == "-" else Path(report_file)) as stream:
            _write(stream, report.to_turtle())
    if as_json:
        out([report.to_json()])
    elif report_file != "-":
        columns = width()
        for severity, focus, path, value, message, shape in report.rows():
            out([f"{severity}: {plain(focus)} {plain(path)}: {plain(message)}"[: 4 * columns] + "\n"])
            out([f"    value {plain(value)[:columns]}; shape {plain(shape)}\n"])
        note("conforms" if report.conforms else f"{len(report.results)} results, {len(report.violations)} violations")
    return EXIT_OK if report.conforms else EXIT_FOUND


def _write(stream: IO[bytes], text: str) -> None:
    stream.write(text.encode("utf-8"))
