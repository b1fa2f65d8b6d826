"""Frames against sentences: one fact, many ways to say it; roles, numbers and times; and what only looks like it."""

from __future__ import annotations

import pytest

from kgbuild.model import Certainty
from tests.extract.claims import briefs
from tests.extract.conftest import Read

SIGNED = "Kenyan citizens signedContractWith Russian Armed Forces [45 person]"
FIGHTS = "Kenyan citizens fightsFor Russian Armed Forces [45 person]"
RECRUITS = "Russia recruits Kenyan citizens [45 person]"
JAILED = "court in Osh sentenced John Kamau [10 YR]"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("45 Kenyans signed contracts with the Russian army.", SIGNED),
        ("Contracts with the Russian army were signed by 45 Kenyans.", SIGNED),
        ("45 Kenyans have signed a contract with Russia's military.", SIGNED),
        ("45 Kenyans are under contract with the Russian army.", SIGNED),
        ("The signing of contracts with the Russian army by 45 Kenyans alarmed Nairobi.", SIGNED),
        ("45 Kenyans joined the Russian army.", FIGHTS),
        ("45 Kenyans serve in the Russian army.", FIGHTS),
        ("45 Kenyans have enlisted in the Russian army.", FIGHTS),
        ("Russia recruited 45 Kenyans.", RECRUITS),
        ("45 Kenyans were recruited by Russia.", RECRUITS),
        ("Russia has signed up 45 Kenyans.", RECRUITS),
        ("The 45 Kenyans whom Russia recruited complain.", RECRUITS),
        ("A court in Osh jailed John Kamau for 10 years.", JAILED),
        ("A court in Osh sentenced John Kamau to 10 years in prison.", JAILED),
        ("John Kamau was sentenced to 10 years by a court in Osh.", JAILED),
    ],
)
def test_one_fact_in_many_words(text: str, expected: str, read: Read) -> None:
    assert expected in briefs(read(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Russia recruits 30 Kenyans and 12 Ugandans.",
            ["Russia recruits Kenyan citizens [30 person]", "Russia recruits Ugandan citizens [12 person]"],
        ),
        (
            "Six Kenyans died, 12 were wounded and four are missing.",
            [f"Kenyan citizens casualties {s} person]" for s in ("Killed [6", "Missing [4", "Wounded [12")],
        ),
        ("A court jailed three men for eight years.", ["court sentenced men [3 person, 8 YR]"]),
        ("Dozens of smugglers were arrested.", ["unstated detained smugglers [dozens person]"]),
        ("658 of the Kenyans have come home.", ["Kenyan citizens returned Kenya [658 person]"]),
        ("Kenya opened 92 cases under Article 172.", ["Kenya openedCasesUnder Article 172 [92 case]"]),
        ("The average Kenyan salary is 67,000 shillings.", ["Kenya averageSalary Quantity [67000 CCY_KES]"]),
        ("A network in Osh has operated since mid-2023.", ["network activeDuring TimeSpan {2023-06~/..}"]),
        ("The network flew recruits from Nairobi.", ["network departsFrom Nairobi"]),
        ("Kenya is working to counter recruitment.", ["Kenya counters recruitment"]),
        ("Kenyans fight on the Russian side.", ["Kenyan citizens fightsFor Russia"]),
        ("Two officers were arrested by a judge in Osh.", ["judge in Osh detained officers [2 person]"]),
        ("Facing trial in Osh are four agents.", ["unstated prosecutes agents [4 person]"]),
        ("A court in Osh found two agents guilty.", ["court in Osh sentenced agents [2 person]"]),
        ("A court in Osh gave the agent life in prison.", ["court in Osh sentenced agent"]),
        (
            '"Seven of our men came home," Togo\'s minister said.',
            ["Togolese citizens returned Togo [7 person] <Togo's minister>"],
        ),
        (
            "The battalion consists of Chechens and Ingush.",
            ["battalion ethnicGroup Chechens", "battalion ethnicGroup Ingush"],
        ),
        ("The recruits are Uzbeks from Kyrgyzstan.", ["recruits ethnicGroup Uzbeks"]),
        ("Of the 40 fighters on the list, 15 are ethnic Koreans.", ["fighters ethnicGroup Koreans [15 person]"]),
        ("The fighters are Kenyans.", []),
        (
            "The list has 75 Cubans as dead and six as missing.",
            [f"Cuban citizens casualties {s} person] <list>" for s in ("Killed [75", "Missing [6")],
        ),
        ("Cuba counts 93 dead.", ["Cuban citizens casualties Killed [93 person] <Cuba>"]),
        ("Treason is punishable by life in prison.", ["treason punishableBy life imprisonment"]),
        ("Treason is punishable by a fine of 2,000 euros.", ["treason punishableBy fine [2000 CCY_EUR]"]),
        ("There, mercenaries face up to ten years in prison.", ["mercenaries punishableBy imprisonment [≤10 YR]"]),
        ("The three mercenaries face up to ten years in prison.", []),
        ("Those convicted of treason face up to ten years in prison.", ["treason punishableBy imprisonment [≤10 YR]"]),
        ("In Kenya it is a crime to join a foreign army.", ["Kenya criminalises join a foreign army"]),
        (
            "There, service in a foreign army is an offence under Article 91.",
            ["Article 91 criminalises service in a foreign army"],
        ),
        (
            "Mercenary cases that reached court (8 in 2023, 10 in 2024) are few.",
            [f"unstated casesReachedCourt Quantity [{n} case] {{{y}}}" for n, y in ((10, 2024), (8, 2023))],
        ),
        ("Two men went to court over three cases.", []),
        ("South Africa's policy is one of non-alignment.", ["South Africa hasPolicy non-alignment"]),
        (
            "The law provides for up to five years for illegal recruitment and up to 12 years for mercenarism.",
            ["illegal recruitment punishableBy imprisonment [≤5 YR]", "mercenarism punishableBy imprisonment [≤12 YR]"],
        ),
        (
            "Twelve Kenyans were killed and five others are missing.",
            ["Kenyan citizens casualties Killed [12 person]", "Kenyan citizens casualties Missing [5 person]"],
        ),
        ("The dead include 17 Kenyans.", ["Kenyan citizens casualties Killed [17 person]"]),
        (
            "Fourteen of the dead are from Kenya, nine from Uganda.",
            [f"{p} citizens casualties Killed [{n} person]" for p, n in (("Kenyan", 14), ("Ugandan", 9))],
        ),
        ("Uganda brings home 19 citizens.", ["Ugandan citizens returned Uganda [19 person]"]),
        (
            "The repatriation of 17 South Africans was completed.",
            ["South African citizens returned South Africa [17 person]"],
        ),
    ],
)
def test_roles_and_their_numbers(text: str, expected: list[str], read: Read) -> None:
    assert briefs(read(text)) == expected


