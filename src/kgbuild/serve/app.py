"""The web application: which address is answered by what. It holds no graph; workers do the work."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope, Send

from kgbuild.serve import protocol, reconciliation, routes, static
from kgbuild.serve.evaluate import problem
from kgbuild.serve.guard import is_token, plain
from kgbuild.serve.metrics import Metrics
from kgbuild.serve.pool import ClientLeftError, Pool
from kgbuild.serve.settings import Access
from kgbuild.serve.wire import Answer, Head, Reply

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
        await respond(send, answer.reply() if isinstance(answer, Answer) else answer)

    async def _answer(self, request: Request, path: str, method: str) -> Answer | Reply:
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
        return await self._work(request, {**found, **protocol.about(request.scope), "writable": self.access.writable})

    # -- SPARQL 1.1 Protocol

    async def _sparql(self, request: Request, method: str) -> Answer | Reply:
        if method == "OPTIONS":
            return Answer(204, (("allow", protocol.ALLOW),))
        query_string = request.scope["query_string"]
        if method in ("GET", "HEAD"):
            return await self._endpoint(request, query_string)
        body = b""
        if method == "POST":
            sent = await self._body(request, self.pool.limits.request)
            if isinstance(sent, Answer):
                return sent
            body = sent
        wanted = protocol.operation(method, query_string, request.headers.get("content-type", ""), body)
        if isinstance(wanted, Answer):
            return wanted
        if wanted.is_update:
            return await self._update(request, wanted)
        job = {
            "do": "query",
            **protocol.about(request.scope),
            "default": wanted.default,
            "named": wanted.named,
        }
        return await self._work(request, job, (wanted.text or "").encode("utf-8"))

    async def _endpoint(self, request: Request, query_string: bytes) -> Reply:
        job = protocol.endpoint_job(request.scope, writable=self.access.writable)
        key = (query_string, protocol.cache_key(job))
        kept, generation = self.pool.recall(key), self.pool.current
        if kept is not None:
            return kept
        found = await self._work(request, job, query_string)
        self.pool.remember(generation, key, found)
        return found

    async def _update(self, request: Request, wanted: protocol.Operation) -> Answer | Reply:
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

    async def _store(self, request: Request, method: str) -> Answer | Reply:
        allowed = "GET, HEAD, PUT, POST, DELETE, OPTIONS" if self.access.writable else "GET, HEAD, OPTIONS"
        if method == "OPTIONS":
            return Answer(204, (("allow", allowed),))
        if method not in ("GET", "HEAD", "PUT", "POST", "DELETE"):
            return not_allowed(method, allowed)
        fields = protocol.parse(request.scope["query_string"])
        if isinstance(fields, Answer):
            return fields
        raw = request.scope["raw_path"].decode("latin-1")
        named = routes.graph_named(fields, protocol.about(request.scope)["origin"] + raw, request.scope["path"], STORE)
        if isinstance(named, Answer):
            return named
        if method in ("GET", "HEAD"):
            return await self._work(request, {"do": "graph", **named, **protocol.about(request.scope)})
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

    async def _reconcile(self, request: Request, path: str, method: str) -> Answer | Reply:
        if method == "OPTIONS":
            return Answer(204, (("allow", reconciliation.ALLOW),))
        body = await self._body(request, reconciliation.MOST_SENT) if method == "POST" else b""
        if isinstance(body, Answer):
            return body
        content_type = request.headers.get("content-type", "")
        found = reconciliation.request_for(method, path, request.scope["query_string"], content_type, body)
        if isinstance(found, Answer):
            return found
        job = {**found, **protocol.about(request.scope), "embedder": self.access.origin or ""}
        return await self._work(request, job)

    # -- the rest

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

    async def _work(self, request: Request, job: Head, body: bytes = b"") -> Reply:
        return await self.pool.run(job, body, _leaving(request))

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
                "workers_busy": sum(bool(worker.jobs) for worker in generation.workers),
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


async def respond(send: Send, reply: Reply) -> None:
    """Sends an answer, a long one in pieces."""
    if reply.is_short:
        await plain(send, reply)
        return
    headers = [*reply.headers(), (b"content-length", b"%d" % reply.size)]
    try:
        await send({"type": "http.response.start", "status": reply.status, "headers": headers})
        for piece in reply.pieces():
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        reply.close()
