"""Simulated councils with their truth: `make_council(7, "district", "jadu")`."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from evaluation.simulated_internet import catalogue, names
from evaluation.simulated_internet.assembly import Assembled, assemble
from evaluation.simulated_internet.decoys import Decoy, Signpost
from evaluation.simulated_internet.placing import LocalLink, ServiceTruth
from evaluation.simulated_internet.records import SimPage, SimSite, redirect
from evaluation.simulated_internet.site import Builder
from evaluation.simulated_internet.site_facts.fact import SiteFact
from evaluation.simulated_internet.styles import STYLES
from evaluation.simulated_internet.words.bank import bank
from models import Authority, AuthorityType

AS_OF = date(2026, 11, 1)
"""The date to which a simulated council's ages are counted, unless told otherwise."""


@dataclass(frozen=True, slots=True)
class SimCouncil:
    """One invented council, all its hosts, and what a careful person would say of it.

    services: code -> truth, for every service its type has the full or part duty for. facts: indicator or
    name -> truth of the site (keys in README.md). decoys: pages that are no service. signposts: pages
    about services of the other tier. local_links: what GOV.UK knows. search, az, sitemap: how the ways in behave.
    """

    seed: int
    authority: Authority
    cms: str
    wording: str
    language: str
    maturity: float
    host: str
    site: SimSite
    others: tuple[SimSite, ...]
    services: Mapping[str, ServiceTruth]
    facts: Mapping[str, SiteFact]
    decoys: tuple[Decoy, ...]
    signposts: tuple[Signpost, ...]
    local_links: tuple[LocalLink, ...]
    search: str
    az: str | None
    sitemap: str

    @property
    def home_url(self) -> str:
        """Where a crawl starts."""
        return f"https://{self.host}/"

    @property
    def pages(self) -> Mapping[str, SimPage]:
        """Path -> page of the main host."""
        return self.site.pages

    def sites(self) -> list[SimSite]:
        """All hosts to serve, the bare name (which redirects to www) included."""
        bare = self.host.removeprefix("www.")
        forward = SimSite(
            bare, dynamic=lambda request: redirect(f"https://{self.host}{request.path}"), robots_means="allow"
        )
        return [self.site, forward, *self.others]


def make_council(
    seed: int,
    type: str = "english-unitary",
    cms: str = "localgov-drupal",
    welsh: bool | str = False,
    wording: str = "build",
    maturity: float | None = None,
    as_of: date = AS_OF,
) -> SimCouncil:
    """One council, the same for the same arguments.

    type: a slug of the eight types. cms: a name in STYLES. welsh: False, True or "pairs" (each page in
    two languages), "only" (Welsh alone). wording: a name in words.bank.NAMES. maturity: 0 (little online) to
    1 (nearly everything), None to draw it. Raises ValueError for an unknown word.
    """
    if type not in catalogue.TYPES or cms not in STYLES or welsh not in (False, True, "pairs", "only"):
        raise ValueError(f"make_council: type {type!r}, cms {cms!r} or welsh {welsh!r} is not one of those known")
    rng = random.Random(f"{seed}/{type}/{cms}/{welsh}/{wording}/{maturity}")
    drawn = rng.uniform(0.1, 0.95) if maturity is None else maturity
    language = "cy" if welsh == "only" else "en"
    builder = Builder(rng, type, STYLES[cms], bank(wording), names.place(seed, type), as_of, language)
    made = assemble(builder, drawn, paired=welsh in (True, "pairs"))
    return _council(seed, cms, wording, drawn, builder, made)


def _council(seed: int, cms: str, wording: str, maturity: float, builder: Builder, made: Assembled) -> SimCouncil:
    authority = Authority(
        code=f"X{99000000 + seed}",
        slug=builder.stem,
        name=builder.name,
        short_name=builder.short,
        type=AuthorityType(builder.kind),
        nation=catalogue.NATION.get(builder.kind, "England"),
        region="Simulated",
        parent=None,
        homepage=f"https://{builder.host}/",
        population=None,
        area_km2=None,
        start=None,
        end=None,
    )
    return SimCouncil(
        seed,
        authority,
        cms,
        wording,
        builder.language,
        maturity,
        builder.host,
        made.site,
        tuple(builder.hosts.values()),
        made.services,
        made.facts,
        tuple(made.decoys),
        tuple(made.signposts),
        tuple(made.local_links),
        made.search,
        made.az,
        made.sitemap,
    )


def make_councils(count: int, seed: int = 0, wording: str = "build") -> list[SimCouncil]:
    """Councils of all eight types and seven styles in turn; half of the Welsh in page pairs, a quarter Welsh alone."""
    return [nth_council(number, seed, wording) for number in range(count)]


def nth_council(number: int, seed: int = 0, wording: str = "build") -> SimCouncil:
    """The council at a place in the list that `make_councils` returns for the same seed and wording."""
    styles = list(STYLES)
    kind = catalogue.TYPES[number % len(catalogue.TYPES)]
    welsh = ("pairs", "only", "pairs", False)[number // 8 % 4] if kind == "wales" else False
    return make_council(seed * 1000 + number, kind, styles[number % len(styles)], welsh, wording)
