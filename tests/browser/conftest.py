"""A real browser on a real server. Nothing here may reach past loopback, and every test checks that nothing tried."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.serve.builds import sample
from tests.serve.running import Server
from tests.support import program

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass
class Visit:
    """A page, and what went wrong on it. ``ours`` is the only origin that it may ask."""

    page: Page
    ours: str
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda m: m.type in ("error", "warning") and self.faults.append(f"console: {m.text}"))
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("request", lambda r: self._asked(r.url))
        self.page.on("response", lambda r: r.status >= 400 and self.faults.append(f"{r.status}: {r.url}"))
        self.page.on("dialog", lambda d: (self.faults.append(f"dialog: {d.message}"), d.dismiss()))

    def _asked(self, url: str) -> None:
        if not url.startswith((self.ours + "/", "data:", "blob:" + self.ours)):
            self.faults.append(f"left the server: {url}")

    def go(self, path: str) -> Page:
        asks_more = path.startswith(("/graph", "/query"))  # these fetch data once they are loaded
        self.page.goto(self.ours + path, wait_until="networkidle" if asks_more else "load")
        return self.page


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server([sample(tmp_path_factory.mktemp("browser") / "newsroom")], timeout=20.0) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program("chromium"), args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="en-GB")
    visiting = Visit(context.new_page(), server.url)
    yield visiting
    context.close()
    assert visiting.faults == []
