"""Packs: a topic is data, not code.

A pack is a folder with an ontology (Turtle) and the words for it (YAML). kgbuild ships ``core`` (claims and
evidence), ``world`` (countries, cities, currencies …) and ``recruitment`` (the first topic); a project adds
its own in its ``ontology/`` folder, and one of the same name takes the shipped one's place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import yaml

from kgbuild.errors import PackError
from kgbuild.resources import shipped

T = TypeVar("T")
DEFAULT_PACKS = ("core", "world", "recruitment")


@dataclass(frozen=True, slots=True)
class Pack:
    """One pack: its name and its folder."""

    name: str
    folder: Path

    def files(self) -> tuple[Path, ...]:
        """Every file of the pack, sorted by its path within it; hidden files and folders are none of it."""
        found = (p for p in self.folder.rglob("*") if p.is_file())
        visible = (p for p in found if not any(part.startswith(".") for part in p.relative_to(self.folder).parts))
        return tuple(sorted(visible, key=lambda p: p.relative_to(self.folder).as_posix()))

    def yaml(self, name: str) -> Any:
        """The content of the pack's YAML file ``name`` (``frames.yaml``), None where there is no such file."""
        path = self.folder / name
        return load_yaml(path) if path.is_file() else None


@dataclass(frozen=True)
class Packs:
    """The packs of a build, in the order in which they were named."""

    packs: tuple[Pack, ...]

    @cached_property
    def digest(self) -> str:
        """SHA-256 over names and bytes of all files: whatever changes in a pack changes it. Lower-case hex."""
        total = sha256()
        for pack in self.packs:
            for path in pack.files():
                name = f"{pack.name}/{path.relative_to(pack.folder).as_posix()}"
                total.update(f"{name}\0{sha256(path.read_bytes()).hexdigest()}\n".encode())
        return total.hexdigest()

    def yaml(self, name: str) -> Iterator[tuple[Pack, Any]]:
        """The packs that have a YAML file ``name``, each with its content."""
        for pack in self.packs:
            content = pack.yaml(name)
            if content is not None:
                yield pack, content

    def ontologies(self) -> tuple[Path, ...]:
        """The packs' ontology files (``ontology.ttl``), in order."""
        return tuple(p.folder / "ontology.ttl" for p in self.packs if (p.folder / "ontology.ttl").is_file())


def load_packs(names: Sequence[str] = DEFAULT_PACKS, project: Path | None = None) -> Packs:
    """Find the packs called ``names``, in the project's ``ontology/`` first, then among those that ship.

    Raises :class:`PackError` for a name that is no pack.
    """
    return Packs(tuple(Pack(name, _folder(name, project)) for name in names))


def _folder(name: str, project: Path | None) -> Path:
    roots = [project / "ontology"] if project is not None else []
    roots.append(shipped("ontology"))
    for root in roots:
        if name and "/" not in name and not name.startswith(".") and (root / name).is_dir():
            return root / name
    known = sorted({p.name for root in roots if root.is_dir() for p in root.iterdir() if p.is_dir()})
    raise PackError("no-such-pack", name, "there is no pack of this name", f"packs here: {', '.join(known)}")


@contextmanager
def laid_out(place: str, code: str, what: str) -> Iterator[None]:
    """Turns the faults that a YAML file of the wrong shape causes into one :class:`PackError` at ``place``."""
    try:
        yield
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, re.error) as error:
        told = f"{type(error).__name__} {error}".strip()
        raise PackError(code, place, f"not laid out as {what}: {told}", "see the docs on packs") from error


def read_entries(packs: Packs, name: str, code: str, what: str, read: Callable[[Pack, Any], T]) -> tuple[T, ...]:
    """What ``read`` makes of each entry of the packs' YAML file ``name``, which holds a list; in order.

    Raises :class:`PackError` with ``code`` where an entry is not laid out as ``what``; the place names file and entry.
    """
    found: list[T] = []
    for pack, content in packs.yaml(name):
        file = pack.folder / name
        with laid_out(str(file), code, "a list"):
            entries = list(content or ())
        for entry in entries:
            called = entry.get("name", "?") if isinstance(entry, dict) else "?"
            with laid_out(f"{file}: {called}", code, what):
                found.append(read(pack, entry))
    return tuple(found)


def load_yaml(path: Path) -> Any:
    """The content of a YAML file. Raises :class:`PackError` with file, line and column where it is none."""
    try:
        with path.open(encoding="utf-8") as stream:
            return yaml.load(stream, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else str(path)
        raise PackError("bad-yaml", place, error.problem or "not YAML", "mend the file and build again") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise PackError("bad-yaml", str(path), " ".join(str(error).split()), "mend the file") from error
