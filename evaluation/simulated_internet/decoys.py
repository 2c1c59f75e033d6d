"""Pages that look like a service and are none: news, papers, consultations, jobs, warnings, terms; and signposts."""

from __future__ import annotations

from dataclasses import dataclass

from evaluation.simulated_internet import names
from evaluation.simulated_internet.records import SimPage
from evaluation.simulated_internet.site import ABOUT, MEETINGS, NEWS, Builder
from evaluation.simulated_internet.styles.style import slug

KINDS = {"news": NEWS, "committee": MEETINGS, "consultation": ABOUT, "job": ABOUT, "fraud": NEWS, "terms": ABOUT}
"""Kind of decoy -> the section it stands in."""


@dataclass(frozen=True, slots=True)
class Decoy:
    """A page that must never be taken for the service it speaks of."""

    kind: str
    service: str
    url: str


@dataclass(frozen=True, slots=True)
class Signpost:
    """A page about a service of the other tier (F10). target: the link it gives, None if it gives none.

    good: the link leads to the partner's own page for that task, not merely to its home page.
    """

    service: str
    url: str
    partner: str
    target: str | None
    good: bool


def add_decoys(site: Builder, wanted: list[str], absent: list[str]) -> list[Decoy]:
    """About a dozen decoys, most of them about services the site does not have."""
    subjects = (absent * 2 + wanted)[:60]
    made = []
    for kind, section in KINDS.items():
        for service in site.rng.sample(subjects, min(2, len(subjects))):
            made.append(_decoy(site, kind, section, service))
    made.append(_supplier(site, site.rng.choice(subjects)))
    return made


def _decoy(site: Builder, kind: str, section: str, service: str) -> Decoy:
    language = site.language
    topic = site.bank.of(service, "en").topic
    title = site.say(kind, "en", topic=topic)
    words = [f"<p>{site.say(f'{kind}_text', 'en')}</p>" for _ in range(2)]
    if kind in ("news", "fraud"):
        words.append(f"<p><strong>{site.bank.of(service, 'en').actions[0]}</strong></p>")
    routes = ("menu", "search", "sitemap") if kind in ("news", "committee") else ("search", "sitemap")
    words.insert(0, f"<p>{site.say('about', 'en', topic=topic)}</p>")
    path = site.page(section, title[0].upper() + title[1:], words + site.filler(3, "en"), routes, language)
    site.decoy_paths.add(path)
    return Decoy(kind, service, site.url(path))


def _supplier(site: Builder, service: str) -> Decoy:
    """A supplier's help article, linked from a news page."""
    title = site.bank.of(service).titles[0]
    path = f"/en/articles/{site.next()}-{slug(title)}"
    words = (
        f"<h1>{title}: set-up guide for administrators</h1><p>In the back office choose Settings, then Products.</p>"
    )
    help_site = site.site("help.formsupplier.example")
    help_site.pages[path] = SimPage(f"<html><head><title>{title}</title></head><body>{words}</body></html>".encode())
    link = f'<p><a href="https://help.formsupplier.example{path}">{title}</a></p>'
    site.page(NEWS, "Our new forms system", [link])
    return Decoy("supplier", service, f"https://help.formsupplier.example{path}")


def add_signposts(site: Builder, foreign: dict[str, str], partner: str) -> list[Signpost]:
    """A page for most services of the other tier; `foreign`: code -> section, `partner`: its short name."""
    kind = "county" if site.kind == "district" else "district"
    host, full = f"www.{names.stem(partner)}.gov.uk", names.council(partner, kind)
    other = site.site(host)
    other.pages["/"] = SimPage(f"<title>{full}</title><h1>{full}</h1>".encode())
    return [
        _signpost(site, service, section, host, full) for service, section in foreign.items() if site.rng.random() < 0.6
    ]


def _signpost(site: Builder, service: str, section: str, host: str, full: str) -> Signpost:
    title = site.rng.choice(site.bank.of(service).titles)
    sort = site.rng.choice(("task", "task", "home", "none"))
    path = f"/{slug(site.bank.of(service).titles[0])}"
    words = f"<title>{title}</title><h1>{title}</h1><p>{full}</p>"
    site.site(host).pages[path] = SimPage(words.encode())
    target = {"task": f"https://{host}{path}", "home": f"https://{host}/", "none": None}[sort]
    blocks = [f"<p>{site.say('signpost_good', 'en', partner=full)}</p>"]
    if target:
        blocks.append(site.style.button(site.say("signpost_label", "en", partner=full), target))
    page = site.page(section, title, blocks)
    return Signpost(service, site.url(page), full, target, sort == "task")