@pytest.mark.parametrize(
    ("number", "quantity"),
    [
        ("At least 45", "≥45"),
        ("No fewer than 45", "≥45"),
        ("Up to 45", "≤45"),
        ("More than 45", ">45"),
        ("Fewer than 45", "<45"),
        ("About 45", "~45"),
        ("Nearly 45", "~45"),
        ("Between 40 and 45", "40-45"),
        ("45", "45"),
        ("Two thousand", "2000"),
        ("Hundreds of", "hundreds"),
    ],
)
def test_bounds(number: str, quantity: str, read: Read) -> None:
    found = briefs(read(f"{number} Kenyans joined the Russian army."))
    assert found == [f"Kenyan citizens fightsFor Russian Armed Forces [{quantity} person]"]


@pytest.mark.parametrize(
    ("when", "edtf"),
    [
        ("in 2025", "2025"),
        ("in May 2025", "2025-05"),
        ("since the start of 2025", "2025-01-01/.."),
        ("since 2023", "2023/.."),
        ("last month", "2025-10"),
        ("in recent months", "in recent months"),
        ("between 2022 and 2024", "2022/2024"),
    ],
)
def test_times(when: str, edtf: str, read: Read) -> None:
    found = briefs(read(f"45 Kenyans joined the Russian army {when}."))
    assert found == [f"{FIGHTS} {{{edtf}}}"]


def test_a_time_without_a_dateline_stays_words(read: Read) -> None:
    (claim,) = read("45 Kenyans joined the Russian army last month.", published=None)
    assert claim.when is not None
    assert (claim.when.text, claim.when.edtf, claim.when.start) == ("last month", None, None)


@pytest.mark.parametrize(
    "text",
    [
        "Kenya's boxers fight for the Asian title in Nairobi.",
        "The Kenyan unions are fighting for higher pay.",
        "Russians fight for Ukraine and Ukrainians for Russia.",  # their own citizens are not foreign
        "The Kenyan firefighters fought the blaze.",
        "Seventeen Kenyans were killed when a bus left the road.",
        "The train was detained near the border.",
        "The sports ministry offers medal winners a bonus of 2 million rubles.",
        "Smoking is prohibited in the barracks.",
        "The player faces a ban of six matches.",
        "The judge was neutral.",
        "The law has been in force since 2024.",
        "Kenyans enlist the help of lawyers.",
    ],
)
def test_what_only_looks_like_it(text: str, read: Read) -> None:
    assert briefs(read(text)) == []


def test_an_unknown_number_has_no_value(read: Read) -> None:
    (claim,) = read("The number of Kenyans fighting for Ukraine is unknown.")
    (quantity,) = claim.quantities
    assert (claim.certainty, quantity.value) == (Certainty.UNKNOWN, None)


def test_a_semicolon_keeps_statements_apart(read: Read) -> None:
    found = briefs(read("Russia recruits Kenyans; Ugandans go to Ukraine."))
    assert found == ["Russia recruits Kenyan citizens"]
