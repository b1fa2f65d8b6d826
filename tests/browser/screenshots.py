"""Takes the pictures of the documentation: ``python -m tests.browser.screenshots BUILD``.

They are of the pages as they are, in both colour schemes, at the size at which the README shows them.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import FLAGS
from tests.serve.running import Server
from tests.support import REPOSITORY

FOLDER = REPOSITORY / "docs" / "screenshots"
KG = "https://w3id.org/kgbuild/ontology#"
CLAIMS = (
    "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> PREFIX prov: <http://www.w3.org/ns/prov#> "
    "PREFIX rec: <https://w3id.org/kgbuild/recruitment#> "
)


def pages(server: Server) -> dict[str, str]:
    """The address of each picture's page in the graph that ``server`` serves."""

    def node(pattern: str, order: str = "?s") -> str:
        iri = server.ask(f"{CLAIMS} SELECT ?s {{ {pattern} }} GROUP BY ?s ORDER BY {order} LIMIT 1")
        return "/id/" + str(iri).rpartition("/")[2]

    entity = node("?c a <%sClaim> ; rdf:subject ?s . ?s a rec:Country" % KG, "DESC(COUNT(?c)) ?s")  # noqa: UP031
    return {
        "start": "/",
        "document": node(f"?s a <{KG}Document>"),
        "claim": node("?s rdf:predicate rec:signedContractWith ; prov:wasAttributedTo ?who"),
        "entity": entity,
        "graph": "/graph?iri=https://w3id.org/kgbuild" + entity,
        "question": "/queries/contracts-signed",
        "query": "/query",
    }


def take(page: Page, server: Server, name: str, path: str, file: Path) -> None:
    page.goto(server.url + path, wait_until="networkidle")
    if name == "document":
        page.locator("a.ev").nth(1).hover()
    if name == "query":
        page.get_by_text("contracts-signed", exact=True).click()
        page.locator(".yasqe_queryButton:visible").click()
        page.locator(".yasr_results:visible tbody tr").first.wait_for()
    page.screenshot(path=file)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with Server([Path(sys.argv[1])]) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(FLAGS))
        for name, path in pages(server).items():
            scheme = "dark" if name == "graph" else "light"
            page = browser.new_page(viewport={"width": 1100, "height": 720}, color_scheme=scheme)  # type: ignore[arg-type]
            take(page, server, name, path, FOLDER / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
