"""Who fills a role: those whom a phrase names, stands for or works for, and nobody where the text names nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgbuild.errors import PackError
from kgbuild.extract.frames import load_frames
from kgbuild.extract.roles import MODIFYING
from kgbuild.pack import load_packs
from tests.extract.claims import briefs
from tests.extract.conftest import Read
from tests.extract.packs import pack

KENYANS = "Kenyan citizens"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Kremlin has enlisted Kenyans.", [f"Russia recruits {KENYANS}"]),
        ("The Kremlin denied recruiting Kenyans.", [f"not Russia recruits {KENYANS} <Russia>"]),
        ("Moscow's recruiters have signed up Kenyans.", [f"Russia recruits {KENYANS}"]),
        ("Recruiters for the Russian army operate in Lagos.", ["Russian Armed Forces recruitsFrom Lagos"]),
        ("The tax authority recruits Kenyans.", []),
        (
            "Two brokers, Amos Kiptoo and Ruth Achieng, recruited Kenyans for the Russian army.",
            [f"Amos Kiptoo recruits {KENYANS}", f"Ruth Achieng recruits {KENYANS}"],
        ),
        ('"They offered me citizenship," he said.', ["unstated offersIncentive citizenship"]),
        ("They offered citizenship to the smugglers.", []),
        ("The agency's advertisement promises citizenship.", ["agency offersIncentive citizenship"]),
        ("Kenyans left Accra for the Russian army.", [f"{KENYANS} departsFrom Accra"]),
        ("Kenyans left Moscow.", []),
        ("The recruits took off from Nairobi airport.", ["recruits departsFrom Nairobi"]),
        ("The average Kenyan makes 70,000 shillings a month.", ["Kenya averageSalary Quantity [70000 CCY_KES/MO]"]),
        ("The average recruit makes 70,000 shillings a month.", []),
        (
            "Vityaz, an arm of the Russian Defence Ministry, pays.",
            ["Vityaz operatedBy Ministry of Defence of the Russian Federation"],
        ),
        ("The network was set up in March 2023.", ["network activeDuring TimeSpan {2023-03/..}"]),
        ("The police network was set up in March 2023.", []),
        ("The network of bus lines was set up in March 2023.", []),
        ("A firm in Oran has recruited Kenyans.", [f"firm in Oran recruits {KENYANS}"]),
        ("The Kenyans flew from Mombasa, with a stopover in Doha.", [f"{KENYANS} departsFrom Mombasa"]),
        ("The Kenyans boarded a plane with a stopover in Doha.", []),
        ("Tunis, which professes neutrality, is silent.", ["Tunisia hasPolicy neutrality"]),
        ("Kenyans were made to sign contracts with Wagner.", [f"{KENYANS} signedContractWith Wagner Group"]),
        ("Kenyans were told to sign contracts with Wagner.", []),
        ("The network uses debts to lure Kenyans.", [f"network recruits {KENYANS}"]),
        ("The network could use debts to lure Kenyans.", []),
        (
            "An aide puts the number of Kenyans in the Russian army at 90.",
            [f"{KENYANS} fightsFor Russian Armed Forces [90 person] <aide>"],
        ),
    ],
)
def test_roles(text: str, expected: list[str], read: Read) -> None:
    found = briefs(read(text))
    assert found == expected


def test_words_that_yaml_takes_for_truth_values_are_refused(tmp_path: Path) -> None:
    roles = "subject: {at: [agent]}, object: {at: [patient]}"
    frames = f"- {{name: x, predicate: rec:x, triggers: [{{verb: [take], prt: [off]}}], {roles}}}"
    with pytest.raises(PackError, match="needs quotation marks"):
        load_frames(pack(tmp_path, frames=frames))


FIGHT = "fightsFor Russia"
JOIN = "fightsFor Russian Armed Forces"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"I joined the Russian army," Peter Otieno said.', [f"Peter Otieno {JOIN} <Peter Otieno>"]),
        ("I joined the Russian army.", []),
        ("Anna Mwangi has not seen her son since he joined the Russian army.", [f"son {JOIN}"]),
        ("Men from Togo and Benin fight for Russia.", [f"Beninese citizens {FIGHT}", f"Togolese citizens {FIGHT}"]),
        ("Forty men from Togo and Benin fight for Russia.", [f"men from Togo and Benin {FIGHT} [40 person]"]),
        ("40 Kenyan and Ugandan men fight for Russia.", [f"Kenyan citizens {FIGHT}", f"Ugandan citizens {FIGHT}"]),
        ("The agency enlisted Kenyans for the Russian army.", ["agency recruits Kenyan citizens"]),
        ("LOME, Nov 28 (Agency) - 60 Togolese fight for Russia.", [f"Togolese citizens {FIGHT} [60 person]"]),
        ("Serving under the Ukrainian flag, 40 Kenyans slept.", ["Kenyan citizens fightsFor Ukraine [40 person]"]),
    ],
)
def test_whom_words_stand_for(text: str, expected: list[str], read: Read) -> None:
    assert sorted(briefs(read(text))) == expected


def test_what_may_modify_is_of_a_class_that_an_ontology_declares() -> None:
    declared = "\n".join((p.folder / "ontology.ttl").read_text() for p in load_packs().packs if p.name != "world")
    assert not [c for c in MODIFYING if f"\n{c} a owl:Class" not in declared]
