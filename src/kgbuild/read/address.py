"""Web addresses as documents give them: taken as they stand where they are one, never mended or made up."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

LONGEST = 2048
DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,6}[a-z][a-z0-9-]{1,62}", re.IGNORECASE | re.ASCII)
"""A bare web domain ("dw.com")."""

_ALLOWED = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20\x7f-\x9f\ud800-\udfff]+", re.IGNORECASE)


def web_address(value: object) -> str | None:
    """``value`` where it is an absolute http(s) address, without its fragment; else None.

    It stands in a graph as ``xsd:anyURI``, so what browsers take and RFC 3987 does not (brackets in a query) stays.
    """
    if not isinstance(value, str):
        return None
    bare = value.strip()
    if len(bare) > LONGEST or not _ALLOWED.fullmatch(bare):
        return None
    try:
        host = urlsplit(bare).hostname
    except ValueError:
        return None
    return bare.partition("#")[0] if host else None


def domain_of(address: str) -> str | None:
    """The domain of an address or bare domain, lower case, without ``www.``; None where there is none."""
    try:
        host = urlsplit(address).hostname if "://" in address else address.split("/", 1)[0]
    except ValueError:
        return None
    if host is None or not DOMAIN.fullmatch(host):
        return None
    return host.lower().removeprefix("www.")
