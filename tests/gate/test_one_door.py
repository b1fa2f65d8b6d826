"""One door: only what the gate admitted is stored. Read from the source, so that a second way cannot appear unseen."""

from __future__ import annotations

import ast
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from kgbuild.store import admitted_records
from tests.gate import readings
from tests.gate.test_admit import GATE, shard_of
from tests.support import REPOSITORY

SOURCE = REPOSITORY / "src" / "kgbuild"

CALLERS = {
    "Admitted": {"gate/admit.py"},
    "records": {"store/admitted.py"},
    "admitted_records": {"build/stages.py", "take.py"},
    "Contents": {"build/publish.py", "take.py"},
    "write_version": {"build/publish.py", "take.py"},
}
"""Who may call what lies between the gate and a published graph."""

KEY_HOLDER = "gate/admit.py"

STORES = {
    "gate/compiled.py": "checks in memory",
    "gate/terms.py": "a scratch store for single literals",
    "serve/dataset.py": "loads files to show; writes nothing",
    "serve/writing.py": "the graph store protocol on a copy of files of a user's own",
    "serve/pages/views.py": "a part of a graph, to show",
    "source.py": "reads a file to ask it",
    "dump/write.py": "sorts and folds what is written out",
    "store/opened.py": "loads what is published",
    "store/version.py": "the database beside graph.nq, from graph.nq",
}
"""Who may make an Oxigraph store, and why: whoever makes one may write into it."""


@cache
def modules() -> dict[str, ast.Module]:
    return {p.relative_to(SOURCE).as_posix(): ast.parse(p.read_text("utf-8")) for p in sorted(SOURCE.rglob("*.py"))}


def calls(name: str) -> dict[str, list[int]]:
    """The modules that call ``name`` as a function of ours, with the lines."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for module, tree in modules().items():
        imported = {
            alias.asname or alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("kgbuild", "pyoxigraph"))
            for alias in node.names
            if alias.name == name
        }
        defined = {n.name for n in tree.body if isinstance(n, ast.ClassDef | ast.FunctionDef) and n.name == name}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                target = node.func
                plain = isinstance(target, ast.Name) and target.id in imported | defined
                dotted = isinstance(target, ast.Attribute) and target.attr == name and _is_module(target.value)
                if plain or dotted:
                    found[module].append(node.lineno)
    return dict(found)


def _is_module(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in ("ox", "pyoxigraph", "admit", "merge", "store", "version", "gate")


@pytest.mark.parametrize("name", sorted(CALLERS))
def test_only_those_call_it_who_may(name: str) -> None:
    assert set(calls(name)) - CALLERS[name] == set()
    assert calls(name), f"nobody calls {name} any more: mend this test"


def test_nobody_else_holds_the_gates_key() -> None:
    key = [
        module
        for module, tree in modules().items()
        for node in ast.walk(tree)
        if (isinstance(node, ast.Name | ast.alias) and getattr(node, "id", getattr(node, "name", "")) == "_KEY")
        or (isinstance(node, ast.Attribute) and node.attr == "_KEY")
    ]
    assert set(key) <= {KEY_HOLDER}


def test_nobody_makes_an_object_past_its_constructor() -> None:
    for module, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr == "__new__" and isinstance(node.value, ast.Name):
                assert node.value.id != "Admitted", module


def test_stores_are_made_only_where_it_is_known_why() -> None:
    assert set(calls("Store")) <= set(STORES), "a new store: can claims get into it without the gate?"


def test_the_door_takes_nothing_but_an_admission() -> None:
    shard = shard_of(readings.reading())
    admitted = GATE.admit(shard).admitted
    assert admitted is not None
    assert admitted_records(admitted, "https://w3id.org/kgbuild/id/")
    for other in (shard, shard.quads, b"", None):
        with pytest.raises(TypeError):
            admitted_records(other, "https://w3id.org/kgbuild/id/")  # type: ignore[arg-type]


def test_this_test_reads_the_whole_program() -> None:
    assert len(modules()) > 50
    assert Path(SOURCE / "store" / "admitted.py").exists()
