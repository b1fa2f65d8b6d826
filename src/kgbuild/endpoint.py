"""Talking to somebody's SPARQL endpoint over HTTP (SPARQL 1.1 Protocol, Graph Store HTTP Protocol).

User and password, or a token, come from the environment, never from the command line, where others could read
them: ``KGBUILD_ENDPOINT_USER`` and ``KGBUILD_ENDPOINT_PASSWORD``, or ``KGBUILD_ENDPOINT_TOKEN``.
"""

from __future__ import annotations

import os
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage
from typing import IO, NoReturn
from urllib.parse import urlsplit

from kgbuild.errors import EXIT_UNUSABLE, KgbuildError

USER, PASSWORD, TOKEN = "KGBUILD_ENDPOINT_USER", "KGBUILD_ENDPOINT_PASSWORD", "KGBUILD_ENDPOINT_TOKEN"
_TOLD = 300


class EndpointError(KgbuildError):
    """An endpoint cannot be reached, refuses, or answers with something else; ``place`` is its address."""

    exit_status = EXIT_UNUSABLE


@dataclass(frozen=True, slots=True)
class Answer:
    """What an endpoint answered; ``media_type`` without its parameters, in lower case."""

    status: int
    media_type: str
    body: bytes


class Endpoint:
    """An address to send requests to.

    Raises :class:`EndpointError` ``bad-address`` for anything but http and https, and for credentials in it.
    """

    def __init__(self, address: str, timeout: float = 300, environment: Mapping[str, str] | None = None) -> None:
        parts = urlsplit(address)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise EndpointError("bad-address", address, "is no http or https address")
        if parts.username is not None:
            raise EndpointError(
                "bad-address", f"{parts.scheme}://{parts.hostname}", "holds a password", f"set {USER} and {PASSWORD}"
            )
        self.address = address
        self._timeout = timeout
        self._token = (environment or os.environ).get(TOKEN)
        self._opener = _opener(address, environment or os.environ)

    def send(self, method: str, body: bytes | None = None, *, address: str | None = None, **headers: str) -> Answer:
        """Send one request and read the whole answer. Header names are written with ``_`` for ``-``.

        Raises :class:`EndpointError`: ``unreachable``, ``refused`` for any status of 400 and more but 404.
        """
        target = address or self.address
        request = urllib.request.Request(target, data=body, method=method)  # noqa: S310  # scheme checked above
        for name, value in headers.items():
            request.add_header(name.replace("_", "-"), value)
        if self._token:
            request.add_header("Authorization", f"Bearer {self._token}")
        try:
            with self._opener.open(request, timeout=self._timeout) as response:
                return Answer(response.status, response.headers.get_content_type(), response.read())
        except urllib.error.HTTPError as error:
            with error:
                if error.code == 404:
                    return Answer(404, "", error.read())
                self._refused(target, error)
        except (OSError, HTTPException) as error:
            reason = getattr(error, "reason", None) or error
            raise EndpointError("unreachable", target, f"does not answer: {reason}", "is it running?") from error

    def _refused(self, target: str, error: urllib.error.HTTPError) -> NoReturn:
        told = " ".join(error.read(4096).decode("utf-8", "replace").split())[:_TOLD]
        hint = f"set {USER} and {PASSWORD}, or {TOKEN}" if error.code in {401, 403} else ""
        raise EndpointError("refused", target, f"answers {error.code}: {told or error.reason}", hint) from error


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect could carry a password to another host, and would turn a POST into a GET: none is followed."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None


def _opener(address: str, environment: Mapping[str, str]) -> urllib.request.OpenerDirector:
    handlers: list[urllib.request.BaseHandler] = [_NoRedirect()]
    user, password = environment.get(USER), environment.get(PASSWORD)
    if user and password:
        passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        passwords.add_password(None, address, user, password)
        handlers.append(urllib.request.HTTPBasicAuthHandler(passwords))
        handlers.append(urllib.request.HTTPDigestAuthHandler(passwords))
    return urllib.request.build_opener(*handlers)
