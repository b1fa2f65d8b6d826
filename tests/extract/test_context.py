"""How a statement is meant: asserted, denied, hedged, unknown, or no statement at all; a sentence each."""

from __future__ import annotations

import pytest

from tests.extract.claims import briefs
from tests.extract.conftest import Read

FIGHT = "Kenyan citizens fightsFor Russia"
RECRUIT = "Russia recruits Kenyan citizens"
JOIN = "Kenyan citizens fightsFor Russian Armed Forces"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kenyans fight for Russia.", FIGHT),
        ("Russia managed to recruit Kenyans.", RECRUIT),
        ("Nairobi sent Kenyans to fight for Russia.", FIGHT),
        ("Russia continues to recruit Kenyans.", RECRUIT),
        ("Russia has begun to recruit Kenyans.", RECRUIT),
        ("Even if Kenya protests, Russia recruits Kenyans.", RECRUIT),
        ("Because Kenyans fight for Russia, their families worry.", FIGHT),
    ],
)
def test_facts(text: str, expected: str, read: Read) -> None:
    assert briefs(read(text)) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kenyans may have joined the Russian army.", JOIN),
        ("Kenyans might be fighting for Russia.", FIGHT),
        ("Kenyans are allegedly fighting for Russia.", FIGHT),
        ("Kenyans reportedly fight for Russia.", FIGHT),
        ("Kenyans are thought to have joined the Russian army.", JOIN),
        ("Russia was said to have recruited Kenyans.", RECRUIT),
        ("Russia is suspected of recruiting Kenyans.", RECRUIT),
        ("The report accuses Russia of recruiting Kenyans.", RECRUIT),
        ("Kenyans appear to fight for Russia.", FIGHT),
        ("It is possible that Kenyans fight for Russia.", FIGHT),
        ("There is evidence that Kenyans fight for Russia.", FIGHT),
    ],
)
def test_hedges_weaken_the_statement(text: str, expected: str, read: Read) -> None:
    assert briefs(read(text)) == [f"maybe {expected}"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The embassy denied that Kenyans fight for Russia.", [f"not {FIGHT} <embassy>"]),
        ("The embassy rejected reports that Kenyans fight for Russia.", [f"not {FIGHT} <embassy>"]),
        ("The embassy disputes that Kenyans fight for Russia.", [f"not {FIGHT} <embassy>"]),
        ("The embassy denies recruiting Kenyans.", ["not embassy recruits Kenyan citizens <embassy>"]),
        ("The ministry denied that Russia had not recruited Kenyans.", [f"{RECRUIT} <ministry>"]),
        ("The ministry said that Kenyans do not fight for Russia.", [f"not {FIGHT} <ministry>"]),
        ("The ministry neither confirmed nor denied that Kenyans fight for Russia.", []),
        ("The ministry did not deny that Kenyans fight for Russia.", []),
        ("The ministry declined to comment on Kenyans in the Russian army.", []),
    ],
)
def test_a_denial_has_somebody_who_denies(text: str, expected: list[str], read: Read) -> None:
    assert briefs(read(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The number of Kenyans fighting for Ukraine is unknown.",
        "It is not known how many Kenyans are fighting for Ukraine.",
        "How many Kenyans fight for Ukraine is unclear.",
        "Nobody knows how many Kenyans fight for Ukraine.",
        "No figures exist for Kenyans fighting for Ukraine.",
        "It is unclear whether Kenyans fight for Ukraine.",
    ],
)
def test_what_is_not_known_is_neither_zero_nor_absent(text: str, read: Read) -> None:
    assert briefs(read(text)) == ["unknown Kenyan citizens fightsFor Ukraine [? person]"]


@pytest.mark.parametrize(
    "text",
    [
        "Kenyans will join the Russian army.",  # forecasts
        "Kenyans would join the Russian army.",
        "Kenyans must join the Russian army.",
        "Russia could recruit Kenyans.",
        "Russia plans to recruit Kenyans.",  # plans
        "Russia's plan to recruit Kenyans failed.",
        "Russia offered to recruit Kenyans.",
        "Russia failed to recruit Kenyans.",
        "Russia refused to recruit Kenyans.",
        "Russia stopped recruiting Kenyans.",
        "The minister hopes that Kenyans join the Russian army.",  # hopes
        "If Kenyans join the Russian army, they are fined.",  # conditionals
        "Unless Kenyans join the Russian army, they are fined.",
        "Should Kenyans join the Russian army, they will be fined.",
        "Had they known, Kenyans would not have joined the Russian army.",  # counterfactuals
        "Do Kenyans fight for Russia?",  # questions
        "Why do Kenyans join the Russian army?",
        "Many readers believe that Kenyans fight for Russia.",  # beliefs
        "The minister doubts that Kenyans fight for Russia.",
        'Words such as "Kenyans fight for Russia" are loaded.',  # quoted examples
        "In the film, Kenyans fight for Russia.",  # fiction
        "Recruiting Kenyans is a crime.",  # kinds
        "Anyone who joins the Russian army is lost.",  # whoever it may be
        "A person convicted of mercenarism loses his job.",
        "Kenyans should be freed and not be jailed.",  # a modal verb that two verbs share
        "Whoever was captured in Kenyan uniform was shot.",
        "Posts alleging that Kenyans fight for Russia are not borne out by the facts.",  # what is taken back
        "Articles claiming that Kenyans fight for Russia are false.",
        "The ministry did not say that Kenyans fight for Russia.",
        "Kenyans do not fight for Russia.",  # what merely has not happened
        "Kenyans never fought for Russia.",
        "Russia has not recruited Kenyans.",
    ],
)
def test_what_is_no_claim(text: str, read: Read) -> None:
    assert briefs(read(text)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kenya maintains its policy of neutrality.", ["Kenya hasPolicy neutrality"]),
        ("Kenya may adopt a policy of neutrality.", []),
        ("None of the cases has reached court.", ["unstated casesReachedCourt Quantity [0 case]"]),
        ("Six Kenyans are presumed dead.", ["maybe Kenyan citizens casualties Killed [6 person]"]),
        (
            "Mercenary activity can be punished with five to nine years in prison.",
            ["mercenary activity punishableBy imprisonment [5-9 YR]"],
        ),
    ],
)
def test_what_the_frame_is_about_decides_what_a_modal_or_zero_means(text: str, expected: list[str], read: Read) -> None:
    assert briefs(read(text)) == expected


@pytest.mark.parametrize("front", ["", "On Monday ", "In Nairobi, "])
@pytest.mark.parametrize("back", [".", " in 2024.", ", again and again."])
def test_a_hedge_holds_whatever_stands_around_it(front: str, back: str, read: Read) -> None:
    found = read(f"{front}Kenyans allegedly fought for Russia{back}")
    assert [c.certainty.value for c in found if c.predicate == "rec:fightsFor"] == ["kg:hedged"]
