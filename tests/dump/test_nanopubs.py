"""kgbuild.dump.nanopubs: valid by the nanopub library, each with the trusty IRI that it computes too."""

from __future__ import annotations

import io
import warnings
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse, serialize

from kgbuild.dump.nanopubs import NP, nanopublications, write_nanopubs
from kgbuild.iri import DEFAULT_BASE
from kgbuild.view import Reader
from tests.graphs import small_graph


def reader() -> Reader:
    return Reader(small_graph(), DEFAULT_BASE)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # nanopub 2.0 still uses rdflib's ConjunctiveGraph
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_the_library_finds_them_valid_and_trusty(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from nanopub import Nanopub, NanopubConf

    found = list(nanopublications(reader()))
    assert len(found) == 10
    for iri, quads in found:
        file = tmp_path / "one.trig"
        serialize(quads, str(file), RdfFormat.TRIG)
        theirs = Nanopub(rdf=file, conf=NanopubConf())
        assert theirs.is_valid
        assert theirs.has_valid_trusty
        assert str(theirs.metadata.np_uri) == iri


def test_one_word_more_is_another_nanopublication(tmp_path: Path) -> None:
    from pyoxigraph import Literal, NamedNode, Quad

    from kgbuild.dump.nanopubs import SPACE, trusty_code

    draft = SPACE + "~"
    quad = Quad(NamedNode(draft), NamedNode("http://x/p"), Literal("a"), NamedNode(f"{draft}#Head"))
    other = Quad(NamedNode(draft), NamedNode("http://x/p"), Literal("b"), NamedNode(f"{draft}#Head"))
    assert trusty_code([quad], draft) == trusty_code([quad, quad], draft)
    assert trusty_code([quad], draft) != trusty_code([other], draft)
    assert trusty_code([quad, other], draft) == trusty_code([other, quad], draft)


def test_the_dump_holds_all_of_them() -> None:
    out = io.BytesIO()
    write_nanopubs(reader(), out)
    quads = set(parse(out.getvalue(), format=RdfFormat.TRIG))
    assert quads == {q for _, quads in nanopublications(reader()) for q in quads}
    assert len({q.subject for q in quads if getattr(q.object, "value", "") == f"{NP}Nanopublication"}) == 10
