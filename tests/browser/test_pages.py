"""The pages as people meet them: by mouse, by keyboard, without scripts, in both colour schemes, with hostile texts."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from kgbuild.serve import static
from tests.browser.conftest import Visit
from tests.serve.builds import HOSTILE
from tests.serve.running import Server
from tests.support import REPOSITORY

pytestmark = pytest.mark.browser
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
KG = "https://w3id.org/kgbuild/ontology#"
REC = "https://w3id.org/kgbuild/recruitment#"


def path_of(server: Server, pattern: str) -> str:
    """The address of the one node ``?s`` that matches."""
    iri = server.ask(f"SELECT ?s {{ {pattern} }} ORDER BY ?s LIMIT 1")
    return "/id/" + str(iri).rpartition("/")[2]


@pytest.fixture(scope="session")
def paths(server: Server) -> dict[str, str]:
    """The main pages by name."""
    group = path_of(server, '?s <http://www.w3.org/2000/01/rdf-schema#label> ?l FILTER(STR(?l) = "Kenyan citizens")')
    return {
        "start": "/",
        "document": path_of(server, f'?s a <{KG}Document> ; <https://schema.org/name> "The list"'),
        "claim": path_of(
            server,
            f"?s <http://www.w3.org/1999/02/22-rdf-syntax-ns#predicate> <{REC}signedContractWith> ; <{KG}when> ?w",
        ),
        "entity": group,
        "graph": "/graph?iri=https://w3id.org/kgbuild" + group,
        "query": "/query",
        "questions": "/queries",
        "question": "/queries/contracts-signed",
        "search": "/search?q=kenya",
        "service": "/sparql",
        "digest": path_of(server, f'?s a <{KG}Document> ; <https://schema.org/name> "The list, read closely"'),
        "hostile": path_of(
            server, f'?s a <{KG}Document> ; <https://schema.org/name> ?n FILTER(STRSTARTS(?n, "<script"))'
        ),
    }


ALL = ("start", "document", "claim", "entity", "graph", "query", "questions", "question", "search", "service", "digest",
       "hostile")  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ALL)
def test_no_serious_accessibility_fault(visit: Visit, paths: dict[str, str], name: str, scheme: str) -> None:
    visit.page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
    page = visit.go(paths[name])
    page.evaluate(AXE.read_text(encoding="utf-8"))
    # The editor is a library's; what is around it is ours.
    found = page.evaluate("axe.run({exclude: [['#yasgui']]}, {resultTypes: ['violations']})")
    serious = [
        (v["id"], [n["html"][:160] for n in v["nodes"]])
        for v in found["violations"]
        if v["impact"] in ("serious", "critical")
    ]
    assert serious == []


def test_start_leads_to_documents_questions_and_things(visit: Visit, paths: dict[str, str]) -> None:
    page = visit.go("/")
    expect(page.get_by_text("11 claims from 3 documents")).to_be_visible()
    page.get_by_role("link", name="The list", exact=True).click()
    expect(page).to_have_url(visit.ours + paths["document"])
    visit.go("/")
    page.get_by_role("link", name="signed a contract with").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("signed a contract with")


def test_a_search_finds_names_other_names_and_quotes(visit: Visit) -> None:
    page = visit.go("/")
    page.get_by_label("Look for a name").fill("JOB boards")
    page.get_by_role("button", name="Search").last.click()
    expect(page.get_by_role("link", name="job boards", exact=True).first).to_be_visible()
    expect(page.get_by_role("link", name="Russia may use job boards")).to_be_visible()


def test_highlights_are_the_quotes_and_show_their_claims(visit: Visit, server: Server, paths: dict[str, str]) -> None:
    page = visit.go(paths["document"])
    marked = page.locator("a.ev").all_text_contents()
    quotes = server.select(
        f"SELECT DISTINCT ?q ?a {{ ?c <http://www.w3.org/ns/prov#hadPrimarySource> "
        f"<https://w3id.org/kgbuild{paths['document']}> ; <{KG}evidence> ?e . "
        "?e <http://www.w3.org/ns/oa#hasSelector> ?s , ?p . "
        "?s <http://www.w3.org/ns/oa#exact> ?q . ?p <http://www.w3.org/ns/oa#start> ?a } ORDER BY ?a"
    ).json()["results"]["bindings"]
    assert marked == [row["q"]["value"] for row in quotes]
    card = page.locator("#card")
    expect(card).to_be_hidden()
    page.locator("a.ev").first.hover()
    expect(card).to_have_text(
        "Kenyan citizens signed a contract with Russian Armed Forces (at least 78 people), since 2024"
    )
    page.mouse.move(0, 0)
    expect(card).to_be_hidden()
    page.locator("a.ev").nth(3).focus()
    expect(card).to_contain_text("It is denied that Russia recruits Kenyan citizens")
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()


def test_the_text_of_the_page_is_the_text_of_the_document(visit: Visit, server: Server, paths: dict[str, str]) -> None:
    text = server.ask(f"SELECT ?t {{ <https://w3id.org/kgbuild{paths['document']}> <{KG}text> ?t }}")
    assert visit.go(paths["document"]).locator(".text .body").evaluate("node => node.textContent") == text


def test_the_keyboard_alone_leads_to_the_evidence(visit: Visit, paths: dict[str, str]) -> None:
    page = visit.go(paths["document"])
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className").startswith("ev"):
            break
    page.keyboard.press("Enter")
    target = page.evaluate("location.hash")
    assert target.startswith("#c-")
    page.locator(target).get_by_role("link", name="Evidence for").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".kind")).to_have_text("Claim")


def test_a_claim_tells_who_says_so_in_which_words(visit: Visit, paths: dict[str, str]) -> None:
    page = visit.go(paths["claim"])
    expect(page.locator(".chain")).to_contain_text("The list")
    expect(page.locator(".chain")).to_contain_text("according to Bring Them Home")
    expect(page.locator("mark")).to_have_text(
        "At least 78 Kenyan citizens signed contracts with the Russian army since 2024"
    )
    expect(page.get_by_role("heading", name="Others say the same")).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Turtle").click()
    assert b"kg:Claim" in Path(waiting.value.path()).read_bytes()


def test_assessments_stand_beside_the_analysis(visit: Visit, paths: dict[str, str]) -> None:
    page = visit.go(paths["digest"])
    section = page.get_by_role("region", name="What it says about its source")
    expect(section).to_contain_text("framing bias")
    expect(section).to_contain_text("The article's framing is skewed")


def test_an_entity_has_names_links_claims_and_times(visit: Visit, server: Server, paths: dict[str, str]) -> None:
    page = visit.go(paths["entity"])
    expect(page.get_by_role("heading", name="Timeline")).to_be_visible()
    expect(page.get_by_role("heading", name="fights for")).to_be_visible()
    russia = path_of(
        server, f'?s a <{REC}Country> ; <http://www.w3.org/2000/01/rdf-schema#label> ?l FILTER(STR(?l) = "Russia")'
    )
    expect(visit.go(russia).get_by_role("link", name="wd:Q159")).to_have_attribute(
        "href", "http://www.wikidata.org/entity/Q159"
    )


def test_the_graph_is_drawn_and_an_edge_opens_its_claim(visit: Visit, paths: dict[str, str]) -> None:
    page = visit.go(paths["graph"])
    expect(page.locator("#graph canvas").first).to_be_visible()
    edges = page.evaluate("kgbuildView.edges().length")
    assert edges == page.locator("tbody tr").count() > 3
    page.evaluate("() => { kgbuildView.edges()[0].emit('tap'); }")
    page.wait_for_url("**/id/claim-*")
    visit.go(paths["graph"])
    page.get_by_label("How sure").select_option("hedged")
    page.get_by_role("button", name="Filter").click()
    page.wait_for_load_state("networkidle")
    assert page.locator("tbody tr").count() == page.evaluate("kgbuildView.edges().length") == 1


def test_a_saved_question_with_a_parameter(visit: Visit) -> None:
    page = visit.go("/queries/evidence-for-entity")
    page.get_by_label("entity").fill("wd:Q159")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("cell", name="Russia pays a signing bonus of 2 million rubles ($21,000)")).to_be_visible()
    claim = page.locator("td a[href^='/id/claim-']").first
    claim.click()
    expect(page.locator(".kind")).to_have_text("Claim")


def test_the_editor_runs_queries_and_links_to_our_pages(visit: Visit, server: Server) -> None:
    page = visit.go("/query")
    expect(page.locator("#plain")).to_be_hidden()
    assert page.locator(".yasgui .tab").count() >= 20
    text = f"SELECT ?c {{ ?c a <{KG}Claim> }} ORDER BY ?c"
    page.evaluate("text => kgbuildEditor.getTab().setQuery(text)", text)
    page.locator(".yasqe_queryButton:visible").click()
    links = page.locator(".yasr_results td a[href^='/id/claim-']")
    expect(links).to_have_count(11)
    wanted = [row["c"]["value"].rpartition("/")[2] for row in server.select(text).json()["results"]["bindings"]]
    assert [link.get_attribute("href") for link in links.all()] == [f"/id/{name}" for name in wanted]


def test_a_saved_query_in_the_editor_finds_what_the_page_finds(visit: Visit) -> None:
    page = visit.go("/queries/contracts-signed")
    rows = page.locator("tbody tr").count()
    visit.go("/query")
    page.get_by_text("contracts-signed", exact=True).click()
    page.locator(".yasqe_queryButton:visible").click()
    expect(page.locator(".yasr_results:visible tbody tr")).to_have_count(rows)


def test_hostile_words_stay_words_in_the_editor(visit: Visit) -> None:
    page = visit.go("/query")
    words = "<img src=x onerror=alert(1)> &lt;b&gt; <script>alert(2)</script>"
    page.evaluate("text => kgbuildEditor.getTab().setQuery(text)", f'SELECT ("{words}" AS ?x) {{}}')
    page.locator(".yasqe_queryButton:visible").click()
    expect(page.locator(".yasr_results td .nonIri")).to_have_text(words)
    assert page.locator(".yasr_results img, .yasr_results b").count() == 0


def test_the_editor_draws_a_graph(visit: Visit) -> None:
    page = visit.go("/query")
    text = (
        "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> CONSTRUCT { ?s ?p ?o } WHERE { "
        f"?c <{KG}layer> <{KG}world> ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o }}"
    )
    page.evaluate("text => kgbuildEditor.getTab().setQuery(text)", text)
    page.locator(".yasqe_queryButton:visible").click()
    page.locator(".yasr:visible .yasr_btn.select_Graph").click()
    expect(page.locator(".yasr_graph canvas").first).to_be_visible()


def test_hostile_words_stay_words(visit: Visit, paths: dict[str, str]) -> None:
    """No dialog, no script, no request: the fixture fails the test if any of them happens."""
    page = visit.go(paths["hostile"])
    assert page.locator(".text .body").evaluate("node => node.textContent") == HOSTILE
    expect(page.get_by_role("heading", level=1)).to_have_text("<script>alert('title')</script>")
    assert page.evaluate("window.stolen") is None
    assert page.locator("main script, main img").count() == 0
    for path in (paths["entity"], paths["graph"], "/search?q=<script>alert(1)</script>", "/queries/contracts-signed"):
        visit.go(path)
        assert page.locator("main script, main img").count() == 0


def test_the_policy_forbids_scripts_that_are_not_ours(browser: Browser, server: Server) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(server.url)
    page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s);"
        "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.ran = 2\">'); }"
    )
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") is None
    context.close()


def test_everything_works_without_scripts(browser: Browser, server: Server, paths: dict[str, str]) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.url + paths["document"])
    page.locator("a.ev").first.click()
    expect(page.locator(".claim:target")).to_contain_text("at least 78 people")
    page.goto(server.url + paths["graph"])
    assert page.locator("tbody tr").count() > 3
    page.goto(server.url + "/query")
    page.get_by_label("A SPARQL query").fill(f"SELECT ?c {{ ?c a <{KG}Claim> }}")
    page.get_by_role("button", name="Run").click()
    assert page.locator("td a[href^='/id/claim-']").count() == 11
    context.close()


def test_narrow_screens_do_not_scroll_sideways(visit: Visit, paths: dict[str, str]) -> None:
    visit.page.set_viewport_size({"width": 360, "height": 740})
    for name in ("start", "document", "claim", "entity", "graph", "question", "search"):
        page = visit.go(paths[name])
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), name


@pytest.mark.parametrize("folder", [static.FOLDER / "vendor", AXE.parent])
def test_vendored_files_are_the_ones_that_are_named(folder: Path) -> None:
    listed = json.loads((folder / "VERSIONS.json").read_text(encoding="utf-8"))
    assert {p.name for p in folder.iterdir() if p.suffix in (".js", ".css")} == set(listed)
    for name, facts in listed.items():
        assert sha256((folder / name).read_bytes()).hexdigest() == facts["sha256"], name
        assert facts["version"] and facts["licence"] and facts["package"]


def test_no_page_names_another_host() -> None:
    for file in (REPOSITORY / "src/kgbuild/serve/templates").glob("*.html"):
        assert "//" not in file.read_text(encoding="utf-8").replace("https://w3id.org", ""), file.name
