"""The one way for claims into what is published: only what the gate admitted."""

from __future__ import annotations

from kgbuild.gate import Admitted
from kgbuild.rdf import ENTITIES
from kgbuild.store.merge import records
from kgbuild.store.version import nquads


def admitted_records(admitted: Admitted, base: str) -> bytes:
    """What an admitted shard contributes, as a :class:`~kgbuild.store.Ledger` keeps it (:func:`records`).

    Raises ``TypeError`` for anything that the gate did not make.
    """
    if type(admitted) is not Admitted:
        raise TypeError(f"only what the gate admitted is stored, not a {type(admitted).__name__}")
    lines = nquads(admitted.shard.quads).splitlines()
    return b"\n".join(records(lines, f"{base}{ENTITIES}".encode()))
