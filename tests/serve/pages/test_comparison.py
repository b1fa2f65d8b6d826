"""Which claims stand beside a claim: those of other documents that agree, and whatever says otherwise."""

from __future__ import annotations

from pyoxigraph import NamedNode, Store

from kgbuild.iri import DEFAULT_BASE, expand
from kgbuild.model import Bound, Certainty, Claim, Entity, Layer, OwnValue, Polarity, Quantity, Reading
from kgbuild.serve.dataset import Dataset
from kgbuild.serve.pages.claims import ToldClaim, told
from kgbuild.serve.pages.comparison import comparison
from kgbuild.serve.pages.reader import Reader
from kgbuild.serve.statistics import Statistics
from tests.graphs import AGENT, KENYANS, RUSSIA, UKRAINE, at, document, persons, quads_of, shared, store_of

UGANDANS = shared("rec:PersonGroup", "Ugandan citizens")


def reading(
    text: str,
    target: Entity | OwnValue = KENYANS,
    polarity: Polarity = Polarity.AFFIRMED,
    certainty: Certainty = Certainty.ASSERTED,
    amounts: tuple[Quantity, ...] = (),
    predicate: str = "rec:recruits",
) -> Reading:
    """A document of one sentence and the one claim that it makes about Russia."""
    doc = document(text, f"{len(text)}.txt", title=text)
    claim = Claim(
        doc, Layer.WORLD, predicate, RUSSIA, target, (at(doc, text),), polarity=polarity, certainty=certainty,
        quantities=amounts,
    )  # fmt: skip
    return Reading(doc, (claim,), (), (AGENT,))


def beside(readings: tuple[Reading, ...]) -> dict[str, set[str]]:
    """What stands beside the claim of the first of ``readings``, by the titles of its documents."""
    store: Store = store_of(quads_of(readings))
    reader = Reader(Dataset(store, DEFAULT_BASE, "r", "t", True, Statistics(), {}, {}))
    claims = [told(reader, node) for node in reader.subjects("rdf:type", NamedNode(expand("kg:Claim")))]
    (first,) = [claim for claim in claims if claim.document.text == readings[0].document.title]
    return {kind: titles(found) for kind, found in comparison(reader, first).items()}


def titles(claims: list[ToldClaim]) -> set[str]:
    return {claim.document.text for claim in claims}


def test_what_agrees_what_denies_and_what_is_further() -> None:
    found = beside(
        (
            reading("Russia recruits 78 Kenyan citizens.", amounts=(persons(78),)),
            reading("Russia recruits Kenyan citizens."),
            reading("78 Kenyan citizens were recruited by Russia.", amounts=(persons(78),)),
            reading("Russia recruits 1,050 Kenyan citizens.", amounts=(persons(1050),)),
            reading("Russia does not recruit Kenyan citizens.", polarity=Polarity.DENIED),
            reading(
                "It is not known how many Kenyan citizens Russia recruits.",
                certainty=Certainty.UNKNOWN,
                amounts=(persons(None, Bound.UNKNOWN_AMOUNT),),
            ),
            reading("Russia recruits Ugandan citizens.", UGANDANS),
            reading("Russia pays Kenyan citizens.", predicate="rec:offersIncentive"),
        )
    )
    assert found == {
        "same": {"Russia recruits Kenyan citizens.", "78 Kenyan citizens were recruited by Russia."},
        "otherwise": {
            "Russia recruits 1,050 Kenyan citizens.",
            "Russia does not recruit Kenyan citizens.",
            "It is not known how many Kenyan citizens Russia recruits.",
        },
        "further": {"Russia recruits Ugandan citizens."},
    }


def test_values_of_their_own_are_compared_as_numbers() -> None:
    """The object of ``rec:casesReachedCourt`` is its quantity: another number is another object, but no further one."""
    found = beside(
        tuple(
            reading(text, OwnValue.QUANTITY, amounts=(persons(number),), predicate="rec:casesReachedCourt")
            for text, number in (("Three reached a court.", 3), ("3 reached a court.", 3), ("Nine reached a court.", 9))
        )
    )
    assert found == {"same": {"3 reached a court."}, "otherwise": {"Nine reached a court."}, "further": set()}


def test_a_claim_alone_has_nothing_beside_it() -> None:
    assert beside((reading("Ukraine is elsewhere.", UKRAINE),)) == {"same": set(), "otherwise": set(), "further": set()}
