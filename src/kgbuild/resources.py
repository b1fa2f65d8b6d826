"""Where the files that ship with kgbuild are: packs, shapes and queries.

In a checkout they are the top-level folders ``ontology/``, ``shapes/`` and ``queries/``; in an installed wheel
they lie in ``kgbuild/data/``. A project of a user's own lays over them what its own folders hold.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def shipped(folder: str) -> Path:
    """The shipped folder of that name (``ontology``, ``shapes``, ``queries``).

    Raises ``FileNotFoundError`` where the installation is incomplete.
    """
    for root in (_PACKAGE / "data", _PACKAGE.parent.parent):
        if (root / folder).is_dir():
            return root / folder
    raise FileNotFoundError(f"kgbuild is not completely installed: no folder {folder}/")
