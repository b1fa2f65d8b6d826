"""Running other people's extractors and linkers: what they may return, and for how long they may run.

A plug-in that raises, does not end, returns something else than it should or something of absurd size gives
nothing for that document; the report names it, and everything else goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

from kgbuild.build.limits import TookTooLong, deadline
from kgbuild.errors import KgbuildError
from kgbuild.model import Claim, Document, Entity, Evidence, Link, OwnValue, Text

MOST_RESULTS = 50_000
"""Claims that one extractor may find in one document."""
LONGEST_TEXT = 5_000
"""Code points that a label, a name, a quantity's words or any other text of a claim may have."""
_DEEPEST = 12
_OBJECTS = (Entity, Text, OwnValue)

_Result = TypeVar("_Result", Claim, Link)


class PluginError(KgbuildError):
    """What a plug-in did wrong with one document. ``place`` names the plug-in."""


def guarded(
    label: str, kind: type[_Result], document: Document, seconds: float, work: Callable[[], Iterable[_Result]]
) -> tuple[_Result, ...]:
    """Everything that ``work`` finds in ``document``, or nothing of it.

    Raises :class:`PluginError`: ``plugin-raised``, ``plugin-timeout``, ``plugin-too-much``, ``plugin-bad-result``.
    """
    found: list[_Result] = []
    try:
        with deadline(seconds):
            for result in work():
                found.append(result)
                if len(found) > MOST_RESULTS:
                    raise PluginError(
                        "plugin-too-much", label, f"found more than {MOST_RESULTS} things in one document"
                    )
            for result in found:
                fault = _fault(result, kind, document)
                if fault:
                    raise PluginError("plugin-bad-result", label, fault)
    except PluginError:
        raise
    except TookTooLong:
        raise PluginError("plugin-timeout", label, f"did not end within {seconds:g} s") from None
    except KgbuildError as error:
        raise PluginError(error.code, label, f"{error.place}: {error.message}", error.hint) from error
    except (Exception, SystemExit, GeneratorExit) as error:  # whatever a plug-in raises
        raise PluginError("plugin-raised", label, brief(error)) from error
    return tuple(found)


def brief(error: BaseException) -> str:
    """An error of somebody else's code in one line of sane length."""
    try:
        text = " ".join(str(error)[:400].split())
    except Exception:  # noqa: BLE001  # its __str__ is somebody else's code, too
        text = ""
    return f"{type(error).__name__}: {text}"[:300] if text else type(error).__name__[:300]


def _fault(result: object, kind: type[Claim] | type[Link], document: Document) -> str | None:
    """What is wrong with a result; None where it may go on to the gate, which judges what it says."""
    if type(result) is not kind:
        return f"returned a {type(result).__name__}, not a {kind.__name__}"
    if not isinstance(result.evidence, tuple):
        return "evidence that is no tuple"
    for evidence in result.evidence:
        if type(evidence) is not Evidence:
            return f"a {type(evidence).__name__} for evidence"
        if type(evidence.said_by) is not tuple or any(type(speaker) is not Entity for speaker in evidence.said_by):
            return "a speaker that is no Entity"
        if evidence.document is not document and evidence.document != document:
            return "evidence of another document"
    if isinstance(result, Claim) and not (type(result.subject) is Entity and type(result.object) in _OBJECTS):
        return "a claim whose subject or object is none"
    if isinstance(result, Claim) and result.document is not document and result.document != document:
        return "a claim of another document"
    return _oversized(result, document, _DEEPEST)


def _oversized(value: Any, document: Document, depth: int) -> str | None:
    if isinstance(value, str):
        return None if len(value) <= LONGEST_TEXT else f"a text of {len(value)} code points"
    if value is document or isinstance(value, Document):
        return None
    if depth == 0:
        return "parts nested too deep"
    parts: Iterable[Any] = ()
    if isinstance(value, tuple):
        if len(value) > MOST_RESULTS:
            return f"a tuple of {len(value)}"
        parts = value
    elif is_dataclass(value):
        parts = (getattr(value, part.name) for part in fields(value))
    return next((fault for part in parts if (fault := _oversized(part, document, depth - 1))), None)
