"""Names compared: what is evened out, what an open class may add, and what never stands for another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.evaluate.names import Expected, Match, even, same_speaker, same_speakers, without_amount

WORDS = st.text(st.sampled_from("aąeéłßİſ’'\"“—-.,&_%€5 \u00a0\t"), max_size=20)


@given(WORDS)
def test_evening_leaves_words_and_single_spaces(name: str) -> None:
    found = even(name)
    assert found == " ".join(found.split())
    assert even(name.upper().lower()) == even(name.lower())
    assert not set(found) & set("’'\"“—-.,&_\u00a0\t")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Kremlin", "kremlin"), ("Wagner Group’s", "wagner group"), ("Łódź", "lodz"), ("AT&T", "at and t"),
        ("Ala-Too", "ala too"), ("a  b\u00a0c", "b c"), ("Straße", "STRASSE"), ("ﬁghters", "fighters"),
    ],
)  # fmt: skip
def test_what_means_the_same_is_one_name(one: str, other: str) -> None:
    assert even(one) == even(other)


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("at least 529 citizens", "citizens"), ("citizens", "citizens"), ("2,000,000 rubles a month", "month"),
        ("about one hundred men", "men"), ("529", ""), ("signing bonus of $21,000", "signing bonus"),
    ],
)  # fmt: skip
def test_amounts_around_a_name_are_no_part_of_it(name: str, bare: str) -> None:
    assert without_amount(even(name)) == bare


@pytest.mark.parametrize(
    ("wanted", "produced", "match"),
    [
        ({"label": "Kenya", "type": "rec:Country"}, "kenya", Match.EXACT),
        ({"label": "Kenya", "type": "rec:Country", "aliases": ["Republic of Kenya"]}, "republic of kenya", Match.EXACT),
        ({"label": "Kenya", "type": "rec:Country"}, "northern kenya", Match.NO),
        ({"label": "Kenyan citizens", "type": "rec:PersonGroup"}, "78 kenyan citizens", Match.EXACT),
        ({"label": "Kenyan citizens", "type": "rec:PersonGroup"}, "kenyan citizens in russia", Match.CONTAINED),
        ({"label": "Kenyan citizens in Russia", "type": "rec:PersonGroup"}, "kenyan citizens", Match.NO),
        ({"label": "citizens", "type": "rec:PersonGroup"}, "kenyan citizens", Match.NO),
        ({"label": "signing bonus", "type": "rec:Incentive"}, "large signing bonus", Match.CONTAINED),
        ({"label": "large signing bonus", "type": "rec:Incentive"}, "signing bonus", Match.CONTAINED),
        ({"label": "killed", "type": "rec:Killed"}, "killed soldiers", Match.NO),
        ({"label": None, "type": "rec:Country"}, "anything", Match.EXACT),
        (None, "anything", Match.EXACT),
    ],
)
def test_how_well_names_match(wanted: dict[str, object] | None, produced: str, match: Match) -> None:
    assert Expected(wanted).match([produced]) is match
    if match is Match.CONTAINED:
        assert Expected(wanted).match([produced], contained=False) is Match.NO
    assert Expected(wanted).match([]) is (Match.EXACT if Expected(wanted).anything else Match.NO)


@given(st.lists(WORDS, min_size=1, max_size=3), WORDS, st.sampled_from(["rec:Country", "rec:PersonGroup", None]))
def test_every_given_name_matches_and_more_produced_names_never_match_less(
    names: list[str], other: str, kind: str | None
) -> None:
    expected = Expected({"label": names[0], "aliases": names[1:], "type": kind})
    for name in names:
        if even(name):
            assert expected.match([even(name)]) is Match.EXACT
            assert expected.match([even(other), even(name)]) is Match.EXACT
    assert expected.match([even(other)], contained=False) <= expected.match([even(other)])


def test_speakers_agree_where_everybody_wanted_was_produced_and_nobody_else() -> None:
    police, court = frozenset({"nairobi police"}), frozenset({"court"})
    aliases = {"the police": ["Nairobi Police"]}
    assert same_speakers(["the police"], aliases, [police])
    assert not same_speakers(["the police"], aliases, [police, court])
    assert not same_speakers(["the police", "a court"], aliases, [police])
    assert same_speakers(["a court", "the police"], aliases, [police, court])
    assert same_speakers([], {}, [])
    assert not same_speakers([], {}, [court]) and not same_speakers(["a court"], {}, [])


def test_a_speaker_may_be_named_by_a_part_that_tells() -> None:
    assert same_speaker("Foreign Ministry of Kenya", (), ["ministry of kenya"])
    assert same_speaker("Otieno", (), ["peter otieno"])
    assert not same_speaker("the UN", (), ["un women"])  # too short to tell
    assert not same_speaker("Peter Otieno", (), ["peter wanjiru"])
