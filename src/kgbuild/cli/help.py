"""The help of a command as text, for the documentation."""

from __future__ import annotations

import click

from kgbuild.cli import cli

WIDTH = 100


def help_text(command: str) -> str:
    """What ``kgbuild COMMAND --help`` prints on a terminal of :data:`WIDTH` columns, without its last line end."""
    context = click.Context(cli, info_name="kgbuild", terminal_width=WIDTH, help_option_names=["-h", "--help"])
    found = cli.get_command(context, command)
    if found is None:
        raise KeyError(command)
    inner = click.Context(found, info_name=command, parent=context, terminal_width=WIDTH)
    return "\n".join(line.rstrip() for line in found.get_help(inner).split("\n")).rstrip()
