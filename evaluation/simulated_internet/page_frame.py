"""What stands round every page of a site: head, menus, banner, search box, footer, and the weight of real pages."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evaluation.simulated_internet.styles.style import Style

if TYPE_CHECKING:
    from evaluation.simulated_internet.site import Builder, Spec

_ICON = (
    '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
    '<path d="M{0} {1}l{2} {3}-{2} {3}z"/></svg>'
)


@dataclass(frozen=True, slots=True)
class Frame:
    """The parts that are the same on every page, made once per site. Everything else is in the page's Spec."""

    style: Style
    site: str
    head: str
    nav: dict[str, str]
    footer: str
    search: str
    banner: str
    bulk: str
    after: str
    home: str
    host: str

    @classmethod
    def of(cls, builder: Builder) -> Frame:
        """The frame of a site as it stands when it is finished."""
        rng = random.Random(f"chrome {builder.host}")
        return cls(
            style=builder.style,
            site=builder.name,
            head="".join(builder.head),
            nav={language: _nav(builder, language, rng) for language in ("en", "cy")},
            footer=_footer(builder),
            search=_search(builder),
            banner=builder.extras.get("banner", ""),
            bulk=_bulk(rng),
            after=builder.extras.get("after", ""),
            home="/",
            host=builder.host,
        )

    def render(self, path: str, spec: Spec) -> bytes:
        """One page, as bytes."""
        home = f'<li><a href="{self.home}">Home</a></li>'
        body = "".join(spec.blocks) + ("" if spec.section == "Forms" else self.after)
        text = self.style.page.format(
            lang=spec.language,
            title=spec.title,
            site=self.site,
            head=self.head + self._twins(path, spec),
            nav=self._switch(spec) + self.nav[spec.language],
            crumbs=f"{home}<li>{spec.section}</li><li>{spec.title}</li>",
            body=body,
            footer=self.footer,
            bulk=self.bulk,
            search=self.search,
            banner=self.banner,
        )
        return text.encode()

    def _switch(self, spec: Spec) -> str:
        if not spec.twin:
            return ""
        label, language = ("English", "en") if spec.language == "cy" else ("Cymraeg", "cy")
        return f'<li class="language"><a lang="{language}" hreflang="{language}" href="{spec.twin}">{label}</a></li>'

    def _twins(self, path: str, spec: Spec) -> str:
        canonical = f'<link rel="canonical" href="https://{self.host}{path}">'
        if not spec.twin:
            return canonical
        other = "en" if spec.language == "cy" else "cy"
        pairs = ((spec.language, path), (other, spec.twin))
        return canonical + "".join(
            f'<link rel="alternate" hreflang="{code}" href="https://{self.host}{address}">' for code, address in pairs
        )


def _nav(builder: Builder, language: str, rng: random.Random) -> str:
    """The cloned navigation: sections with all their pages, or sections alone, with an icon each as real ones have."""
    rows = []
    for section, links in builder.menu[language].items():
        landing = builder.extras.get(f"landing {language} {section}", "/")
        shown = links if builder.wide_menu else []
        inner = "".join(
            f'<li class="nav-sub"><a href="{url}">{_icon(rng)}<span>{title}</span></a></li>' for title, url in shown
        )
        rows.append(f'<li class="nav-top"><a href="{landing}">{_icon(rng)}{section}</a><ul>{inner}</ul></li>')
    quick = builder.extras.get("quick", "")
    return "".join(rows) + quick


def _icon(rng: random.Random) -> str:
    return _ICON.format(*(rng.randint(1, 23) for _ in range(4)))


def _footer(builder: Builder) -> str:
    links = "".join(f'<li><a href="{url}">{title}</a></li>' for title, url in builder.footer)
    return f'<ul class="footer-links">{links}</ul><p>&copy; {builder.as_of.year} {builder.name}</p>'


def _search(builder: Builder) -> str:
    if not builder.searchable:
        return ""
    path, parameter = builder.style.search
    return (
        f'<form role="search" method="get" action="{path}"><label for="site-search">Search this site</label>'
        f'<input type="search" id="site-search" name="{parameter}"><button type="submit">Search</button></form>'
    )


def _bulk(rng: random.Random) -> str:
    """Inline rules of style, which are a third of many a real page."""
    rules = []
    for number in range(rng.randint(320, 980)):
        colour, size = f"#{rng.getrandbits(24):06x}", rng.randint(1, 48)
        rules.append(
            f".c-{number}__part--{colour[1:4]}{{color:{colour};padding:{size}px 0 {size // 2}px;margin:0 auto}}"
        )
    return "".join(rules)
