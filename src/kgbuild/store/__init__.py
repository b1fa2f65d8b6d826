"""The meeting place: what the gate admitted, kept, merged and published; and published builds, opened.

Building writes through :class:`Ledger`, :func:`locked` and :func:`write_version`; reading goes through
:func:`open_build`. A reader never sees half a build, and what is published is a function of its shards alone.
"""

from __future__ import annotations

from kgbuild.store.admitted import admitted_records
from kgbuild.store.folder import Folder, current_version, locked
from kgbuild.store.ledger import Entry, Ledger, pack, unpack
from kgbuild.store.opened import Build, open_build
from kgbuild.store.removed import read_removed, write_removed
from kgbuild.store.version import Contents, Since, canonical, nquads, write_version

__all__ = [
    "Build",
    "Contents",
    "Entry",
    "Folder",
    "Ledger",
    "Since",
    "admitted_records",
    "canonical",
    "current_version",
    "locked",
    "nquads",
    "open_build",
    "pack",
    "read_removed",
    "unpack",
    "write_removed",
    "write_version",
]
