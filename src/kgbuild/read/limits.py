"""How much one document may hold, and how to make two of it."""

from __future__ import annotations

from dataclasses import dataclass

from kgbuild.errors import ReadError

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """``text_bytes``: the most that one document's text may take, in bytes of UTF-8.

    A file is held to it too, before it is read, unless its reader says otherwise (a PDF may have 100 MB, a file
    of JSON Lines 500 MB).
    """

    text_bytes: int = 8 * MEGABYTE


def too_large(place: str, what: str, size: int, most: int, split: str) -> ReadError:
    """The error for ``size`` bytes where ``most`` are allowed; ``split`` says how to cut it."""
    message = f"{what} of {size:,} bytes, over the limit of {most:,}"
    return ReadError("too-large", place, message, split)
