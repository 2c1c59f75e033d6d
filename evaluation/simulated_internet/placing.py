"""Putting the services on a site, one scenario each, and writing down the truth."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from evaluation.simulated_internet import catalogue
from evaluation.simulated_internet.scenario import spoken
from evaluation.simulated_internet.scenarios import SCENARIOS, Job, Stand, allowed
from evaluation.simulated_internet.site import ROUTES, Builder, Spec
from evaluation.simulated_internet.site_facts.fact import ago, day

_IN_PERSON = re.compile(r"librar|hub|desk|in person|drop in|counter|reception|office", re.IGNORECASE)
WITH_HELP = ("telephone", "letter", "not_online", "broken_with_telephone", "listed_link")
"""Scenarios whose words name a telephone or a desk."""


@dataclass(frozen=True, slots=True)
class ServiceTruth:
    """Where one council truly stands on one service.

    level: 0-4, within the cap. page_url: None at level 0. action_url: where the call to action leads in
    the end (a page, a document, tel: or mailto:), None where there is none; the page itself where the
    form stands on it. vendor: a name of `vendors.VENDORS`, None where no supplier shows. status: always
    "measured"; accepts_missing: the level is 0 and the site search cannot be completed, so that a careful
    observer may leave it missing instead. routes: the ways that lead to the page. gate: which of phone,
    visit and urgent a D2 page shows. help_shown: its text names a telephone or a desk. expired: it states a
    deadline that is past. welsh_url: the Welsh twin, None without one.
    """

    service: str
    level: int
    status: str
    page_url: str | None
    action_url: str | None
    vendor: str | None
    scenario: str
    routes: tuple[str, ...]
    title: str | None = None
    gate: tuple[str, ...] = ()
    accepts_missing: bool = False
    help_shown: bool = False
    expired: bool = False
    welsh_url: str | None = None


@dataclass(frozen=True, slots=True)
class LocalLink:
    """What GOV.UK's local links say: status is "ok" (url leads to the page), "broken" or "missing" (url None)."""

    service: str
    lgsl: int
    url: str | None
    status: str


def draw_level(site: Builder, code: str, cap: int, maturity: float) -> int:
    """A level for one service: the more mature the council, the higher."""
    slack = 1 - maturity
    weights = (0.2 * slack + 0.03, 0.2 * slack + 0.04, 0.25 * slack + 0.07, 0.45, 0.08 + 0.35 * maturity)
    levels = [level for level in range(cap + 1) if level == 0 or allowed(code, level)]
    return site.rng.choices(levels, [weights[level] for level in levels])[0]


def draw_routes(site: Builder, code: str, search: str, az: bool, sitemap: str) -> tuple[str, ...]:
    """Most pages are on all routes; one in twelve on a single one, which then exists on this site."""
    open_routes = [
        route
        for route, there in (
            ("search", search == "works"),
            ("az", az),
            ("sitemap", sitemap in ("plain", "index")),
            ("local_link", bool(catalogue.services()[code].lgsl)),
        )
        if there
    ]
    alone = bool(open_routes) and site.rng.random() < 1 / 12
    return (site.rng.choice(open_routes),) if alone else ROUTES


def sections() -> dict[str, str]:
    """Service code -> the section it is filed under."""
    return {code: area for area, codes in catalogue.AREAS.items() for code in codes}


def place(site: Builder, code: str, level: int, routes: tuple[str, ...], paired: bool, search: str) -> ServiceTruth:
    """Build the page of one service, and its Welsh twin where pages come in pairs; the truth about it."""
    if level == 0:
        return ServiceTruth(code, 0, "measured", None, None, None, "absent", (), accepts_missing=search != "works")
    name = site.rng.choice(allowed(code, level))
    job = _job(site, code, site.language)
    stand = SCENARIOS[level][name](site, job)
    gate, extra = _gate(site, code, level), _extras(site, code, level)
    path = _page(site, job, stand, routes, {**gate, **extra})
    action = site.url(path) if stand.action_url == "self" else stand.action_url
    truth = ServiceTruth(
        code, level, "measured", site.url(path), action, stand.vendor, name, routes, job.title, tuple(gate),
        help_shown=bool({"help", "phone", "visit"} & {*extra, *gate}) or name in WITH_HELP, expired="expired" in extra,
    )  # fmt: skip
    return replace(truth, welsh_url=site.url(_twin(site, path, code, level, name, routes))) if paired else truth


