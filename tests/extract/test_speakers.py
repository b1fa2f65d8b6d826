"""Who says so, and how far a speaker reaches."""

from __future__ import annotations

import pytest

from tests.extract.claims import brief
from tests.extract.conftest import Read

RECRUIT = "Russia recruits Kenyan citizens"


def said(read: Read, *texts: str) -> dict[str, str]:
    """Of each claim, without its speakers, who says so."""
    return {brief(claim).partition(" <")[0]: ", ".join(s.label for s in claim.attributed_to) for claim in read(*texts)}


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Russia recruits Kenyans.", ""),
        ("The ministry said that Russia recruits Kenyans.", "ministry"),
        ("Russia recruits Kenyans, the ministry said.", "ministry"),
        ("As the ministry reported, Russia recruits Kenyans.", "ministry"),
        ("According to John Kamau, Russia recruits Kenyans.", "John Kamau"),
        ("Russia recruits Kenyans, according to John Kamau.", "John Kamau"),
        ("In the words of John Kamau, Russia recruits Kenyans.", "John Kamau"),
        ("Russia recruits Kenyans, says the lawyer Zarina Holova.", "Zarina Holova"),
        ("“Russia recruits Kenyans,” John Kamau said.", "John Kamau"),
        ("Kenya's Foreign Ministry said that Russia recruits Kenyans.", "Foreign Ministry of Kenya"),
        ("The hotline “I Want to Live” says that Russia recruits Kenyans.", "I Want to Live"),
        ("The minister said that the embassy had reported that Russia recruits Kenyans.", "embassy"),
        ("Its spokesman said that Russia recruits Kenyans.", "spokesman"),
        ("The records attest to recruitment of Kenyans by Russia.", "records"),
    ],
)
def test_the_source_that_a_sentence_names(text: str, speaker: str, read: Read) -> None:
    assert said(read, text) == {RECRUIT: speaker}


JOINED = "Kenyan citizens fightsFor Russian Armed Forces [30 person]"
KILLED = "Kenyan citizens casualties Killed [12 person]"
TOLD = "The ministry said that 30 Kenyans joined the Russian army."


@pytest.mark.parametrize(
    ("after", "speaker"),
    [
        ("It added that 12 of them were killed.", "ministry"),
        ("Of these, 12 were killed.", "ministry"),
        ("Of them, 12 were killed.", "ministry"),
        ("In May, 12 Kenyans were killed.", ""),
        ("The weather was bad. Of these, 12 were killed.", ""),
    ],
)
def test_a_speaker_reaches_on_where_he_is_taken_up(after: str, speaker: str, read: Read) -> None:
    found = said(read, f"{TOLD} {after}")
    assert found[JOINED] == "ministry"
    assert {s for claim, s in found.items() if claim.startswith(KILLED)} == {speaker}


def test_he_is_the_last_man_who_spoke(read: Read) -> None:
    assert said(read, "John Kamau said that Russia recruits Kenyans. He said that Ukraine recruits Ugandans.") == {
        RECRUIT: "John Kamau",
        "Ukraine recruits Ugandan citizens": "John Kamau",
    }


def test_two_sources_of_one_claim_are_both_kept(read: Read) -> None:
    (claim,) = read("The ministry said that Russia recruits Kenyans.", "John Kamau says that Russia recruits Kenyans.")
    assert {s.label for s in claim.attributed_to} == {"John Kamau", "ministry"}
    assert [[s.label for s in place.said_by] for place in claim.evidence] == [["ministry"], ["John Kamau"]]


def test_no_document_learns_from_another(read: Read) -> None:
    read(TOLD)
    assert said(read, "Of these, 12 Kenyans were killed.") == {KILLED: ""}


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("The embassy said 14 Kenyans had died, six are missing.", [1, 1]),
        ("The embassy said that 14 Kenyans had died; six Ugandans were killed near Lyman.", [1, 0]),
        ("The embassy said that 14 Kenyans had died; 35 are missing.", [1, 1]),
    ],
)
def test_a_source_answers_for_what_goes_on_in_its_sentence(text: str, speakers: list[int], read: Read) -> None:
    assert [len(c.attributed_to) for c in read(text)] == speakers


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("By the ministry's account, the firm recruited 45 Kenyans for Russia.", {"ministry"}),
        ("The firm recruited 45 Kenyans, by the count of the rights group Haki Watch.", {"Haki Watch"}),
        ("The firm recruited 45 Kenyans on account of the storm.", set()),
        ("By all accounts the firm recruited 45 Kenyans.", set()),
    ],
)
def test_whose_account_it_is_by(text: str, speakers: set[str], read: Read) -> None:
    claims = [c for c in read(text) if c.predicate == "rec:recruits"]
    assert claims
    assert {s.label for c in claims for s in c.attributed_to} == speakers


SAID = "The Interior Ministry of Ghana said that 12 Ghanaians joined the Russian army."


@pytest.mark.parametrize(
    ("between", "speaker"),
    [
        ("They signed contracts with the Ministry of Defence of Russia.", "Interior Ministry of Ghana"),
        ("The Foreign Ministry of Togo did not answer.", "Interior Ministry of Ghana"),
        ("The Foreign Ministry of Togo said that 30 Togolese were killed.", "Foreign Ministry of Togo"),
    ],
)
def test_the_ministry_that_speaks_is_the_one_that_has_spoken(between: str, speaker: str, read: Read) -> None:
    later = "Four of the Ghanaians are missing, according to the ministry."
    assert said(read, SAID, between, later)["Ghanaian citizens casualties Missing [4 person]"] == speaker


def test_of_several_ministries_none_is_guessed(read: Read) -> None:
    silent = "Twelve Ghanaians met the Interior Ministry of Ghana and the Foreign Ministry of Togo."
    later = "Four of the Ghanaians are missing, according to the ministry."
    assert said(read, silent, later)["Ghanaian citizens casualties Missing [4 person]"] == "ministry"


def test_he_is_the_man_who_spoke_of_something_else(read: Read) -> None:
    told = "Ghana will seek the return of recruits from Russia, State Minister Kofi Asante told parliament."
    found = said(read, told, "He put the number of Ghanaians killed at 16.")
    assert found == {"Ghanaian citizens casualties Killed [16 person]": "Kofi Asante"}


def test_a_series_is_told_by_those_who_tell_it(read: Read) -> None:
    before = "Lawyer Kofi Asante said that 200 Ghanaians were in the Russian army."
    after = "Families reported 10 dead and 100 missing to the police."
    assert said(read, before, after)["Ghanaian citizens casualties Missing [100 person]"] == "Families"


def test_a_number_of_people_is_not_the_police(read: Read) -> None:
    text = "Police say the two took $2,000 from each recruit and promised salaries of $3,000 in Russia's army."
    assert not [claim for claim in said(read, text) if claim.startswith("Police")]


def test_an_embassy_denies_for_its_state(read: Read) -> None:
    found = said(read, "Russia's embassy denied recruiting Kenyans.")
    assert found == {"not Russia recruits Kenyan citizens": "Russia's embassy"}


def test_she_is_whom_the_sentences_since_the_last_speaker_are_about(read: Read) -> None:
    told = "Twelve Ghanaians were killed, the ambassador told reporters."
    doubts = ("Ana Ruiz was less certain.", "“Somebody pays for this,” she said.")
    found = said(read, told, *doubts, "Five Ghanaians are missing, she added.")
    assert found["Ghanaian citizens casualties Missing [5 person]"] == "Ana Ruiz"
