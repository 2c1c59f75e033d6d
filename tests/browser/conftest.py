"""A real browser on a real server over the simulated edition. Only 127.0.0.1 is ever asked."""

from __future__ import annotations

import json
import logging
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Error, Page, Request, expect, sync_playwright
from werkzeug.serving import make_server

from app import create_app
from collectors.probes.browser.chromium import find_chromium
from errors import CrawlError
from tests.small_edition import build
from web.site import Site

WITHOUT_WINDOWS = "chromium-headless-shell"
"""The same engine for some three quarters of the CPU time of the whole browser.

Probes are tested with the whole one, as they are run: under this one a page that opens others, frames and sockets at
once was not always done loading."""
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A page is open for too short a time to win back what it takes to optimise its scripts and to clear up after them.
    "--js-flags=--no-maglev --no-turbofan --single-threaded-gc --min-semi-space-size=32",
)
PHONE, DESKTOP, NARROW = {"width": 390, "height": 844}, {"width": 1280, "height": 900}, {"width": 320, "height": 640}
MEDIA = ("color_scheme", "forced_colors", "reduced_motion")
"""Options that an open page takes too."""
RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
OPTIONS = {
    "runOnly": RULES,
    "resultTypes": ["violations", "incomplete"],
    # By default axe leaves the contrast of single letters and of signs open.
    "checks": {"color-contrast": {"options": {"ignoreUnicode": False, "ignoreLength": True}}},
}

# axe answers with all that it saw; handed over is what is told of it here.
FOUND = """async options => {
  const told = await axe.run(options), html = node => node.html.slice(0, 160);
  const found = told.violations.map(v => `${v.id} (${v.impact}): ${v.nodes.slice(0, 5).map(html).join(' ')}`);
  const undecided = told.incomplete.filter(rule => rule.id === 'color-contrast').flatMap(rule => rule.nodes.map(html));
  return [found, undecided];
}"""

# Marks the first and the last element of each look that has a line of text or is a field: the contrast of all that look
# like them is theirs. A look is what contrast comes from: the size and colour of the words, and each ground, place and
# layer of their own that the element and those around it have.
LOOKS = """() => {
  const known = new Map(), ends = new Map();
  const plain = 'rgba(0, 0, 0, 0)|none|1|none|normal|static|none|none|none|visible|none';
  const layers = element => {
    if (element === null) return '';
    if (!known.has(element)) {
      const is = getComputedStyle(element), around = layers(element.parentElement);
      const own = [is.backgroundColor, is.backgroundImage, is.opacity, is.filter, is.mixBlendMode, is.position,
        is.float, is.transform, is.clipPath, is.overflow, is.textShadow].join('|');
      known.set(element, own === plain ? around : `${around} > ${element.className} ${own}`);
    }
    return known.get(element);
  };
  const worded = element => element.matches('input, select, textarea, button')
    || [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
  for (const old of document.querySelectorAll('[data-look]')) old.removeAttribute('data-look');
  for (const element of document.body.querySelectorAll('*')) {
    if (!worded(element)) continue;
    const is = getComputedStyle(element);
    const look = [is.color, is.fontSize, is.fontWeight, is.textIndent, element.matches(':disabled'), layers(element),
      element.checkVisibility({visibilityProperty: true})].join('|');
    ends.set(look, [ends.get(look)?.[0] ?? element, element]);
  }
  for (const element of [...ends.values()].flat()) element.dataset.look = '';
  axe.configure({rules: [{id: 'color-contrast', selector: '[data-look]'}]});
}"""
EVERY_CONTRAST = "axe.configure({rules: [{id: 'color-contrast', selector: '*'}]})"

# Whether the browser shows what was sent: no script has changed the main part or what the styles could go by.
AS_SENT = """async () => {
  const answer = await fetch(location.href);
  const sent = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const bare = element => element.cloneNode(false).outerHTML;
  const whole = page => [bare(page.documentElement), bare(page.body), page.querySelector('main').outerHTML].join();
  return whole(sent) === whole(document);
}"""

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

