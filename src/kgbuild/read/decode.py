"""Bytes to text, and what cannot be one.

Each fault is a :class:`~kgbuild.errors.ReadError` of its own: ``empty-file``, ``binary-file``, ``nul-bytes``,
``bad-utf8``.
"""

from __future__ import annotations

from kgbuild.errors import ReadError
from kgbuild.read.layout import trimmed

_SAMPLE = 8192
_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x7fELF", "a program"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"SQLite format 3\x00", "an SQLite database"),
)
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_TEXT_CONTROLS = frozenset(b"\t\n\v\f\r\x1b")


def utf8(data: bytes, name: str) -> str:
    """``data`` decoded as UTF-8 and otherwise untouched: a byte order mark stays, and so do line ends.

    Raises :class:`~kgbuild.errors.ReadError` where it is empty, binary, holds NUL bytes or is not UTF-8.
    """
    empty = ReadError("empty-file", name, "holds no text", "remove it, or check how it was saved")
    if not data.strip():
        raise empty
    kind = _binary(data)
    if kind:
        hint = "give it a suffix that a reader takes, or save its text as UTF-8"
        raise ReadError("binary-file", name, f"is not text but looks like {kind}", hint)
    if data[:2] in _UTF_16:
        raise ReadError("bad-utf8", name, "is UTF-16, not UTF-8", "convert it: iconv -f UTF-16 -t UTF-8")
    nul = data.find(b"\0")
    if nul >= 0:
        raise ReadError("nul-bytes", name, f"holds a NUL byte at byte {nul}", "remove NUL bytes: tr -d '\\000'")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        hint = "convert it, for example: iconv -f WINDOWS-1252 -t UTF-8"
        raise ReadError("bad-utf8", name, f"is not UTF-8 at byte {error.start}", hint) from None
    if trimmed(text, 0, len(text)) is None:  # a byte order mark and nothing else, no-break spaces …
        raise empty
    return text


def _binary(data: bytes) -> str | None:
    """What ``data`` looks like where it is no text, judged by its signature and its share of control bytes."""
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            return kind
    sample = data[:_SAMPLE]
    controls = sum(byte < 0x20 and byte != 0 and byte not in _TEXT_CONTROLS for byte in sample)
    nuls = sample.count(0)
    many_nuls = nuls * 3 > len(sample) and data[:2] not in _UTF_16
    return "binary data" if controls * 20 > len(sample) or many_nuls else None
