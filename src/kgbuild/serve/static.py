"""The files that pages load: styles, scripts, vendored libraries. Read once, from a fixed list of names."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from kgbuild.serve.routes import nothing
from kgbuild.serve.wire import Answer

FOLDER = Path(__file__).resolve().parent / "static"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".txt": "text/plain; charset=utf-8",
}


@cache
def files() -> dict[str, tuple[str, bytes, str]]:
    """Name below ``/static/`` to media type, bytes and entity tag."""
    found = {}
    for path in sorted(FOLDER.rglob("*")):
        if path.is_file() and path.suffix in TYPES:
            data = path.read_bytes()
            tag = f'"{sha256(data).hexdigest()[:24]}"'
            found[path.relative_to(FOLDER).as_posix()] = (TYPES[path.suffix], data, tag)
    return found


def file(name: str, known: str) -> Answer:
    """The file of that name, 304 where the client has it, 404 where there is none."""
    if name not in files():
        return nothing(f"/static/{name}")
    media_type, data, tag = files()[name]
    headers = (("etag", tag), ("cache-control", "max-age=3600"))
    if tag in known:
        return Answer(304, headers)
    return Answer(200, (("content-type", media_type), *headers), data)
