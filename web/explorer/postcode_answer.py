"""The explorer's answer to a postcode: which councils, and which of them its table can show."""

from __future__ import annotations

from dash import html

from register.find_place import Council, Place


def answer(place: Place) -> html.Div:
    """Return what a reader is told about a postcode: the councils with links, or what went wrong and what to do."""
    children: list = [html.P(place.message)]
    if place.authorities:
        source = html.P(f"Postcode list of {place.list_date}. {place.note}", className="small")
        children += [_links(place.authorities), source]
    elif place.nearby:
        children += [html.P("Councils in that postcode district:"), _links(place.nearby)]
    return html.Div(children)


def slugs(place: Place) -> list[str]:
    """Return the slugs of the councils that serve the place: district or single tier first, then the county."""
    return [council.slug for council in place.authorities]


def _links(councils: tuple[Council, ...]) -> html.Ul:
    return html.Ul([html.Li(html.A(council.name, href=f"/council/{council.slug}")) for council in councils])
