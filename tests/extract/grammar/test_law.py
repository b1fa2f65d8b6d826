from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.extract.grammar.law import find_provisions

CRIMINAL = "Criminal Code"


@pytest.mark.parametrize(
    ("text", "words", "number", "code", "jurisdiction"),
    [
        ("92 under Article 172, he said", "Article 172", "Article 172", None, None),
        ("Art. 154(1) applies", "Art. 154(1)", "Article 154(1)", None, None),
        ("Article 114 (1)", "Article 114 (1)", "Article 114(1)", None, None),
        ("Article 361-2", "Article 361-2", "Article 361-2", None, None),
        ("Article 205.3", "Article 205.3", "Article 205.3", None, None),
        ("Article 100-A", "Article 100-A", "Article 100-A", None, None),
        ("§ 129 of the criminal code", "§ 129 of the criminal code", "Section 129", CRIMINAL, None),
        ("ARTICLE 5", "ARTICLE 5", "Article 5", None, None),
        (
            "under Article 416 of the Criminal Code of Kazakhstan on",
            "Article 416 of the Criminal Code of Kazakhstan",
            "Article 416",
            CRIMINAL,
            "Kazakhstan",
        ),
        (
            "Kazakhstan's Criminal Code, Article 172, says",
            "Kazakhstan's Criminal Code, Article 172",
            "Article 172",
            CRIMINAL,
            "Kazakhstan",
        ),
        ("Kyrgyz Criminal Code's Article 256", "Kyrgyz Criminal Code's Article 256", "Article 256", CRIMINAL, "Kyrgyz"),
        ("the Criminal Code (Article 359)", "Criminal Code (Article 359", "Article 359", CRIMINAL, None),
        (
            "Art. 154 of Uzbekistan’s penal code",
            "Art. 154 of Uzbekistan’s penal code",
            "Article 154",
            "Penal Code",
            "Uzbekistan",
        ),
        (
            "Section 5 of the Foreign Enlistment Act bars",
            "Section 5 of the Foreign Enlistment Act",
            "Section 5",
            "Foreign Enlistment Act",
            None,
        ),
        (
            "Section 10 of the Prevention of Terrorism Act",
            "Section 10 of the Prevention of Terrorism Act",
            "Section 10",
            "Prevention of Terrorism Act",
            None,
        ),
        (
            "part 2 of Article 359 of the Criminal Code of the Russian Federation",
            "part 2 of Article 359 of the Criminal Code of the Russian Federation",
            "Article 359",
            CRIMINAL,
            "Russian Federation",
        ),
        (
            "Article 12 of the Constitution of Kenya",
            "Article 12 of the Constitution of Kenya",
            "Article 12",
            "Constitution",
            "Kenya",
        ),
        ("Article 172 of the Tax Code since", "Article 172 of the Tax Code", "Article 172", "Tax Code", None),
        (
            "Article 172 of the district by-laws",
            "Article 172 of the district by-laws",
            "Article 172",
            "District By-laws",
            None,
        ),
        (
            "article 68 of the country's criminal code",
            "article 68 of the country's criminal code",
            "Article 68",
            CRIMINAL,
            None,
        ),
        ("Article 5 of the law", "Article 5 of the law", "Article 5", None, None),
    ],
)
def test_one_provision(text: str, words: str, number: str, code: str | None, jurisdiction: str | None) -> None:
    (mention,) = find_provisions(text)
    assert text[mention.span.start : mention.span.end] == words
    assert (mention.number, mention.code, mention.jurisdiction_text) == (number, code, jurisdiction)


@pytest.mark.parametrize(
    ("text", "numbers", "code", "jurisdiction"),
    [
        ("Articles 170 and 172 of the Kazakh Criminal Code", ["Article 170", "Article 172"], CRIMINAL, "Kazakh"),
        ("Articles 5, 6 and 7 of the Convention", ["Article 5", "Article 6", "Article 7"], "Convention", None),
        ("Articles 170–172", ["Article 170", "Article 172"], None, None),
        ("Sections 3(1) or 4", ["Section 3(1)", "Section 4"], None, None),
        ("§§ 129 and 130", ["Section 129", "Section 130"], None, None),
        ("92 under Article 172, 25 under Article 170", ["Article 172", "Article 170"], None, None),
        ("Article 172, 5 of them", ["Article 172"], None, None),
        ("Article 172 and 20 men", ["Article 172"], None, None),
        ("Article 17 of Ruritania and Article 18", ["Article 17", "Article 18"], None, None),
    ],
)
def test_several_provisions(text: str, numbers: list[str], code: str | None, jurisdiction: str | None) -> None:
    mentions = find_provisions(text)
    assert [mention.number for mention in mentions] == numbers
    assert {(mention.code, mention.jurisdiction_text) for mention in mentions} == {(code, jurisdiction)}


@pytest.mark.parametrize(
    "text", ["The article deals with 5 men", "an article 3 days ago", "Particle 5", "Section of 40", "Chart 5"]
)
def test_no_provision(text: str) -> None:
    assert find_provisions(text) == ()


_WORDS = st.sampled_from(
    ["Article", "Articles", "172", "(1)", "of", "the", "Criminal", "Code", ",", "and", "§", "Kenya’s", "–", "5"]
)


@given(st.one_of(st.text(), st.lists(_WORDS, max_size=20).map(" ".join)))
def test_any_text_gives_ordered_disjoint_provisions(text: str) -> None:
    mentions = find_provisions(text)
    assert all(mention.number and mention.span.end <= len(text) for mention in mentions)
    assert all(one.span.end <= other.span.start for one, other in pairwise(mentions))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("under the Anti-Trafficking Act of 2008, police said", ["Anti-Trafficking Act of 2008"]),
        ("the Regulation of Private Security Act, 1997", ["Regulation of Private Security Act of 1997"]),
        ("of the Foreign Enlistment Act in March", ["Foreign Enlistment Act"]),
        ("Section 12 of the Penal Act", ["Section 12"]),
        ("the act of a traitor", []),
        ("the Patriot Act Committee", []),
    ],
)
def test_acts_are_known_by_their_names(text: str, names: list[str]) -> None:
    assert [p.number for p in find_provisions(text)] == names
