"""What holds for the tree as a whole: who may import whom, what no stage may ask, and what every test must do."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from kgbuild.project import lay_out
from tests.support import REPOSITORY

SOURCE = REPOSITORY / "src" / "kgbuild"
TESTS = REPOSITORY / "tests"
STAGES = ("model.py", "iri.py", "pack.py", "read", "extract", "rdf", "gate", "gazetteer", "store")
"""What decides the bytes of a graph."""
PROGRAMS = {
    "chromium": "chromium",
    "curl": "curl",
    "git": "git",
    "isql-vt": "virtuoso-opensource-7-bin",
    "java": "openjdk-17-jdk-headless",
    "rapper": "raptor2-utils",
    "virtuoso-t": "virtuoso-opensource-7-bin",
}
"""The programs that tests run, and the Debian packages that hold them."""
VAGUE = re.compile(r"^(utils?|helpers?|managers?|common|misc|tools?)$")


def modules(*roots: Path) -> Iterator[Path]:
    for root in roots:
        yield from sorted(p for p in root.rglob("*.py") if "node_modules" not in p.parts) if root.is_dir() else [root]


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def place(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(REPOSITORY)}:{getattr(node, 'lineno', 0)}"


def called(node: ast.AST) -> str:
    """The dotted name of what a call calls, as it is written."""
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ""


def test_imports_keep_the_contracts() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program, "--no-cache"], cwd=REPOSITORY, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout
    assert "2 kept, 0 broken" in done.stdout


def test_no_stage_asks_the_clock_or_chance() -> None:
    """The same input gives the same bytes. Limits of time may be kept with a monotonic clock; nothing else may."""
    asked = [
        place(path, node)
        for path in modules(*(SOURCE / stage for stage in STAGES))
        for node in ast.walk(tree(path))
        if re.search(r"(^|\.)(now|today|utcnow|uuid[14]|urandom)$|^time\.time$", called(node))
        or (isinstance(node, ast.Import) and {a.name for a in node.names} & {"random", "secrets", "uuid"})
        or (isinstance(node, ast.ImportFrom) and node.module in ("random", "secrets", "uuid"))
    ]
    assert asked == []


def test_yaml_is_loaded_safely() -> None:
    loads = {
        place(path, node): ast.unparse(node)
        for path in modules(SOURCE)
        for node in ast.walk(tree(path))
        if re.fullmatch(r"yaml\.(full_|unsafe_)?(load|load_all)", called(node))
    }
    assert [p for p, text in loads.items() if "CSafeLoader" not in text and "Loader=_" not in text] == []


def test_names_say_what_is_in_a_file() -> None:
    assert [str(p) for p in modules(SOURCE, TESTS) if VAGUE.match(p.stem) or VAGUE.match(p.parent.name)] == []


def test_the_public_parts_are_documented() -> None:
    written = [path for path in modules(SOURCE) if path.stat().st_size]
    assert [str(p.relative_to(SOURCE)) for p in written if not ast.get_docstring(tree(p))] == []


def test_every_skip_goes_through_one_function() -> None:
    """``tests.support.unavailable``, which fails where everything must run."""
    skips = [
        place(path, node)
        for path in modules(TESTS)
        if path != TESTS / "support.py"
        for node in ast.walk(tree(path))
        if re.search(r"(^|\.)(skip|skipif|importorskip|skipTest)$", called(node) or _attribute(node))
    ]
    assert skips == []


def _attribute(node: ast.AST) -> str:
    return ast.unparse(node) if isinstance(node, ast.Attribute) else ""


def test_every_folder_of_tests_is_a_package() -> None:
    folders = {path.parent for path in modules(TESTS)}
    assert [str(f) for f in sorted(folders) if not (f / "__init__.py").exists()] == []


def test_the_repository_is_laid_out_as_a_project(tmp_path: Path) -> None:
    """As ``kgbuild init`` lays one out: what it makes here is what is there."""
    made = {path.relative_to(tmp_path / "new").parts[0] for path in lay_out(tmp_path / "new")}
    assert {name for name in made if not (REPOSITORY / name).exists()} == set()
    assert (REPOSITORY / "kgbuild.toml").read_text("utf-8") == (tmp_path / "new" / "kgbuild.toml").read_text("utf-8")


def test_the_lock_names_no_place() -> None:
    """Names, versions and hashes: no index, no host, no file."""
    lock = (REPOSITORY / "requirements.lock").read_text(encoding="utf-8")
    assert "CPython 3.11" in lock.splitlines()[0]
    known = re.compile(r"|#.*|[a-z0-9][a-z0-9-]*==[\w.!+]+ \\|    --hash=sha256:[0-9a-f]{64}(?: \\)?|    # .*")
    assert [line for line in lock.splitlines() if not known.fullmatch(line)] == []
    assert not re.search(r"https?:|--(?:index|extra|find|trusted)", lock)


def _name(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\s<>=!~;\[]", requirement, maxsplit=1)[0]).lower()


def required() -> set[str]:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    runtime = project["project"]["dependencies"]
    extras = [name for extra in project["project"]["optional-dependencies"].values() for name in extra]
    return {_name(r) for r in (*runtime, *extras, *project["build-system"]["requires"])}


def wanted() -> set[str]:
    lines = (REPOSITORY / "requirements.in").read_text(encoding="utf-8").splitlines()
    return {_name(line) for line in lines if line and not line.startswith("#")}


def test_all_that_is_required_is_locked() -> None:
    lock = (REPOSITORY / "requirements.lock").read_text(encoding="utf-8")
    locked = set(re.findall(r"^([a-z0-9-]+)==", lock, re.MULTILINE))
    assert required() <= wanted() <= locked


def imported() -> set[str]:
    """The distributions whose modules the source imports by name."""
    homes = packages_distributions()
    nodes = [node for path in modules(SOURCE) for node in ast.walk(tree(path))]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level}
    tops = {name.partition(".")[0] for name in names} - sys.stdlib_module_names - {"kgbuild"}
    return {_name(homes[top][0]) for top in tops}


def test_all_that_is_imported_is_required() -> None:
    """Not what happens to come with something else. (``dask`` comes with ``distributed``, at its own version.)"""
    assert imported() - required() - {"dask"} == set()


@pytest.mark.parametrize("name", sorted(required() | wanted()))
def test_every_dependency_is_justified(name: str) -> None:
    """By a line of CONTRIBUTING.md: why, who keeps it, its licence."""
    lines = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8").lower().splitlines()
    (line,) = [line for line in lines if line.startswith(f"| `{name}`")]
    assert all(cell.strip() for cell in line.strip("| ").split("|"))
    assert line.count("|") == 5


def debian_packages() -> list[str]:
    deps = (REPOSITORY / ".ci" / "deps").read_text(encoding="utf-8")
    return re.findall(r"^packages=\(\n(.*?)^\)", deps, re.MULTILINE | re.DOTALL)[0].split()


def test_every_program_that_tests_run_is_installed_for_them() -> None:
    run = {
        str(node.args[0].value)
        for path in modules(TESTS)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and called(node) == "program" and isinstance(node.args[0], ast.Constant)
    }
    assert run - {"oxigraph"} == set(PROGRAMS)  # which comes with the locked Python packages
    assert set(PROGRAMS.values()) <= set(debian_packages())


def test_every_debian_package_is_explained() -> None:
    contributing = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert debian_packages() == sorted(debian_packages())
    assert [name for name in debian_packages() if f"| `{name}` |" not in contributing] == []
