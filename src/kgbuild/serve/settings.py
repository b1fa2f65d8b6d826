"""What a server is told: whom it answers, and how much work one request may make it do."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

from kgbuild.errors import UsageError

MEBIBYTE = 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on the work of one request, and on all requests at once. Sizes are in bytes, times in seconds.

    ``seconds`` is how long the work of one request may take before its process is killed; ``memory`` what it may
    allocate beyond the graph itself; ``rows`` and ``result`` how long an answer may be; ``request`` how long a
    query and ``upload`` how long a graph that is written. ``workers`` processes answer at once. A request that
    takes longer than ``slow_after`` loses its place to a fresh worker and goes on at a lower priority; at most
    ``slow`` requests do so at once. ``queue`` requests may wait, each for ``wait`` seconds at the most.
    ``connections`` may be open, each of which has ``head_seconds`` to send the head of a request,
    ``body_seconds`` to send its body and ``send_seconds`` to take the next piece of an answer.
    """

    seconds: float = 30.0
    memory: int = 1024 * MEBIBYTE
    rows: int = 1_000_000
    result: int = 64 * MEBIBYTE
    request: int = MEBIBYTE
    upload: int = 64 * MEBIBYTE
    workers: int = field(default_factory=lambda: max(2, len(os.sched_getaffinity(0))))
    slow: int = 4
    slow_after: float = 1.0
    queue: int = 256
    wait: float = 10.0
    connections: int = 512
    head_seconds: float = 15.0
    body_seconds: float = 60.0
    send_seconds: float = 60.0
    cache: int = 32 * MEBIBYTE

    def __post_init__(self) -> None:
        if self.seconds <= 0 or self.workers < 1:
            raise UsageError("bad-limit", "serve", "a time limit and the number of workers are more than zero")


@dataclass(frozen=True, slots=True)
class Access:
    """Who may ask what.

    ``hosts`` are further names that a request's ``Host`` may give, next to the bound address. ``origin`` is the one
    web origin that browsers may read from elsewhere (CORS). ``token`` is asked of every request where ``guarded``,
    and of every write where ``writable``. ``endpoints`` are what ``SERVICE`` may call.
    """

    host: str = "127.0.0.1"
    hosts: frozenset[str] = frozenset()
    origin: str | None = None
    token: str | None = None
    guarded: bool = False
    writable: bool = False
    endpoints: frozenset[str] = frozenset()

    def names(self, port: int) -> frozenset[bytes]:
        """Every value of ``Host`` that is ours, lower case, with and without the port."""
        names = set(self.hosts)
        if not is_wildcard(self.host):
            names.add(f"[{self.host}]" if ":" in self.host else self.host)
        if is_loopback(self.host) or is_wildcard(self.host):
            names |= {"localhost", "127.0.0.1", "[::1]"}
        return frozenset(n.lower().encode("latin-1") for name in names for n in (name, f"{name}:{port}"))


def is_wildcard(host: str) -> bool:
    """Whether ``host`` means every address of this machine."""
    return host in ("", "0.0.0.0", "::")  # noqa: S104 - recognised here so that it can be refused


def is_loopback(host: str) -> bool:
    """Whether only programs on this machine can reach ``host``."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def access(
    *,
    host: str,
    hosts: frozenset[str],
    origin: str | None,
    token: str | None,
    public: bool,
    writable: bool,
    endpoints: frozenset[str],
) -> Access:
    """The rules for a server bound to ``host``.

    Beyond loopback a token guards every request, unless ``public`` says that anybody may read. Raises
    :class:`~kgbuild.errors.UsageError` where a token is needed and none is given.
    """
    exposed = not is_loopback(host)
    if exposed and not public and not token:
        raise UsageError(
            "needs-token",
            f"--host {host}",
            "others could read this graph",
            "set KGBUILD_SERVE_TOKEN, or say --public on purpose",
        )
    if writable and not token:
        raise UsageError("needs-token", "--writable", "anybody could write", "set KGBUILD_SERVE_TOKEN")
    if token is not None and (len(token) < 8 or not token.isascii() or not token.isprintable() or " " in token):
        raise UsageError(
            "bad-token", "KGBUILD_SERVE_TOKEN", "a token is eight or more printable ASCII characters, no blanks"
        )
    guarded = token is not None and not public and (exposed or not writable)
    return Access(host, hosts, origin, token, guarded, writable, endpoints)


@dataclass(frozen=True, slots=True)
class Source:
    """What is served: one build's folder, or RDF files as they are. ``base`` is the IRI that minted nodes share."""

    targets: tuple[Path, ...]
    is_build: bool
    base: str
    project: Path | None = None
