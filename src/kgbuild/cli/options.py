"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import click

from kgbuild.config import load_settings

_Command = TypeVar("_Command", bound="Any")


def default_build() -> Path:
    """The build folder of the settings in force."""
    settings = load_settings()
    return settings.project / settings.output


def build_option(function: _Command) -> _Command:
    """``--build DIR``: the build to read, by default the project's own."""
    return click.option(
        "--build",
        "build_dir",
        metavar="DIR",
        type=click.Path(path_type=Path),
        default=None,
        help="The build folder, or an RDF file. [default: graph/]",
    )(function)


def the_build(given: Path | None) -> Path:
    """What ``--build`` gave, else what the settings say."""
    return given if given is not None else default_build()


def json_option(function: _Command) -> _Command:
    return click.option("--json", "as_json", is_flag=True, help="Write JSON for programs.")(function)
