"""Which entity a name stands for: what is shared by all documents, and what is a document's own."""

from __future__ import annotations

import pytest

from kgbuild.extract.engine import Engine
from kgbuild.extract.entities import UNSTATED, Entities
from kgbuild.gazetteer import Item
from kgbuild.iri import document_id, entity_id
from tests.extract.claims import document

ONE, OTHER = document("One."), document("Other.")
DIGEST = document("It assesses.", based_on=True, title="An analysis")


@pytest.fixture(scope="module")
def entities(engine: Engine) -> Entities:
    return Entities(ONE, engine.gazetteer)


@pytest.fixture(scope="module")
def elsewhere(engine: Engine) -> Entities:
    return Entities(OTHER, engine.gazetteer)


@pytest.fixture(scope="module")
def kenya(engine: Engine) -> Item:
    return country(engine, "KE")


def country(engine: Engine, code: str) -> Item:
    item = engine.gazetteer.by_iso2(code)
    assert item is not None
    return item


# ---------------------------------------------------------------- shared
def test_citizens_of_a_country_are_one_group_everywhere(entities: Entities, elsewhere: Entities, kenya: Item) -> None:
    group = entities.nationals(kenya, "Kenyan passport-holders")
    assert group == elsewhere.nationals(kenya)
    assert (group.cls, group.label, group.scope) == ("rec:PersonGroup", "Kenyan citizens", None)
    assert group.key == ("group", entity_id(entities.place(kenya)), "citizen")
    assert group.nationality == entities.place(kenya)
    assert {"citizens of Kenya", "Kenyan nationals", "Kenyan passport-holders"} <= set(group.alt_labels)
    assert group.label not in group.alt_labels


@pytest.mark.parametrize(("code", "label"), [("KP", "North Korean citizens"), ("KR", "South Korean citizens")])
def test_citizens_are_called_by_what_no_other_country_is(
    code: str, label: str, entities: Entities, engine: Engine
) -> None:
    country = engine.gazetteer.by_iso2(code)
    assert country is not None
    assert entities.nationals(country).label == label


def test_a_countrys_forces_have_one_identity_whatever_the_words(entities: Entities, engine: Engine) -> None:
    russia = country(engine, "RU")
    assert entities.force(russia, "Russian troops") == entities.force(russia)
    assert entities.force(russia).label == "Russian Armed Forces"
    assert entities.force(russia) != entities.force(country(engine, "UA"))


@pytest.mark.parametrize(
    "name",
    [
        "Ministry of Defence",
        "Defence Ministry",
        "Defense Ministry",
        "Ministry of Defense",
        "Ministry of Defence of Kenya",
        "Kenyan Ministry of Defence",
        "Kenya's Defence Ministry",
        "Kenya’s Ministry of Defence",
        "ministry of defence",
    ],
)
def test_a_ministry_has_one_identity_for_its_usual_names(name: str, entities: Entities, kenya: Item) -> None:
    found = entities.organization(name, kenya)
    assert found.label == "Kenyan Ministry of Defence"
    assert found == entities.organization("Defence Ministry", kenya)
    assert found.scope is None


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Foreign Ministry", "Foreign Ministry of Kenya"),
        ("Ministry of Foreign Affairs", "Foreign Ministry of Kenya"),
        ("Interior Ministry", "Interior Ministry of Kenya"),
        ("Ministry of Home Affairs", "Interior Ministry of Kenya"),
    ],
)
def test_usual_names_of_ministries(name: str, label: str, entities: Entities, kenya: Item) -> None:
    assert entities.organization(name, kenya).label == label


def test_a_ministry_of_the_world_pack_is_that_body_whatever_the_words(entities: Entities, engine: Engine) -> None:
    russia = engine.gazetteer.by_iso2("RU")
    assert russia is not None
    names = ["Defence Ministry", "Russia's Ministry of Defence", "Ministry of Defence of the Russian Federation"]
    found = {entities.organization(name, russia) for name in names} | {
        entities.place(c.item) for c in engine.gazetteer.readings("Russian Defence Ministry")
    }
    assert {e.key for e in found} == {("entity", "Q1146492")}


def test_an_organisation_is_its_class_folded_name_and_country(entities: Entities, engine: Engine, kenya: Item) -> None:
    agency = entities.organization("Border Service", kenya)
    assert agency == entities.organization("Kenyan border service", kenya)
    assert agency == entities.organization("Border Service of Kenya", kenya)
    assert agency != entities.organization("Border Service", country(engine, "UG"))
    assert agency != entities.organization("Border Service", None)
    assert agency != entities.organization("Border Service", kenya, cls="rec:Project")
    assert entities.organization("Kenya", kenya).label == "Kenya", "the owner alone is no prefix of itself"


def test_generic_kinds_are_shared_by_their_folded_label(entities: Entities, elsewhere: Entities) -> None:
    assert entities.generic("rec:Incentive", "Signing bonus") == elsewhere.generic("rec:Incentive", "signing  BONUS")
    assert entities.generic("rec:Incentive", "visa") != entities.generic("rec:Channel", "visa")


def test_a_provision_is_shared_where_its_jurisdiction_is_known(
    entities: Entities, elsewhere: Entities, kenya: Item
) -> None:
    known = entities.provision("Article 68", "Criminal Code", kenya)
    assert known == elsewhere.provision("article 68", "criminal code", kenya)
    assert known != entities.provision("Article 68", None, kenya)
    assert (known.scope, known.legislation_identifier) == (None, "Article 68")
    unknown = entities.provision("Article 68", "Criminal Code", None)
    assert unknown != elsewhere.provision("Article 68", "Criminal Code", None)
    assert (unknown.scope, unknown.legislation_identifier) == (ONE.sha256, "Article 68")


# ---------------------------------------------------------------- a document's own
def test_two_men_of_one_name_are_two_men(entities: Entities, elsewhere: Entities, kenya: Item) -> None:
    man = entities.scoped("rec:Person", "John Kamau", kenya, "Mr Kamau")
    assert man == entities.scoped("rec:Person", "john  kamau")
    assert man != elsewhere.scoped("rec:Person", "John Kamau")
    assert (man.scope, man.alt_labels, man.nationality) == (ONE.sha256, ("Mr Kamau",), entities.place(kenya))
    assert man.key == ("entity", document_id(ONE), "rec:Person", "john kamau")


def test_the_article_is_the_work_analysed_or_the_document_itself(engine: Engine) -> None:
    plain, digest = Entities(ONE, engine.gazetteer), Entities(DIGEST, engine.gazetteer)
    assert plain.article() == plain.analysis()
    assert plain.analysis().label == "this document"
    assert digest.analysis().label == "An analysis"
    assert (digest.article().cls, digest.article().label) == ("kg:CitedWork", "The article")
    assert digest.article().key == ("cited", "https://paper.example/article")


def test_nobody_has_a_fixed_name() -> None:
    assert entity_id(UNSTATED) == "kg:unstated"
