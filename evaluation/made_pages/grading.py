"""How right the browser's measures are: made councils are served on this computer and looked at by the probe itself."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from collectors.crawl.environment import tls_from
from collectors.crawl.limits import Limits
from collectors.crawl.net.addresses import AddressPolicy
from collectors.crawl.net.fetcher import Fetcher, Identity
from collectors.probes.browser.chromium import Chromium, find_chromium
from collectors.probes.browser.limits import BrowserLimits
from collectors.probes.browser.probe import BrowserProbe
from collectors.probes.browser.sample import TABS
from collectors.probes.browser.stock import Manners
from collectors.probes.findings import Finding
from collectors.probes.pace import Slots
from evaluation.grading import Case
from evaluation.made_pages.councils import CODES, COUNCILS
from evaluation.made_pages.sites import host_of, sample, sites
from evaluation.simulated_internet.server import SimWeb

_SAID = {0.0: "no", 1.0: "yes"}


def browser_cases(names: Iterable[str] = tuple(COUNCILS)) -> dict[str, list[Case]]:
    """Return code -> a case for each made council; what the probe leaves unknown is declined.

    Raises CrawlError if there is no Chromium.
    """
    names = list(names)
    with _probing(names) as probe, ThreadPoolExecutor(TABS) as pool:
        found = dict(zip(names, pool.map(lambda name: probe(host_of(name)), names), strict=True))
    return {code: [case_of(code, name, found[name]) for name in names] for code in CODES}


def case_of(code: str, name: str, findings: Iterable[Finding]) -> Case:
    """Return what is true of a made council beside what the probe's findings say of it."""
    (value,) = (one.value for one in findings if one.check == code)
    told = _SAID[value] if value is not None and code.startswith("T") else value
    return Case(COUNCILS[name].truth()[code], told, name)


@contextmanager
def _probing(names: list[str]) -> Iterator[BrowserProbe]:
    """Give a probe that reaches the made councils and nothing else; no laboratory figures are taken."""
    with SimWeb(sites(names), limit_s=0.0) as web:
        proxies: Mapping[str, str] = {"http": web.proxy_url, "https": web.proxy_url}
        tls = tls_from({"REQUESTS_CA_BUNDLE": str(web.ca_file)})
        identity = Identity("https://operator.example/crawler")
        with Fetcher(identity, AddressPolicy(), Limits(), lambda url: dict(proxies), tls) as fetcher:
            chromium = Chromium(find_chromium(os.environ), os.getuid() != 0, identity.user_agent, BrowserLimits())
            samples = {host_of(name): sample(name) for name in names}
            probe = BrowserProbe(chromium, Manners(fetcher.fetch, Slots(0.0)), samples, lab_pages=0)
            try:
                yield probe
            finally:
                probe.close()
