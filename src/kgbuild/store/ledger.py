"""What has been worked out for each document, so that a build does again only what changed.

An SQLite database in the build folder, and a cache: the published version alone says what the graph holds, so a
lost or damaged ledger costs time and nothing else. A row is found by the document's *key*, a hash of its bytes and
of everything that shaped the result. Each batch is one transaction, so a killed build goes on from what was done.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import zstandard

from kgbuild.errors import StoreError

FILE_NAME = "ledger.sqlite"
_FORMAT = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """What one item (a file, or a line of JSON Lines) came to.

    ``key`` is the hash of its bytes and of what shaped the result; ``summary`` is canonical JSON for people and
    reports. ``records`` is what its documents contribute (:func:`kgbuild.store.merge.records`), joined by line
    feeds and compressed; ``quarantine`` is JSON Lines, compressed. Both are empty where nothing was readable.
    ``settled`` says whether another try would come to the same.
    """

    key: str
    summary: str
    records: bytes = b""
    quarantine: bytes = b""
    settled: bool = True


def pack(content: bytes) -> bytes:
    """``content`` as it is kept."""
    return zstandard.ZstdCompressor(level=3).compress(content) if content else b""


def unpack(content: bytes) -> bytes:
    return zstandard.ZstdDecompressor().decompress(content) if content else b""


class Ledger:
    """The database. Every method raises :class:`StoreError` where the disk is full or cannot be written."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._open()
        except sqlite3.OperationalError as error:
            raise self._fault(error) from error
        except sqlite3.DatabaseError:
            self._discard()

    def close(self) -> None:
        self._db.close()

    @classmethod
    @contextmanager
    def opened(cls, path: Path) -> Iterator[Ledger]:
        """The ledger at ``path``, closed at the end."""
        ledger = cls(path)
        try:
            yield ledger
        finally:
            ledger.close()

    def summaries(self, keys: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Key and summary of those of ``keys`` that have an entry, in order of keys."""
        for key, row in self._rows("summary", keys):
            if row is not None:
                yield key, row[0]

    def settled(self) -> set[str]:
        """The keys of all entries that need no other try."""
        try:
            return {key for (key,) in self._db.execute("SELECT key FROM entry WHERE settled")}
        except sqlite3.DatabaseError as error:
            raise self._fault(error) from error

    def add(self, entries: Iterable[Entry]) -> None:
        """Keep ``entries``, all or none, in place of what had their keys. The only way in (see ``admitted``)."""
        rows = [(e.key, e.summary, e.settled, e.quarantine, e.records) for e in entries]
        try:
            with self._db:
                self._db.executemany("INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?, ?)", rows)
        except sqlite3.DatabaseError as error:
            raise self._fault(error) from error

    def contents(self, keys: Iterable[str]) -> Iterator[tuple[str, bytes, bytes]]:
        """Key, records and quarantine of each of ``keys``, in order of keys. Raises ``KeyError`` for a missing one."""
        for key, row in self._rows("records, quarantine", keys):
            if row is None:
                raise KeyError(key)
            yield key, unpack(row[0]), unpack(row[1])

    def refused(self, keys: Collection[str]) -> Iterator[bytes]:
        """The quarantine of each of ``keys`` that has any, in order of keys."""
        try:
            for key, packed in self._db.execute(
                "SELECT key, quarantine FROM entry WHERE quarantine != x'' ORDER BY key"
            ):
                if key in keys:
                    yield unpack(packed)
        except sqlite3.DatabaseError as error:
            raise self._fault(error) from error

    def _rows(self, columns: str, keys: Iterable[str]) -> Iterator[tuple[str, tuple[Any, ...] | None]]:
        query = f"SELECT {columns} FROM entry WHERE key = ?"  # noqa: S608  # the columns are ours
        try:
            for key in sorted(set(keys)):
                yield key, self._db.execute(query, (key,)).fetchone()
        except sqlite3.DatabaseError as error:
            raise self._fault(error) from error

    def noted(self, name: str) -> str:
        """What was last noted under ``name``; empty where nothing was."""
        try:
            row = self._db.execute("SELECT text FROM note WHERE name = ?", (name,)).fetchone()
        except sqlite3.DatabaseError as error:
            raise self._fault(error) from error
        return str(row[0]) if row else ""

    def note(self, name: str, text: str) -> None:
        """Remember ``text`` under ``name``."""
        try:
            with self._db:
                self._db.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", (name, text))
        except sqlite3.DatabaseError as error:
            raise self._fault(error) from error

    def keep_only(self, keys: Iterable[str]) -> None:
        """Forget every other entry, so that what was withdrawn is nowhere on the disk."""
        try:
            wanted = set(keys)
            if all(key in wanted for (key,) in self._db.execute("SELECT key FROM entry")):
                return
            self._want(wanted)
            with self._db:
                gone = self._db.execute("DELETE FROM entry WHERE key NOT IN (SELECT key FROM wanted)").rowcount
            if gone:  # the log still holds it
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.DatabaseError as error:
            raise self._fault(error) from error

    def _want(self, keys: Iterable[str]) -> None:
        self._db.execute("CREATE TEMP TABLE IF NOT EXISTS wanted (key TEXT PRIMARY KEY) WITHOUT ROWID")
        with self._db:
            self._db.execute("DELETE FROM wanted")
            self._db.executemany("INSERT OR IGNORE INTO wanted VALUES (?)", ((key,) for key in keys))

    def _open(self) -> None:
        self._db = sqlite3.connect(self._path, timeout=10)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.execute("PRAGMA secure_delete = ON")
        self._db.execute("PRAGMA temp_store = MEMORY")
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, _FORMAT):
            raise sqlite3.DatabaseError("another format")
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS entry (key TEXT PRIMARY KEY, summary TEXT NOT NULL, settled INTEGER NOT NULL, "
            "quarantine BLOB NOT NULL, records BLOB NOT NULL)"
        )
        self._db.execute("CREATE TABLE IF NOT EXISTS note (name TEXT PRIMARY KEY, text TEXT NOT NULL)")
        self._db.execute("CREATE INDEX IF NOT EXISTS settled ON entry (key) WHERE settled")
        self._db.execute("CREATE INDEX IF NOT EXISTS refused ON entry (key) WHERE quarantine != x''")
        self._db.execute(f"PRAGMA user_version = {_FORMAT}")

    def _discard(self) -> None:
        """A ledger that is damaged, or of another version, is begun anew."""
        with suppress(sqlite3.Error):
            self._db.close()
        try:
            for suffix in ("", "-wal", "-shm"):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
            self._open()
        except (OSError, sqlite3.Error) as error:
            raise self._fault(error) from error

    def _fault(self, error: Exception) -> StoreError:
        hint = "free some space; the last graph is as it was, and what was done is kept"
        return StoreError("not-writable", str(self._path), str(error), hint)
