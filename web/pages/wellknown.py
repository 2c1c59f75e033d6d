"""Files that machines ask for: robots.txt, sitemap.xml, security.txt, and whether all is well."""

from __future__ import annotations

from datetime import UTC, date, datetime
from xml.sax.saxutils import escape

import flask

from edition.reader import current_edition, rows
from scoring.spread import FEWEST
from web.pages.languages import in_language
from web.pages.problems import HEALTH
from web.pages.render import database
from web.pages.suppliers import known
from web.pages.words import TYPES
from web.serving.editions import link_in_edition
from web.serving.swap import Swap

CLOSED = ("/postcode", "/search", "/compare", "/league.csv", "/map.csv", "/map.svg")
"""Beginnings of the addresses that robots are asked to leave: look-ups, pairs of councils, every table twice."""


def add(blueprint: flask.Blueprint) -> None:
    """Add the routes for machines."""
    blueprint.add_url_rule("/favicon.ico", "favicon", favicon)
    blueprint.add_url_rule("/robots.txt", "robots", robots)
    blueprint.add_url_rule("/sitemap.xml", "sitemap", sitemap)
    blueprint.add_url_rule("/.well-known/security.txt", "security", security)
    blueprint.add_url_rule(HEALTH, "health", health)


def favicon() -> flask.typing.ResponseReturnValue:
    """Send browsers that ask for the old address to the drawing."""
    return flask.redirect("/assets/favicon.svg", 301)


def health() -> flask.Response:
    """Say as JSON which edition is served and how old it is, read from the database for each answer; 503 if none is.

    age_days: from the day up to which it holds evidence to today (UTC). serving_since and refused are of the process
    that answers: since when it serves this database, null where it was not told to follow a file; refused: when and
    why it last refused a newer one, null where none was since.
    """
    edition = current_edition(database())
    kept = ("edition", "status", "as_of", "framework_version", "code_version")
    swap: Swap | None = flask.current_app.extensions.get("swap")
    refusal = swap.refusal if swap else None
    answer = flask.jsonify(
        healthy=True,
        edition={name: edition[name] for name in kept},
        age_days=(datetime.now(UTC).date() - date.fromisoformat(edition["as_of"])).days,
        serving_since=swap.since.isoformat(timespec="seconds") if swap else None,
        refused={"at": refusal.at.isoformat(timespec="seconds"), "why": refusal.why} if refusal else None,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def robots() -> flask.Response:
    """Welcome everyone, but ask robots not to look up postcodes, pair councils off or fetch every table twice."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED)]
    base = flask.current_app.config["SITE"].base_url
    for code in flask.current_app.config["SITE"].reviewed:
        lines += [f"Disallow: /{code}/postcode", f"Disallow: /{code}/search"]
    lines += ["", f"Sitemap: {base}/sitemap.xml"] if base else []
    return flask.Response("\n".join(lines) + "\n", mimetype="text/plain")


def sitemap() -> flask.Response:
    """List every page that has an address of its own, of the edition that this address names; 404 without base_url.

    Addresses in a sitemap have to be absolute, and the Host of a request is whatever its sender wrote.
    """
    base = flask.current_app.config["SITE"].base_url
    if not base:
        flask.abort(404, description="This copy of the site has no public address of its own yet.")
    connection = database()
    found = [*_fixed(), "/explore/", "/league?view=core"] + [f"/league?type={slug}" for slug in TYPES]
    found += [f"/indicator/{row['indicator']}" for row in rows(connection, "SELECT indicator FROM indicators")]
    found += [f"/insights/{row['finding']}" for row in rows(connection, "SELECT DISTINCT finding FROM findings")]
    found += [f"/suppliers/{slug}" for slug, one in known().items() if len(one.authorities) >= FEWEST]
    found += [f"/service/{row['service']}" for row in rows(connection, "SELECT service FROM services")]
    found += [f"/council/{row['slug']}" for row in rows(connection, "SELECT slug FROM authorities ORDER BY slug")]
    for code in flask.current_app.config["SITE"].reviewed:
        found += [led for path in found if (led := in_language(path, code)) != path]
    urls = "".join(f"<url><loc>{escape(base + link_in_edition(path))}</loc></url>\n" for path in found)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return flask.Response(head + urls + "</urlset>\n", mimetype="application/xml")


def _fixed() -> list[str]:
    """Return the addresses of the pages whose routes have no part to fill in; the league is listed by type instead."""
    routes = [one for one in flask.current_app.url_map.iter_rules() if one.endpoint.startswith("pages.")]
    pages = {one.rule for one in routes if not one.arguments and "." not in one.rule} - {"/league"}
    return sorted(page for page in pages if not page.startswith((*CLOSED, "/api/", HEALTH)))


def security() -> flask.Response:
    """Send security.txt (RFC 9116), which needs a contact and an end date in site.toml; 404 without them."""
    site = flask.current_app.config["SITE"]
    if not (site.contact and site.security_txt_expires):
        flask.abort(404, description="This copy of the site names no contact for security reports.")
    lines = [
        f"Contact: {site.contact}",
        f"Expires: {site.security_txt_expires}T00:00:00.000Z",
        "Preferred-Languages: en",
    ]
    lines += [f"Canonical: {site.base_url}/.well-known/security.txt"] if site.base_url else []
    return flask.Response("\n".join(lines) + "\n", mimetype="text/plain")
