"""From a seed to a whole site: services, decoys, facts, ways in, in that order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from evaluation.simulated_internet import catalogue, names
from evaluation.simulated_internet.decoys import Decoy, Signpost, add_decoys, add_signposts
from evaluation.simulated_internet.derived import derived
from evaluation.simulated_internet.finding import SEARCHES, SiteSearch, add_az, add_landings, add_sitemap, robots
from evaluation.simulated_internet.placing import (
    LocalLink,
    ServiceTruth,
    draw_level,
    draw_routes,
    local_links,
    place,
    sections,
)
from evaluation.simulated_internet.records import SimPage, SimSite
from evaluation.simulated_internet.site import ABOUT, NEWS, ROUTES, Builder
from evaluation.simulated_internet.site_facts import inclusion, leadership, openness
from evaluation.simulated_internet.site_facts.fact import Facts, SiteFact, ago, day
from evaluation.simulated_internet.vendors import VENDORS, action_page

FACTS: tuple[Callable[[Builder, float], Facts], ...] = (
    inclusion.help_and_formats,
    inclusion.cookies,
    inclusion.privacy,
    inclusion.security,
    openness.spending,
    openness.registers,
    openness.open_data,
    openness.interfaces,
    openness.information,
    leadership.strategies,
    leadership.leaders,
    leadership.democracy,
    leadership.participation,
    leadership.sharing,
    inclusion.statement,
)
"""In the order they are built; the accessibility statement comes last, when all hosts are known."""


@dataclass(frozen=True, slots=True)
class Assembled:
    """The finished site and its truths (see councils.SimCouncil)."""

    site: SimSite
    services: dict[str, ServiceTruth]
    facts: Facts
    decoys: list[Decoy]
    signposts: list[Signpost]
    local_links: list[LocalLink]
    search: str
    az: str | None
    sitemap: str


def assemble(builder: Builder, maturity: float, paired: bool) -> Assembled:
    """Build everything about one council."""
    rng = builder.rng
    search, lettered = rng.choice(SEARCHES), rng.random() < 0.7
    sitemap = rng.choice(("plain", "plain", "index", "stale", "none"))
    builder.wide_menu, builder.searchable = rng.random() < 0.6, search != "absent"
    builder.extras["stamps"] = rng.choice(("fresh", "fresh", "old", "none"))
    truths = _services(builder, maturity, paired, search, lettered, sitemap)
    signposts = _signposts(builder)
    absent = [code for code, truth in truths.items() if truth.level < 2]
    decoys = add_decoys(builder, list(truths), absent)
    _ordinary(builder)
    identity = _account(builder)
    facts = identity | _facts(builder, maturity, truths, signposts)
    first = add_az(builder, lettered)
    add_landings(builder)
    add_sitemap(builder, sitemap)
    links = local_links(builder, truths)
    facts |= {
        "F02": SiteFact(search),
        "F03": SiteFact(first is not None, first and builder.url(first)),
        "cms": SiteFact(builder.style.name),
        "B04": SiteFact(builder.style.design_system),
        "language": SiteFact("cy" if builder.language == "cy" else "both" if paired else "en"),
    }
    site = SimSite(builder.host, builder.finish(), SiteSearch(builder, search), robots=robots(builder, search, sitemap))
    return Assembled(site, truths, facts, decoys, signposts, links, search, first, sitemap)


def _services(
    builder: Builder, maturity: float, paired: bool, search: str, lettered: bool, sitemap: str
) -> dict[str, ServiceTruth]:
    duty = catalogue.duties(builder.kind)
    truths, parity = {}, builder.rng.choice((0.6, 0.9, 1.0))
    for code, entry in catalogue.services().items():
        if duty.get(code, "none") == "none":
            continue
        level = draw_level(builder, code, entry.cap, maturity)
        if duty[code] == "part":
            level = max(level, 1)
        routes = draw_routes(builder, code, search, lettered, sitemap)
        twinned = paired and builder.rng.random() < parity
        truths[code] = place(builder, code, level, routes, twinned, search)
    return truths


def _signposts(builder: Builder) -> list[Signpost]:
    if builder.kind not in ("county", "district"):
        return []
    other = catalogue.duties("county" if builder.kind == "district" else "district")
    own, filed = catalogue.duties(builder.kind), sections()
    foreign = {code: filed[code] for code in own if own[code] == "none" and other.get(code) == "full"}
    partner = names.place(builder.rng.randint(150, names.COMBINATIONS - 1), "county")
    return add_signposts(builder, foreign, partner)


def _facts(builder: Builder, maturity: float, truths: dict[str, ServiceTruth], signposts: list[Signpost]) -> Facts:
    facts: Facts = {}
    for build in FACTS:
        facts |= build(builder, maturity)
    actions = [truth.action_url or "" for truth in truths.values()]
    used = {urlsplit(url).hostname or "" for url in actions if url.startswith("https")}
    used.discard(builder.host)
    covered = facts["A05"].value if "A05" in facts else ()
    assert isinstance(covered, tuple | list)
    facts["A05"] = SiteFact({"used": tuple(sorted(used)), "covered": tuple(sorted(used & set(covered)))})
    return facts | derived(builder, truths, signposts, facts)


def _ordinary(builder: Builder) -> None:
    """Pages that every site has and no detector asks for: they make the size, and hide the rest."""
    titles = (
        "Parks and open spaces",
        "Mayor's charity",
        "Twinning",
        "Local history",
        "Climate action",
        "Community safety",
        "Tourism and events",
        "Allotments",
        "Trees and hedges",
        "Public toilets",
        "Markets",
        "Elections",
        "Emergency planning",
        "Air quality",
        "Pest control",
        "Cemeteries",
        "Sports centres",
        "Grants for groups",
        "Equality and diversity",
    )
    for title in titles:
        stamp = f"<p>{builder.say('updated', date=day(ago(builder, 5, 900), builder.language))}</p>"
        builder.page(ABOUT, title, [*builder.filler(builder.rng.randint(3, 12)), stamp], ROUTES)
    for number in range(8):
        words = builder.filler(4)
        builder.page(NEWS, f"News in brief, number {number + 1}", words, ("menu", "sitemap"))


def _account(builder: Builder) -> Facts:
    """Cloned on every page: a link to an account and to lists of tasks, which serve no one service. B03."""
    host = f"my.{builder.stem}.gov.uk"
    fields = [("E-mail", "email", "email"), ("Password", "password", "password")]
    shared = builder.rng.random() < 0.3
    page = action_page(VENDORS["own"], builder.name, "Sign in", 0, fields)
    if shared:
        identity = "signin.mygovscot.org" if builder.kind == "scotland" else "signin.account.gov.uk"
        link = f'<p><a href="https://{identity}/">Sign in with one account</a></p></main>'
        page = SimPage(page.body.replace(b"</main>", link.encode()))
        builder.site(identity).pages["/"] = SimPage(b"<title>Sign in</title><h1>Sign in</h1>")
    builder.site(host).pages["/"] = page
    links = (("Pay", "/#pay"), ("Report", "/#report"), ("Apply", "/#apply"), ("My account", f"https://{host}/"))
    builder.extras["quick"] = "".join(f'<li class="quick"><a href="{url}">{label}</a></li>' for label, url in links)
    if builder.rng.random() < 0.5:
        builder.extras["footer phone"] = "yes"
        builder.footer.append((f"Telephone {builder.phone}", f"tel:{builder.phone.replace(' ', '')}"))
    return {"B03": SiteFact(shared, f"https://{host}/" if shared else None)}
