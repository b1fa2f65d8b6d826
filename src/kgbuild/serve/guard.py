"""Who may ask: every request passes here first (ASGI middleware), and every answer leaves through here.

The names that ``Host`` may give keep out pages that rebind their own name to this address; the missing CORS
headers and the refusal of cross-site reads keep out the rest of the web; a token keeps out the network.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import ipaddress
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kgbuild.serve.evaluate import problem
from kgbuild.serve.metrics import Metrics
from kgbuild.serve.settings import Access, is_wildcard
from kgbuild.serve.wire import Answer, Reply

HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
OPEN_PATHS = frozenset({"/healthz"})
METHODS = b"GET, HEAD, POST, OPTIONS"


class Guard:
    """Checks ``Host``, the token and where a browser's request comes from; adds headers; logs and counts."""

    def __init__(self, app: ASGIApp, access: Access, port: int, metrics: Metrics) -> None:
        self._app, self._access, self._metrics = app, access, metrics
        self._names = access.names(port)
        self._origin = access.origin.encode("latin-1") if access.origin else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        refusal, extra = self.check(scope)
        status = size = 0

        async def answer(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], *extra]
            else:
                size += len(message.get("body", b""))
            await send(message)

        try:
            if refusal is not None:
                await plain(answer, refusal.reply())
            else:
                await self._app(scope, receive, answer)
        finally:
            seconds = time.perf_counter() - began
            self._metrics.seen(scope["path"], scope["method"], scope.get("client"), status, size, seconds)

    def check(self, scope: Scope) -> tuple[Answer | None, list[tuple[bytes, bytes]]]:
        """What a request gets instead of its answer, None where it may have that; and the headers to add to either."""
        headers: dict[bytes, bytes] = {}
        hosts = 0
        for name, value in scope["headers"]:
            hosts += name == b"host"
            headers[name] = value
        cors = self._cors(scope["method"], headers)
        found = self._refuse(scope, headers, hosts)
        if found is None and cors and scope["method"] == "OPTIONS" and b"access-control-request-method" in headers:
            found = Answer(204, ())
        return found, [*HEADERS, *cors]

    def _refuse(self, scope: Scope, headers: dict[bytes, bytes], hosts: int) -> Answer | None:
        host = headers.get(b"host", b"").lower()
        if hosts > 1 or (host not in self._names and not self._is_address(host)):
            return problem(421, "wrong-host", "this server does not answer under that name", "see --allow-host")
        elsewhere = headers.get(b"sec-fetch-site") in (b"cross-site", b"same-site")
        named = self._origin is not None and headers.get(b"origin") == self._origin
        if elsewhere and headers.get(b"sec-fetch-mode") != b"navigate" and not named:
            return problem(403, "cross-site", "pages of other sites may not read this server", "see --cors")
        if self._access.guarded and scope["path"] not in OPEN_PATHS and not self.has_token(headers):
            refused = problem(401, "needs-token", "this server asks for a token")
            challenge = ("www-authenticate", 'Basic realm="kgbuild", charset="UTF-8", Bearer realm="kgbuild"')
            return Answer(401, (*refused.headers, challenge), refused.body)
        return None

    def _is_address(self, host: bytes) -> bool:
        """Whether ``host`` is an address, on a server bound to all of them: a name can be rebound, that cannot."""
        if not is_wildcard(self._access.host):
            return False
        name = host.decode("latin-1")
        bare = name[1 : name.find("]")] if name.startswith("[") else name.rsplit(":", 1)[0]
        try:
            ipaddress.ip_address(bare)
        except ValueError:
            return False
        return True

    def has_token(self, headers: dict[bytes, bytes]) -> bool:
        """Whether the request carries the token, as a bearer token or as the password of Basic authentication."""
        kind, _, value = headers.get(b"authorization", b"").partition(b" ")
        if kind.lower() == b"basic":
            try:
                value = base64.b64decode(value, validate=True).partition(b":")[2]
            except binascii.Error:
                return False
        elif kind.lower() != b"bearer":
            return False
        return is_token(self._access, value)

    def _cors(self, method: str, headers: dict[bytes, bytes]) -> list[tuple[bytes, bytes]]:
        if self._origin is None:
            return []
        found = [(b"vary", b"origin")]
        if headers.get(b"origin") == self._origin:
            found += [(b"access-control-allow-origin", self._origin), (b"access-control-expose-headers", b"etag")]
            if method == "OPTIONS":
                found += [
                    (b"access-control-allow-methods", METHODS),
                    (b"access-control-allow-headers", b"accept, authorization, content-type"),
                    (b"access-control-max-age", b"600"),
                ]
        return found


def is_token(access: Access, value: bytes) -> bool:
    """Whether ``value`` is the server's token, compared in constant time."""
    return access.token is not None and hmac.compare_digest(value.strip(), access.token.encode("ascii"))


async def plain(send: Send, reply: Reply) -> None:
    """Sends an answer that is in memory."""
    headers = reply.headers()
    if reply.status not in (204, 304):
        headers.append((b"content-length", b"%d" % reply.size))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body})
