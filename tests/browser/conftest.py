"""A real browser on a real server over the simulated edition. Only 127.0.0.1 is ever asked."""

from __future__ import annotations

import logging
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from app import create_app
from tests.small_edition import build
from web.site import Site

MISSING = (
    "The browser tests need Chromium. Debian or Ubuntu: apt-get install chromium. "
    "Elsewhere: install Chromium or Chrome and set CHROMIUM=/path/to/it."
)
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE, DESKTOP, NARROW = {"width": 390, "height": 844}, {"width": 1280, "height": 900}, {"width": 320, "height": 640}
RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
OPTIONS = {
    "runOnly": RULES,
    "resultTypes": ["violations", "incomplete"],
    # By default axe leaves the contrast of single letters and of signs open.
    "checks": {"color-contrast": {"options": {"ignoreUnicode": False, "ignoreLength": True}}},
}

# Every word in SVG beside the ground of the page there and the fill of each shape that its box touches.
DRAWN = """() => {
  const rgb = element => getComputedStyle(element).fill.match(/\\d+/g)?.slice(0, 3).map(Number);
  const touches = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const ground = element => {
    for (let at = element; at; at = at.parentElement) {
      const parts = getComputedStyle(at).backgroundColor.match(/[\\d.]+/g).map(Number);
      if (parts.length === 3 || parts[3] === 1) return parts.slice(0, 3);
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll('svg text')].flatMap(text => {
    const box = text.getBoundingClientRect();
    const under = [...text.ownerSVGElement.querySelectorAll('rect, circle, path')].filter(
      shape => rgb(shape) && touches(shape.getBoundingClientRect(), box));
    return [ground(text), ...under.map(rgb)].map(ground => [text.textContent, rgb(text), ground]);
  });
}"""

# Collects what the browser refuses; a list on `window`, because waiting by polling script would itself need eval.
WATCH = """
window.refused = [];
document.addEventListener('securitypolicyviolation', e => window.refused.push(
  `${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber} ${e.sample}`));
"""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the whole site over the simulated edition."""
    with served(build(tmp_path_factory.mktemp("published") / "published.db")) as url:
        yield url


@pytest.fixture(scope="session")
def real_site(real_published: Path) -> Iterator[str]:
    """The address of the whole site over the real edition: long names, long tables, every kind of gap."""
    with served(real_published) as url:
        yield url


@contextmanager
def served(published: Path, site: Site | None = None) -> Iterator[str]:
    """Serve the site over `published` until the block ends; give its address. site: instead of what site.toml says."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    app = create_app(published).server
    app.config["SITE"] = site or app.config["SITE"]
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests; the test fails, saying what to install, where there is none."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not path or not Path(path).exists():
        pytest.fail(MISSING, pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@dataclass
class Visit:
    """One page of the browser with all that it asked for; `refused` is what its policy stopped."""

    page: Page
    site: str
    asked: list[str] = field(default_factory=list)

    def go(self, path: str) -> int:
        """Open a path of the site and return the status."""
        return self.page.goto(self.site + path).status

    @property
    def refused(self) -> list[str]:
        """Violations of the content security policy so far."""
        return self.page.evaluate("window.refused")

    @property
    def elsewhere(self) -> list[str]:
        """Requests to any address that is not the site's own."""
        return [url for url in self.asked if not url.startswith((self.site, "data:", "blob:"))]

    def resize(self, size: dict[str, int]) -> None:
        """Give the window another size, as somebody does who turns a phone; the page stays as it is loaded."""
        self.page.set_viewport_size(size)

    def overflow(self) -> int:
        """Return by how many pixels the page is wider than its window."""
        return self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")

    def violations(self, rule: str = "") -> list[str]:
        """Return what axe finds: rule, impact and the elements, empty if nothing. rule: that one alone.

        A contrast that axe cannot decide is found too, but for words in drawings: see `words_in_drawings`.
        """
        options = OPTIONS | ({"runOnly": {"type": "rule", "values": [rule]}} if rule else {})
        told = Axe().run(self.page, options=options).response
        open_ones = [node for rule in told["incomplete"] if rule["id"] == "color-contrast" for node in rule["nodes"]]
        undecided = [node["html"][:160] for node in open_ones if not node["html"].startswith(("<text", "<tspan"))]
        found = [f"{v['id']} ({v['impact']}): {[n['html'][:160] for n in v['nodes'][:5]]}" for v in told["violations"]]
        return [*found, *(f"contrast not decided: {html}" for html in undecided)]

    def words_in_drawings(self) -> list[tuple[str, list[int], list[int]]]:
        """Return the words in SVG with their colour and every colour they lie on, as [red, green, blue]."""
        return self.page.evaluate(DRAWN)


@pytest.fixture(scope="module")
def scriptless(browser: Browser) -> Iterator[Page]:
    """A page of a browser that runs no script."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture
def visit(browser: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """A fresh page, phone-sized unless the test is parametrised with `visit` = other context options."""
    options = {"viewport": PHONE} | getattr(request, "param", {})
    context = browser.new_context(**options)
    page = context.new_page()
    page.add_init_script(WATCH)
    visit = Visit(page, site)
    page.on("request", lambda asked: visit.asked.append(asked.url))
    yield visit
    context.close()
