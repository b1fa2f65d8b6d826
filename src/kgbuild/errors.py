"""The errors that people meet.

Every error that leaves the package is a :class:`KgbuildError`: one line with a code, a place and a hint.
A traceback is a bug of ours, never an answer to bad input.
"""

from __future__ import annotations

EXIT_OK = 0
EXIT_FOUND = 1
EXIT_USAGE = 2
EXIT_UNUSABLE = 3
EXIT_INTERRUPTED = 130


class KgbuildError(Exception):
    """A fault that a person can do something about.

    ``code`` is a stable, lower-case, hyphenated name (``bad-utf8``); ``place`` says where (a path, a path
    with line and column, an IRI, an option); ``message`` says what is wrong and ``hint`` what to do next.
    ``exit_status`` is the status that a command ends with when nothing else decides it.
    """

    exit_status = EXIT_UNUSABLE

    def __init__(self, code: str, place: str, message: str, hint: str = "") -> None:
        super().__init__(code, place, message, hint)
        self.code = code
        self.place = place
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        line = f"{self.code}: {self.place}: {self.message}"
        return f"{line} ({self.hint})" if self.hint else line


class ReadError(KgbuildError):
    """One document cannot be read; the others still can."""


class PackError(KgbuildError):
    """A pack's file is missing, malformed or inconsistent; ``place`` is ``file:line``."""


class ConfigError(KgbuildError):
    """``kgbuild.toml`` or a ``KGBUILD_*`` variable is wrong."""


class QueryError(KgbuildError):
    """A saved or given query is malformed, or a parameter is missing or ill-typed."""

    exit_status = EXIT_USAGE


class StoreError(KgbuildError):
    """A build folder is missing, incomplete, locked or cannot be written."""


class UsageError(KgbuildError):
    """The command was called wrongly."""

    exit_status = EXIT_USAGE
