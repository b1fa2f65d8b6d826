"""What the documentation shows is what happens: its examples run, its commands exist, its links lead somewhere.

A line of output in a ``console`` example is compared with what the command prints, standard error included; ``…``
stands for anything, on a line of its own for any number of lines. An example without output need only end well.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import pytest

from kgbuild.cli import cli
from tests.support import REPOSITORY, unavailable

PAGES = sorted(
    [*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md"), *(REPOSITORY / "ontology").glob("*/README.md")]
)
BLOCK = re.compile(r"^```(?P<kind>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!`)!?\[[^\]\n]+\]\((?P<target>[^)\s]+)\)")
CALL = re.compile(r"(?:^|[|;&`]|\s{4}|\$ )\s*(kgbuild(?: [^|;&`#\n]+)?)", re.MULTILINE)

ELSEWHERE = ("--open", "--endpoint", "--executor", "--reconcile", "--wikidata")
"""Options of examples that need a browser, a server or a service: those commands are parsed, and run nowhere."""
RUN_BY = {"docs/write-a-pack.md": "tests/docs/test_write_a_pack.py"}
"""Pages that build up a project of their own, and the tests that do what they say."""
ARTICLE = "Police count recruits\n\nAt least 78 Kenyan citizens signed contracts with the Russian army.\n"
PAGE = f"<html lang=en><title>Recruits</title><body><article><h1>Recruits</h1><p>{ARTICLE}</p></article></body></html>"


@dataclass(frozen=True)
class Example:
    """One command of a page, and the output shown under it."""

    page: str
    command: str
    output: str


def name(page: Path) -> str:
    return page.relative_to(REPOSITORY).as_posix()


def examples(page: Path) -> Iterator[Example]:
    for block in BLOCK.finditer(page.read_text(encoding="utf-8")):
        if block["kind"] == "console":
            for part in re.split(r"^\$ ", block["text"], flags=re.MULTILINE)[1:]:
                command, _, output = part.partition("\n")
                yield Example(name(page), command, output.strip("\n"))


EXAMPLES = [e for page in PAGES for e in examples(page)]
RUN = [
    e
    for e in EXAMPLES
    if e.page not in RUN_BY and not e.command.startswith("make") and not any(o in e.command for o in ELSEWHERE)
]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose graph was built from ``seeds/``, with files of the names that examples use.

    ``graph.ttl`` is a small graph's, so that the slowest validator has little to do.
    """
    folder = tmp_path_factory.mktemp("project")
    for part in ("seeds", "shapes", "queries"):
        (folder / part).symlink_to(REPOSITORY / part)
    (folder / "articles").mkdir()
    (folder / "articles" / "first.txt").write_text(ARTICLE, encoding="utf-8")
    (folder / "a.txt").write_text(ARTICLE.replace("78", "79"), encoding="utf-8")
    (folder / "page.html").write_text(PAGE, encoding="utf-8")
    for command in (
        "kgbuild build",
        "kgbuild build a.txt -o small",
        "kgbuild dump --build small -o graph.ttl",
        "cat shapes/core/*.ttl shapes/recruitment/*.ttl > shapes.ttl",
    ):
        done = run(command, folder)
        assert done.returncode == 0, done.stdout
    return folder


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """What a person would see who types this; standard error is mixed in."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=folder,
        env={**os.environ, "PATH": path, "COLUMNS": "120"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=500,
    )


def pattern(shown: str) -> str:
    """A regular expression for the output that an example shows."""
    lines = [
        r"(?:.*\n)*?" if line == "…" else ".*".join(map(re.escape, line.rstrip().split("…"))) + r"[ ]*\n"
        for line in shown.split("\n")
    ]
    return "".join(lines) if shown else r"(?:.*\n)*"


@pytest.mark.parametrize("example", RUN, ids=lambda e: f"{e.page}: {e.command}")
def test_an_example_does_what_its_page_shows(example: Example, project: Path, tmp_path: Path) -> None:
    """In a copy of the project, so that no example sees what another did."""
    here = shutil.copytree(project, tmp_path / "project", symlinks=True)
    done = run(example.command, here)
    assert done.returncode == 0, done.stdout
    assert re.fullmatch(pattern(example.output), done.stdout.rstrip("\n") + "\n"), done.stdout


@pytest.mark.parametrize("example", [e for e in EXAMPLES if e.command.startswith("make")], ids=lambda e: e.command)
def test_make_knows_the_target(example: Example) -> None:
    make = shutil.which("make") or unavailable("make is not installed")
    command = [make, "--dry-run", *shlex.split(example.command)[1:]]
    subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True, timeout=30)


def test_every_named_target_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (REPOSITORY / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    pages = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    named = set(re.findall(r"(?:`|\$ )make ([a-z-]+)", pages))
    assert {"demo", "test"} <= named <= targets


def calls(page: Path) -> Iterator[str]:
    """Every call of kgbuild on a page: in blocks of commands, and in running text."""
    text = page.read_text(encoding="utf-8")
    for block in BLOCK.finditer(text):
        if block["kind"] in ("", "console", "sh", "bash"):
            yield from (m[1] for m in CALL.finditer(block["text"]))
    prose = BLOCK.sub("", text)
    yield from (m[1] for m in re.finditer(r"`(kgbuild [a-z][^`]*)`", prose))
    yield from (m[1] for m in re.finditer(r"^ {4}(kgbuild [a-z].*)$", prose, re.MULTILINE))


@pytest.mark.parametrize(
    ("page", "call"), [(name(p), c) for p in PAGES for c in dict.fromkeys(calls(p))], ids=lambda v: str(v)
)
def test_every_command_that_is_named_exists(page: str, call: str) -> None:
    """With the options that it is named with. Its values need not exist, and what is cut short need not be whole."""
    words = [w for w in shlex.split(call.replace("…", ""), comments=True) if w not in ("\\",)][1:]
    words = words[: next((i for i, w in enumerate(words) if re.match(r"\d?>|<", w)), len(words))]
    command: click.Command = cli
    while words and isinstance(command, click.Group) and not words[0].startswith("-"):
        found = command.get_command(click.Context(command), words[0])
        assert found is not None, f"{page}: no command {words[0]}"
        command, words = found, words[1:]
    options = {o: p for p in command.params for o in (*p.opts, *p.secondary_opts)} | {"--help": None, "--version": None}
    for word in words:
        if word.startswith("-") and word != "-":
            assert word.partition("=")[0] in options, f"{page}: {command.name} has no option {word}"


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", BLOCK.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    for link in LINK.finditer(BLOCK.sub("", page.read_text(encoding="utf-8"))):
        target, _, anchor = link["target"].partition("#")
        if re.match(r"[a-z]+:", target):
            assert target.startswith("https://"), link["target"]
            continue
        file = (page.parent / target).resolve() if target else page
        assert file.exists(), f"{name(page)}: {link['target']}"
        assert file.is_relative_to(REPOSITORY), link["target"]
        assert not anchor or anchor in anchors(file), f"{name(page)}: {link['target']}"


def test_the_readme_leads_to_every_page() -> None:
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    assert [name(p) for p in sorted((REPOSITORY / "docs").glob("*.md")) if f"({name(p)})" not in readme] == []


def test_the_first_two_commands_are_demo_and_test() -> None:
    assert [e.command for e in examples(REPOSITORY / "README.md")][:2] == ["make demo", "make test"]


@pytest.mark.parametrize("page", [p for p in PAGES if name(p) in ("README.md", "docs/python.md")], ids=name)
def test_python_examples_run(page: Path, project: Path, tmp_path: Path) -> None:
    here = shutil.copytree(project, tmp_path / "project", symlinks=True)
    for block in BLOCK.finditer(page.read_text(encoding="utf-8")):
        if block["kind"] == "python":
            done = subprocess.run(
                [sys.executable, "-c", block["text"]], cwd=here, capture_output=True, text=True, timeout=500
            )
            assert (done.returncode, done.stderr) == (0, ""), done.stderr
            assert "I Want to Live" in done.stdout


def test_the_readme_promises_what_the_floors_hold() -> None:
    readme = " ".join((REPOSITORY / "README.md").read_text(encoding="utf-8").split())
    floors = tomllib.loads((REPOSITORY / "tests" / "quality" / "floors.toml").read_text(encoding="utf-8"))["dev"]
    promised = re.findall(r"at least (\d+) of 100", readme)
    assert promised == [f"{100 * floors[figure]:.0f}" for figure in ("precision", "required_recall")]


def test_no_page_names_this_machine() -> None:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"/(?:home|root|work|Users)/\w", text), name(page)
