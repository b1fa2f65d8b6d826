"""Tokens, gaps and compatibility forms."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.gazetteer.text import compatible, key_of, plain


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Sri Lanka", "Sri Lanka"),
        ("Sri\u00a0Lanka", None),
        ("Guinea-Bissau", "Guinea Bissau"),
        ("Guinea‑Bissau", "Guinea Bissau"),
        ("St. Petersburg", "St Petersburg"),
        ("U.S.", "U.S"),
        ("Washington, D.C.", "Washington, D.C"),
        ("Côte d’Ivoire", "Côte d'Ivoire"),
        ("N'Djamena", "N'Djamena"),
        ("Sri\nLanka", "Sri Lanka"),
        ("Sri\n\nLanka", None),
        ("Minsk. Moscow", None),
        ("Congo (Kinshasa)", None),
        ("Russia; Ukraine", None),
        ("", None),
        ("₸", None),
    ],
)
def test_the_key_of_a_name(name: str, key: str | None) -> None:
    assert key_of(name) == key


@pytest.mark.parametrize(("text", "bare"), [("Côte", "Cote"), ("Łódź", "Lodz"), ("Київ", "Київ"), ("Kyiv", "Kyiv")])
def test_plain_letters(text: str, bare: str) -> None:
    assert plain(text) == bare


@given(
    st.text(
        alphabet=st.characters(exclude_categories=["Cs"]) | st.sampled_from("ﬁ\u00a0e\u0301É…½한글й\u0306"), max_size=30
    )
)
def test_the_compatible_text_is_nfkc_and_its_offsets_lead_back(text: str) -> None:
    even, offsets = compatible(text)
    if offsets is None:
        assert len(even) == len(text)
        return
    assert len(offsets) == len(even) + 1
    assert list(offsets) == sorted(offsets)
    assert offsets[-1] == len(text)
    for at, character in enumerate(even):
        if character.isascii() and character.isalnum() and offsets[at] + 1 == offsets[at + 1]:
            assert character in unicodedata.normalize("NFKC", text[offsets[at]])
