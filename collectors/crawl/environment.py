"""What the environment of a run says: proxies, trust store, whether its hosts are simulated, how fast it may go."""

import functools
import ssl
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import certifi
from requests.utils import should_bypass_proxies

from collectors.crawl.frontier.site import SiteSeed
from collectors.crawl.net.addresses import AddressPolicy, UnsafeUrl, vet_url
from collectors.crawl.net.connections import proxy_url
from errors import CrawlError
from register.domains import RESERVED_FOR_TESTS, registrable

POLITE_DELAY_S = 1.0
ANY_PORT = frozenset(range(1, 65536))
FOR_DOCUMENTS = frozenset({"example.com", "example.net", "example.org"})
"""RFC 2606: names that stand in documents, and are copied out of them."""


def proxies_from(environment: Mapping[str, str]) -> Callable[[str], dict[str, str]]:
    """Return a function from URL to its proxies (scheme -> address), as HTTP_PROXY, HTTPS_PROXY and NO_PROXY say; {}
    means direct.

    Raises CrawlError for an address of a proxy that no request could go through: every host would seem not to answer.
    """
    named = {
        scheme: environment.get(f"{scheme}_proxy") or environment.get(f"{scheme.upper()}_PROXY") or ""
        for scheme in ("http", "https")
    }
    named = {scheme: proxy for scheme, proxy in named.items() if proxy}
    for scheme, proxy in named.items():
        try:
            proxy_url(proxy)
        except ValueError as error:  # without the address, which may hold a password
            wanted = "expected an address such as http://192.0.2.1:3128"
            raise CrawlError(f"{scheme.upper()}_PROXY: is no proxy that can be used ({error}): {wanted}") from None
    spared = environment.get("no_proxy") or environment.get("NO_PROXY") or ""

    @functools.lru_cache(maxsize=20000)
    def of_origin(scheme: str, host: str) -> dict[str, str]:
        if scheme not in named or (spared and should_bypass_proxies(f"{scheme}://{host}/", no_proxy=spared)):
            return {}
        return named

    return lambda url: of_origin(*urlsplit(url)[:2])


def tls_from(environment: Mapping[str, str]) -> ssl.SSLContext:
    """Return the trust store: REQUESTS_CA_BUNDLE (a file or folder) if set, else the system's with certifi's.

    Raises CrawlError if the bundle cannot be read.
    """
    bundle = environment.get("REQUESTS_CA_BUNDLE") or environment.get("CURL_CA_BUNDLE") or ""
    if not bundle:
        context = ssl.create_default_context()
        context.load_verify_locations(certifi.where())
        return context
    try:
        is_folder = Path(bundle).is_dir()
        return ssl.create_default_context(cafile=None if is_folder else bundle, capath=bundle if is_folder else None)
    except (OSError, ssl.SSLError) as error:
        raise CrawlError(f"REQUESTS_CA_BUNDLE={bundle}: cannot be read: {error}") from error


def is_simulated(seeds: Iterable[SiteSeed]) -> bool:
    """Return True if every home page is under a name reserved for tests (RFC 6761), which no real host has."""
    hosts = [urlsplit(seed.home_url).hostname or "" for seed in seeds]
    return bool(hosts) and all(host.rpartition(".")[2] in RESERVED_FOR_TESTS for host in hosts)


def policy_for(simulated: bool) -> AddressPolicy:
    """Return the address rules of a run: names reserved for tests are let through only if all its hosts are such."""
    return AddressPolicy(reserved=RESERVED_FOR_TESTS if simulated else frozenset())


def check_delay(delay_s: float, simulated: bool, own_hosts: bool, environment: Mapping[str, str]) -> None:
    """Raise CrawlError for a delay under a second, unless nobody else's host can be hurt by it."""
    if delay_s >= POLITE_DELAY_S or simulated or own_hosts or environment.get("CDI_TEST_NETWORK") == "1":
        return
    raise CrawlError(
        f"--delay {delay_s:g}: at least {POLITE_DELAY_S:g} second between two requests to a host; "
        "less only with --i-own-these-hosts, simulated hosts or CDI_TEST_NETWORK=1"
    )


def check_contact(contact_url: str, simulated: bool, where: str = 'site.toml: field "operator.contact_url"') -> str:
    """Return the page that the User-Agent names. where: it was written, for the message.

    Raises CrawlError if a live crawl has none or it is no web page.
    """
    if not contact_url and simulated:
        return "https://operator.example/crawler"
    try:
        # As for links, but for a name of tests: no host has one, so nobody's page is named by it.
        page = vet_url(contact_url, AddressPolicy(ANY_PORT, RESERVED_FOR_TESTS))
        wrong = f"{page.host} is nobody's" if registrable(page.host) in FOR_DOCUMENTS else ""
    except UnsafeUrl as error:
        wrong = str(error)
    if wrong or not contact_url.isprintable():
        raise CrawlError(
            f"{where}: {contact_url!r}{f' ({wrong})' if contact_url else ''}; whoever asks real hosts needs the URL of "
            "a public page that says who asks and why (or --contact URL, where the command has it)"
        )
    return contact_url
