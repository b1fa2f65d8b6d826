"""What an analysis says about the article it analyses: all of it is said by the analysis."""

from __future__ import annotations

import pytest

from kgbuild.extract.assessment import Assessments
from kgbuild.model import BlockRole, Claim, Layer
from kgbuild.pack import load_packs
from tests.extract.claims import brief
from tests.extract.conftest import Read


def assessed(read: Read, section: str, text: str, **laid_out: object) -> list[Claim]:
    claims = read(text, **{"section": section, "role": BlockRole.ASSESSMENT, "based_on": True} | laid_out)
    return [c for c in claims if c.layer is Layer.SOURCE]


def said(claims: list[Claim]) -> list[str]:
    return sorted(brief(c).removesuffix(" <this document>").replace("The article ", "") for c in claims)


@pytest.mark.parametrize(
    ("section", "text", "expected"),
    [
        ("Framing bias", "The article's framing is skewed towards Russia.", ["showsBias framing bias"]),
        ("Language bias", "The article uses loaded words.", ["showsBias language bias"]),
        ("Bias by omission", "The article leaves out the families.", ["showsBias bias by omission"]),
        ("False dichotomy", "It presents a false dichotomy.", ["showsBias false dichotomy"]),
        ("Gender bias", "No gender bias was found.", ["not showsBias gender bias"]),
        ("Gender bias", "The article is free of stereotypes.", ["not showsBias gender bias"]),
        ("Language bias", "This could be seen as loaded language.", ["maybe showsBias language bias"]),
        ("Language bias", "It uses loaded words. They may be seen as biased.", ["showsBias language bias"]),
        ("Language bias", "It shows no bias. It uses loaded words.", ["showsBias language bias"]),
        ("Bias by omission", "Readers may conclude that the article omits facts.", []),
        ("Framing bias", "Is the framing skewed?", []),
        ("Framing bias", "Phrases such as “skewed towards Russia” appear.", []),
        ("Weather bias", "The article is biased.", []),
        ("", "The article is biased.", []),
    ],
)
def test_biases(section: str, text: str, expected: list[str], read: Read) -> None:
    assert said(assessed(read, section, text)) == expected


@pytest.mark.parametrize(
    ("text", "tone"),
    [
        ("In tone, the article is largely factual.", "largely factual"),
        ("The article keeps a neutral tone.", "neutral"),
        ("The article is written in a factual tone.", "factual"),
        ("The tone is sober.", "sober"),
        ("A neutral tone would likely help.", None),
        ("The tone of the bell was clear.", None),
    ],
)
def test_tones(text: str, tone: str | None, read: Read) -> None:
    assert said(assessed(read, "Tone", text)) == ([f"hasTone “{tone}”"] if tone else [])


@pytest.mark.parametrize(
    ("section", "text", "goals"),
    [
        ("Sustainable Development Goals", "It relates to SDG 5.", {"5"}),
        ("SDGs", "It relates to gender equality and to quality education.", {"4", "5"}),
        ("Goals", "It relates to SDG 1, SDG 10 and SDG 16.", {"1", "10", "16"}),
        ("Goals", "It relates to SDG 16 and so to SDG 16.", {"16"}),
        ("Goals", "It relates to no goal.", set()),
        ("Notes", "It relates to SDG 5.", set()),
    ],
)
def test_goals(section: str, text: str, goals: set[str], read: Read) -> None:
    found = assessed(read, section, text)
    assert {c.object.key[1].rpartition("/")[2] for c in found} == goals  # type: ignore[union-attr]
    assert {c.predicate for c in found} <= {"kg:relatesToGoal"}


def test_who_is_meant_and_who_says_so(read: Read) -> None:
    for claim in assessed(read, "Framing bias", "The framing is skewed. In tone, the article is largely factual."):
        assert (claim.subject.cls, claim.subject.key[1]) == ("kg:CitedWork", "https://paper.example/article")
        assert [s.key for s in claim.attributed_to] == [("document", claim.document.sha256)]


def test_a_source_that_the_article_rests_on_is_cited(read: Read) -> None:
    for text in ("According to the Red Line Archive, Russia recruits Kenyans.", "It cites the Red Line Archive."):
        found = assessed(read, "Sources", text.replace("It", "The article"))
        assert said(found) == ["citesSource Red Line Archive"]


@pytest.mark.parametrize("changed", [{"based_on": False}, {"role": BlockRole.PARAGRAPH}])
def test_only_an_analysis_assesses(changed: dict[str, object], read: Read) -> None:
    assert assessed(read, "Framing bias", "The article's framing is skewed towards Russia.", **changed) == []


def test_the_words_quoted_are_the_sentence(read: Read) -> None:
    (claim,) = assessed(read, "Framing bias", "It rained. The framing is skewed. Then it stopped.")
    assert [e.exact for e in claim.evidence] == ["The framing is skewed"]


def test_packs_without_sections_assess_nothing() -> None:
    assert Assessments.load(load_packs(("core", "world"))) is None