def _job(site: Builder, code: str, language: str) -> Job:
    words = site.bank.of(code, language)
    section = sections()[code]
    return Job(
        catalogue.services()[code], section, site.rng.choice(words.titles), site.rng.choice(words.actions), language
    )


def _gate(site: Builder, code: str, level: int) -> dict[str, str]:
    """The further routes that a D2 page shows beside its form: occasion -> block."""
    if not code.startswith("C") or level < 3:
        return {}
    blocks = {
        "phone": f"<p>{site.say('help')}</p>",
        "visit": f"<p>{site.say('visit')}</p>",
        "urgent": "<p>In an emergency call 999. Out of hours call 01632 960999.</p>",
    }
    shown = {name: block for name, block in blocks.items() if site.rng.random() < 0.7}
    if "phone" in shown and _IN_PERSON.search(shown["phone"]):
        shown.setdefault("visit", "")  # "or ask at any library" is a way to be helped face to face
    return shown


def _extras(site: Builder, code: str, level: int) -> dict[str, str]:
    """Help on pages of everyday services, a deadline that is past on a few, a date of update by the site's habit."""
    blocks = {}
    if level >= 3 and not code.startswith("C") and site.rng.random() < 0.5:
        blocks["help"] = f"<p>{site.say('help')}</p>"
    if level >= 3 and site.language == "en" and site.rng.random() < 0.03:
        blocks["expired"] = f"<p>{site.say('expired', date=day(ago(site, 40, 400)))}</p>"
    if site.extras["stamps"] != "none":
        least, most = (5, 300) if site.extras["stamps"] == "fresh" else (500, 1500)
        blocks["updated"] = f"<p>{site.say('updated', date=day(ago(site, least, most), site.language))}</p>"
    return blocks


def _page(site: Builder, job: Job, stand: Stand, routes: tuple[str, ...], further: dict[str, str]) -> str:
    after = site.filler(site.rng.randint(1, 8), job.language)
    topic = site.bank.of(job.entry.code, job.language).topic
    before = [spoken(site, job, "about", topic=topic), *site.filler(2, job.language)]
    blocks = [*before, *stand.blocks, spoken(site, job, "about", topic=topic), *further.values(), *after]
    path = site.address(job.section, job.title, job.language)
    words = site.bank.of(job.entry.code, job.language)
    spec = Spec(job.title, job.section, tuple(blocks), job.language)
    return site.add(path, spec, routes, f"{words.topic} {' '.join(words.actions)} {job.entry.name}")


def _twin(site: Builder, path: str, code: str, level: int, name: str, routes: tuple[str, ...]) -> str:
    """The Welsh page of a pair, made by the same scenario in Welsh; both point at each other."""
    job = _job(site, code, "cy")
    stand = SCENARIOS[level][name](site, job)
    twin = _page(site, job, stand, routes, {})
    site.specs[path] = replace(site.specs[path], twin=twin)
    site.specs[twin] = replace(site.specs[twin], twin=path)
    return twin


def local_links(site: Builder, truths: dict[str, ServiceTruth]) -> list[LocalLink]:
    """What GOV.UK knows of each service that has an LGSL id."""
    made = []
    for code, truth in truths.items():
        for lgsl in catalogue.services()[code].lgsl[:1]:
            made.append(_link(site, truth, lgsl))
    return made


def _link(site: Builder, truth: ServiceTruth, lgsl: int) -> LocalLink:
    only = truth.routes == ("local_link",)
    sort = "ok" if only else site.rng.choices(("ok", "broken", "missing"), (0.75, 0.08, 0.17))[0]
    if truth.page_url is None and sort == "ok":
        sort = "missing"
    address = {"ok": truth.page_url, "broken": site.url(f"/old-site/{lgsl}"), "missing": None}[sort]
    return LocalLink(truth.service, lgsl, address, sort)
