"""The web application: which address is answered by what. It holds no graph; workers do the work."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope, Send

from kgbuild.serve import protocol, reconciliation, routes, static
from kgbuild.serve.connection import Spooled
from kgbuild.serve.evaluate import problem
from kgbuild.serve.guard import is_token, plain
from kgbuild.serve.metrics import Metrics
from kgbuild.serve.pool import ClientLeftError, Pool
from kgbuild.serve.settings import Access
from kgbuild.serve.wire import Answer, Head

CHUNK = 128 * 1024
STORE = "/store"


class Application:
    """The ASGI application behind the guard."""

    def __init__(self, pool: Pool, access: Access, metrics: Metrics) -> None:
        self.pool, self.access, self.metrics = pool, access, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        try:
            answer = await self._answer(request, scope["path"], scope["method"])
        except (ClientDisconnect, ClientLeftError):
            return
        await respond(send, answer)

    async def _answer(self, request: Request, path: str, method: str) -> Answer | Spooled:
        if path in ("/sparql", "/sparql/"):
            return await self._sparql(request, method)
        if path == STORE or path.startswith(STORE + "/"):
            return await self._store(request, method)
        if path.startswith(reconciliation.ROOT):
            return await self._reconcile(request, path, method)
        if path.startswith("/static/"):
            return static.file(path.removeprefix("/static/"), request.headers.get("if-none-match", ""))
        if method == "OPTIONS":
            return Answer(204, (("allow", "GET, HEAD, OPTIONS"),))
        if method not in ("GET", "HEAD"):
            return not_allowed(method, "GET, HEAD, OPTIONS")
        if path == "/healthz":
            return self._health()
        if path == "/metrics":
            return self._metrics()
        fields = protocol.parse(request.scope["query_string"])
        if isinstance(fields, Answer):
            return fields
        found = routes.request_for(path, fields)
        if isinstance(found, Answer):
            return found
        return await self._work(request, {**found, **self._about(request), "writable": self.access.writable})

    # -- SPARQL 1.1 Protocol

    async def _sparql(self, request: Request, method: str) -> Answer | Spooled:
        if method == "OPTIONS":
            return Answer(204, (("allow", protocol.ALLOW),))
        body = b""
        if method == "POST":
            sent = await self._body(request, self.pool.limits.request)
            if isinstance(sent, Answer):
                return sent
            body = sent
        query_string = request.scope["query_string"]
        about = self._about(request)
        key = (query_string, *about.values()) if method in ("GET", "HEAD") and len(query_string) < CHUNK else None
        kept = self.pool.recall(key) if key is not None else None
        if kept is not None:
            return kept
        wanted = protocol.operation(method, query_string, request.headers.get("content-type", ""), body)
        if isinstance(wanted, Answer):
            return wanted
        if wanted.is_update:
            return await self._update(request, wanted)
        if wanted.text is None:
            return await self._work(request, {"do": "description", **about, "writable": self.access.writable})
        job = {"do": "query", **about, "default": wanted.default, "named": wanted.named}
        return await self._work(request, job, wanted.text.encode("utf-8"), key)

    async def _update(self, request: Request, wanted: protocol.Operation) -> Answer:
        refusal = self._may_write(request)
        if refusal is not None:
            return refusal
        order = {
            "do": "write",
            "kind": "update",
            "using": wanted.default,
            "using_named": wanted.named,
            "base": str(request.url.replace(query="")),
        }
        return await self.pool.write(order, (wanted.text or "").encode("utf-8"))

    # -- SPARQL 1.1 Graph Store HTTP Protocol

    async def _store(self, request: Request, method: str) -> Answer | Spooled:
        allowed = "GET, HEAD, PUT, POST, DELETE, OPTIONS" if self.access.writable else "GET, HEAD, OPTIONS"
        if method == "OPTIONS":
            return Answer(204, (("allow", allowed),))
        if method not in ("GET", "HEAD", "PUT", "POST", "DELETE"):
            return not_allowed(method, allowed)
        fields = protocol.parse(request.scope["query_string"])
        if isinstance(fields, Answer):
            return fields
        raw = request.scope["raw_path"].decode("latin-1")
        named = routes.graph_named(fields, self._about(request)["origin"] + raw, request.scope["path"], STORE)
        if isinstance(named, Answer):
            return named
        if method in ("GET", "HEAD"):
            return await self._work(request, {"do": "graph", **named, **self._about(request)})
        refusal = self._may_write(request)
        if refusal is not None:
            return refusal
        body = await self._body(request, self.pool.limits.upload)
        if isinstance(body, Answer):
            return body
        order = {
            "do": "write",
            "kind": method,
            **named,
            "base": str(request.url.replace(path=STORE + "/", query="")),
            "content_type": request.headers.get("content-type", ""),
        }
        if order["graph"] is None and not order["is_default"] and method != "POST":
            return problem(400, "no-graph-named", "which graph?", "?default or ?graph=IRI")
        return await self.pool.write(order, body)

    def _may_write(self, request: Request) -> Answer | None:
        """Only ``serve FILE… --writable`` takes changes, and only with the token as bearer: browsers never add that."""
        if not self.access.writable:
            return problem(
                403, "read-only", "nothing is written here over HTTP", "change the documents and build again"
            )
        kind, _, value = request.headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not is_token(self.access, value.encode("latin-1")):
            refused = problem(401, "needs-token", "a change needs the token, as Authorization: Bearer")
            return Answer(401, (*refused.headers, ("www-authenticate", 'Bearer realm="kgbuild"')), refused.body)
        return None

    # -- Reconciliation Service API 0.2

    async def _reconcile(self, request: Request, path: str, method: str) -> Answer | Spooled:
        if method == "OPTIONS":
            return Answer(204, (("allow", reconciliation.ALLOW),))
        body = await self._body(request, reconciliation.MOST_SENT) if method == "POST" else b""
        if isinstance(body, Answer):
            return body
        content_type = request.headers.get("content-type", "")
        found = reconciliation.request_for(method, path, request.scope["query_string"], content_type, body)
        return found if isinstance(found, Answer) else await self._work(request, {**found, **self._about(request)})

    # -- the rest

    def _about(self, request: Request) -> Head:
        """What every request to a worker carries: what the client takes, what it has, by what name it calls us."""
        headers = request.headers
        return {
            "accept": headers.get("accept", ""),
            "gzip": "gzip" in headers.get("accept-encoding", ""),
            "known": headers.get("if-none-match", ""),
            "origin": f"{request.scope['scheme']}://{headers.get('host', '')}",
        }

    async def _body(self, request: Request, limit: int) -> bytes | Answer:
        if request.headers.get("content-encoding", "identity") != "identity":
            return problem(415, "unsupported-encoding", "a compressed request is not read here")
        too_long = problem(413, "request-too-long", f"a request here has at most {limit} bytes")
        declared = request.headers.get("content-length", "0")
        if declared.isdigit() and int(declared) > limit:
            return too_long
        pieces = bytearray()
        async for piece in request.stream():
            pieces += piece
            if len(pieces) > limit:
                return too_long
        return bytes(pieces)

    async def _work(self, request: Request, job: Head, body: bytes = b"", key: object = None) -> Answer | Spooled:
        generation = self.pool.current
        found = await self.pool.run(job, body, _leaving(request))
        if key is not None and isinstance(found, Answer):
            self.pool.remember(generation, key, found)
        return found

    def _health(self) -> Answer:
        generation = self.pool.current
        ready = generation is not None
        words = f"ok {generation.template.ready['revision']}\n" if generation is not None else "loading\n"
        return Answer(200 if ready else 503, (("content-type", "text/plain; charset=utf-8"),), words.encode())

    def _metrics(self) -> Answer:
        generation = self.pool.current
        gauges: dict[str, float] = {"waiting": len(self.pool.waiting)}
        if generation is not None:
            gauges |= {
                "workers": len(generation.workers),
                "workers_busy": sum(worker.job is not None for worker in generation.workers),
                "workers_idle": len(generation.idle),
                "quads": generation.template.ready["quads"],
                "cache_bytes": generation.cache.size,
            }
        text = self.metrics.exposition(self.pool.counts, gauges)
        return Answer(200, (("content-type", "text/plain; version=0.0.4; charset=utf-8"),), text.encode())


def _leaving(request: Request) -> Callable[[], Awaitable[None]]:
    """Returns when the client of a request, whose body has been read, closes its connection."""

    async def gone() -> None:
        while True:
            message = await request.receive()
            if message["type"] == "http.disconnect":
                return

    return gone


def not_allowed(method: str, allowed: str) -> Answer:
    """405, with what is allowed."""
    refused = problem(405, "bad-method", f"{method[:20]} is not allowed here", f"use {allowed}")
    return Answer(405, (*refused.headers, ("allow", allowed)), refused.body)


async def respond(send: Send, answer: Answer | Spooled) -> None:
    """Sends an answer, a long one in pieces, so that a client that reads slowly holds only a piece of it."""
    if isinstance(answer, Answer) and len(answer.body) <= CHUNK:
        await plain(send, answer)
        return
    head = answer if isinstance(answer, Answer) else answer.head
    length = len(answer.body) if isinstance(answer, Answer) else answer.length
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in head.headers]
    headers.append((b"content-length", str(length).encode("ascii")))
    await send({"type": "http.response.start", "status": head.status, "headers": headers})
    if isinstance(answer, Answer):
        for start in range(0, length, CHUNK):
            more = start + CHUNK < length
            await send({"type": "http.response.body", "body": answer.body[start : start + CHUNK], "more_body": more})
        return
    with answer.file as file:
        file.seek(0)
        for start in range(0, length, CHUNK):
            await send({"type": "http.response.body", "body": file.read(CHUNK), "more_body": start + CHUNK < length})
