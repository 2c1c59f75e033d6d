"""Building one council's website: pages, menus, search index, A-Z and sitemap, plain data until asked for."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Unpack

from evaluation.simulated_internet import names, page_frame
from evaluation.simulated_internet.records import Serving, SimPage, SimSite
from evaluation.simulated_internet.styles.style import Field, Style
from evaluation.simulated_internet.vendors import ADDRESS, Vendor, action_page
from evaluation.simulated_internet.words.bank import Bank

ROUTES = ("menu", "search", "az", "sitemap", "local_link")
"""The ways to a page: menus and links, site search, A-Z, sitemap, GOV.UK local link."""
NEWS, MEETINGS, ABOUT = "News", "Meetings and decisions", "About the council"


@dataclass(frozen=True, slots=True)
class Spec:
    """One page before the template is put round it. `twin` is the same page in the other language."""

    title: str
    section: str
    blocks: tuple[str, ...]
    language: str = "en"
    twin: str | None = None


@dataclass(slots=True)
class Builder:
    """What is known so far of one website; every choice comes from `rng`."""

    rng: random.Random
    kind: str
    style: Style
    bank: Bank
    short: str
    as_of: date
    language: str = "en"
    specs: dict[str, Spec] = field(default_factory=dict)
    raw: dict[str, SimPage] = field(default_factory=dict)
    hosts: dict[str, SimSite] = field(default_factory=dict)
    menu: dict[str, dict[str, list[tuple[str, str]]]] = field(default_factory=lambda: {"en": {}, "cy": {}})
    index: list[tuple[str, str, str]] = field(default_factory=list)
    az: list[tuple[str, str]] = field(default_factory=list)
    sitemap: list[str] = field(default_factory=list)
    footer: list[tuple[str, str]] = field(default_factory=list)
    head: list[str] = field(default_factory=list)
    extras: dict[str, str] = field(default_factory=dict)
    headers: list[tuple[str, str]] = field(default_factory=list)
    data_sets: list[str] = field(default_factory=list)
    decoy_paths: set[str] = field(default_factory=set)
    number: int = 0
    wide_menu: bool = True
    searchable: bool = True

    @property
    def stem(self) -> str:
        """The council's part of host names."""
        return names.stem(self.short)

    @property
    def host(self) -> str:
        """The host of the main website."""
        return f"www.{self.stem}.gov.uk"

    @property
    def name(self) -> str:
        """The council's full name."""
        return names.council(self.short, self.kind)

    @property
    def phone(self) -> str:
        """A number that rings nowhere: 01632 960000 to 960999 are reserved for drama."""
        return f"01632 960{sum(map(ord, self.short)) % 1000:03d}"

    def say(self, occasion: str, language: str = "", **blanks: str) -> str:
        """One of the bank's sentences for an occasion, blanks filled in."""
        language = language or self.language
        given = {"phone": self.phone, "email": f"contact@{self.stem}.gov.uk", "name": self.short, "postcode": "ZZ1 1ZZ"}
        return self.rng.choice(self.bank.say(occasion, language)).format(**{**given, **blanks})

    def filler(self, count: int, language: str = "") -> list[str]:
        """Paragraphs that say nothing about how to act."""
        stock = self.bank.say("filler", language or self.language)
        return [f"<p>{' '.join(self.rng.sample(stock, 4))}</p>" for _ in range(count)]

    def url(self, path: str) -> str:
        """The absolute address of a path of the main site."""
        return f"https://{self.host}{path}"

    def next(self) -> int:
        """A number that no other page has."""
        self.number += 1
        return self.number

    def address(self, section: str, title: str, language: str = "") -> str:
        """A path for a page that no other page has."""
        prefix = "/cy" if (language or self.language) == "cy" and self.language == "en" else ""
        number = self.next()
        path = prefix + self.style.path(section, title, number)
        return path if path not in self.specs else prefix + self.style.path(section, f"{title} {number}", number)

    def add(self, path: str, spec: Spec, routes: tuple[str, ...] = ROUTES, keywords: str = "") -> str:
        """Put a page on the site and on the routes that lead to it; its path."""
        self.specs[path] = spec
        if "menu" in routes:
            self.menu[spec.language].setdefault(spec.section, []).append((spec.title, path))
        if "search" in routes:
            self.index.append((spec.title, path, keywords))
        if "az" in routes and spec.language == self.language:
            self.az.append((spec.title, path))
        if "sitemap" in routes:
            self.sitemap.append(path)
        return path

    def page(
        self, section: str, title: str, blocks: list[str], routes: tuple[str, ...] = ROUTES, language: str = ""
    ) -> str:
        """A page of the site's own, filled up to a natural length; its path."""
        language = language or self.language
        path = self.address(section, title, language)
        return self.add(path, Spec(title, section, tuple(blocks), language), routes)

    def file(self, title: str, extension: str = "pdf", body: bytes = b"") -> str:
        """A document; its path."""
        path = self.style.media(title, self.next(), extension)
        kinds = {
            "pdf": "application/pdf",
            "csv": "text/csv",
            "docx": "application/vnd.openxmlformats",
            "ods": "application/ods",
        }
        body = body or (b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n")
        self.raw[path] = SimPage(body, content_type=kinds[extension])
        return path

    def site(self, host: str, **settings: Unpack[Serving]) -> SimSite:
        """Another host that belongs to this council's world: a supplier's, a partner's, its own second one."""
        return self.hosts.setdefault(host, SimSite(host, robots="User-agent: *\nDisallow:\n", **settings))

    def supplied(self, vendor: Vendor, title: str, fields: list[Field] | None = None, language: str = "") -> str:
        """The address of a supplier's page for one action, with the page behind it in place."""
        number = self.next()
        if vendor.name == "own":
            return self.own_form(title, fields, language)
        page = action_page(vendor, self.name, title, number, fields)
        url = vendor.url(self.stem, title, number)
        _, _, host, path = url.split("/", 3)
        if host == self.host:
            self.raw["/" + path] = page
            return "/" + path
        site = self.site(host)
        site.pages["/" + path] = page
        if (vendor.name not in ("govuk-pay", "govuk-blue-badge")) and "/" not in site.pages:
            site.pages["/"] = action_page(vendor, self.name, "Welcome", 0)
        return url

    def own_form(self, title: str, fields: list[Field] | None, language: str = "") -> str:
        """The path of a form made with the site's own system."""
        path = self.style.form(title, self.next())
        if path in self.specs:
            path = self.style.form(f"{title} {self.number}", self.number)
        form = self.style.post_form(fields or ADDRESS, "Submit", path)
        self.specs[path] = Spec(title, "Forms", (form,), language or self.language)
        return path

    def finish(self) -> dict[str, SimPage]:
        """Every page of the main site, each rendered when it is asked for."""
        frame = page_frame.Frame.of(self)
        made = {path: SimPage(partial(frame.render, path, spec), headers=tuple(self.headers) + self.style.headers)
                for path, spec in self.specs.items()}  # fmt: skip
        return {**made, **self.raw}