# How long an answer takes says how busy the machine is.
expect.set_options(timeout=20_000)


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
    try:
        path = os.environ.get("CHROMIUM") or shutil.which(WITHOUT_WINDOWS) or find_chromium(os.environ)
    except CrawlError as error:
        pytest.fail(str(error), pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


class Profiles:
    """Profiles of the browser, one for each set of options, with one page each that test after test is given.

    A profile with its processes costs more than most pages that are opened in it. What a page kept would be found by
    the tests that say that none keeps anything.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser, self._pages = browser, dict[str, Page]()

    def take(self, options: dict) -> Page:
        """Return the page of the profile with these options, as Playwright's new_context takes them, with no script."""
        key = self._key(options)
        if key not in self._pages:
            self._pages[key] = self._browser.new_context(**options).new_page()
            self._pages[key].add_init_script(WATCH)
        page = self._pages[key]
        page.set_viewport_size(options["viewport"])
        page.emulate_media(**{name: options.get(name, "null") for name in MEDIA})
        page.mouse.move(0, 0)
        return page

    def give_back(self, options: dict, site: str) -> None:
        """End what the page is at, and the profile itself if it does not answer.

        site: whose robots.txt takes its place, in which nothing runs. At an empty page the browser ends the process
        too, and one for the next test costs more than to open most pages twice.
        """
        page = self._pages[self._key(options)]
        try:
            for other in page.context.pages:
                if other is not page:
                    other.close()
            page.unroute_all()
            page.emulate_media(media="null")
            page.goto(site + "/robots.txt")
            page.context.clear_cookies()
        except Error:
            self._pages.pop(self._key(options)).context.close()

    @staticmethod
    def _key(options: dict) -> str:
        own = {name: value for name, value in options.items() if name not in {"viewport", *MEDIA}}
        return json.dumps(own, sort_keys=True)


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

    def as_sent(self) -> bool:
        """Return whether the main part is to the letter what the server sent: then it is the same without script."""
        return self.page.evaluate(AS_SENT)

    def violations(self, only: str = "", every_contrast: bool = False) -> list[str]:
        """Return what axe finds: rule, impact and the elements, empty if nothing.

        only: what one rule finds. A contrast that axe cannot decide is found too, except of words in drawings: see
        `words_in_drawings`. Contrast is most of what axe takes: it is asked for two elements of each look, or of
        every one.
        """
        options = OPTIONS | ({"runOnly": {"type": "rule", "values": [only]}} if only else {})
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE_SCRIPT)
        self.page.evaluate(EVERY_CONTRAST if every_contrast else LOOKS)
        found, undecided = self.page.evaluate(FOUND, options)
        told = [html for html in undecided if not html.startswith(("<text", "<tspan"))]
        return [*found, *(f"contrast not decided: {html}" for html in told)]

    def words_in_drawings(self) -> list[tuple[str, list[int], list[int]]]:
        """Return the words in SVG with their colour and every colour they lie on, as [red, green, blue]."""
        return self.page.evaluate(DRAWN)


@pytest.fixture(scope="session")
def profiles(browser: Browser) -> Profiles:
    """What the tests of one browser share."""
    return Profiles(browser)


@pytest.fixture
def scriptless(profiles: Profiles, site: str) -> Iterator[Page]:
    """A page of a browser that runs no script."""
    options = {"viewport": PHONE, "java_script_enabled": False}
    yield profiles.take(options)
    profiles.give_back(options, site)


@pytest.fixture
def visit(profiles: Profiles, site: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """An empty page, phone-sized unless the test is parametrised with `visit` = other context options."""
    options = {"viewport": PHONE} | getattr(request, "param", {})
    visit = Visit(profiles.take(options), site)
    with listening(visit):
        yield visit
    profiles.give_back(options, site)


@pytest.fixture
def first_visit(browser: Browser, site: str) -> Iterator[Visit]:
    """An empty page of a browser that has asked for nothing yet."""
    with browser.new_context(viewport=PHONE) as context:
        visit = Visit(context.new_page(), site)
        with listening(visit):
            yield visit


@contextmanager
def listening(visit: Visit) -> Iterator[None]:
    """Note what the page asks for until the block ends."""

    def note(asked: Request) -> None:
        visit.asked.append(asked.url)

    visit.page.on("request", note)
    yield
    visit.page.remove_listener("request", note)
