"""``removed.tsv``: the documents that people withdrew, and that stay out although their files may still lie there.

Lines of ``sha256``, a tab and a file name for people; lines that begin with ``#`` are comments. UTF-8, sorted, so
that two people's lists merge. The file belongs to the project: emptying the build folder brings nothing back.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from kgbuild.errors import StoreError

_HEADER = (
    "# Documents that were withdrawn: SHA-256 of the bytes, file name. `kgbuild build --restore` takes them back.\n"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


def read_removed(path: Path) -> dict[str, str]:
    """File names by SHA-256; empty where there is no file. Raises :class:`StoreError` with file and line."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError("bad-removed", str(path), f"cannot be read: {error}", "UTF-8: sha256, tab, name") from error
    removed: dict[str, str] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        sha, _, name = line.rstrip("\r").partition("\t")
        if not re.fullmatch(r"[0-9a-f]{64}", sha):
            raise StoreError(
                "bad-removed", f"{path}:{number}", f"not a SHA-256: {sha[:70]!r}", "64 hex digits, tab, name"
            )
        removed[sha] = name
    return removed


def write_removed(path: Path, removed: Mapping[str, str]) -> None:
    """Replace the file in one step. Raises :class:`StoreError` where it cannot be written."""
    lines = [f"{sha}\t{_CONTROL.sub(' ', removed[sha])}\n" for sha in sorted(removed)]
    temporary = path.with_name(path.name + ".new")
    try:
        with temporary.open("w", encoding="utf-8", errors="replace") as stream:
            stream.writelines([_HEADER, *lines])
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise StoreError("not-writable", str(path), error.strerror or str(error), "free some space") from error
