"""Files of unknown origin, read in a process that may be ended, has little memory and no network.

:func:`parse` is what that process does; :func:`work` runs something in it.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from pyoxigraph import Quad, RdfFormat, Triple
from pyoxigraph import parse as parse_rdf

from kgbuild.compression import opened, without_suffix
from kgbuild.errors import EXIT_FOUND, KgbuildError

FORMATS = {
    ".ttl": RdfFormat.TURTLE,
    ".trig": RdfFormat.TRIG,
    ".nq": RdfFormat.N_QUADS,
    ".nt": RdfFormat.N_TRIPLES,
    ".rdf": RdfFormat.RDF_XML,
    ".owl": RdfFormat.RDF_XML,
    ".xml": RdfFormat.RDF_XML,
    ".jsonld": RdfFormat.JSON_LD,
    ".json": RdfFormat.JSON_LD,
}
"""What a file name's end says about its format."""

SECONDS = 900.0
"""How long a worker may take before it is ended."""
MEMORY = 4 * 2**30
"""How many bytes of memory a worker may have."""

_NO_NETWORK = 0x40000000  # CLONE_NEWNET of linux/sched.h
_OWN_USERS = 0x10000000  # CLONE_NEWUSER


class InputError(KgbuildError):
    """A file that cannot be read as RDF; ``place`` is its path, with line and column where they are known."""


class CheckError(KgbuildError):
    """A check that failed: what could not be checked is refused."""

    exit_status = EXIT_FOUND


def format_of(path: Path) -> RdfFormat:
    """The format of the file, before ``.gz`` or ``.zst``. Raises :class:`InputError` where its name does not tell."""
    found = FORMATS.get(without_suffix(path).suffix.lower())
    if found is None:
        known = ", ".join(sorted(FORMATS))
        raise InputError("unknown-format", str(path), "its name does not tell its format", f"end it in one of {known}")
    return found


def parse(path: Path) -> list[Quad]:
    """The quads of a file of unknown origin. Nothing is fetched: no remote JSON-LD context, no XML entity.

    Raises :class:`InputError` ``not-found``, ``unknown-format``, ``bad-syntax`` (with line and column),
    ``bad-compression``, ``doctype``, ``not-rdf`` (RDF 1.2's triple terms).
    """
    kind = format_of(path)
    try:
        with opened(path) as stream:
            data = stream.read()
    except (ValueError, EOFError) as error:
        raise InputError("bad-compression", str(path), str(error), "was it cut off?") from None
    except OSError as error:
        raise InputError("not-found", str(path), error.strerror or "cannot be read") from None
    if kind is RdfFormat.RDF_XML and _has_doctype(data):
        hint = "an entity of a few bytes can unfold to gigabytes; take the DOCTYPE out, or write Turtle"
        raise InputError("doctype", str(path), "RDF/XML with a DOCTYPE is not read", hint)
    try:
        quads = list(parse_rdf(input=data, format=kind))
    except SyntaxError as error:
        place = ":".join(str(part) for part in (path, error.lineno, error.offset) if part is not None)
        hint = "contexts are not fetched: put the context into the file" if "Callback" in error.msg else ""
        raise InputError("bad-syntax", place, " ".join(error.msg.split()), hint) from None
    if any(isinstance(node, Triple) for q in quads for node in (q.subject, q.object)):
        raise InputError("not-rdf", str(path), "holds triple terms of RDF 1.2", "write them as nodes of RDF 1.1")
    return quads


def _has_doctype(data: bytes) -> bool:
    """Whether a DOCTYPE stands anywhere in it, in UTF-8 or, its zero bytes left out, in UTF-16 or UTF-32."""
    return b"<!DOCTYPE" in data.replace(b"\0", b"").upper()


def work(module: str, arguments: Sequence[str], *, seconds: float = SECONDS, memory: int = MEMORY) -> Any:
    """Run ``module`` in a confined process of its own; what it prints, read as JSON.

    Raises :class:`CheckError` ``timeout``, ``too-big`` or ``check-failed`` where it does not end well, and the
    error that it reports where it reports one.
    """
    command = [sys.executable, "-m", module, str(memory), *arguments]
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    try:
        done = subprocess.run(command, capture_output=True, timeout=seconds, env=environment, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise CheckError("timeout", arguments[0], f"was not checked within {seconds:g} s", "split the file") from None
    answer: Any = None
    with suppress(ValueError):
        answer = json.loads(done.stdout)
    if not isinstance(answer, dict):
        if b"MemoryError" in done.stderr or b"memory allocation" in done.stderr or done.returncode < 0:
            raise CheckError("too-big", arguments[0], f"needs more than {memory // 2**20} MB", "split the file")
        raise CheckError("check-failed", arguments[0], "the check ended without an answer", "report this, please")
    if "error" in answer:
        known = {"InputError": InputError, "CheckError": CheckError}.get(answer["error"], CheckError)
        raise known(answer["code"], answer["place"], answer["message"], answer["hint"])
    return answer


def confine(memory: int) -> None:
    """Take from this process what reading a file does not need: the network, other programs, more memory."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.unshare(_NO_NETWORK) != 0:
            libc.unshare(_NO_NETWORK | _OWN_USERS)
    sys.addaudithook(_refuse)


def _refuse(event: str, _: object) -> None:
    if event.startswith(
        ("socket.connect", "socket.getaddrinfo", "subprocess.", "os.exec", "os.posix_spawn", "os.system")
    ):
        raise PermissionError(f"not while reading a file of unknown origin: {event}")


def answer(result: dict[str, Any] | KgbuildError) -> None:
    """Print what a worker found, or the error that it met, for :func:`work` to read."""
    if isinstance(result, KgbuildError):
        result = {
            "error": type(result).__name__,
            "code": result.code,
            "place": result.place,
            "message": result.message,
            "hint": result.hint,
        }
    sys.stdout.write(json.dumps(result))
