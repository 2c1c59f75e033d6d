"""What the probe with a browser costs: pages a minute and core, and memory with two tabs, over made sites.

    python -m benchmarks.bench_browser [--pages 12] [--delay 0]

Pages have the weight of councils': 60 kB of markup, a script, a style sheet and eight pictures, shared by the site. CPU
seconds are those of this process, which serves the sites too, the driver and Chromium with all its tabs. Memory is
Chromium's, what several processes share counted once.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import psutil

from benchmarks.rows import at_most, table
from collectors.crawl.environment import tls_from
from collectors.crawl.limits import Limits
from collectors.crawl.net.addresses import AddressPolicy
from collectors.crawl.net.fetcher import Fetcher, Identity
from collectors.probes.browser.chromium import Chromium, find_chromium
from collectors.probes.browser.limits import BrowserLimits
from collectors.probes.browser.probe import LAB_PAGES, BrowserProbe
from collectors.probes.browser.roles import Role
from collectors.probes.browser.sample import TABS, Chosen, Sample
from collectors.probes.browser.stock import Manners
from collectors.probes.pace import Slots
from evaluation.simulated_internet.records import SimPage, SimSite, text
from evaluation.simulated_internet.server import SimWeb

GIGABYTE = 1024**3
SERVICES = ("C01", "S01", "S05", "S11", "S20", "C11", "S24", "C07")
"""What the pages are about, in turn."""


def made_site(host: str, pages: int) -> SimSite:
    """Return a site whose pages are like a council's in weight and shape."""
    chance = random.Random(host)
    words = ("council", "report", "pay", "bin", "apply", "tax", "find", "your", "the", "of", "and", "a")

    def paragraph() -> str:
        return f"<p class=body>{' '.join(chance.choice(words) for _ in range(60))}</p>"

    def page(number: int) -> SimPage:
        links = "".join(f"<li class=item><a href=/page/{n}>Service {n}</a></li>" for n in range(120))
        pictures = "".join(f"<img src=/picture/{n}.svg alt='' width=200 height=120>" for n in range(8))
        parts = "".join(
            f"<section class=part><h2>Part {n}</h2>{paragraph()}{paragraph()}{paragraph()}</section>" for n in range(30)
        )
        return SimPage(
            f"<!doctype html><html lang=en><head><title>Page {number}</title><link rel=stylesheet href=/style.css>"
            "<meta name=viewport content='width=device-width'><script src=/script.js defer></script></head><body>"
            f"<a href=#main class=skip>Skip to main content</a><nav><ul>{links}</ul></nav><main id=main>"
            f"<h1>Page {number}</h1>{pictures}{parts}</main><footer>{paragraph()}</footer></body></html>".encode()
        )

    rules = "".join(f".part:nth-child({n}) p {{ margin: {n % 9}px; color: #{n % 5}33 }}" for n in range(400))
    work = "let n = 0; for (let i = 0; i < 3e6; i++) n += i % 7; document.body.dataset.n = n;"
    picture = "<svg xmlns='http://www.w3.org/2000/svg' width='200' height='120'><rect width='200' height='120'/></svg>"
    shared = {
        "/style.css": text(rules, "text/css"),
        "/script.js": text(work + "/*" + "x" * 90_000 + "*/", "text/javascript"),
    }
    drawn = {f"/picture/{n}.svg": text(picture, "image/svg+xml") for n in range(8)}
    return SimSite(host, {"/": page(0), **{f"/page/{n}": page(n) for n in range(1, pages)}, **shared, **drawn})


class CpuOfAll(threading.Thread):
    """Adds up the CPU seconds of this process and of all below it, those that have ended included."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.seen: dict[int, float] = {}
        self.over = threading.Event()

    def run(self) -> None:
        """Look five times a second until it is over."""
        me = psutil.Process()
        while not self.over.wait(0.2):
            for each in (me, *me.children(recursive=True)):
                with suppress(psutil.Error):
                    spent = each.cpu_times()
                    self.seen[each.pid] = spent.user + spent.system


def main() -> None:
    """Print the figures, and end with 1 where memory is above its bound or a page was not seen."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=12, help="of each of the sites")
    parser.add_argument("--delay", type=float, default=0.0, help="seconds between two requests to a host")
    asked = parser.parse_args()
    hosts = [f"www.made-{number}.gov.uk" for number in range(TABS)]
    chosen = [Chosen(f"https://{{host}}/page/{n}", Role.TASK, (SERVICES[n % 8],)) for n in range(1, asked.pages)]
    samples = {
        host: Sample((Chosen(f"https://{host}/", Role.HOME), *(
            Chosen(page.url.format(host=host), page.role, page.services) for page in chosen)))
        for host in hosts
    }  # fmt: skip
    cpu = CpuOfAll()
    with SimWeb([made_site(host, asked.pages) for host in hosts], limit_s=0.0, warm=True) as web:
        proxies = {"http": web.proxy_url, "https": web.proxy_url}
        tls = tls_from({"REQUESTS_CA_BUNDLE": str(web.ca_file)})
        identity = Identity("https://operator.example/crawler")
        with Fetcher(identity, AddressPolicy(), Limits(), lambda url: proxies, tls) as fetcher:
            chromium = Chromium(find_chromium(os.environ), os.getuid() != 0, identity.user_agent, BrowserLimits())
            probe = BrowserProbe(chromium, Manners(fetcher.fetch, Slots(asked.delay)), samples)
            probe.start()
            cpu.start()
            before, begun = sum(cpu.seen.values()), time.monotonic()
            with ThreadPoolExecutor(TABS) as pool:
                found = list(pool.map(probe, hosts))
            wall = time.monotonic() - begun
            time.sleep(0.3)
            cpu.over.set()
            peak = chromium.peak_bytes
            probe.close()
        requests = web.report().requests
    seen = sum(int(one.value or 0) for each in found for one in each if one.check == "pages")
    spent = sum(cpu.seen.values()) - before
    print(
        f"{seen} pages of {TABS} sites in two tabs, {LAB_PAGES} of each loaded once more for laboratory figures: "
        f"{wall:.1f} s, {spent:.1f} CPU s, {requests} requests; {60 * seen / spent:.1f} pages a minute and core"
    )
    rows = [
        at_most("memory of the browser, MB", peak / 1e6, GIGABYTE / 1e6),
        at_most("pages not seen", TABS * asked.pages - seen, 0),
    ]
    print(table(rows))
    sys.exit(0 if all(kept for *_, kept in rows) else 1)


if __name__ == "__main__":
    main()
