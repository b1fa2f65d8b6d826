"""The command line's promises: quick, lazy, documented."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from kgbuild.cli import _COMMANDS
from kgbuild.cli.help import help_text
from tests.support import REPOSITORY

HEAVY = ("spacy", "pyshacl", "rdflib", "trafilatura", "starlette", "dask", "thinc", "numpy")
LOADED = """
import sys
from kgbuild.cli.present import run_command
from kgbuild.cli import cli
status = run_command(cli, sys.argv[1:])
print(status, *sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)
"""


def loaded(*arguments: str) -> set[str]:
    """The top-level modules that a command had loaded when it ended well."""
    done = subprocess.run([sys.executable, "-c", LOADED, *arguments], capture_output=True, text=True, cwd=REPOSITORY)
    status, *names = done.stderr.strip().split("\n")[-1].split()
    assert status == "0", done.stderr
    return set(names)


def test_every_command_is_documented_with_its_help() -> None:
    text = (REPOSITORY / "docs" / "commands.md").read_text("utf-8")
    sections = dict(re.findall(r"^## kgbuild (\S+)\n.*?^```text\n(.*?)\n^```$", text, re.MULTILINE | re.DOTALL))
    assert sections == {name: help_text(name) for name in _COMMANDS}


@pytest.mark.parametrize("name", _COMMANDS)
def test_every_help_shows_an_example(name: str) -> None:
    assert re.search(rf"^  (?:.* \| )?kgbuild {name}\b", help_text(name), re.MULTILINE)


@pytest.mark.parametrize("name", _COMMANDS)
def test_the_list_of_commands_says_what_the_command_says(name: str) -> None:
    import click

    from kgbuild.cli import cli

    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    assert command.name == name


@pytest.mark.parametrize(
    "arguments", [("--help",), ("queries",), ("dump", "--help"), ("build", "--help"), ("--version",)]
)
def test_nothing_heavy_is_loaded_by_what_does_not_need_it(arguments: tuple[str, ...]) -> None:
    assert not loaded(*arguments) & set(HEAVY)


def test_asking_explaining_and_dumping_load_nothing_heavy(graph_file: str) -> None:
    assert not loaded("query", "claims", "--build", graph_file) & set(HEAVY)
    assert not loaded("explain", "claim-dd1a83", "--build", graph_file) & set(HEAVY)
    assert not loaded("dump", "--build", graph_file, "-f", "trig") & set(HEAVY)


def test_importing_the_package_loads_nothing_else() -> None:
    code = (
        "import sys, kgbuild; print(*[n for n in sys.modules if n.startswith('kgbuild')], 'pyoxigraph' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["kgbuild", "False"]


def test_help_loads_nothing_but_the_parser_of_commands() -> None:
    """So it answers at once, however busy a machine is; ``make bench`` measures it."""
    ours = {name for name in loaded("--help") - sys.stdlib_module_names if not name.startswith("_")}
    assert ours == {"click", "kgbuild"}
