"""Links of the entities of a document's claims."""

from __future__ import annotations

from decimal import Decimal

from kgbuild import iri
from kgbuild.gazetteer import Gazetteer
from kgbuild.link.entities import WorldLinker, entities_of, qid_of, world_linker
from kgbuild.model import CitedWork, Claim, Document, Entity, Evidence, Layer, Link, Span

TEXT = "Kazakhstan said so. At least 529 Kazakh citizens left Almaty, the Federal Bureau of Investigation says."
DOCUMENT = Document("0" * 64, TEXT, ("a.txt",), "text/plain")
KAZAKHSTAN = Entity("rec:Country", ("entity", "Q232"), "Kazakhstan")
ALMATY = Entity("rec:City", ("entity", "Q35493"), "Almaty")
GROUP = Entity(
    "rec:PersonGroup", ("group", iri.entity_id(KAZAKHSTAN), "citizen"), "Kazakh citizens", nationality=KAZAKHSTAN
)


def claim(subject: Entity, target: Entity, start: int, end: int, said_by: tuple[Entity, ...] = ()) -> Claim:
    evidence = Evidence.at(DOCUMENT, Span(start, end), "test", said_by)
    return Claim(DOCUMENT, Layer.WORLD, "rec:departsFrom", subject, target, (evidence,))


def links(*claims: Claim) -> list[Link]:
    return world_linker(None)(DOCUMENT, claims)


def test_entries_of_the_slice_are_the_same_as_their_items_with_the_mention_as_evidence() -> None:
    found = links(claim(GROUP, ALMATY, 20, len(TEXT)))
    assert [(k.entity, k.target, k.relation) for k in found] == [
        (ALMATY, "wd:Q35493", "owl:sameAs"),
        (KAZAKHSTAN, "wd:Q232", "owl:sameAs"),
    ]
    assert [e.exact for k in found for e in k.evidence] == ["Almaty", "Kazakh"]
    assert {k.data_version for k in found} == {Gazetteer.load().version}
    assert all(k.confidence == Decimal("0.99") and k.method == "world-pack-name" for k in found)


def test_evidence_is_the_claims_own_where_no_name_stands_in_it() -> None:
    (found,) = links(claim(KAZAKHSTAN, KAZAKHSTAN, 33, 39))
    assert [e.exact for e in found.evidence] == [TEXT[33:39]]


def test_speakers_are_linked_too() -> None:
    outlet = Entity("rec:Publisher", ("entity", "Q153770"), "Deutsche Welle")
    found = links(claim(GROUP, ALMATY, 20, 60, (outlet,)))
    assert "wd:Q153770" in {k.target for k in found}


def test_groups_scoped_entities_terms_and_unknown_items_take_no_link() -> None:
    others = [
        Entity("rec:PersonGroup", ("entity", "Q232"), "Kazakhs"),
        Entity("rec:Person", ("entity", "document-x", "rec:Person", "kazakhstan"), "Kazakhstan", scope="0" * 64),
        Entity("rec:Country", ("entity", "Q232"), "Kazakhstan", scope="0" * 64),
        Entity("rec:CasualtyStatus", ("term", "rec:Killed"), "killed"),
        Entity("rec:Country", ("entity", "Q999999999999"), "Nowhere"),
        Entity("rec:Penalty", ("entity", "rec:Penalty", "georgia"), "Georgia"),
    ]
    assert links(*(claim(other, other, 0, 10) for other in others)) == []


def test_a_named_body_that_resembles_an_item_is_a_close_match_never_the_same() -> None:
    body = Entity(
        "rec:Organization",
        ("entity", "rec:Organization", "federal bureau of investigation", None),
        "Federal Bureau of Investigation",
    )
    (found,) = links(claim(body, body, 20, len(TEXT)))
    assert (found.target, found.relation) == ("wd:Q8333", "skos:closeMatch")
    assert [e.exact for e in found.evidence] == ["Federal Bureau of Investigation"]


def test_a_body_is_never_a_close_match_of_a_thing_of_another_class() -> None:
    body = Entity("rec:Organization", ("entity", "rec:Organization", "georgia", None), "Georgia")
    assert links(claim(body, body, 0, 10)) == []


def test_links_do_not_depend_on_the_order_of_claims() -> None:
    claims = [claim(GROUP, ALMATY, 20, 60), claim(KAZAKHSTAN, ALMATY, 0, 60)]
    assert links(*claims) == links(*reversed(claims))


def test_no_claims_no_links() -> None:
    assert WorldLinker(Gazetteer.load()).links(DOCUMENT, ()) == []


def test_a_qid_is_read_only_from_a_shared_key() -> None:
    assert qid_of(ALMATY) == "Q35493"
    assert qid_of(GROUP) is None
    assert qid_of(Entity("rec:Organization", ("entity", "fsb"), "FSB")) is None


def test_evidence_of_a_link_at_one_place_of_two_documents_is_two_nodes() -> None:
    other = Document("1" * 64, TEXT, ("b.txt",), "text/plain")
    owner = iri.link_id(links(claim(KAZAKHSTAN, ALMATY, 0, 60))[0])
    here, there = (Evidence.at(d, Span(0, 10), "test") for d in (DOCUMENT, other))
    assert iri.evidence_id(owner, here) != iri.evidence_id(owner, there)


def test_every_entity_of_a_reading_is_known_to_decisions() -> None:
    document = Document("2" * 64, TEXT, ("c.txt",), "text/plain", publisher="Reuters")
    found = entities_of(document, [claim(GROUP, ALMATY, 20, 60)])
    assert found == {GROUP, KAZAKHSTAN, ALMATY, iri.publisher("Reuters")}


def published_by(name: str, text: str) -> list[Link]:
    document = Document("2" * 64, text, ("c.txt",), "text/plain", based_on=CitedWork("2" * 64, publisher=name))
    return WorldLinker(Gazetteer.load()).links(document, ())


def test_an_outlet_is_proven_by_its_domain_and_only_resembled_by_its_name() -> None:
    (proven,) = published_by("dw.com", "dw.com\nA title")
    assert (proven.entity, proven.target, proven.relation) == (iri.publisher("dw.com"), "wd:Q153770", "owl:sameAs")
    assert [e.exact for e in proven.evidence] == ["dw.com"]
    (near,) = published_by("Reuters", "MOSCOW (Reuters) - A title")
    assert (near.target, near.relation) == ("wd:Q130879", "skos:closeMatch")


def test_an_outlet_that_the_text_does_not_name_has_no_link_for_want_of_evidence() -> None:
    assert published_by("dw.com", "A title") == []
    assert published_by("Reuters", "A title") == []
    assert published_by("example.org", "example.org") == []
