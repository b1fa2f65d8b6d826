from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from kgbuild.serve.pages.claims import ToldClaim
from kgbuild.serve.pages.highlight import pieces


def quoting(*spans: tuple[int, int]) -> ToldClaim:
    """What :func:`pieces` reads of a claim."""
    return cast(ToldClaim, _Claim(spans))


class _Claim:
    def __init__(self, spans: tuple[tuple[int, int], ...]) -> None:
        self.places = [SimpleNamespace(start=start, end=end) for start, end in spans]


_SPANS = st.lists(st.lists(st.tuples(st.integers(-3, 40), st.integers(-3, 40)), max_size=3).map(tuple), max_size=6)


@given(st.text(max_size=35), _SPANS)
def test_pieces_are_the_text_and_know_exactly_who_quotes_them(text: str, spans: list[Any]) -> None:
    claims = [quoting(*places) for places in spans]
    found = pieces(text, claims)
    assert "".join(piece.text for piece in found) == text
    for piece in found:
        for offset in range(piece.start, piece.start + len(piece.text)):
            wanted = {claim for claim in claims for p in claim.places if 0 <= p.start <= offset < p.end <= len(text)}
            assert set(piece.claims) == wanted
        assert len(set(piece.claims)) == len(piece.claims)


def test_code_points_outside_the_first_plane_count_once() -> None:
    claim = quoting((1, 3))
    assert [(p.text, len(p.claims)) for p in pieces("📰ab c", [claim])] == [("📰", 0), ("ab", 1), (" c", 0)]
