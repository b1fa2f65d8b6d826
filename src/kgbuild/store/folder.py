"""The build folder, its lock, and how a version is published.

::

    graph/
      current -> versions/3f9a…     the one thing that publishing renames
      graph.nq -> current/graph.nq  so do manifest.json, documents.jsonl, quarantine.jsonl
      versions/3f9a…/               graph.nq, manifest.json, … (and oxigraph/ with --store disk); never changed
      ledger.sqlite                 a cache (:mod:`kgbuild.store.ledger`)
      lock                          held by the build that is running

A version is complete and on the disk before ``current`` is renamed onto it, so whoever follows ``current`` once
sees one whole build, whatever happens meanwhile. Readers hold a shared lock on their version; one that is held
stays until the build after.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kgbuild.errors import StoreError

CURRENT = "current"
VERSIONS = "versions"
LOCK = "lock"
SCRATCH = "scratch"
FILES = ("graph.nq", "manifest.json", "documents.jsonl", "quarantine.jsonl")

_OURS = frozenset({CURRENT, VERSIONS, LOCK, SCRATCH, *FILES})
_LEDGER = "ledger.sqlite"


class Folder:
    """A build folder that this process may change; made by :func:`locked`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def ledger(self) -> Path:
        return self.path / _LEDGER

    @property
    def current(self) -> Path | None:
        """The published version's folder, None before the first build."""
        return current_version(self.path)

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """An empty folder on the same disk, gone afterwards."""
        place = self.path / SCRATCH
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        try:
            yield place
        finally:
            shutil.rmtree(place, ignore_errors=True)

    def publish(self, staged: Path, name: str) -> Path:
        """Make the complete version in the folder ``staged`` the published one, called ``name``.

        Everything is synced to the disk, then one rename publishes it. Raises ``OSError`` where that fails; then
        the version before is still published.
        """
        version = self.path / VERSIONS / name
        if version == self.current:
            return version
        _sync_tree(staged)
        version.parent.mkdir(exist_ok=True)
        shutil.rmtree(version, ignore_errors=True)
        staged.rename(version)
        _sync(version.parent)
        for file in FILES:
            if not (self.path / file).is_symlink():
                (self.path / file).symlink_to(Path(CURRENT) / file)
        fresh = self.path / f".{CURRENT}"
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(Path(VERSIONS) / name)
        fresh.replace(self.path / CURRENT)
        _sync(self.path)
        self.sweep()
        return version

    def sweep(self) -> None:
        """Delete versions that are not published and that nobody reads."""
        keep = self.current
        with suppress(FileNotFoundError):
            for version in (self.path / VERSIONS).iterdir():
                if version != keep:
                    _delete_unless_read(version)


def current_version(path: Path) -> Path | None:
    """The version folder that ``path`` publishes now, None where there is none."""
    try:
        return path / (path / CURRENT).readlink()
    except OSError:
        return None


@contextmanager
def locked(path: Path) -> Iterator[Folder]:
    """The build folder at ``path``, made where it is missing, for one build at a time.

    Raises :class:`StoreError`: ``not-a-folder``, ``not-a-build`` (it holds other people's files),
    ``not-writable``, ``locked``. The lock ends with the process, however it ends.
    """
    _make(path)
    try:
        descriptor = os.open(path / LOCK, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip() or "unknown"
            hint = "wait until it is done, or build into another folder with -o"
            raise StoreError("locked", str(path), f"another build is writing here (process {holder})", hint) from error
        try:
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        except OSError:
            pass  # a full disk: the number is only for people, the lock holds without it
        folder = Folder(path)
        folder.sweep()
        yield folder
    finally:
        os.close(descriptor)


@contextmanager
def reading(version: Path) -> Iterator[Path]:
    """Hold ``version`` so that no build deletes it. Raises ``FileNotFoundError`` where it is already gone."""
    descriptor = os.open(version, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        if not (version / "manifest.json").exists():
            raise FileNotFoundError(version)
        yield version
    finally:
        os.close(descriptor)


def _make(path: Path) -> None:
    if path.exists() and not path.is_dir():
        raise StoreError("not-a-folder", str(path), "the output is a file", "name a folder with -o")
    try:
        path.mkdir(parents=True, exist_ok=True)
        names = {entry.name for entry in path.iterdir()}
    except OSError as error:
        raise _unwritable(path, error) from error
    others = sorted(n for n in names - _OURS if not n.startswith((_LEDGER, ".")))
    if others and not names & {VERSIONS, _LEDGER}:
        raise StoreError("not-a-build", str(path), f"holds other files ({others[0]} …)", "name an empty folder with -o")


def _unwritable(path: Path, error: OSError) -> StoreError:
    reason = error.strerror or str(error)
    return StoreError("not-writable", str(path), f"cannot be written: {reason}", "name another folder with -o")


def _delete_unless_read(version: Path) -> None:
    try:
        descriptor = os.open(version, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        version.unlink(missing_ok=True)
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(version, ignore_errors=True)
    except OSError:
        pass  # somebody reads it: the next build deletes it
    finally:
        os.close(descriptor)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_tree(folder: Path) -> None:
    for entry in sorted(folder.rglob("*")):
        _sync(entry)
    _sync(folder)
