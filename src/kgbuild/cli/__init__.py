"""The command line: parse, call, present. What a command does stands in the package it calls.

Only the module of the command that runs is imported, and it imports what it needs inside the command.
"""

from __future__ import annotations

import sys
from importlib import import_module

import click

from kgbuild import __version__

_COMMANDS = {
    "build": ("making", "Turn documents into a checked graph."),
    "diff": ("comparing", "What two builds say differently."),
    "dump": ("dumping", "Write the graph as RDF, or its claims in other formats."),
    "evaluate": ("judging", "Judge the graph against gold."),
    "explain": ("explaining", "A claim or an entity down to its words."),
    "import": ("dumping", "Take a dump back through the gate."),
    "init": ("project", "Lay out a new project."),
    "link": ("linking", "A table of mentions to Wikidata items."),
    "pack": ("project", "Work on packs."),
    "push": ("pushing", "Load the graph into a running store."),
    "quarantine": ("comparing", "The claims that the gate refused, and why."),
    "queries": ("asking", "The saved queries, what each answers and takes."),
    "query": ("asking", "Ask the graph a saved or a given query."),
    "remove": ("making", "Withdraw a document."),
    "serve": ("serving", "Serve a graph: a SPARQL endpoint and pages."),
    "status": ("comparing", "What a build holds."),
    "validate": ("validating", "Check a graph against the shapes."),
    "verify-checksum": ("dumping", "Check that a dump is what it is said to be."),
    "watch": ("making", "Build again whenever documents change."),
}
"""Command -> its module here, and what it does, so that ``--help`` imports none of them."""


class _Commands(click.Group):
    """Imports a command's module when it is called, or its own help is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"kgbuild.cli.{_COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name.replace("-", "_") + "_command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], _COMMANDS, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise click.UsageError(f"There is no command {args[0]!r}.{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, _COMMANDS[name][1]) for name in self.list_commands(ctx)])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="kgbuild")
def cli() -> None:
    """Turn documents into a knowledge graph in which every claim can show the words it came from."""


def main(arguments: list[str] | None = None) -> None:
    """The command ``kgbuild``; ends the process with the status that the command line's contract gives."""
    from kgbuild.cli.present import run_command

    sys.exit(run_command(cli, arguments))
