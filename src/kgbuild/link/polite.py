"""Asking a service on the web without being a burden: one request at a time, with a name, and patience.

Follows Wikimedia's etiquette (a User-Agent with the operator's contact, ``Retry-After`` obeyed, back-off, a handful
of tries) and guards against what comes back: an answer is read up to a limit, unpacked up to a limit, parsed as JSON,
and never followed to another host.
"""

from __future__ import annotations

import json
import random
import re
import time
import urllib.error
import urllib.parse
import urllib.request
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import Any, Protocol

from kgbuild.errors import KgbuildError

TRIES = 5
FIRST_WAIT = 5.0
LONGEST_WAIT = 300.0
MOST_BYTES = 20_000_000
DEEPEST = 60
_BUSY = frozenset({429, 502, 503, 504})
_CONTACT = re.compile(r"https?://\S+|[^\s@]+@[^\s@]+\.[^\s@]+")
_BUSY_CODES = frozenset({"maxlag", "ratelimited", "readonly"})


class ServiceError(KgbuildError):
    """A service cannot be asked, or gave no answer that can be used; what it said before stays recorded."""


class Wait(Protocol):
    """How to pass a number of seconds."""

    def __call__(self, seconds: float, /) -> None: ...


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Redirects are refused: an answer could lead into a private network."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


@dataclass(frozen=True)
class Polite:
    """Asks one service after another, never two at a time.

    ``contact`` is an address or e-mail of whoever runs this; without one nothing is asked. ``wait`` and ``jitter``
    are there for tests. Raises :class:`ServiceError` at once where ``contact`` is missing.
    """

    contact: str
    version: str = "0"
    timeout: float = 30.0
    wait: Wait = time.sleep
    jitter: Callable[[], float] = random.random
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))

    def __post_init__(self) -> None:
        if not _CONTACT.fullmatch(self.contact) or not self.contact.isprintable():
            raise ServiceError(
                "no-contact", "contact", "a service wants to know whom to write to", "set contact to a URL or an e-mail"
            )

    def get(self, url: str, fields: Mapping[str, str]) -> dict[str, Any]:
        """The JSON object that ``url`` answers to a GET with ``fields``. Raises :class:`ServiceError`."""
        return self._ask(f"{url}?{urllib.parse.urlencode(fields)}" if fields else url, None)

    def post(self, url: str, fields: Mapping[str, str]) -> dict[str, Any]:
        """The JSON object that ``url`` answers to a form-encoded POST. Raises :class:`ServiceError`."""
        return self._ask(url, urllib.parse.urlencode(fields).encode("ascii"))

    def _ask(self, url: str, body: bytes | None) -> dict[str, Any]:
        place = url.partition("?")[0]
        if not url.lower().startswith(("http://", "https://")):
            raise ServiceError("bad-address", place[:200], "not a web address", "give an http or https URL")
        pause = FIRST_WAIT
        for tried in range(1, TRIES + 1):
            status, headers, content = self._once(url, body, place)
            if status not in _BUSY:
                answer = _answer(status, content, place)
                if not _is_busy(answer):
                    return answer
            if tried == TRIES:
                break
            seconds = self._asked_to_wait(headers)
            if seconds is not None and seconds > LONGEST_WAIT:
                raise ServiceError("service-busy", place, f"asks to wait {seconds:.0f} s", "run it again later")
            self.wait(pause + pause * self.jitter() if seconds is None else seconds)
            pause *= 2
        raise ServiceError("service-busy", place, f"no answer after {TRIES} tries", "run it again later: it goes on")

    def _once(self, url: str, body: bytes | None, place: str) -> tuple[int, Message[str, str] | None, bytes]:
        request = urllib.request.Request(url, data=body, headers=self._headers())  # noqa: S310 -- checked in _ask
        opener = urllib.request.build_opener(_NoRedirect())
        try:
            with opener.open(request, timeout=self.timeout) as response:
                return response.status, response.headers, _read(response, self.timeout, place)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers, b""
        except (OSError, HTTPException, ValueError) as error:
            reason = " ".join(str(error).split()) or type(error).__name__
            raise ServiceError(
                "service-unreachable", place, reason[:300], "is the address right, and the network?"
            ) from None

    def _headers(self) -> dict[str, str]:
        agent = f"kgbuild/{self.version} ({self.contact}) Python-urllib/3"
        return {"User-Agent": agent, "Accept": "application/json", "Accept-Encoding": "gzip"}

    def _asked_to_wait(self, headers: Message[str, str] | None) -> float | None:
        """The seconds of ``Retry-After``, given as a number or as a date (RFC 9110, 10.2.3); None where absent."""
        value = (headers.get("Retry-After") or "").strip() if headers else ""
        if value.isdecimal():
            return float(value[:9])
        try:
            moment = parsedate_to_datetime(value)
        except ValueError:
            return None
        return max(0.0, (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - self.now().timestamp())


def _read(response: Any, timeout: float, place: str) -> bytes:
    """The answer's body, unpacked. An answer that drips for longer than five times the timeout is given up."""
    end = time.monotonic() + 5 * timeout
    pieces, size = [], 0
    while size <= MOST_BYTES and (piece := response.read1(65536)):
        if time.monotonic() > end:
            raise ServiceError("service-unreachable", place, "the answer takes too long", "run it again later")
        pieces.append(piece)
        size += len(piece)
    packed = b"".join(pieces)
    if response.headers.get("Content-Encoding") == "gzip":
        unpack = zlib.decompressobj(wbits=31)
        try:
            content: bytes = unpack.decompress(packed, MOST_BYTES + 1)
        except zlib.error as error:
            raise ServiceError("bad-answer", place, f"broken gzip: {error}", "report it to the service") from None
    else:
        content = packed
    if len(packed) > MOST_BYTES or len(content) > MOST_BYTES:
        raise ServiceError("bad-answer", place, f"over {MOST_BYTES} bytes", "ask for less at a time")
    return content


def _answer(status: int, content: bytes, place: str) -> dict[str, Any]:
    if status != 200:
        raise ServiceError("service-refused", place, f"HTTP status {status}", "read what the service says about itself")
    try:
        answer = json.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise ServiceError(
            "bad-answer", place, f"not JSON: {' '.join(str(error).split())[:200]}", "is it the right URL?"
        ) from None
    if not isinstance(answer, dict) or _depth(answer) > DEEPEST:
        raise ServiceError("bad-answer", place, "not a JSON object of a sensible shape", "is it the right URL?")
    return answer


def _depth(value: Any) -> int:
    """How deeply lists and objects are nested, without recursion."""
    level, deepest = [value], 0
    while level:
        deepest += 1
        inner = [v for v in level if isinstance(v, dict | list)]
        level = [x for v in inner for x in (v.values() if isinstance(v, dict) else v)]
    return deepest


def _is_busy(answer: Mapping[str, Any]) -> bool:
    error = answer.get("error")
    return isinstance(error, dict) and error.get("code") in _BUSY_CODES
