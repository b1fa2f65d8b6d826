"""Readings made by hand, for tests of everything that comes after extraction."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from hashlib import sha256

from hypothesis import strategies as st

from kgbuild import iri
from kgbuild.model import (
    Agent,
    Bound,
    Certainty,
    CitedWork,
    Claim,
    Document,
    Entity,
    Evidence,
    Layer,
    Link,
    OwnValue,
    Polarity,
    Quantity,
    Reading,
    Span,
    Text,
    TimeSpan,
)
from tests.graphs import fixed

CONFIGURATION = sha256(b"a configuration").hexdigest()
AGENTS = (Agent("kgbuild", "0.1.0"), Agent("tests", "1"))

TEXT = (
    "\U0001f4f0 Recruited abroad\n"
    "At least 529 citizens of Ruritania signed contracts with the army of Graustark since the start of 2025, "
    "according to the project “Home Again”.\n"
    "The number fighting for Borduria is unknown. Nobody was recruited in Syldavia, the ministry said. "
    "Recruits get 4 million crowns ($21,000), and about 40% of them leave from Strelsau.\n"
    "The law threatens 5-9 years in prison. The draft office in Zenda has worked since mid-2023. "
    "The average salary is nearly 67,000 crowns. One of them, a driver from Zenda, was jailed for life."
)


def document(text: str = TEXT, *, based_on: CitedWork | None = None, **fields: object) -> Document:
    """A document that holds ``text``; every field may be given."""
    given: dict[str, object] = {
        "sha256": sha256(text.encode("utf-8")).hexdigest(),
        "text": text,
        "file_names": ("article.txt",),
        "media_type": "text/plain",
        "title": "Recruited abroad",
        "language": "en",
        "publisher": "example.org",
        "date_published": date(2025, 6, 1),
        "based_on": based_on,
    }
    return Document(**{**given, **fields})  # type: ignore[arg-type]


def shared(cls: str, name: str, *alt: str, nationality: Entity | None = None) -> Entity:
    return Entity(cls, ("entity", cls, iri.fold(name), None), name, alt, nationality)


def scoped(of: Document, cls: str, name: str) -> Entity:
    return Entity(cls, ("entity", iri.document_id(of), cls, iri.fold(name)), name, scope=of.sha256)


RURITANIA = Entity("rec:Country", ("entity", "Q1"), "Ruritania")
GRAUSTARK = Entity("rec:Country", ("entity", "Q2"), "Graustark", ("Kingdom of Graustark",))
BORDURIA = Entity("rec:Country", ("entity", "Q3"), "Borduria")
CITIZENS = Entity(
    "rec:PersonGroup", ("group", iri.entity_id(RURITANIA), "citizen"), "citizens of Ruritania", (), RURITANIA
)
ARMY = shared("rec:ArmedForce", "army of Graustark")
HOME_AGAIN = shared("rec:Project", "Home Again")
UNSTATED = fixed("kg:unstated", "kg:OpenRole")


def quote(of: Document, words: str, *said_by: Entity, rule: str = "test-rule") -> Evidence:
    """The first place in the document that holds ``words``."""
    start = of.text.index(words)
    return Evidence.at(of, Span(start, start + len(words)), rule, said_by)


def claim(
    of: Document, predicate: str, subject: Entity, value: Entity | Text | OwnValue, *where: Evidence, **fields: object
) -> Claim:
    layer = Layer.SOURCE if predicate.startswith("kg:") else Layer.WORLD
    return Claim(of, layer, predicate, subject, value, tuple(where), **fields)  # type: ignore[arg-type]


def reading(of: Document | None = None) -> Reading:
    """A reading with a claim of every kind: bounds, times, a denial, an unknown, a share, own values, a person."""
    d = of or document()
    person = scoped(d, "rec:Person", "driver from Zenda")
    office = scoped(d, "rec:Scheme", "draft office in Zenda")
    ministry = scoped(d, "rec:Organization", "ministry")
    persons = Quantity(Bound.AT_LEAST, "kg:person", Decimal(529))
    claims = (
        claim(
            d,
            "rec:signedContractWith",
            CITIZENS,
            ARMY,
            quote(d, "At least 529 citizens of Ruritania signed contracts with the army of Graustark", HOME_AGAIN),
            quote(d, "Recruited abroad", rule="title-rule"),
            quantities=(persons,),
            when=TimeSpan("since the start of 2025", date(2025, 1, 1), None, "2025-01-01/.."),
        ),
        claim(
            d,
            "rec:fightsFor",
            CITIZENS,
            BORDURIA,
            quote(d, "The number fighting for Borduria is unknown"),
            certainty=Certainty.UNKNOWN,
            quantities=(Quantity(Bound.UNKNOWN_AMOUNT, "kg:person"),),
        ),
        claim(
            d,
            "rec:recruitsFrom",
            GRAUSTARK,
            shared("rec:Country", "Syldavia"),
            quote(d, "Nobody was recruited in Syldavia", ministry),
            polarity=Polarity.DENIED,
        ),
        claim(
            d,
            "rec:offersIncentive",
            GRAUSTARK,
            shared("rec:Incentive", "signing bonus"),
            quote(d, "Recruits get 4 million crowns ($21,000)"),
            quantities=(
                Quantity(Bound.EXACTLY, "unit:CCY_CZK", Decimal(4_000_000), text="4 million crowns"),
                Quantity(Bound.EXACTLY, "unit:CCY_USD", Decimal(21_000), per="unit:MO"),
            ),
            confidence=Decimal("0.75"),
        ),
        claim(
            d,
            "rec:departsFrom",
            CITIZENS,
            shared("rec:City", "Strelsau"),
            quote(d, "about 40% of them leave from Strelsau"),
            quantities=(Quantity(Bound.ABOUT, "unit:PERCENT", Decimal(40), of=persons),),
        ),
        claim(
            d,
            "rec:punishableBy",
            shared("rec:Offence", "mercenary activities"),
            shared("rec:Penalty", "imprisonment"),
            quote(d, "5-9 years in prison"),
            quantities=(Quantity(Bound.BETWEEN, "unit:YR", minimum=Decimal(5), maximum=Decimal(9)),),
        ),
        claim(
            d,
            "rec:activeDuring",
            office,
            OwnValue.TIME_SPAN,
            quote(d, "The draft office in Zenda has worked since mid-2023"),
            when=TimeSpan("since mid-2023", date(2023, 6, 1), None, "2023-06~/.."),
        ),
        claim(
            d,
            "rec:averageSalary",
            RURITANIA,
            OwnValue.QUANTITY,
            quote(d, "The average salary is nearly 67,000 crowns"),
            quantities=(Quantity(Bound.ABOUT, "unit:CCY_CZK", Decimal(67_000), per="unit:MO"),),
        ),
        claim(d, "rec:sentenced", UNSTATED, person, quote(d, "a driver from Zenda, was jailed for life")),
        claim(
            d, "rec:casualties", CITIZENS, fixed("rec:Killed", "rec:CasualtyStatus"), quote(d, "One of them"),
            certainty=Certainty.HEDGED,
        ),
    )  # fmt: skip
    link = Link(
        GRAUSTARK, "wd:Q42", "owl:sameAs", "exact name", Decimal("0.99"), "2025-01-01", (quote(d, "Graustark"),)
    )
    return Reading(d, claims, (link,), AGENTS)


ANALYSIS = (
    "example.com\nAn analysis\nFraming Bias\nThe article is framed towards one side. Its tone is largely factual.\n"
    "It names Home Again as its source. It bears on peace and justice."
)


def analysis() -> Reading:
    """A reading of a digest of another work: claims about that work."""
    sha = sha256(ANALYSIS.encode()).hexdigest()
    work = CitedWork(sha, "https://example.com/article", "The article", "example.com")
    d = document(ANALYSIS, based_on=work, title="An analysis", publisher=None)
    article = Entity("kg:CitedWork", iri.cited_key(work), "the article")
    digest = Entity("kg:Document", ("document", d.sha256), "the analysis")
    claims = (
        claim(d, "kg:showsBias", article, fixed("rec:FramingBias", "rec:BiasKind"),
              quote(d, "The article is framed towards one side", digest)),
        claim(d, "kg:hasTone", article, Text("largely factual"), quote(d, "Its tone is largely factual", digest)),
        claim(d, "kg:citesSource", article, HOME_AGAIN, quote(d, "It names Home Again as its source", digest)),
        claim(d, "kg:relatesToGoal", article, fixed("sdg:16", "rec:Goal"),
              quote(d, "It bears on peace and justice", digest)),
    )  # fmt: skip
    return Reading(d, claims, (), AGENTS)


# Strategies ------------------------------------------------------------------------------------------------

_words = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=40)
_COUNTRIES = (RURITANIA, GRAUSTARK, BORDURIA)


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    """Readings of arbitrary texts, with any characters anywhere, and claims of any quantity, time and speaker."""
    text = draw(st.text(st.characters(exclude_categories=("Cs",)), min_size=3, max_size=120))
    d = document(text, title=draw(st.none() | _words), file_names=(draw(_words),))
    claims = {}
    for _ in range(draw(st.integers(0, 5))):
        made = _claim(draw, d)
        claims.setdefault(iri.claim_id(made), made)
    return Reading(d, tuple(claims.values()), (), AGENTS)


def _claim(draw: st.DrawFn, d: Document) -> Claim:
    start = draw(st.integers(0, len(d.text) - 1))
    span = Span(start, draw(st.integers(start + 1, len(d.text))))
    speaker = st.lists(st.sampled_from((HOME_AGAIN, scoped(d, "rec:Person", "speaker"))), max_size=2, unique=True)
    unknown = draw(st.booleans())
    quantities = (Quantity(Bound.UNKNOWN_AMOUNT, "kg:person"),) if unknown else draw(_quantities)
    days = sorted(draw(st.lists(st.dates(), min_size=2, max_size=2)))
    when = TimeSpan(draw(_words), draw(st.sampled_from((None, days[0]))), draw(st.sampled_from((None, days[1]))))
    return claim(
        d,
        "rec:fightsFor",
        draw(st.sampled_from((CITIZENS, scoped(d, "rec:Person", draw(_words)), UNSTATED))),
        draw(st.sampled_from((*_COUNTRIES, ARMY))),
        Evidence.at(d, span, draw(_words), tuple(draw(speaker))),
        polarity=draw(st.sampled_from(Polarity)),
        certainty=Certainty.UNKNOWN if unknown else draw(st.sampled_from((Certainty.ASSERTED, Certainty.HEDGED))),
        quantities=quantities,
        when=draw(st.sampled_from((None, when))),
        confidence=Decimal(draw(st.integers(0, 1000))) / 1000,
    )


_numbers = st.decimals(0, 10**9, places=3).map(lambda n: Decimal(n).normalize())
_quantities = st.lists(
    st.builds(
        Quantity,
        st.sampled_from((Bound.EXACTLY, Bound.ABOUT, Bound.AT_LEAST)),
        st.sampled_from(("kg:person", "unit:PERCENT", "unit:YR")),
        _numbers,
    ),
    max_size=2,
    unique_by=lambda q: q.unit,
).map(tuple)
