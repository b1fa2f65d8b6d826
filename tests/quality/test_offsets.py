"""Every quote of every claim stands in the document at the offsets that the graph gives, whatever Unicode is around.

Real sentences that make claims stand between generated paragraphs, with generated line ends, byte order mark and
spaces; what is checked is the graph: ``kg:text``, ``oa:start``, ``oa:end``, ``oa:exact``, ``oa:prefix``, ``oa:suffix``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, Quad

from kgbuild.extract.pack_test.examples import load_examples
from kgbuild.iri import expand
from kgbuild.model import AFFIX_LENGTH
from kgbuild.pack import load_packs
from tests.quality.corpus import DOCUMENTS, quads_of, read

SENTENCES = [
    example.text
    for pack in load_packs().packs
    for example in load_examples(pack)
    if example.kind in ("positive", "paraphrase") and example.section is None
]
TRICKY = "\u00a0\u202f\u2009\u200b\u00ad\u0301\u0308e\u0301öß\u0130ıſﬁ🪖🤷🏽\u200d♂️№«»“”’‑–—…ҲиҷриՀҐ漢字عرب\u200f1٣²"
NOISE = st.text(
    st.one_of(st.sampled_from(TRICKY), st.characters(exclude_categories=("Cs", "Cc")), st.sampled_from(" .,'\"")),
    max_size=60,
)
ON_TOPIC = "The Russian army has recruited some 3\u00a0400 Nepalis since January 2024."
LINE_ENDS = st.sampled_from(["\n\n", "\r\n\r\n", "\n \n", "\u2029"])


def check(quads: Iterable[Quad]) -> int:
    """Assert that every selector fits the text; the number of claims' quotes that were checked."""
    values: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        target = quad.object
        values[str(quad.subject)][quad.predicate.value].append(
            target.value if isinstance(target, Literal) else str(target)
        )
    checked = 0
    for node in list(values.values()):
        for source in node.get(expand("oa:hasSource"), []):
            (text,) = values[source][expand("kg:text")]
            position, quote = sorted(
                (values[s] for s in node[expand("oa:hasSelector")]), key=lambda s: expand("oa:exact") in s
            )
            start, end = (int(position[expand(f"oa:{edge}")][0]) for edge in ("start", "end"))
            assert 0 <= start < end <= len(text)
            assert text[start:end] == quote[expand("oa:exact")][0]
            assert text[max(0, start - AFFIX_LENGTH) : start] == quote[expand("oa:prefix")][0]
            assert text[end : end + AFFIX_LENGTH] == quote[expand("oa:suffix")][0]
            checked += 1
    return checked


@st.composite
def documents(draw: st.DrawFn) -> bytes:
    """A text of real sentences between generated ones, as UTF-8."""
    end = draw(LINE_ENDS)
    parts = [draw(st.sampled_from(["", "\ufeff"])), ON_TOPIC, end]
    for _ in range(draw(st.integers(1, 3))):
        sentence = draw(st.sampled_from(SENTENCES))
        if draw(st.booleans()):
            sentence = sentence.replace(" ", draw(st.sampled_from(["\u00a0", "  ", "\u202f", end.strip(" ")[:1]])), 2)
        parts += [draw(NOISE), end, draw(NOISE), " " if draw(st.booleans()) else end, sentence, end]
    return "".join(parts).encode("utf-8")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents())
@example("\ufeffМужчины 🪖\r\n\r\nRussia has recruited some 3\u00a0400 Nepalis for its army since 2024.\r\n".encode())
def test_quotes_stand_at_their_offsets_in_generated_text(data: bytes) -> None:
    (document,) = read(data, "generated.txt")
    checked = check(quads_of([document]))
    assert checked or document.language not in ("en", "und")


@pytest.mark.parametrize("name", ["seed", "dev"])
def test_quotes_stand_at_their_offsets_in_the_gold_documents(name: str) -> None:
    for path in DOCUMENTS[name]:
        for document in read(path.read_bytes(), path.name):
            if path.suffix == ".txt":
                assert document.text == path.read_bytes().decode("utf-8")
            checked = check(quads_of([document]))
            assert checked or path.stem in ("11", "12", "13"), f"no quote in {path.name}"


def test_the_check_sees_what_it_should() -> None:
    """A sentence that is sure to give a claim is checked, or the property above would hold of nothing."""
    (document,) = read(("Men for the war\n\n" + "\n\n".join(SENTENCES[:40])).encode(), "many.txt")
    assert check(quads_of([document])) > 20
