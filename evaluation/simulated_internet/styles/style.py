"""What a markup style is: a page template, a way with buttons, lists and forms, and a scheme of addresses."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl

from evaluation.simulated_internet.records import Headers

Field = tuple[str, str, str]
"""One form field: label, name, type of input."""


@dataclass(frozen=True, slots=True)
class Style:
    """One content management system as a reader of its HTML sees it.

    page: template with {lang} {title} {site} {head} {nav} {crumbs} {body} {footer} {bulk} {search} {banner}.
    path(section, title, number): address of a page. form(title, number): of a form on the same system.
    media(title, number, extension): of a file. search: (path, parameter). az: address with {letter}.
    design_system: whether the markup is that of a shared public design system.
    """

    name: str
    page: str
    path: Callable[[str, str, int], str]
    form: Callable[[str, int], str]
    media: Callable[[str, int, str], str]
    search: tuple[str, str]
    az: str
    button_class: str
    card: str
    item: str
    field: str
    headers: Headers = ()
    design_system: bool = False

    def button(self, label: str, url: str) -> str:
        """A call to action that looks like a button and is a link."""
        return f'<p><a class="{self.button_class}" role="button" href="{url}">{label}</a></p>'

    def get_button(self, label: str, url: str) -> str:
        """A button of a GET form with nothing to fill in, which is navigation; a query becomes hidden inputs."""
        path, _, query = url.partition("?")
        pairs = parse_qsl(query, keep_blank_values=True)
        hidden = "".join(f'<input type="hidden" name="{name}" value="{value}">' for name, value in pairs)
        return f'<form method="get" action="{path}">{hidden}<button class="{self.button_class}">{label}</button></form>'

    def tile(self, heading: str, label: str, url: str) -> str:
        """A card whose only link has a label without meaning."""
        return self.card.format(heading=heading, label=label, url=url)

    def items(self, links: list[tuple[str, str]]) -> str:
        """A list of (title, address)."""
        return "<ul>" + "".join(self.item.format(title=title, url=url) for title, url in links) + "</ul>"

    def fields(self, wanted: list[Field]) -> str:
        """Labelled inputs."""
        return "".join(self.field.format(label=label, name=name, kind=kind) for label, name, kind in wanted)

    def post_form(self, wanted: list[Field], submit: str, action: str) -> str:
        """A form to fill in and send."""
        inner = self.fields(wanted)
        return (
            f'<form method="post" action="{action}">{inner}<button class="{self.button_class}">{submit}</button></form>'
        )


def template(name: str) -> str:
    """The page template of one style."""
    return (Path(__file__).parent / "templates" / f"{name}.html").read_text(encoding="utf-8")


def slug(title: str, joint: str = "-") -> str:
    """A title as part of an address."""
    plain = re.sub(r"[^a-z0-9ŵŷâêîôû]+", joint, title.lower().replace("'", "").replace("’", ""))
    return plain.strip(joint)
